import { Type } from 'typebox';
import { by, route, type RouteCall } from '../../platform/http/route.ts';
import { id, instant, shape, strict, text, word } from '../../platform/http/schema.ts';
import type { Task } from '../dispatch/model.ts';
import { roleMay, type Role } from '../identity/model.ts';
import { toInstant, toMs } from '../../kernel/time.ts';
import { OUTCOMES, type Alarm } from '../watch/model.ts';
import {
  DAY_MINUTES,
  MAX_EXERCISE_SEATS,
  seatIn,
  type ExerciseAct,
  type ExerciseNews,
  type ExercisePast,
  type ExerciseShown,
} from './model.ts';
import type { ExerciseService, FreeSeat, Sitting } from './service.ts';

const ONE = strict({ id: id() });
const EXERCISE = shape<{ exercise: ExerciseShown }>('exercise');
const does = <const Name extends string>(name: Name) => Type.Unsafe<Name>({ type: 'string', const: name });

const STEP_INDEX = Type.Integer({ minimum: 0, maximum: 50 });
/** What is done with an alarm, as the live routes take it. */
const ACT = Type.Unsafe<ExerciseAct>(
  Type.Union([
    strict({ does: does('acknowledge'), revision: Type.Integer({ minimum: 0 }) }),
    strict({ does: word(['undo-acknowledge', 'take', 'silence']) }),
    strict({
      does: does('step'),
      index: STEP_INDEX,
      done: Type.Boolean(),
      choice: Type.Optional(text(1, 120)),
    }),
    strict({ does: does('skip'), index: STEP_INDEX, reason: text(1, 400) }),
    strict({ does: does('timer'), index: STEP_INDEX }),
    strict({ does: does('note'), text: text(1, 2_000) }),
    strict({ does: does('judge'), evidenceLevel: Type.Integer({ minimum: 0, maximum: 4 }) }),
    strict({ does: does('dispatch'), responderId: id() }),
    strict({
      does: does('task'),
      taskId: id(),
      action: word(['accept', 'there', 'done', 'decline', 'cancel']),
      reason: Type.Optional(text(1, 300)),
    }),
    strict({
      does: does('close'),
      outcome: word(OUTCOMES),
      cause: text(1, 40),
      finding: text(0, 2_000),
    }),
  ]),
);

const SEATS = Type.Array(strict({ seat: text(1, 40), userId: id() }), {
  minItems: 1,
  maxItems: MAX_EXERCISE_SEATS,
});
const DAY = strict({
  from: instant(),
  minutes: Type.Integer({ minimum: DAY_MINUTES[0], maximum: DAY_MINUTES[1] }),
});

const sitting = (call: Pick<RouteCall<unknown, unknown, unknown>, 'caller' | 'key'>): Sitting => ({
  ...by(call),
  userId: call.caller.userId ?? call.caller.actor,
  seat: call.caller.seat,
});

export const exerciseRoutes = (exercises: ExerciseService) => ({
  'GET /exercise': route({
    who: 'exercise.see',
    does: 'The exercise that runs, whole for who leads it or takes part, and the last ones with their score.',
    reply: shape<ExerciseNews>('current', 'last'),
    run: async ({ caller }): Promise<ExerciseNews> => {
      const { current, last } = await exercises.news();
      if (!current) return { current, last };
      const leads = roleMay(caller.role as Role, 'exercise.run');
      const whole = leads || seatIn(current, caller.seat, caller.userId ?? '') !== undefined;
      return { current: whole ? current : { ...current, alarms: [], tasks: [], log: [], stepsOf: {} }, last };
    },
  }),
  'GET /exercise/choices': route({
    who: 'exercise.run',
    does: 'Written scenarios, and the seats that could take part now.',
    reply: shape<{
      scenarios: ReturnType<ExerciseService['scenarios']>;
      seats: readonly FreeSeat[];
    }>('scenarios', 'seats'),
    run: async () => ({ scenarios: exercises.scenarios(), seats: exercises.freeSeats() }),
  }),
  'POST /exercise': route({
    who: 'exercise.run',
    does: 'Begins an exercise at the named seats: a written scenario, or the alarms of a real hour.',
    status: 201,
    body: strict({
      source: Type.Union([strict({ scenario: text(1, 60) }), strict({ day: DAY })]),
      seats: SEATS,
    }),
    reply: EXERCISE,
    run: (call) => {
      const { source, seats } = call.body;
      const from = 'day' in source ? toInstant(toMs(source.day.from)) : '';
      const chosen = 'day' in source ? { day: { ...source.day, from } } : source;
      return exercises.start(by(call), chosen, seats);
    },
  }),
  'POST /exercise/join': route({
    who: 'exercise.take-part',
    does: 'The seat takes part; alarms begin with the first seat that does.',
    body: ONE,
    reply: EXERCISE,
    run: (call) => exercises.join(sitting(call), call.body.id),
  }),
  'POST /exercise/leave': route({
    who: 'exercise.take-part',
    does: 'The seat goes back to the live board. Again changes nothing.',
    body: ONE,
    reply: shape<{ left: boolean }>('left'),
    run: (call) => exercises.leave(sitting(call), call.body.id),
  }),
  'POST /exercise/act': route({
    who: 'exercise.take-part',
    does: 'Does something with an alarm of the exercise, by the rules of the live board.',
    body: strict({ id: id(), alarmId: id(), act: ACT }),
    reply: shape<{ alarm: Alarm; tasks: readonly Task[] }>('alarm', 'tasks'),
    run: (call) => exercises.act(sitting(call), call.body.id, call.body.alarmId, call.body.act),
  }),
  'POST /exercise/end': route({
    who: 'exercise.run',
    does: 'Ends the exercise, and gives its score.',
    body: ONE,
    reply: shape<{ exercise: ExercisePast }>('exercise'),
    run: (call) => exercises.end(by(call), call.body.id),
  }),
});
