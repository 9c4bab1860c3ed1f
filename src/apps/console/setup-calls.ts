import type { Permission } from '../../modules/identity/model.ts';
import type { SetupCalls } from '../../modules/setup/ui/calls.ts';
import { api } from './api.ts';

/** The calls of the pages of Set up. */
export function setupCalls(may: (permission: Permission) => boolean): SetupCalls {
  return {
    may,
    steps: async () => (await api('GET /setup/steps')).steps,
    soundTested: () => api('POST /setup/sound-tested', { body: {} }),
    templates: async () => (await api('GET /sops/templates')).templates,
    adopt: (ids) => api('POST /sops/adopt', { body: { ids } }),
    preview: (kind, csv) => api('POST /import/preview', { body: { kind, csv } }),
    apply: (kind, csv, digest) => api('POST /import/apply', { body: { kind, csv, digest } }),
    zones: async () => (await api('GET /zones')).zones,
    saveZone: (id, body) =>
      id === null ? api('POST /zones', { body }) : api('POST /zones/:id', { params: { id }, body }),
    removeZone: (id) => api('DELETE /zones/:id', { params: { id } }),
    devices: async () => (await api('GET /devices')).devices,
    saveDevice: (id, form) =>
      id === null
        ? api('POST /devices', { body: form })
        : api('POST /devices/:id', { params: { id }, body: form }),
    removeDevice: (id) => api('DELETE /devices/:id', { params: { id } }),
    startTest: (id) => api('POST /devices/:id/test', { params: { id }, body: {} }),
    endTest: (id) => api('DELETE /devices/:id/test', { params: { id } }),
    tests: (id) => api('GET /devices/:id/test', { params: { id } }),
    post: async () => (await api('GET /post')).post,
    savePost: (body) => api('POST /post', { body }),
  };
}
