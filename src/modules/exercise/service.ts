/**
 * Exercises. One at a time; its record holds all its alarms, and none of them is anywhere else: not in the alarms of
 * the post, its counts, its health or its search, and nobody real is sent. Each thing that happens is an entry of the
 * ledger of a kind of its own, `exercise.*`.
 */
import { newId, spokenNumber, type AlarmId, type SignalId, type UserId } from '../../kernel/id.ts';
import { refuser } from '../../kernel/refusal.ts';
import { toInstant, toMs, type Clock, type Instant } from '../../kernel/time.ts';
import type { Queryable } from '../../platform/ledger-log.ts';
import type { By, Transact, Transaction } from '../../platform/transact.ts';
import type { Task } from '../dispatch/model.ts';
import type { Names, Post, Zone } from '../site/model.ts';
import type { SignalKind } from '../technical/model.ts';
import type { Sop } from '../orders/model.ts';
import { watchRefusals, type Alarm } from '../watch/model.ts';
import {
  dueAtMs,
  exerciseRefusals,
  FIRST_NUMBER,
  MAX_EXERCISE_ALARMS,
  scoreOf,
  seatIn,
  type Exercise,
  type ExerciseAct,
  type ExerciseEnd,
  type ExerciseNews,
  type ExercisePast,
  type ExerciseShown,
  type Participant,
  type Placed,
} from './model.ts';
import { SCENARIOS } from './scenarios.ts';
import { acted, happen } from './service-happen.ts';
import { alarmOf, placedDay, placedScenario } from './stage.ts';
import * as store from './store.ts';

const refuse = refuser(exerciseRefusals);
const refuseAlarm = refuser(watchRefusals);
const MAX_LAST = 10;
/** After the last alarm of a day there is time to end it well. */
const DAY_TAIL_S = 300;

/** No signal clears an alarm of an exercise; the event of the live reducer names one. */
const NO_SIGNAL = 'sig_exercise' as SignalId;

/** A seat that could take part, as the consoles say of themselves. */
export interface FreeSeat {
  readonly seat: string;
  readonly userId: UserId;
  readonly name: string;
}

/** A written scenario by its id, or an hour of the record. */
export type Source =
  { readonly scenario: string } | { readonly day: { readonly from: Instant; readonly minutes: number } };

export interface ExerciseDeps {
  readonly db: Queryable;
  readonly transact: Transact;
  readonly clock: Clock;
  readonly post: Post;
  readonly zones: () => Promise<readonly Zone[]>;
  /** The card for a kind, as the board would choose it now. */
  readonly card: (kind: SignalKind) => Promise<Sop | null>;
  readonly raisedIn: (span: { from: Instant; to: Instant }, limit: number) => Promise<readonly Alarm[]>;
  /** Is a real alarm of priority 1 open that nobody has closed? */
  readonly realP1: () => Promise<boolean>;
  readonly seats: () => readonly FreeSeat[];
}

export interface Sitting extends By {
  readonly userId: string;
  readonly seat: string;
}

export type ExerciseService = ReturnType<typeof createExercises>;

const shown = ({ pending: _pending, keys: _keys, ...rest }: Exercise): ExerciseShown => rest;
const past = (exercise: Exercise): ExercisePast => {
  const { id, name, byName, startedAt, endedAt, why, score, seats } = exercise;
  return { id, name, byName, startedAt, endedAt, why, score, seats };
};

export function createExercises(deps: ExerciseDeps) {
  const { db, transact, post } = deps;
  const postId = post.id;
  const command = <T>(by: By, name: string, work: (tx: Transaction) => Promise<T>): Promise<T> =>
    transact({ postId, actor: by.actor, key: by.key, name }, work);

  async function running(tx: Transaction, id: string): Promise<Exercise> {
    const exercise = await store.currentForUpdate(tx);
    if (exercise?.id !== id) throw refuse('exercise-none');
    return exercise;
  }

  async function save(tx: Transaction, exercise: Exercise): Promise<Exercise> {
    const next = { ...exercise, revision: exercise.revision + 1 };
    await store.saveExercise(tx, next);
    return next;
  }

  /** Where its alarms come from, with its name. Refuses: exercise-scenario-unknown, exercise-day-empty. */
  async function staged(source: Source): Promise<{
    name: Names;
    about: Names;
    lastsS: number;
    pending: readonly Placed[];
  }> {
    if ('scenario' in source) {
      const scenario = SCENARIOS.find(({ id }) => id === source.scenario);
      if (!scenario) throw refuse('exercise-scenario-unknown');
      const { name, about, lastsS } = scenario;
      return { name, about, lastsS, pending: placedScenario(scenario, await deps.zones()) };
    }
    const { from, minutes } = source.day;
    const to = toInstant(toMs(from) + minutes * 60_000);
    const alarms = await deps.raisedIn({ from, to }, MAX_EXERCISE_ALARMS);
    if (alarms.length === 0) throw refuse('exercise-day-empty');
    const local = new Intl.DateTimeFormat('sv-SE', {
      timeZone: post.timeZone,
      dateStyle: 'short',
      timeStyle: 'short',
    }).format(toMs(from));
    return {
      name: { en: `The day of ${local}`, ko: `${local}의 실제 기록` },
      about: {
        en: `${alarms.length} alarms as they came then, in ${minutes} minutes.`,
        ko: `그때 들어온 경보 ${alarms.length}건, ${minutes}분 동안.`,
      },
      lastsS: minutes * 60 + DAY_TAIL_S,
      pending: placedDay(alarms, from, to),
    };
  }

  /** The seat of who acts. At a shared console somebody else may act, where its name is that of one seat only. */
  function seatOf(exercise: Exercise, { seat, userId }: Sitting): Participant | undefined {
    const own = seatIn(exercise, seat, userId);
    if (own || deps.seats().filter((each) => each.seat === seat).length !== 1) return own;
    return exercise.seats.find((each) => each.seat === seat);
  }

  function end(tx: Transaction, exercise: Exercise, why: ExerciseEnd): Exercise {
    const score = scoreOf(exercise);
    const { answered, inTime, medianS, worstS, stepsDone, stepsOf, closed } = score;
    const figures = {
      alarms: score.alarms.length,
      answered,
      inTime,
      medianS,
      worstS,
      stepsDone,
      stepsOf,
      closed,
    };
    tx.record({
      kind: 'exercise.ended',
      subjects: [exercise.id],
      body: { scenario: exercise.name, why, ...figures, score: score.alarms },
    });
    return { ...exercise, state: 'ended', endedAt: tx.now, why, score, pending: [] };
  }

  /** A seat leaves; the last one ends it. */
  function leave(
    tx: Transaction,
    exercise: Exercise,
    which: Participant,
    why: Participant['why'],
    alarm: number | null,
  ) {
    tx.record({
      kind: 'exercise.seat-left',
      subjects: [exercise.id, which.userId],
      body: {
        seat: which.seat,
        name: which.name,
        cause: why === 'real-p1' ? 'real' : 'own',
        real: alarm === null ? '' : spokenNumber('A', alarm),
      },
    });
    const seats = exercise.seats.map((each) =>
      each === which ? ({ ...each, state: 'left', why, alarmNumber: alarm } as const) : each,
    );
    const next = { ...exercise, seats };
    if (seats.some(({ state }) => state !== 'left')) return next;
    return end(tx, next, seats.some((each) => each.why === 'real-p1') ? 'real-p1' : 'nobody-left');
  }

  function passedOver(tx: Transaction, exercise: Exercise, { key, does }: Placed): Exercise {
    tx.record({ kind: 'exercise.passed-over', subjects: [exercise.id], body: { key, does } });
    return exercise;
  }

  async function inject(tx: Transaction, exercise: Exercise, placed: Placed): Promise<Exercise> {
    const rest = { ...exercise, pending: exercise.pending.slice(1) };
    if (placed.does === 'restore') {
      const alarm = exercise.alarms.find((each) => each.id === exercise.keys[placed.key]);
      // What was closed before it cleared is over.
      if (!alarm?.open || !alarm.active) return passedOver(tx, rest, placed);
      const cleared = { alarmId: alarm.id, at: tx.now, signalId: NO_SIGNAL, condition: placed.key };
      return happen(tx, rest, { kind: 'alarm.restored', ...cleared }, 'system');
    }
    if (exercise.alarms.length >= MAX_EXERCISE_ALARMS) return passedOver(tx, rest, placed);
    const card = await deps.card(placed.kind);
    const id: AlarmId = newId<'alarm'>('xal', tx.nowMs);
    const number = FIRST_NUMBER + exercise.alarms.length;
    const { settings } = post;
    const alarm = alarmOf(placed, { id, number, at: tx.now, sopId: card?.id ?? null, settings });
    const known = {
      ...rest,
      keys: { ...rest.keys, [placed.key]: id },
      stepsOf: { ...rest.stepsOf, [id]: card?.steps.length ?? 0 },
    };
    return happen(tx, known, { kind: 'alarm.raised', alarm, signalId: null }, 'system');
  }

  return {
    scenarios: () => SCENARIOS.map(({ id, name, about, lastsS }) => ({ id, name, about, lastsS })),
    /** Seats that could take part: signed on now, and of somebody who answers alarms. */
    freeSeats: (): readonly FreeSeat[] => deps.seats(),

    async news(): Promise<ExerciseNews> {
      const [current, last] = await Promise.all([
        store.current(db, postId),
        store.ended(db, postId, MAX_LAST),
      ]);
      return { current: current && shown(current), last: last.map(past) };
    },

    /** Refuses: exercise-running, exercise-real-p1, exercise-seat-unsuitable, and what `staged` refuses. */
    async start(by: By, source: Source, wanted: readonly { seat: string; userId: string }[]) {
      const free = deps.seats();
      const seats = wanted.map(({ seat, userId }): Participant => {
        const found = free.find((each) => each.seat === seat && each.userId === userId);
        if (!found) throw refuse('exercise-seat-unsuitable', { seat });
        return { ...found, state: 'asked', why: null, alarmNumber: null };
      });
      const stage = await staged(source);
      return command(by, 'start-exercise', async (tx) => {
        if (await store.currentForUpdate(tx)) throw refuse('exercise-running');
        if (await deps.realP1()) throw refuse('exercise-real-p1');
        const exercise: Exercise = {
          id: newId<'exercise'>('exe', tx.nowMs),
          state: 'waiting',
          ...stage,
          byName: by.name,
          startedAt: tx.now,
          beganAt: null,
          seats,
          alarms: [],
          tasks: [],
          stepsOf: {},
          keys: {},
          log: [],
          revision: 0,
          endedAt: null,
          why: null,
          score: null,
        };
        const names = seats.map(({ seat, name }) => `${seat} (${name})`).join(', ');
        const body = { scenario: exercise.name, seats: names, byName: by.name };
        tx.record({ kind: 'exercise.started', subjects: [exercise.id], body });
        return { exercise: shown(await save(tx, exercise)) };
      });
    },

    /** The seat takes part from now on. Refuses: exercise-none, exercise-real-p1, exercise-not-joined. */
    join: (by: Sitting, id: string) =>
      command(by, 'join-exercise', async (tx) => {
        const exercise = await running(tx, id);
        const me = exercise.seats.find((each) => each.seat === by.seat && each.userId === by.userId);
        if (!me || me.why === 'real-p1') throw refuse('exercise-not-joined');
        if (me.state === 'joined') return { exercise: shown(exercise) };
        if (await deps.realP1()) throw refuse('exercise-real-p1');
        tx.record({
          kind: 'exercise.joined',
          subjects: [exercise.id, me.userId],
          body: { seat: me.seat, name: me.name },
        });
        const joined: Participant = { ...me, state: 'joined', why: null };
        const seats = exercise.seats.map((each) => (each === me ? joined : each));
        const began = { state: 'running', beganAt: exercise.beganAt ?? tx.now } as const;
        return { exercise: shown(await save(tx, { ...exercise, seats, ...began })) };
      }),

    /** The seat goes back to the live board; the same again changes nothing. */
    leave: (by: Sitting, id: string): Promise<{ left: boolean }> =>
      command(by, 'leave-exercise', async (tx) => {
        const exercise = await store.currentForUpdate(tx);
        const me = exercise?.id === id ? seatIn(exercise, by.seat, by.userId) : undefined;
        if (!exercise || !me || me.state === 'left') return { left: false };
        await save(tx, leave(tx, exercise, me, 'own', null));
        return { left: true };
      }),

    /** A real priority 1: every seat leaves at once, and the exercise is over. */
    realP1: (number: number): Promise<void> =>
      command({ actor: 'system', name: '', key: null }, 'exercise-real-p1', async (tx) => {
        let exercise = await store.currentForUpdate(tx);
        if (!exercise) return;
        for (const { seat, userId } of exercise.seats) {
          const which = exercise.seats.find((each) => each.seat === seat && each.userId === userId);
          if (which && which.state !== 'left') exercise = leave(tx, exercise, which, 'real-p1', number);
        }
        await save(tx, exercise);
      }),

    /** Refuses: exercise-none, exercise-not-joined, and what the live board refuses. */
    act: (
      by: Sitting,
      id: string,
      alarmId: string,
      act: ExerciseAct,
    ): Promise<{ alarm: Alarm; tasks: readonly Task[] }> =>
      command(by, `exercise-${act.does}`, async (tx) => {
        const exercise = await running(tx, id);
        if (seatOf(exercise, by)?.state !== 'joined') throw refuse('exercise-not-joined');
        const alarm = exercise.alarms.find((each) => each.id === alarmId);
        if (!alarm) throw refuseAlarm('alarm-unknown', { id: alarmId });
        const next = await save(tx, await acted(tx, exercise, alarm, act, by, deps.card));
        return {
          alarm: next.alarms.find((each) => each.id === alarmId) ?? alarm,
          tasks: next.tasks.filter((task) => task.alarmId === alarmId),
        };
      }),

    end: (by: By, id: string) =>
      command(by, 'end-exercise', async (tx) => ({
        exercise: past(await save(tx, end(tx, await running(tx, id), 'by-hand'))),
      })),

    firstDue: () => store.firstDue(db, postId),

    /** What time does: the next alarms come, or it is over. */
    takeDue: (asOfMs: number): Promise<boolean> =>
      command({ actor: 'system', name: '', key: null }, 'exercise-due', async (tx) => {
        let exercise = await store.currentForUpdate(tx);
        const dueMs = exercise && dueAtMs(exercise);
        if (!exercise || dueMs === null || dueMs > asOfMs) return false;
        if (exercise.beganAt === null) exercise = end(tx, exercise, 'nobody-joined');
        else {
          const passedMs = asOfMs - toMs(exercise.beganAt);
          for (
            let next = exercise.pending[0];
            next && next.afterS * 1_000 <= passedMs;
            next = exercise.pending[0]
          )
            exercise = await inject(tx, exercise, next);
          if (passedMs >= exercise.lastsS * 1_000) exercise = end(tx, exercise, 'over');
        }
        await save(tx, exercise);
        return true;
      }),
  };
}
