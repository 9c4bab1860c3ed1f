/** What happens in an exercise: reduced as on the live board, in its own log, and an entry of the ledger of its own kind. */
import { spokenNumber } from '../../kernel/id.ts';
import { refuser } from '../../kernel/refusal.ts';
import type { By, Transaction } from '../../platform/transact.ts';
import { reduceTask, type TaskEvent } from '../dispatch/model.ts';
import type { SignalKind } from '../technical/model.ts';
import type { Sop } from '../orders/model.ts';
import { reduceAlarm, watchRefusals, type Alarm, type AlarmEvent } from '../watch/model.ts';
import { MAX_EXERCISE_LINES, type Exercise, type ExerciseAct } from './model.ts';
import { eventOf } from './service-acts.ts';
import { refuseWhileGoing, taskEvent, taskSent } from './service-tasks.ts';

const refuseAlarm = refuser(watchRefusals);

/** A line of the exercise's own log. */
function line(
  tx: Transaction,
  exercise: Exercise,
  event: { readonly kind: string },
  about: string,
  actor: string,
) {
  const { kind, ...body } = event;
  const seq = (exercise.log.at(-1)?.seq ?? 0) + 1;
  const added = { seq, at: tx.now, kind, actor, subjects: [about], marking: '', body };
  return [...exercise.log, added].slice(-MAX_EXERCISE_LINES);
}

/** Something happens to an alarm of the exercise: reduced as on the live board, in its own log, and in the ledger. */
export function happen(tx: Transaction, exercise: Exercise, event: AlarmEvent, actor: string): Exercise {
  const id = event.kind === 'alarm.raised' ? event.alarm.id : event.alarmId;
  const next = reduceAlarm(exercise.alarms.find((each) => each.id === id) ?? null, event);
  if (!next) throw refuseAlarm('alarm-unknown', { id });
  const { kind, ...body } = event;
  tx.record({
    kind: `exercise.${kind.replace('.', '-')}`,
    actor,
    subjects: [exercise.id, id],
    body: { number: spokenNumber('A', next.number), what: next.title, event: body, ...textOf(body) },
  });
  return {
    ...exercise,
    alarms: [...exercise.alarms.filter((each) => each.id !== id), next],
    log: line(tx, exercise, event, id, actor),
  };
}

/** The same for a task of one of the invented responders. */
function go(tx: Transaction, exercise: Exercise, event: TaskEvent, actor: string): Exercise {
  const id = event.kind === 'task.sent' ? event.task.id : event.taskId;
  const next = reduceTask(exercise.tasks.find((each) => each.id === id) ?? null, event);
  if (!next) return exercise;
  const { kind, ...body } = event;
  tx.record({
    kind: `exercise.${kind.replace('.', '-')}`,
    actor,
    subjects: [exercise.id, next.alarmId],
    body: {
      number: spokenNumber('A', next.alarmNumber),
      sign: next.callSign,
      event: body,
      ...textOf(body),
    },
  });
  return {
    ...exercise,
    tasks: [...exercise.tasks.filter((each) => each.id !== id), next],
    log: line(tx, exercise, event, next.alarmId, actor),
  };
}

/** What an act makes of the exercise. Refuses as the live desk does. */
export async function acted(
  tx: Transaction,
  exercise: Exercise,
  alarm: Alarm,
  act: ExerciseAct,
  by: By,
  card: (kind: SignalKind) => Promise<Sop | null>,
): Promise<Exercise> {
  const who = { actor: by.actor, name: by.name, nowMs: tx.nowMs };
  if (act.does === 'task') return go(tx, exercise, taskEvent(exercise.tasks, act, tx.nowMs), by.actor);
  if (act.does === 'dispatch') {
    const sent = taskSent(exercise.tasks, alarm, act.responderId, who);
    const { id: taskId, callSign } = sent.task;
    const told = { alarmId: alarm.id, at: tx.now, taskId, callSign, byName: by.name };
    const next = go(tx, exercise, sent, by.actor);
    return happen(tx, next, { kind: 'alarm.dispatched', ...told }, by.actor);
  }
  if (act.does === 'close') refuseWhileGoing(exercise.tasks, alarm);
  return happen(tx, exercise, eventOf(act, alarm, await card(alarm.kind), who), by.actor);
}

/** What the line of the watch log says beside the number. */
function textOf(body: object): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const field of ['text', 'finding', 'byName', 'ownerName', 'callSign'] as const) {
    const value = (body as Record<string, unknown>)[field];
    if (typeof value === 'string') found[field] = value;
  }
  return found;
}
