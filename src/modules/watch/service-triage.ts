/**
 * From signals in the ledger to alarms on the board: the follower `watch`.
 *
 * For each batch: the open alarms that matter are locked and read, each signal is decided by `triage`, its
 * event goes through the same reducer as in the browser, and alarms, events and cursor commit together. A signal
 * that triage itself chokes on opens an alarm of kind `unreadable`: never silence.
 */
import { newId, type AlarmId } from '../../kernel/id.ts';
import { toInstant } from '../../kernel/time.ts';
import type { StoredEntry } from '../../platform/ledger-read.ts';
import { storable } from '../../platform/jsonb.ts';
import type { Transaction } from '../../platform/transact.ts';
import {
  atDoor,
  DENIALS_AT_MOST_S,
  DENIALS_FOR_ALARM,
  DENIALS_WITHIN_S,
  denialsThatCount,
  doorEventOf,
  doorOf,
  outcomeOf,
  type Denial,
  type DoorEvent,
} from '../doors/model.ts';
import { sopFor } from '../orders/model.ts';
import { inTest, type Signal } from '../technical/model.ts';
import {
  conditionOf,
  freshAlarm,
  placeOfSignal,
  reduceAlarm,
  type Alarm,
  type AlarmEvent,
  type Priority,
} from './model.ts';
import { ackExpiryOf, byRule, triage, type Decision } from './policy.ts';
import { deviceOf, joinedTitle, titleFor } from './service-triage-titles.ts';
import { keptBack, signalsOf } from './service-triage-upkeep.ts';
import type { TriageWorld } from './service-triage-world.ts';
import { candidates, placeOf, saveAlarms } from './store.ts';

/** Open alarms of a zone older than this are not looked at for joining. */
const ZONE_LOOK_BACK_MS = 15 * 60_000;

interface Batch {
  readonly world: TriageWorld;
  readonly nowMs: number;
  readonly open: Map<AlarmId, Alarm>;
  readonly byPlace: Map<string, Set<AlarmId>>;
  readonly byZone: Map<string, Set<AlarmId>>;
  /** Events in order; a run of joins to one alarm is one event. */
  readonly events: AlarmEvent[];
  /** The last event of an alarm when it was a join, and the alarm before it. */
  readonly lastJoin: Map<AlarmId, { readonly at: number; readonly from: Alarm }>;
  readonly touched: Set<AlarmId>;
  /** Denials by door, oldest first: those of the record, then those of this batch. */
  readonly denials: Map<string, Denial[]>;
  readonly doorEvents: DoorEvent[];
}

/** Handles one batch of `signal.received` entries inside the follower's transaction. */
export async function triageSignals(
  tx: Transaction,
  entries: readonly StoredEntry[],
  world: TriageWorld,
): Promise<void> {
  const signals = entries
    .flatMap(signalsOf)
    .filter((s): s is Signal => s !== null)
    .map(atDoor);
  const holder = await world.upkeep.openHolder(tx);
  const places = new Set<string>();
  const zones = new Set<string>();
  for (const signal of signals) {
    const device = deviceOf(signal, world);
    places.add(device?.id ?? `${signal.source}/${signal.point}`);
    if (device?.zoneId) zones.add(device.zoneId);
  }
  const batch: Batch = {
    world,
    nowMs: tx.nowMs,
    open: new Map(),
    byPlace: new Map(),
    byZone: new Map(),
    events: [],
    lastJoin: new Map(),
    touched: new Set(),
    denials: await denialsBefore(tx, signals, world),
    doorEvents: [],
  };
  for (const alarm of await candidates(tx, [...places], [...zones], toInstant(tx.nowMs - ZONE_LOOK_BACK_MS)))
    index(batch, alarm);
  // The counter row is locked by the first look, so the numbers drawn below are ours.
  const first = await tx.nextNumber('alarm', 0);
  let drawn = 0;
  for (const signal of signals) {
    const device = deviceOf(signal, world);
    // A restore still ends what was open before the test.
    if (device && signal.change !== 'restored' && inTest(device, signal.receivedAt)) {
      await world.noteTested(tx, device, signal);
      noteDoor(batch, signal, null, true);
      continue;
    }
    const decision = decide(signal, batch);
    if (signal.change === 'restored') holder.restored(signal, device);
    if (keptBack(holder, signal, decision, world)) {
      noteDoor(batch, signal, null, true);
      continue;
    }
    let alarmId: AlarmId | null = null;
    if (decision.do === 'open') {
      alarmId = raise(batch, signal, decision, first + drawn);
      drawn += 1;
    } else if (decision.do !== 'note') {
      alarmId = decision.alarm.id;
      change(batch, signal, decision);
    }
    noteDoor(batch, signal, alarmId, false);
  }
  if (drawn > 0) await tx.nextNumber('alarm', drawn);
  await saveAlarms(
    tx,
    [...batch.touched].map((id) => batch.open.get(id)).filter((a): a is Alarm => a !== undefined),
  );
  for (const event of batch.events) tx.record(entryOf(event));
  await world.doors.noteEvents(tx, batch.doorEvents);
  await holder.save();
}

/** Denials of the record at the doors that refuse in this batch: asked for only where there are some. */
async function denialsBefore(
  tx: Transaction,
  signals: readonly Signal[],
  world: TriageWorld,
): Promise<Map<string, Denial[]>> {
  const denied = signals.filter((signal) => signal.kind === 'access-denied');
  if (denied.length === 0) return new Map();
  const doors = new Set(denied.map((signal) => doorOf(deviceOf(signal, world)?.id ?? null, signal)));
  const first = Math.min(...denied.map((signal) => Date.parse(signal.receivedAt)));
  return world.doors.denialsSince(tx, [...doors], toInstant(first - DENIALS_AT_MOST_S * 1000));
}

/** Puts what happened at a door into the list, with the alarm that came of it. */
function noteDoor(batch: Batch, signal: Signal, alarmId: AlarmId | null, tested: boolean): void {
  if (outcomeOf(signal) === null) return;
  const { world } = batch;
  const event = doorEventOf(signal, {
    device: deviceOf(signal, world),
    sourceName: world.sourceName(signal.source),
    users: world.doorUsers,
    alarmId,
    tested,
  });
  if (event === null) return;
  batch.doorEvents.push(event);
  if (event.outcome !== 'denied' || tested) return;
  const denial: Denial = { at: event.at, inAlarm: alarmId !== null };
  batch.denials.set(event.door, [...(batch.denials.get(event.door) ?? []), denial].slice(-DENIALS_FOR_ALARM));
}

/** Last resort for a signal that even triage cannot take: a bare alarm of kind `unreadable` that names its entry. */
export async function raiseUnreadable(
  tx: Transaction,
  entry: StoredEntry,
  world: TriageWorld,
): Promise<void> {
  const body = entry.body as unknown as Partial<Signal> | null;
  const signal: Signal = {
    id: (entry.subjects[0] ?? 'sig_unknown') as Signal['id'],
    protocol: 'internal',
    source: typeof body?.source === 'string' ? storable(body.source) : entry.actor,
    point: '',
    kind: 'unreadable',
    change: 'active',
    code: '',
    description: '',
    text: `entry ${entry.seq}`,
    authenticated: false,
    occurredAt: null,
    receivedAt: entry.at,
  };
  await triageSignals(tx, [{ ...entry, body: { ...signal } }], { ...world, devices: new Map() });
}

/** The ledger entry of an alarm event: the alarm is the thread, the signal a further subject. */
export function entryOf(event: AlarmEvent): {
  kind: string;
  subjects: string[];
  body: Record<string, unknown>;
} {
  const { kind, ...body } = event;
  const alarmId = event.kind === 'alarm.raised' ? event.alarm.id : event.alarmId;
  const extra =
    'signalId' in event && event.signalId ? [event.signalId] : 'taskId' in event ? [event.taskId] : [];
  return { kind, subjects: [alarmId, ...extra], body };
}

const conditionFor = (signal: Signal, world: TriageWorld): string =>
  conditionOf(placeOfSignal(deviceOf(signal, world)?.id ?? null, signal.source, signal.point), signal.kind);

function decide(signal: Signal, batch: Batch): Decision {
  try {
    const device = deviceOf(signal, batch.world);
    const zone = device?.zoneId ? (batch.world.zones.get(device.zoneId) ?? null) : null;
    const ids = new Set([
      ...(batch.byPlace.get(device?.id ?? `${signal.source}/${signal.point}`) ?? []),
      ...(zone ? (batch.byZone.get(zone.id) ?? []) : []),
    ]);
    const openAlarms = [...ids].map((id) => batch.open.get(id)).filter((a): a is Alarm => a !== undefined);
    const { post } = batch.world;
    const denied = batch.denials.get(doorOf(device?.id ?? null, signal)) ?? [];
    return triage(signal, {
      device,
      zone,
      openAlarms,
      threatLevel: post.settings.threat?.level ?? null,
      timeZone: post.timeZone,
      denials: denialsThatCount(denied, signal.receivedAt, zone?.settings.denialsWithinS ?? DENIALS_WITHIN_S),
    });
  } catch (error) {
    batch.world.onBug(error);
    return { do: 'open', priority: 2, reason: 'unreadable' };
  }
}

function index(batch: Batch, alarm: Alarm): void {
  batch.open.set(alarm.id, alarm);
  const add = (map: Map<string, Set<AlarmId>>, key: string): void => {
    const set = map.get(key);
    if (set) set.add(alarm.id);
    else map.set(key, new Set([alarm.id]));
  };
  add(batch.byPlace, placeOf(alarm));
  if (alarm.zoneId) add(batch.byZone, alarm.zoneId);
}

function apply(batch: Batch, event: AlarmEvent): void {
  const id = event.kind === 'alarm.raised' ? event.alarm.id : event.alarmId;
  const next = reduceAlarm(batch.open.get(id) ?? null, event);
  if (!next) return;
  index(batch, next);
  batch.touched.add(id);
}

function raise(
  batch: Batch,
  signal: Signal,
  decision: { priority: Priority; reason: string },
  number: number,
): AlarmId {
  const alarm = newAlarm(signal, decision, number, batch);
  const event: AlarmEvent = { kind: 'alarm.raised', alarm, signalId: signal.id };
  batch.events.push(event);
  apply(batch, event);
  if (alarm.autoAcknowledge) acknowledgeByRule(batch, alarm.id, signal);
  return alarm.id;
}

function acknowledgeByRule(batch: Batch, alarmId: AlarmId, signal: Signal): void {
  const event: AlarmEvent = { kind: 'alarm.acknowledged-by-rule', alarmId, at: signal.receivedAt };
  batch.lastJoin.delete(alarmId);
  batch.events.push(event);
  apply(batch, event);
}

function change(batch: Batch, signal: Signal, decision: Extract<Decision, { do: 'join' | 'restore' }>): void {
  const alarmId = decision.alarm.id;
  if (decision.do === 'restore') {
    const event: AlarmEvent = {
      kind: 'alarm.restored',
      alarmId,
      at: signal.receivedAt,
      signalId: signal.id,
      condition: decision.condition,
    };
    batch.lastJoin.delete(alarmId);
    batch.events.push(event);
    apply(batch, event);
    return;
  }
  const event: AlarmEvent = {
    kind: 'alarm.joined',
    alarmId,
    at: signal.receivedAt,
    signalId: signal.id,
    times: 1,
    conditions: [conditionFor(signal, batch.world)],
    reopened: decision.reopened,
    what: joinedTitle(signal, decision.alarm, batch.world),
  };
  const last = batch.lastJoin.get(alarmId);
  const before = last && batch.events[last.at];
  if (last && before?.kind === 'alarm.joined' && !decision.reopened) {
    // The folded event takes the place of the one before it, for the row as for those who read it in the ledger.
    const folded: AlarmEvent = {
      ...event,
      times: before.times + 1,
      reopened: before.reopened,
      conditions: [...new Set([...before.conditions, ...event.conditions])],
    };
    batch.events[last.at] = folded;
    batch.open.set(alarmId, last.from);
    apply(batch, folded);
    return;
  }
  const from = batch.open.get(alarmId) ?? decision.alarm;
  batch.lastJoin.set(alarmId, { at: batch.events.push(event) - 1, from });
  apply(batch, event);
  if (decision.reopened && from.autoAcknowledge) acknowledgeByRule(batch, alarmId, signal);
}

function newAlarm(
  signal: Signal,
  decision: { priority: Priority; reason: string },
  number: number,
  batch: Batch,
): Alarm {
  const { world } = batch;
  const device = deviceOf(signal, world);
  const zone = device?.zoneId ? (world.zones.get(device.zoneId) ?? null) : null;
  const kind = decision.reason === 'unreadable' ? 'unreadable' : signal.kind;
  const ackExpiresS = zone ? ackExpiryOf(zone.settings, kind) : undefined;
  const sop = sopFor(world.sops, kind, zone?.id ?? null, world.post.settings.threat?.level ?? null);
  const rule = zone !== null && byRule(zone.settings, kind, decision.priority);
  return freshAlarm(
    {
      id: newId<'alarm'>('alm', batch.nowMs),
      number,
      kind,
      priority: decision.priority,
      reason: decision.reason,
      title: titleFor(signal, kind, decision.reason, world),
      zoneId: zone?.id ?? null,
      zoneName: zone?.name ?? null,
      deviceId: device?.id ?? null,
      source: signal.source,
      point: signal.point,
      position: signal.position ?? device?.position ?? null,
      conditions: [conditionFor(signal, world)],
      raisedAt: signal.receivedAt,
      sopId: sop?.id ?? null,
      sopVersion: sop?.version ?? null,
      link: signal.link ?? null,
      account: signal.kind === 'unknown-panel' ? (signal.text ?? null) : null,
      ...(ackExpiresS === undefined ? {} : { ackExpiresS }),
      ...(rule ? { autoAcknowledge: true } : {}),
    },
    world.post.settings,
  );
}
