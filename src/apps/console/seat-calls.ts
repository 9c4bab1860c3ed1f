import type { SeatCalls } from '../../modules/seat/ui/calls.ts';
import { api } from './api.ts';

export const seatCalls: SeatCalls = {
  seats: async () => (await api('GET /seats')).seats,
  soundHeard: (heard) => api('POST /seat/sound', { body: { heard } }),
  attend: (id) => api('POST /seat/check', { body: { id } }),
  post: async () => (await api('GET /post')).post,
  saveWatch: (body) => api('POST /post', { body }),
};
