/**
 * An exercise: invented alarms on the console of the seats that take part, and on no other; nothing of it stands among
 * the alarms of the post. It runs through the reducer of the live board (watch/model.ts).
 *
 * Waiting: seats are asked; it ends when none has joined within JOIN_WITHIN_S. Running, from the first seat that
 * joined: alarms come as the scenario says. Ended: by hand, when its time is over, when no seat is left, or because a
 * real priority 1 called every seat away. Then the score is fixed; nothing leads back.
 */
import type { Position } from '../../kernel/geo.ts';
import type { AlarmId, Id, ResponderId, UserId, ZoneId } from '../../kernel/id.ts';
import { catalogue } from '../../kernel/refusal.ts';
import { toMs, type Instant } from '../../kernel/time.ts';
import type { Responder, Task, TaskAction } from '../dispatch/model.ts';
import type { Names } from '../site/model.ts';
import type { SignalKind } from '../technical/model.ts';
import type { Alarm, Outcome, Priority } from '../watch/model.ts';

export type ExerciseId = Id<'exercise'>;

/** One thing that happens in a scenario, so many seconds after it began. `key` names the alarm. */
export type Inject =
  | {
      readonly does: 'raise';
      readonly key: string;
      readonly afterS: number;
      readonly kind: SignalKind;
      readonly priority: Priority;
      readonly what: Names;
      /** Words of zone names, the best first: `gate`. A post without such a zone has it nowhere in particular. */
      readonly near?: readonly string[];
    }
  | { readonly does: 'restore'; readonly key: string; readonly afterS: number };

/** A written story. */
export interface Scenario {
  readonly id: string;
  readonly name: Names;
  readonly about: Names;
  readonly lastsS: number;
  readonly injects: readonly Inject[];
}

/** The same, laid over the zones of this post. */
export type Placed =
  | (Omit<Extract<Inject, { does: 'raise' }>, 'what' | 'near'> & {
      readonly title: Names;
      readonly zoneId: ZoneId | null;
      readonly zoneName: Names | null;
      readonly position: Position | null;
    })
  | Extract<Inject, { does: 'restore' }>;

export interface Participant {
  readonly seat: string;
  readonly userId: UserId;
  readonly name: string;
  readonly state: 'asked' | 'joined' | 'left';
  /** Why it left: a real alarm of priority 1, or of its own. */
  readonly why: 'real-p1' | 'own' | null;
  /** Number of the real alarm. */
  readonly alarmNumber: number | null;
}

/** A line of the exercise's own log, in the shape of the watch log. */
export interface ExerciseLine {
  readonly seq: number;
  readonly at: Instant;
  readonly kind: string;
  readonly actor: string;
  readonly subjects: readonly string[];
  readonly marking: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export type ExerciseEnd = 'by-hand' | 'over' | 'nobody-joined' | 'nobody-left' | 'real-p1';

export interface AlarmScore {
  readonly number: number;
  readonly title: Names;
  readonly priority: Priority;
  readonly answeredAfterS: number | null;
  readonly answerWithinS: number | null;
  /** Raised to the first responder that was sent. */
  readonly sentAfterS: number | null;
  readonly stepsDone: number;
  readonly stepsOf: number;
  readonly closed: boolean;
}

export interface Score {
  readonly alarms: readonly AlarmScore[];
  readonly answered: number;
  /** Answered within their clock; alarms without a clock count as answered. */
  readonly inTime: number;
  readonly medianS: number | null;
  readonly worstS: number | null;
  readonly stepsDone: number;
  readonly stepsOf: number;
  readonly closed: number;
}

export interface Exercise {
  readonly id: ExerciseId;
  readonly state: 'waiting' | 'running' | 'ended';
  readonly name: Names;
  readonly about: Names;
  readonly byName: string;
  readonly startedAt: Instant;
  /** When the first seat joined: the scenario's seconds count from here. */
  readonly beganAt: Instant | null;
  readonly lastsS: number;
  readonly seats: readonly Participant[];
  /** What has not happened yet, the next first. */
  readonly pending: readonly Placed[];
  readonly alarms: readonly Alarm[];
  /** Who was sent: only the invented responders of EXERCISE_RESPONDERS. */
  readonly tasks: readonly Task[];
  /** Steps of each alarm's card, by alarm id. */
  readonly stepsOf: Readonly<Record<string, number>>;
  readonly keys: Readonly<Record<string, AlarmId>>;
  readonly log: readonly ExerciseLine[];
  /** Rises with every change. */
  readonly revision: number;
  readonly endedAt: Instant | null;
  readonly why: ExerciseEnd | null;
  readonly score: Score | null;
}

/** What people do with an alarm of an exercise: what they would do with a real one, and nobody real is sent. */
export type ExerciseAct =
  | { readonly does: 'acknowledge'; readonly revision: number }
  | { readonly does: 'undo-acknowledge' | 'take' | 'silence' }
  | { readonly does: 'step'; readonly index: number; readonly done: boolean; readonly choice?: string }
  | { readonly does: 'skip'; readonly index: number; readonly reason: string }
  | { readonly does: 'timer'; readonly index: number }
  | { readonly does: 'note'; readonly text: string }
  | { readonly does: 'judge'; readonly evidenceLevel: 0 | 1 | 2 | 3 | 4 }
  | { readonly does: 'dispatch'; readonly responderId: string }
  | { readonly does: 'task'; readonly taskId: string; readonly action: TaskAction; readonly reason?: string }
  | {
      readonly does: 'close';
      readonly outcome: Outcome;
      readonly cause: string;
      readonly finding: string;
    };

export const JOIN_WITHIN_S = 600;
export const MAX_EXERCISE_SEATS = 20;
/** Alarms of one exercise; a day with more is cut there. */
export const MAX_EXERCISE_ALARMS = 200;
export const MAX_EXERCISE_LINES = 600;
/** Minutes of a real day that can be played again. */
export const DAY_MINUTES = [5, 120] as const;
/** Numbers of the exercise are five digits long: nobody takes A-90001 for a real one. */
export const FIRST_NUMBER = 90_001;

/** Those who can be sent in an exercise: their call signs say what they are, and no telephone rings. */
const invented = (n: number, kind: Responder['kind'], armed: boolean, travelS: number) => ({
  travelS,
  responder: {
    id: `rsp_exercise-${n}` as ResponderId,
    userId: null,
    callSign: `Exercise ${n}`,
    name: `Exercise ${n}`,
    language: 'en',
    kind,
    armed,
    qualifications: [],
    onDuty: true,
    state: 'free',
    position: null,
    positionAt: null,
  } satisfies Responder,
});
export const EXERCISE_RESPONDERS = [
  invented(1, 'rover', true, 45),
  invented(2, 'rover', false, 70),
  invented(3, 'vehicle', true, 120),
] as const;

/** A task that nobody has ended. */
export const isGoing = (task: Task): boolean => task.endedAt === null;

/** The invented responders as they stand now: free, going or there. */
export const respondersOf = (tasks: readonly Task[]): readonly Responder[] =>
  EXERCISE_RESPONDERS.map(({ responder }) => {
    const task = tasks.find((each) => each.responderId === responder.id && isGoing(each));
    const state = task === undefined ? 'free' : task.state === 'there' ? 'there' : 'going';
    return { ...responder, state };
  });

/** Every name begins with it, in each language that it is said in: no alarm of an exercise is read as a real one. */
const MARK: Names = { en: 'Exercise: ', ko: '훈련: ', fr: 'Exercice : ', es: 'Ejercicio: ', ar: 'تمرين: ' };

export const marked = (names: Names): Names => {
  const said = Object.entries(names).map(([code, text]) => [code, `${MARK[code] ?? MARK.en}${text}`]);
  return Object.fromEntries(said) as unknown as Names;
};

/** The seat of a caller in it. Two officers may call their seats by one name. */
export const seatIn = (
  exercise: Pick<Exercise, 'seats'>,
  seat: string,
  userId: string,
): Participant | undefined => exercise.seats.find((each) => each.seat === seat && each.userId === userId);

/** When something is to happen next; null: never again. */
export function dueAtMs(exercise: Exercise): number | null {
  if (exercise.state === 'ended') return null;
  if (exercise.beganAt === null) return toMs(exercise.startedAt) + JOIN_WITHIN_S * 1_000;
  const beganMs = toMs(exercise.beganAt);
  const next = exercise.pending[0]?.afterS ?? exercise.lastsS;
  return beganMs + Math.min(next, exercise.lastsS) * 1_000;
}

const secondsBetween = (from: Instant, to: Instant): number =>
  Math.max(0, Math.round((toMs(to) - toMs(from)) / 1_000));

function scoreOfAlarm(alarm: Alarm, stepsOf: number): AlarmScore {
  const answeredAt = alarm.answeredAt ?? alarm.acknowledgedAt;
  return {
    number: alarm.number,
    title: alarm.title,
    priority: alarm.priority,
    answeredAfterS: answeredAt === null ? null : secondsBetween(alarm.raisedAt, answeredAt),
    answerWithinS: alarm.answerWithinS,
    sentAfterS: alarm.dispatchedAt === null ? null : secondsBetween(alarm.raisedAt, alarm.dispatchedAt),
    stepsDone: Math.min(alarm.steps.length, stepsOf),
    stepsOf,
    closed: !alarm.open,
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

/** Times to acknowledge, steps done and alarms closed, as they stand. */
export function scoreOf(exercise: Pick<Exercise, 'alarms' | 'stepsOf'>): Score {
  const alarms = exercise.alarms.map((alarm) => scoreOfAlarm(alarm, exercise.stepsOf[alarm.id] ?? 0));
  const times = alarms.flatMap((each) => each.answeredAfterS ?? []).sort((a, b) => a - b);
  const inTime = (each: AlarmScore): boolean =>
    each.answeredAfterS !== null &&
    (each.answerWithinS === null || each.answeredAfterS <= each.answerWithinS);
  return {
    alarms,
    answered: times.length,
    inTime: alarms.filter(inTime).length,
    medianS: times[Math.floor((times.length - 1) / 2)] ?? null,
    worstS: times.at(-1) ?? null,
    stepsDone: sum(alarms.map((each) => each.stepsDone)),
    stepsOf: sum(alarms.map((each) => each.stepsOf)),
    closed: alarms.filter((each) => each.closed).length,
  };
}

export const exerciseRefusals = catalogue({
  'exercise-running': { status: 409, says: 'An exercise runs already. End it first.' },
  'exercise-none': { status: 409, says: 'This exercise is over. Go back to the live board.' },
  'exercise-real-p1': {
    status: 409,
    says: 'A real priority 1 is open. Exercise when it is closed.',
  },
  'exercise-scenario-unknown': { status: 404, says: 'There is no such scenario. Reload the list.' },
  'exercise-day-empty': {
    status: 422,
    says: 'No alarm was raised in this time. Choose another day or a longer time.',
  },
  'exercise-seat-unsuitable': {
    status: 422,
    says: 'One of these seats is not signed on, or its person answers no alarms. Reload the list of seats.',
  },
  'exercise-not-joined': {
    status: 409,
    says: 'This seat does not take part in the exercise. What you did was not done.',
  },
});

/** What is shown of one that runs: not what is still to come. */
export type ExerciseShown = Omit<Exercise, 'pending' | 'keys'>;
/** What is kept in view of one that is over. */
export type ExercisePast = Pick<
  Exercise,
  'id' | 'name' | 'byName' | 'startedAt' | 'endedAt' | 'why' | 'score' | 'seats'
>;
export interface ExerciseNews {
  readonly current: ExerciseShown | null;
  readonly last: readonly ExercisePast[];
}
