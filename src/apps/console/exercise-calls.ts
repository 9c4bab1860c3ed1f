import type { ExerciseCalls } from '../../modules/exercise/ui/calls.ts';
import { api } from './api.ts';

export const exerciseCalls: ExerciseCalls = {
  news: () => api('GET /exercise'),
  choices: () => api('GET /exercise/choices'),
  start: (body) => api('POST /exercise', { body: { source: { ...body.source }, seats: [...body.seats] } }),
  join: (id) => api('POST /exercise/join', { body: { id } }),
  leave: (id) => api('POST /exercise/leave', { body: { id } }),
  end: (id) => api('POST /exercise/end', { body: { id } }),
  act: (id, alarmId, act) => api('POST /exercise/act', { body: { id, alarmId, act } }),
};
