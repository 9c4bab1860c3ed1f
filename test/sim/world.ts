/**
 * One day at the watch, in memory: signals come in any order, people press anything, and after each step what must
 * always hold is asked. The parts are the product's own pure functions; a test may hand in broken ones.
 *
 * What must hold is worked out here a second time and more simply, from what was sent: never from the parts.
 */
import { locksOut } from '../../src/modules/doors/model.ts';
import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { AlarmId, ResponderId, SignalId, SopId, TaskId, UserId } from '../../src/kernel/id.ts';
import { toInstant } from '../../src/kernel/time.ts';
import { reduceTask, taskCan, type Task, type TaskEvent } from '../../src/modules/dispatch/model.ts';
import type { IncomingSignal, Signal } from '../../src/modules/technical/model.ts';
import { createRepeats, fingerprint } from '../../src/modules/technical/service-repeats.ts';
import {
  alarmCan,
  conditionOf,
  reduceAlarm,
  type Alarm,
  type AlarmEvent,
} from '../../src/modules/watch/model.ts';
import { dueEvent, SHELVE_AT_MOST_MS } from '../../src/modules/watch/model-manage.ts';
import { PRIORITY_BY_KIND, triage } from '../../src/modules/watch/policy.ts';
import { deviceOf, zones } from './place.ts';

export const realParts = {
  triage,
  reduceAlarm,
  alarmCan,
  reduceTask,
  taskCan,
  createRepeats,
  dueEvent,
  /** The rule of `closeAlarm`: refused while somebody is on the way. */
  tasksLetClose: (open: readonly Task[]): boolean => open.length === 0,
};
export type Parts = typeof realParts;

/** Something that must always hold did not. */
export class Violation extends Error {
  override readonly name = 'Violation';
}

/** What must hold at this step, and what it means when it does not. */
export function must(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Violation(what);
}

/** A message as its source sends it; sent again, it is the same object. */
export interface Sent {
  readonly signal: IncomingSignal;
  readonly key: string | null;
}

const START_MS = Date.parse('2026-11-22T00:00:00.000Z');
const ZONE_LOOK_BACK_MS = 15 * 60_000;
/** Answer clock of the sim's alarms, and how long an acknowledgement of a tamper holds. */
const ANSWER_S = 30;
const ACK_EXPIRES_S = 600;
const CALLS: readonly string[] = ['duress', 'hold-up', 'panic'];

export type World = ReturnType<typeof createWorld>;

export function createWorld(parts: Parts) {
  const alarms = new Map<AlarmId, Alarm>();
  const tasks = new Map<TaskId, Task>();
  const events: (AlarmEvent | TaskEvent)[] = [];
  const trace: string[] = [];
  const repeats = parts.createRepeats();
  let nowMs = START_MS;
  let ids = 0;

  // What the world itself knows, from what was sent and pressed.
  /** What lasts, by alarm, worked out from what was sent. */
  const lasting = new Map<AlarmId, Set<string>>();
  const lastNew = new Map<string, number>();
  const toldTo = new Map<AlarmId, { place: string; kind: string; count: number }>();
  const closedByPeople = new Set<AlarmId>();
  /** Since when nobody has seen it: from what happened, not from the record. */
  const unseenSince = new Map<AlarmId, number>();
  let acted = 0;

  const id = <T>(prefix: string): T => `${prefix}_${String(++ids).padStart(6, '0')}` as T;
  const now = (): string => toInstant(nowMs);
  const say = (line: string): void => void trace.push(`${now().slice(11, 23)} ${line}`);
  const alarmOf = (alarmId: AlarmId): Alarm => {
    const alarm = alarms.get(alarmId);
    must(alarm !== undefined, `alarm ${alarmId} is gone`);
    return alarm;
  };
  const openTasks = (alarmId: AlarmId): Task[] =>
    [...tasks.values()].filter(
      (task) => task.alarmId === alarmId && ['sent', 'accepted', 'there'].includes(task.state),
    );

  function emit(event: AlarmEvent): Alarm {
    const alarmId = event.kind === 'alarm.raised' ? event.alarm.id : event.alarmId;
    const before = alarms.get(alarmId);
    const next = parts.reduceAlarm(before ?? null, event);
    must(next !== null, `${event.kind} made an alarm vanish`);
    must((before === undefined) === (event.kind === 'alarm.raised'), 'an alarm is raised once');
    const silent = event.kind === 'alarm.escalated';
    must(
      before === undefined || (silent ? next.revision === before.revision : next.revision > before.revision),
      `${event.kind} ${silent ? 'raised' : 'did not raise'} the revision`,
    );
    must(before?.open !== false || !next.open, 'a closed alarm opened again');
    must(!next.shelved || next.priority !== 1, 'a priority 1 alarm was shelved');
    must(!next.shelved || next.open, 'a closed alarm is still shelved');
    const beginsUnseen =
      event.kind === 'alarm.raised' ||
      (event.kind === 'alarm.joined' && event.reopened) ||
      event.kind === 'alarm.acknowledgement-expired' ||
      (!next.acknowledged && (event.kind === 'alarm.unshelved' || event.kind === 'alarm.shelf-ended'));
    if (beginsUnseen) unseenSince.set(alarmId, nowMs);
    must(
      !before?.answeredAt ||
        next.answeredAt === before.answeredAt ||
        event.kind === 'alarm.acknowledgement-undone',
      'a later answer disturbed the first one',
    );
    events.push(event);
    alarms.set(alarmId, next);
    return next;
  }

  function emitTask(event: TaskEvent): Task {
    const taskId = event.kind === 'task.sent' ? event.task.id : event.taskId;
    const next = parts.reduceTask(tasks.get(taskId) ?? null, event);
    must(next !== null, `${event.kind} made a task vanish`);
    events.push(event);
    tasks.set(taskId, next);
    return next;
  }

  /** Kept, or known as a repeat: as the intake does it. Then decided: as the follower does it. */
  function receive(sent: Sent): void {
    const signalId = id<SignalId>('sig');
    const print = fingerprint(sent.signal, sent.key);
    const repeatOf = repeats.judge(sent.signal, print, sent.key !== null, signalId, nowMs);
    const isRepeat = expectedRepeat(sent);
    must(
      (repeatOf !== null) === isRepeat,
      `a ${isRepeat ? 'repeat counted as new' : 'new signal was taken for a repeat'}`,
    );
    say(
      `${sent.signal.source}/${sent.signal.point} ${sent.signal.kind} ${sent.signal.change}${isRepeat ? ' (repeat)' : ''}`,
    );
    if (repeatOf === null) decide({ id: signalId, ...sent.signal, receivedAt: now() });
    else checkTotals();
  }

  /** A repeat says the same again within its time; without a name (sequence or key) nothing is a repeat. */
  function expectedRepeat({ signal, key }: Sent): boolean {
    if (key === null && signal.sequence === undefined) return false;
    const name = key === null ? JSON.stringify(signal) : `${signal.source} ${key}`;
    const last = lastNew.get(name);
    const windowMs = key !== null ? Infinity : signal.occurredAt === null ? 2 * 60_000 : 10 * 60_000;
    if (last !== undefined && nowMs - last <= windowMs) return true;
    lastNew.set(name, nowMs);
    return false;
  }

  function decide(signal: Signal): void {
    const device = deviceOf(signal);
    const zone = device?.zoneId ? (zones.get(device.zoneId) ?? null) : null;
    const place = placeOf(device?.id ?? null, signal.source, signal.point);
    const openAlarms = [...alarms.values()].filter(
      (alarm) =>
        alarm.open &&
        (placeOf(alarm.deviceId, alarm.source, alarm.point) === place ||
          (zone !== null &&
            alarm.zoneId === zone.id &&
            (alarm.count > 1 || Date.parse(alarm.raisedAt) >= nowMs - ZONE_LOOK_BACK_MS))),
    );
    const before = new Map(openAlarms.map((alarm) => [alarm.id, alarm]));
    const decision = parts.triage(signal, { device, zone, openAlarms });
    let touched: Alarm | null = null;
    if (decision.do === 'open') {
      touched = emit({
        kind: 'alarm.raised',
        signalId: signal.id,
        alarm: newAlarm(signal, decision, id<AlarmId>('alm')),
      });
      toldTo.set(touched.id, { place, kind: signal.kind, count: 1 });
    } else if (decision.do === 'join') {
      touched = emit({
        kind: 'alarm.joined',
        alarmId: decision.alarm.id,
        at: now(),
        signalId: signal.id,
        times: 1,
        conditions: [conditionOf(place, signal.kind)],
        reopened: decision.reopened,
        what: { en: signal.kind },
      });
      const told = toldTo.get(touched.id);
      if (told) told.count += 1;
    } else if (decision.do === 'restore')
      emit({
        kind: 'alarm.restored',
        alarmId: decision.alarm.id,
        at: now(),
        signalId: signal.id,
        condition: decision.condition,
      });
    say(`  -> ${decision.do}${touched ? ` A-${String(touched.number)}` : ''}`);
    if (signal.change === 'active') checkActivation(signal, place, zone?.settings ?? {}, touched, before);
    if (signal.change === 'restored')
      checkRestore(
        signal,
        place,
        decision.do === 'restore' ? { alarmId: decision.alarm.id, condition: decision.condition } : null,
      );
    if (touched?.shelved && decision.do === 'join')
      must(
        (touched.kind === signal.kind &&
          placeOf(touched.deviceId, touched.source, touched.point) === place) ||
          before.get(touched.id)?.conditions.includes(`${place}|${signal.kind}`) === true,
        `${signal.kind} at ${place} vanished into an alarm that was put aside`,
      );
    if (touched) {
      const held = lasting.get(touched.id) ?? new Set();
      lasting.set(touched.id, held.add(`${place}|${signal.kind}`));
    }
    checkActive();
    checkTotals();
  }

  function newAlarm(
    signal: Signal,
    decision: { priority: Alarm['priority']; reason: string },
    alarmId: AlarmId,
  ): Alarm {
    const device = deviceOf(signal);
    return {
      id: alarmId,
      number: toldTo.size + 1,
      kind: signal.kind,
      priority: decision.priority,
      reason: decision.reason,
      title: { en: signal.kind },
      zoneId: device?.zoneId ?? null,
      zoneName: null,
      deviceId: device?.id ?? null,
      source: signal.source,
      point: signal.point,
      position: null,
      conditions: [conditionOf(placeOf(device?.id ?? null, signal.source, signal.point), signal.kind)],
      open: true,
      active: true,
      acknowledged: false,
      ownerId: null,
      ownerName: null,
      revision: 1,
      count: 1,
      raisedAt: signal.receivedAt,
      lastAt: signal.receivedAt,
      acknowledgedAt: null,
      restoredAt: null,
      dispatchedAt: null,
      closedAt: null,
      answerWithinS: ANSWER_S,
      ...(signal.kind === 'tamper' ? { ackExpiresS: ACK_EXPIRES_S } : {}),
      sopId: 'sop_1' as SopId,
      steps: [],
      outcome: null,
      cause: null,
      finding: null,
      evidenceLevel: null,
      link: null,
      silencedUntil: null,
      account: null,
    };
  }

  /** Never silence: a condition that began stands on the board, active, at its own priority or a higher one. */
  function checkActivation(
    signal: Signal,
    place: string,
    settings: { noteOnly?: readonly string[]; priorityByKind?: Readonly<Record<string, number>> },
    touched: Alarm | null,
    before: ReadonlyMap<AlarmId, Alarm>,
  ): void {
    const priority = settings.noteOnly?.includes(signal.kind)
      ? null
      : (settings.priorityByKind?.[signal.kind] ?? (locksOut(signal) ? 3 : PRIORITY_BY_KIND[signal.kind]));
    if (priority === null) {
      must(touched === null, `${signal.kind} is a note here, yet it changed an alarm`);
      return;
    }
    acted += 1;
    must(touched !== null, `silence: ${signal.kind} began at ${place} and no alarm shows it`);
    must(touched.open, `silence: ${signal.kind} joined an alarm that is closed`);
    must(touched.active, `${signal.kind} began at ${place}, yet the alarm says cleared`);
    must(
      touched.restoredAt === null,
      `the alarm is active and says it was cleared at ${touched.restoredAt ?? ''}`,
    );
    must(
      touched.priority <= priority,
      `${signal.kind} (P${String(priority)}) hides in a P${String(touched.priority)}`,
    );
    const earlier = before.get(touched.id);
    if (earlier && !earlier.active)
      must(!touched.acknowledged, 'ended and began again, yet the alarm counts as seen');
    const told = toldTo.get(touched.id);
    if (priority === 1 || touched.priority === 1)
      must(
        told?.place === place && told.kind === signal.kind,
        `P1: ${signal.kind} at ${place} went into an alarm of ${told?.kind ?? '?'} at ${told?.place ?? '?'}`,
      );
  }

  /** What ended is shown as ended, and nothing else: an alarm says cleared only when all that it holds has ended. */
  function checkRestore(
    signal: Signal,
    place: string,
    ended: { alarmId: AlarmId; condition: string } | null,
  ): void {
    const own = [...lasting].some(([id, held]) => alarmOf(id).open && held.has(`${place}|${signal.kind}`));
    must(!own || ended !== null, `a restore of ${signal.kind} at ${place} was dropped`);
    if (!ended) return;
    const held = lasting.get(ended.alarmId);
    must(held?.delete(ended.condition) === true, `${ended.condition} ended, but did not last`);
    must(ended.condition.startsWith(`${place}|`), 'a restore cleared another place');
    const kind = ended.condition.slice(place.length + 1) as Signal['kind'];
    const kin = kind === signal.kind || signal.kind === 'other' || sameFamily(kind, signal.kind);
    must(kin, `a restore of ${signal.kind} cleared ${kind}`);
    must(alarmOf(ended.alarmId).open, 'a restore closed an alarm: only people close');
  }

  function checkActive(): void {
    for (const [id, held] of lasting) {
      const alarm = alarmOf(id);
      must(
        alarm.active === held.size > 0,
        `A-${String(alarm.number)} says ${alarm.active ? 'active' : 'cleared'} while ${String(held.size)} conditions last`,
      );
    }
  }

  function checkTotals(): void {
    let sum = 0;
    for (const alarm of alarms.values()) {
      sum += alarm.count;
      must(
        alarm.open !== closedByPeople.has(alarm.id),
        `A-${String(alarm.number)} left the board without a close`,
      );
      must(
        alarm.count === toldTo.get(alarm.id)?.count,
        `A-${String(alarm.number)} counts ${String(alarm.count)} signals`,
      );
    }
    must(sum === acted, `${String(acted)} signals acted, the alarms count ${String(sum)}`);
  }

  /** What the clock owes: as the job does it, which reads the rows that are due. */
  function settleTime(): void {
    const at = now();
    for (const alarm of alarms.values()) {
      if (!alarm.open) continue;
      let now: Alarm = alarm;
      for (let owed = 0; owed < 10; owed++) {
        const event = parts.dueEvent(now, nowMs, at);
        if (!event) break;
        say(`${event.kind} A-${String(alarm.number)}`);
        now = emit(event);
      }
      checkTime(now);
    }
  }

  /** No shelf outlasts its end, no clock runs out in silence, no expired acknowledgement counts. */
  function checkTime(alarm: Alarm): void {
    if (!alarm.open) return;
    const name = `A-${String(alarm.number)}`;
    if (alarm.shelved) {
      const leftMs = Date.parse(alarm.shelved.until) - nowMs;
      must(leftMs > 0, `${name} is shelved past its end`);
      must(leftMs <= SHELVE_AT_MOST_MS, `${name} is shelved for more than eight hours`);
      return;
    }
    must(!alarm.offer || Date.parse(alarm.offer.until) > nowMs, `${name} is offered past its time`);
    if (alarm.acknowledged) {
      const heldMs = nowMs - Date.parse(alarm.acknowledgedAt ?? '');
      const expired = alarm.kind === 'tamper' && alarm.active && heldMs >= ACK_EXPIRES_S * 1000;
      must(!expired, `${name} counts as seen although its acknowledgement has expired`);
      return;
    }
    const waitedMs = nowMs - (unseenSince.get(alarm.id) ?? nowMs);
    const level = waitedMs >= 2 * ANSWER_S * 1000 ? 2 : waitedMs >= ANSWER_S * 1000 ? 1 : 0;
    must(
      (alarm.escalated ?? 0) === level,
      `${name} waited ${String(waitedMs)} ms and stands at level ${String(alarm.escalated ?? 0)}`,
    );
  }

  /** From the first event, as JSON as in the ledger: the same alarms and tasks must come out. */
  function checkReplay(): void {
    const againAlarms = new Map<string, Alarm>();
    const againTasks = new Map<string, Task>();
    for (const event of JSON.parse(JSON.stringify(events)) as (AlarmEvent | TaskEvent)[]) {
      if (event.kind.startsWith('task.')) {
        const of = event as TaskEvent;
        const taskId = of.kind === 'task.sent' ? of.task.id : of.taskId;
        const next = parts.reduceTask(againTasks.get(taskId) ?? null, of);
        if (next) againTasks.set(taskId, next);
      } else {
        const of = event as AlarmEvent;
        const alarmId = of.kind === 'alarm.raised' ? of.alarm.id : of.alarmId;
        const next = parts.reduceAlarm(againAlarms.get(alarmId) ?? null, of);
        if (next) againAlarms.set(alarmId, next);
      }
    }
    must(isDeepStrictEqual(againAlarms, new Map<string, Alarm>(alarms)), 'replayed alarms differ');
    must(isDeepStrictEqual(againTasks, new Map<string, Task>(tasks)), 'replayed tasks differ');
  }

  return {
    parts,
    alarms,
    tasks,
    trace,
    receive,
    emit,
    emitTask,
    openTasks,
    checkTotals,
    checkReplay,
    say,
    now,
    id,
    user: 'usr_officer' as UserId,
    responder: (n: number) => `rsp_${String(n)}` as ResponderId,
    closedByPeople,
    pass(ms: number): void {
      nowMs += ms;
      settleTime();
    },
    hash: (): string =>
      createHash('sha256')
        .update(JSON.stringify([events, trace]))
        .digest('hex'),
  };
}

const placeOf = (deviceId: string | null, source: string, point: string): string =>
  deviceId ?? `${source}/${point}`;

const INTRUSIONS: readonly string[] = [
  'intrusion',
  'perimeter',
  'door-forced',
  'door-held',
  'door-open',
  'person-seen',
];
const sameFamily = (a: string, b: string): boolean =>
  (INTRUSIONS.includes(a) && INTRUSIONS.includes(b)) || (CALLS.includes(a) && CALLS.includes(b));
