import type { SirenCalls } from '../../modules/siren/ui/calls.ts';
import { api } from './api.ts';

export const sirenCalls: SirenCalls = {
  view: () => api('GET /siren'),
  save: (form) =>
    api('POST /siren', { body: { ...form, priorities: [...form.priorities], kinds: [...form.kinds] } }),
  silence: () => api('POST /siren/silence', { body: {} }),
  test: () => api('POST /siren/test', { body: {} }),
};
