import { present } from '../kernel/assert.ts';
import type { SignalId, TaskId, UserId } from '../kernel/id.ts';
import { toInstant, type Instant } from '../kernel/time.ts';
import { reduceTask, type Responder, type Task, type TaskEvent } from '../modules/dispatch/model.ts';
import type { Names } from '../modules/site/model.ts';
import type { Device, Signal, SignalChange, SignalKind } from '../modules/technical/model.ts';
import { conditionOf, freshAlarm, reduceAlarm, type Alarm, type AlarmEvent } from '../modules/watch/model.ts';
import { sopFor, type Sop } from '../modules/orders/model.ts';
import type { MakeId } from './chance.ts';
import { demoCode, demoTitle, kindNames } from './codes.ts';
import type { DemoWorld } from './hanseong.ts';
import type { HistoryAlarm, HistoryDispatch, HistoryEvent } from './history-model.ts';

/** A ledger entry to be: the ledger adds sequence, marking and hashes. */
export interface DemoEntry {
  readonly at: Instant;
  readonly kind: string;
  readonly actor: string;
  /** The first is the thread: the alarm for alarms and tasks, the signal, the person. */
  readonly subjects: readonly string[];
  /** The whole AlarmEvent or TaskEvent (its `kind` too), the Signal, or the note's fields. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** The entries in time order, and the rows that the reducers make of them. */
export interface DemoReplay {
  readonly entries: readonly DemoEntry[];
  readonly alarms: readonly Alarm[];
  readonly tasks: readonly Task[];
}

export interface ReplayHelpers {
  readonly newId: MakeId;
  /** How the watch's policy words an alarm; the demo's own words where left out. */
  readonly titleOf?: (kind: SignalKind, device: Device) => Names;
}

interface Timed {
  readonly atMs: number;
  readonly entry: DemoEntry;
}

/** All that one replay looks up and counts. */
interface Desk {
  readonly world: DemoWorld;
  readonly helpers: ReplayHelpers;
  readonly devices: ReadonlyMap<string, Device>;
  readonly names: ReadonlyMap<string, string>;
  readonly responders: ReadonlyMap<string, Responder>;
  readonly taskNumbers: ReadonlyMap<HistoryDispatch, number>;
  readonly out: Timed[];
}

/**
 * Turns a history into the ledger entries that the real commands would have written, in time order,
 * with spoken numbers from A-0001 and T-0001, and into the rows as the reducers leave them. Pure but for `newId`.
 */
export function historyEntries(
  history: readonly HistoryEvent[],
  world: DemoWorld,
  helpers: ReplayHelpers,
): DemoReplay {
  const desk: Desk = {
    world,
    helpers,
    devices: new Map(world.devices.map((one) => [one.id, one])),
    names: new Map(world.people.map((one) => [one.id, one.name])),
    responders: new Map(world.respondersAt(0).map((one) => [one.id, one])),
    taskNumbers: numberTasks(history),
    out: [],
  };
  let number = 0;
  for (const event of history) {
    if (event.type === 'alarm') replayAlarm(desk, event, ++number);
    else replayLine(desk, event);
  }
  // A stable sort: what was written at one instant keeps its order.
  const entries = desk.out.sort((a, b) => a.atMs - b.atMs).map((one) => one.entry);
  return { entries, ...rowsOf(entries) };
}

/** Applies the reducers to entries in ledger order and gives the rows that result. */
export function rowsOf(entries: readonly DemoEntry[]): Pick<DemoReplay, 'alarms' | 'tasks'> {
  const alarms = new Map<string, Alarm>();
  const tasks = new Map<string, Task>();
  for (const { kind, body } of entries) {
    if (kind.startsWith('alarm.')) {
      const event = body as unknown as AlarmEvent;
      const id = event.kind === 'alarm.raised' ? event.alarm.id : event.alarmId;
      const next = reduceAlarm(alarms.get(id) ?? null, event);
      if (next) alarms.set(id, next);
    } else if (kind.startsWith('task.')) {
      const event = body as unknown as TaskEvent;
      const id = event.kind === 'task.sent' ? event.task.id : event.taskId;
      const next = reduceTask(tasks.get(id) ?? null, event);
      if (next) tasks.set(id, next);
    }
  }
  return { alarms: [...alarms.values()], tasks: [...tasks.values()] };
}

function numberTasks(history: readonly HistoryEvent[]): Map<HistoryDispatch, number> {
  const sent = history.flatMap((one) => (one.type === 'alarm' && one.dispatch ? [one.dispatch] : []));
  return new Map(sent.sort((a, b) => a.sentAtMs - b.sentAtMs).map((one, i) => [one, i + 1]));
}

function write(
  desk: Desk,
  atMs: number,
  kind: string,
  actor: string,
  subjects: readonly string[],
  body: object,
) {
  const entry = { at: toInstant(atMs), kind, actor, subjects, body: body as Record<string, unknown> };
  desk.out.push({ atMs, entry });
}

const nameOf = (desk: Desk, id: UserId) => present(desk.names.get(id), `nobody of the demo is ${id}`);

function replayLine(desk: Desk, event: Exclude<HistoryEvent, HistoryAlarm>) {
  const byName = nameOf(desk, event.by);
  if (event.type === 'note') {
    write(desk, event.atMs, 'log.noted', event.by, [event.by], { text: event.text, byName });
  } else {
    write(desk, event.atMs, 'session.started', event.by, [event.by], {
      seat: event.seat,
      byName,
      shared: false,
    });
  }
}

function replayAlarm(desk: Desk, event: HistoryAlarm, number: number) {
  const device = present(desk.devices.get(event.deviceId), `no device ${event.deviceId}`);
  const signalId = replaySignal(desk, device, event.kind, 'active', event.atMs);
  const sop = sopFor(desk.world.sops, event.kind, device.zoneId, null);
  const alarm = raisedAlarm(desk, event, number, device, sop);
  const happened = (atMs: number, actor: string, body: AlarmEvent, also: readonly string[] = []) =>
    write(desk, atMs, body.kind, actor, [alarm.id, ...also], body);
  const alarmId = alarm.id;
  const condition = conditionOf(device.id, event.kind);
  const byName = nameOf(desk, event.by);

  happened(event.atMs, 'system', { kind: 'alarm.raised', alarm, signalId });
  for (const atMs of event.joinsAtMs) {
    const signalId = replaySignal(desk, device, event.kind, 'active', atMs);
    const at = toInstant(atMs);
    const joined = {
      alarmId,
      at,
      signalId,
      times: 1,
      conditions: [condition],
      reopened: false,
      what: alarm.title,
    };
    happened(atMs, 'system', { kind: 'alarm.joined', ...joined });
  }
  if (event.restoredAtMs !== null) {
    const signalId = replaySignal(desk, device, event.kind, 'restored', event.restoredAtMs);
    const at = toInstant(event.restoredAtMs);
    happened(event.restoredAtMs, 'system', { kind: 'alarm.restored', alarmId, at, signalId, condition });
  }
  const takenAt = toInstant(event.acknowledgedAtMs);
  happened(event.acknowledgedAtMs, event.by, {
    kind: 'alarm.acknowledged',
    alarmId,
    at: takenAt,
    by: event.by,
    byName,
  });
  if (event.dispatch) replayDispatch(desk, event, event.dispatch, alarm, byName);
  if (!event.closed) return;
  if (sop && event.priority <= 2) replaySteps(desk, event, alarm, sop, event.closed.atMs, byName);
  const at = toInstant(event.closed.atMs);
  if (event.evidenceLevel !== null) {
    const { evidenceLevel } = event;
    happened(event.closed.atMs, event.by, { kind: 'alarm.judged', alarmId, at, evidenceLevel, byName });
  }
  const { outcome, cause, finding } = event.closed;
  happened(event.closed.atMs, event.by, {
    kind: 'alarm.closed',
    alarmId,
    at,
    outcome,
    cause,
    finding,
    byName,
  });
}

function raisedAlarm(
  desk: Desk,
  event: HistoryAlarm,
  number: number,
  device: Device,
  sop: Sop | null,
): Alarm {
  const at = toInstant(event.atMs);
  const zone = desk.world.zones.find((one) => one.id === device.zoneId) ?? null;
  return freshAlarm(
    {
      id: desk.helpers.newId<'alarm'>('alm', event.atMs),
      number,
      kind: event.kind,
      priority: event.priority,
      reason: 'kind',
      title: (desk.helpers.titleOf ?? demoTitle)(event.kind, device),
      zoneId: device.zoneId,
      zoneName: zone?.name ?? null,
      deviceId: device.id,
      source: device.source,
      point: device.point,
      position: device.position,
      conditions: [conditionOf(device.id, event.kind)],
      raisedAt: at,
      sopId: sop?.id ?? null,
      sopVersion: sop?.version ?? null,
    },
    desk.world.post.settings,
  );
}

function replaySignal(
  desk: Desk,
  device: Device,
  kind: SignalKind,
  change: SignalChange & ('active' | 'restored'),
  atMs: number,
): SignalId {
  const overMqtt = device.source.startsWith('mqtt:');
  const account = device.source.slice('dc09:'.length);
  const encrypted = desk.world.panels.some((one) => one.account === account && one.keyCount > 0);
  const signal: Signal = {
    id: desk.helpers.newId<'signal'>('sig', atMs),
    protocol: overMqtt ? 'mqtt' : 'dc09',
    source: device.source,
    point: device.point,
    kind,
    // A refused badge has no end to report: panels only note it.
    change: kind === 'access-denied' ? 'note' : change,
    code: demoCode(kind, device, change),
    description: kindNames(kind).en,
    authenticated: encrypted,
    // Panels tell whole seconds; the sensors and cameras here tell none.
    occurredAt: overMqtt ? null : toInstant(Math.floor(atMs / 1000) * 1000),
    receivedAt: toInstant(atMs),
  };
  const actor = device.source.replaceAll(' ', '_');
  write(desk, atMs, 'signal.received', actor, [signal.id], signal);
  return signal.id;
}

function replayDispatch(
  desk: Desk,
  event: HistoryAlarm,
  sent: HistoryDispatch,
  alarm: Alarm,
  byName: string,
) {
  const who = present(desk.responders.get(sent.responderId), `no responder ${sent.responderId}`);
  const taskId: TaskId = desk.helpers.newId<'task'>('tsk', sent.sentAtMs);
  const task: Task = {
    id: taskId,
    number: present(desk.taskNumbers.get(sent), 'a task without a number'),
    alarmId: alarm.id,
    alarmNumber: alarm.number,
    responderId: who.id,
    callSign: who.callSign,
    state: 'sent',
    order: { en: `Go now: ${alarm.title.en}`, ko: `즉시 출동: ${alarm.title['ko']}` },
    radio: {
      en: `${who.callSign}, this is Post One. ${alarm.title.en}. Go now. Answer.`,
      ko: `${who.callSign}, 여기는 포스트 원. ${alarm.title['ko']}. 즉시 출동. 응답 바람.`,
    },
    priority: event.priority,
    position: alarm.position,
    sentAt: toInstant(sent.sentAtMs),
    sentBy: byName,
    acceptedAt: null,
    thereAt: null,
    endedAt: null,
    finding: null,
  };
  const subjects = [alarm.id, taskId, who.id];
  const phone = `phone:${present(who.userId, `${who.callSign} has no person`)}`;
  const happened = (atMs: number, actor: string, body: TaskEvent | AlarmEvent) =>
    write(desk, atMs, body.kind, actor, subjects, body);
  const sentAt = toInstant(sent.sentAtMs);
  happened(sent.sentAtMs, event.by, { kind: 'task.sent', task });
  const dispatched = { alarmId: alarm.id, at: sentAt, taskId, callSign: who.callSign, byName };
  happened(sent.sentAtMs, event.by, { kind: 'alarm.dispatched', ...dispatched });
  happened(sent.acceptedAtMs, phone, { kind: 'task.accepted', taskId, at: toInstant(sent.acceptedAtMs) });
  happened(sent.thereAtMs, phone, { kind: 'task.there', taskId, at: toInstant(sent.thereAtMs) });
  const done = { taskId, at: toInstant(sent.doneAtMs), finding: sent.finding };
  happened(sent.doneAtMs, phone, { kind: 'task.done', ...done });
}

/** The steps that the officer did, evenly between taking and closing; the outcome with the closing. */
function replaySteps(
  desk: Desk,
  event: HistoryAlarm,
  alarm: Alarm,
  sop: Sop,
  closedAtMs: number,
  byName: string,
) {
  const sent = event.dispatch !== null;
  const done = sop.steps
    .map((step, index) => ({ step, index }))
    .filter(({ step }) => step.kind === 'check' || step.kind === 'outcome' || (sent && step.kind === 'send'));
  done.forEach(({ step, index }, i) => {
    const part = step.kind === 'outcome' ? 1 : (i + 1) / (done.length + 1);
    const atMs = Math.floor(event.acknowledgedAtMs + part * (closedAtMs - event.acknowledgedAtMs));
    const stepDone = { index, by: event.by, byName, at: toInstant(atMs) };
    const body: AlarmEvent = { kind: 'alarm.step-done', alarmId: alarm.id, step: stepDone };
    write(desk, atMs, body.kind, event.by, [alarm.id], body);
  });
}
