import { Type } from 'typebox';
import { route, type Caller } from '../../platform/http/route.ts';
import { id, shape, strict } from '../../platform/http/schema.ts';
import type { UserId } from '../../kernel/id.ts';
import type { Role } from '../identity/model.ts';
import { MAX_IDLE_S, type CheckResult, type OpenCheck, type Seat } from './model.ts';
import type { Sitter } from './service-parts.ts';
import type { SeatService } from './service.ts';

const sitter = ({ userId, actor, name, seat, role }: Caller): Sitter => ({
  userId: (userId ?? actor) as UserId,
  name,
  seat,
  role: role as Role,
});

export const seatRoutes = (seats: SeatService) => ({
  'GET /seats': route({
    who: 'seat.see',
    does: 'The consoles of those who could answer an alarm, and how each is.',
    reply: shape<{ seats: readonly Seat[] }>('seats'),
    run: async () => ({ seats: seats.list() }),
  }),
  'POST /seat': route({
    who: 'signed-in',
    does: 'A console says every ten seconds whether it can sound, is seen and is used, and hears whether it is checked.',
    body: strict({
      sound: Type.Boolean(),
      hidden: Type.Boolean(),
      idleS: Type.Integer({ minimum: 0, maximum: MAX_IDLE_S }),
    }),
    reply: shape<{ check: OpenCheck | null }>('check'),
    run: async ({ caller, body }) => seats.report(sitter(caller), body),
  }),
  'POST /seat/sound': route({
    who: 'alarm.acknowledge',
    does: 'Whether the tone of a priority 1 was heard at this seat, as the person there says.',
    body: strict({ heard: Type.Boolean() }),
    reply: shape<{ kept: boolean }>('kept'),
    run: async ({ caller, body }) => {
      await seats.soundTested(sitter(caller), body.heard);
      return { kept: true };
    },
  }),
  'POST /seat/check': route({
    who: 'alarm.acknowledge',
    does: 'Somebody attends: the key of a random check was pressed.',
    body: strict({ id: id() }),
    reply: shape<CheckResult>('how'),
    run: ({ caller, body }) => seats.answerCheck(sitter(caller), body.id),
  }),
});
