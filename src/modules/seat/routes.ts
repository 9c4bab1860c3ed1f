import { Type } from 'typebox';
import { route } from '../../platform/http/route.ts';
import { shape, strict } from '../../platform/http/schema.ts';
import type { UserId } from '../../kernel/id.ts';
import type { Role } from '../identity/model.ts';
import { MAX_IDLE_S, type Seat } from './model.ts';
import type { SeatService } from './service.ts';

export const seatRoutes = (seats: SeatService) => ({
  'GET /seats': route({
    who: 'seat.see',
    does: 'The consoles from which the watch is kept, and how each is.',
    reply: shape<{ seats: readonly Seat[] }>('seats'),
    run: async () => ({ seats: seats.list() }),
  }),
  'POST /seat': route({
    who: 'signed-in',
    does: 'A console says every ten seconds whether it can sound, is seen and is used.',
    body: strict({
      sound: Type.Boolean(),
      hidden: Type.Boolean(),
      idleS: Type.Integer({ minimum: 0, maximum: MAX_IDLE_S }),
    }),
    reply: shape<{ kept: boolean }>('kept'),
    run: async ({ caller, body }) => {
      const { actor, name, seat, role } = caller;
      seats.report({ userId: actor as UserId, name, seat, role: role as Role }, body);
      return { kept: true };
    },
  }),
});
