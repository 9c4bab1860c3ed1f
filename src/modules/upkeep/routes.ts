import { Type } from 'typebox';
import { by as byOf, route, type Caller } from '../../platform/http/route.ts';
import { id, instant, names, nothing, shape, strict, text } from '../../platform/http/schema.ts';
import type { Names } from '../site/model.ts';
import type { FixRequest, Upkeep, UpkeepTarget } from './model.ts';
import type { By, HeldSignal, UpkeepInput, UpkeepService } from './service.ts';

const PARAMS = strict({ id: id() });
const TARGET = Type.Unsafe<UpkeepTarget>(
  Type.Union([
    strict({ what: Type.Union([Type.Literal('device'), Type.Literal('zone')]), id: id() }),
    strict({ what: Type.Literal('source'), id: text(1, 200) }),
  ]),
);
const INPUT = {
  target: TARGET,
  reason: text(1, 300),
  startsAt: Type.Optional(instant()),
  endsAt: instant(),
};
const UPKEEP = shape<{ upkeep: Upkeep }>('upkeep');
const FIX = shape<{ fix: FixRequest }>('fix');

const by = (call: { caller: Caller; key: string | null }): By => ({ ...byOf(call), seat: call.caller.seat });
const input = (body: {
  target: UpkeepTarget;
  reason: string;
  startsAt?: string;
  endsAt: string;
}): UpkeepInput => ({
  target: body.target,
  reason: body.reason,
  startsAt: body.startsAt ?? null,
  endsAt: body.endsAt,
});

export const upkeepRoutes = (upkeep: UpkeepService) => ({
  'GET /upkeep': route({
    who: 'upkeep.see',
    does: 'What is in maintenance, out of service or bypassed, now and planned, and the last that ended.',
    reply: shape<{ open: readonly Upkeep[]; ended: readonly Upkeep[] }>('open', 'ended'),
    run: async () => ({ open: await upkeep.open(), ended: await upkeep.ended() }),
  }),
  'GET /upkeep/:id/held': route({
    who: 'upkeep.see',
    does: 'The signals that raised no alarm because of it, newest first.',
    params: PARAMS,
    reply: shape<{ held: readonly HeldSignal[] }>('held'),
    run: async (call) => ({ held: await upkeep.held(call.params.id) }),
  }),
  'POST /upkeep/maintenance': route({
    who: 'upkeep.maintenance',
    does: 'Begins or plans maintenance of a device, zone or panel. Its signals raise no alarm, except priority 1.',
    status: 201,
    body: strict(INPUT),
    reply: UPKEEP,
    run: (call) => upkeep.begin(by(call), 'maintenance', input(call.body)),
  }),
  'POST /upkeep/bypass': route({
    who: 'upkeep.bypass',
    does: 'Bypasses a device, zone or panel for a short time. Priority 1 still raises its alarm.',
    status: 201,
    body: strict(INPUT),
    reply: UPKEEP,
    run: (call) => upkeep.begin(by(call), 'bypass', input(call.body)),
  }),
  'POST /upkeep/out-of-service': route({
    who: 'upkeep.out-of-service',
    does: 'Takes a device, zone or panel out of service, with a second person by PIN. Priority 1 still raises its alarm.',
    status: 201,
    body: strict({
      ...INPUT,
      second: strict({ userId: id(), pin: Type.String({ minLength: 1, maxLength: 20 }) }),
    }),
    reply: UPKEEP,
    run: (call) => upkeep.takeOutOfService(by(call), input(call.body), call.body.second),
  }),
  'GET /upkeep/seconds': route({
    who: 'upkeep.out-of-service',
    does: 'Who may be the second person.',
    reply: shape<{ people: readonly { id: string; name: string }[] }>('people'),
    run: async (call) => ({ people: await upkeep.seconds(call.caller.actor) }),
  }),
  'POST /upkeep/:id/end': route({
    who: 'upkeep.bypass',
    does: 'Ends it early; what still stands rises as an alarm.',
    params: PARAMS,
    body: nothing(),
    reply: UPKEEP,
    run: (call) => upkeep.end(by(call), call.params.id),
  }),
  'GET /fix-requests': route({
    who: 'upkeep.see',
    does: 'What shall be mended, open ones first.',
    reply: shape<{ fixes: readonly FixRequest[] }>('fixes'),
    run: async () => ({ fixes: await upkeep.fixes() }),
  }),
  'POST /fix-requests': route({
    who: 'fix.request',
    does: 'Asks for something to be mended; one open request a place.',
    status: 201,
    body: strict({ place: text(1, 400), name: names<Names>(), what: text(1, 300) }),
    reply: FIX,
    run: (call) => upkeep.requestFix(byOf(call), call.body),
  }),
  'POST /fix-requests/:id/done': route({
    who: 'fix.finish',
    does: 'Says that it is mended.',
    params: PARAMS,
    body: strict({ note: text(0, 300) }),
    reply: FIX,
    run: (call) => upkeep.finishFix(byOf(call), call.params.id, call.body.note),
  }),
});
