import { Type } from 'typebox';
import { by, route } from '../../platform/http/route.ts';
import { bodyWithFile, file, id, nothing, shape, strict, text } from '../../platform/http/schema.ts';
import { MAX_FILE_BYTES } from '../orders/model.ts';
import type { StepSkip } from './model-steps.ts';
import type { Alarm } from './model.ts';
import type { By } from './service-steps.ts';
import type { Watch } from './service.ts';

const PARAMS = strict({ id: id(), index: Type.Integer({ minimum: 0, maximum: 50 }) });
const REPLY = shape<{ alarm: Alarm }>('alarm');

const whose = (call: Parameters<typeof by>[0]): By => ({ ...by(call), seat: call.caller.seat });

export const stepRoutes = (watch: Watch) => ({
  'POST /alarms/:id/steps/:index': route({
    who: 'alarm.step',
    does: 'Marks a step of the SOP card done or not done; a two-person step with the PIN of a second person.',
    params: PARAMS,
    body: strict({
      done: Type.Boolean(),
      choice: Type.Optional(text(1, 300)),
      second: Type.Optional(strict({ userId: id(), pin: text(1, 12) })),
    }),
    reply: REPLY,
    run: (call) =>
      watch.setStep(whose(call), call.params.id, call.params.index, {
        done: call.body.done,
        choice: call.body.choice ?? null,
        second: call.body.second ?? null,
      }),
  }),
  'POST /alarms/:id/steps/:index/skip': route({
    who: 'alarm.step',
    does: 'Leaves a step of the SOP card out, with a reason that supervisors read.',
    params: PARAMS,
    body: strict({ reason: text(1, 500) }),
    reply: REPLY,
    run: (call) => watch.skipStep(whose(call), call.params.id, call.params.index, call.body.reason),
  }),
  'POST /alarms/:id/steps/:index/timer': route({
    who: 'alarm.step',
    does: 'Lets the wait of a timer step begin.',
    params: PARAMS,
    body: nothing(),
    reply: REPLY,
    run: (call) => watch.startTimer(whose(call), call.params.id, call.params.index),
  }),
  'POST /alarms/:id/steps/:index/photo': route({
    who: 'alarm.step',
    does: 'Adds a picture (base64; PNG or JPEG, at most 10 MB) to a photo step, which is done by it.',
    maxBytes: bodyWithFile(MAX_FILE_BYTES),
    params: PARAMS,
    body: file(MAX_FILE_BYTES),
    reply: REPLY,
    run: (call) => watch.addPhoto(whose(call), call.params.id, call.params.index, call.body),
  }),
  'GET /step-skips': route({
    who: 'step.supervise',
    does: 'Steps that others skipped and no supervisor has seen yet.',
    reply: shape<{ skips: readonly StepSkip[] }>('skips'),
    run: async (call) => ({ skips: await watch.skips(call.caller.userId) }),
  }),
  'POST /step-skips/:id/seen': route({
    who: 'step.supervise',
    does: 'A supervisor has seen that a step was skipped.',
    params: strict({ id: id() }),
    body: nothing(),
    reply: nothing(),
    run: (call) => watch.seeSkip(by(call), call.params.id),
  }),
});
