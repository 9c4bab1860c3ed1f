import type { CameraInput } from '../../modules/camera/model.ts';
import type { CameraCalls, CameraSetupCalls } from '../../modules/camera/ui/calls.ts';
import { sayCameraRefusal } from '../../modules/camera/ui/words.ts';
import { ApiRefusal } from '../../ui/api.ts';
import { api } from './api.ts';
import { fetchFile, type ServerFile } from '../../ui/save-file.ts';

/** A camera may take its time; an ONVIF conversation is several requests long. */
const SLOW_MS = 40_000;
const slow = { timeoutMs: SLOW_MS };

/** Refusals of cameras have their words here, not in the first load. */
async function said<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof ApiRefusal)) throw error;
    const words = sayCameraRefusal(error.code, error.detail['detail']);
    throw words === null ? error : new ApiRefusal(error.code, error.status, words, error.detail);
  }
}

const evidence = (alarmId: string): Promise<ServerFile> =>
  fetchFile('/api/ledger/evidence', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ alarmId }),
  });

export const cameraCalls: CameraCalls = {
  cameras: async () => (await said(api('GET /cameras'))).cameras,
  framesOfAlarm: async (id) => (await said(api('GET /alarms/:id/frames', { params: { id } }))).frames,
  framesOfCamera: async (id) =>
    (await said(api('GET /cameras/:id/frames', { params: { id }, query: {} }))).frames,
  keep: (id, alarmId) =>
    said(api('POST /cameras/:id/frames', { params: { id }, body: { alarmId }, ...slow })),
  deleteFrame: (id, reason) => said(api('POST /frames/:id/delete', { params: { id }, body: { reason } })),
  turn: (id, token) => said(api('POST /cameras/:id/preset', { params: { id }, body: { token }, ...slow })),
  whep: async (id, offer) =>
    (await said(api('POST /cameras/:id/whep', { params: { id }, body: { offer }, ...slow }))).answer,
  holds: async (all) => (await said(api('GET /holds', { query: { all } }))).holds,
  makeHold: (form) => said(api('POST /holds', { body: { ...form, cameraIds: [...form.cameraIds] } })),
  extendHold: (id, until, reason) =>
    said(api('POST /holds/:id/extend', { params: { id }, body: { until, reason } })),
  releaseHold: (id, reason) => said(api('POST /holds/:id/release', { params: { id }, body: { reason } })),
  evidence,
};

const bodyOf = (form: CameraInput) => ({ ...form, alsoSees: [...form.alsoSees] });

export const cameraSetupCalls: CameraSetupCalls = {
  settings: async () => (await said(api('GET /camera-settings'))).cameras,
  find: async () => (await said(api('POST /cameras/find', { body: {} }))).found,
  ask: ({ host, port, path, username, password, profile }) =>
    said(
      api('POST /cameras/ask', {
        body: { host, port, path, username, password: password ?? '', profile },
        ...slow,
      }),
    ),
  add: (form) => said(api('POST /cameras', { body: bodyOf(form), ...slow })),
  change: (id, form) => said(api('POST /cameras/:id', { params: { id }, body: bodyOf(form), ...slow })),
  remove: (id) => said(api('DELETE /cameras/:id', { params: { id } })),
  groups: async () => (await said(api('GET /camera-groups'))).groups,
  addGroup: (name, grants) => said(api('POST /camera-groups', { body: { name, grants: grants.map(plain) } })),
  changeGroup: (id, name, grants) =>
    said(api('POST /camera-groups/:id', { params: { id }, body: { name, grants: grants.map(plain) } })),
  removeGroup: (id) => said(api('DELETE /camera-groups/:id', { params: { id } })),
};

const plain = <G extends { readonly rights: readonly string[] }>(grant: G) => ({
  ...grant,
  rights: [...grant.rights] as G['rights'][number][],
});
