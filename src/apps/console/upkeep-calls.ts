import type { UpkeepCalls } from '../../modules/upkeep/ui/calls.ts';
import { api } from './api.ts';

export const upkeepCalls: UpkeepCalls = {
  list: () => api('GET /upkeep'),
  held: async (id) => (await api('GET /upkeep/:id/held', { params: { id } })).held,
  begin: (kind, body) =>
    kind === 'maintenance' ? api('POST /upkeep/maintenance', { body }) : api('POST /upkeep/bypass', { body }),
  takeOutOfService: (body) => api('POST /upkeep/out-of-service', { body }),
  seconds: async () => (await api('GET /upkeep/seconds')).people,
  end: (id) => api('POST /upkeep/:id/end', { params: { id }, body: {} }),
  fixes: async () => (await api('GET /fix-requests')).fixes,
  requestFix: (body) => api('POST /fix-requests', { body }),
  finishFix: (id) => api('POST /fix-requests/:id/done', { params: { id }, body: { note: '' } }),
};
