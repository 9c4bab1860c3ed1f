import type { OrderCalls } from '../../modules/orders/ui/calls.ts';
import { sayOrderRefusal } from '../../modules/orders/ui/words.ts';
import type { Api } from '../../ui/api.ts';
import { ApiRefusal } from '../../ui/api.ts';
import { fileBody, UPLOAD_MS } from '../../ui/base64.ts';
import type { Permission } from '../../modules/identity/model.ts';
import type { SopText } from '../../modules/orders/model.ts';
import { api as plain } from './api.ts';
import type { ServerApi } from './api-types.ts';

/** The client, with the refusals of orders in their own words. */
export const orderApi: Api<ServerApi> = (key, ...rest) =>
  plain(key, ...rest).catch((error: unknown) => {
    if (!(error instanceof ApiRefusal)) throw error;
    const says = sayOrderRefusal(error.code, error.detail['detail']);
    throw says === null ? error : new ApiRefusal(error.code, error.status, says, error.detail);
  });

export const orderCalls = (may: (permission: Permission) => boolean): OrderCalls => ({
  may,
  list: async () => (await orderApi('GET /orders')).orders,
  order: async (id) => (await orderApi('GET /orders/:id', { params: { id } })).order,
  create: (text: SopText) => orderApi('POST /orders', { body: { text } }),
  begin: (id) => orderApi('POST /orders/:id/draft', { params: { id }, body: {} }),
  save: async (id, revision, text) =>
    (await orderApi('POST /orders/:id/draft/save', { params: { id }, body: { revision, text } })).draft,
  discard: (id, revision) =>
    orderApi('POST /orders/:id/draft/discard', { params: { id }, body: { revision } }),
  issue: (id, revision, note) =>
    orderApi('POST /orders/:id/issue', { params: { id }, body: { revision, note } }),
  withdraw: (id, reason) => orderApi('POST /orders/:id/withdraw', { params: { id }, body: { reason } }),
  sign: (id, version) =>
    orderApi('POST /orders/:id/versions/:version/sign', { params: { id, version }, body: {} }),
  addDocument: async (id, file) => {
    const options = { params: { id }, body: await fileBody(file), timeoutMs: UPLOAD_MS };
    return (await orderApi('POST /orders/:id/documents', options)).file;
  },
});
