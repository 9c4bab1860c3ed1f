import { DENIALS_FOR_ALARM, disarms, locksOut, outcomeOf } from '../doors/model.ts';
import { onGuard, type ClosedHours, type ThreatLevel, type ZoneSettings } from '../site/model.ts';
import type { Device, Signal, SignalKind } from '../technical/model.ts';
import { conditionOf, placeOfSignal, type Alarm, type Priority } from './model.ts';

/** What shall happen for one signal. Pure: same inputs, same answer. */
export type Decision =
  | { readonly do: 'open'; readonly priority: Priority; readonly reason: string }
  /** `reopened`: it had ended and begins again, so it is unseen again and no longer cleared. */
  | { readonly do: 'join'; readonly alarm: Alarm; readonly reopened: boolean; readonly reason: string }
  | { readonly do: 'restore'; readonly alarm: Alarm; readonly condition: string }
  | { readonly do: 'note'; readonly reason: string };

export interface TriageContext {
  readonly device: Device | null;
  readonly zone: { readonly id: string; readonly settings: ZoneSettings } | null;
  /** Open alarms at the same place or in the same zone. */
  readonly openAlarms: readonly Alarm[];
  /** How threatened the post is; null or absent: nobody has judged. */
  readonly threatLevel?: ThreatLevel | null;
  /** Denials at this door before this one that count (doors/model.ts); absent: none. */
  readonly denials?: number;
  /** IANA zone of the post, for the closed hours of a zone. */
  readonly timeZone?: string;
}

/** Default priority by kind; null: written down, no alarm. Editable per zone. */
export const PRIORITY_BY_KIND: Readonly<Record<SignalKind, Priority | null>> = {
  duress: 1,
  'hold-up': 1,
  panic: 1,
  fire: 1,
  gas: 1,
  medical: 1,
  intrusion: 2,
  perimeter: 2,
  'door-forced': 2,
  unreadable: 2,
  'person-seen': 3,
  tamper: 3,
  water: 3,
  supervision: 3,
  'device-silent': 3,
  'camera-offline': 3,
  'door-held': 3,
  other: 3,
  temperature: 4,
  power: 4,
  battery: 4,
  communication: 4,
  'technical-trouble': 4,
  'unknown-panel': 4,
  bypass: 4,
  // Three at one door are an alarm, and so are some openings: see `urgency`.
  'access-denied': null,
  opening: null,
  closing: null,
  test: null,
  'access-granted': null,
  'door-open': null,
};

/** A kind that this version does not know comes from a newer source: it is an alarm, not a note. */
const UNKNOWN_KIND: Priority = 3;
const priorityOf = (kind: SignalKind): Priority | null =>
  Object.hasOwn(PRIORITY_BY_KIND, kind) ? PRIORITY_BY_KIND[kind] : UNKNOWN_KIND;

/** For how long an acknowledgement holds in this zone, or undefined: for good. */
export function ackExpiryOf(settings: ZoneSettings, kind: SignalKind): number | undefined {
  const by = settings.ackExpiresS;
  return typeof by === 'object' ? by[kind] : by;
}

/** Does a rule of the zone acknowledge this alarm? Priority 4 only: what asks for an answer is answered by people. */
export const byRule = (settings: ZoneSettings, kind: SignalKind, priority: Priority): boolean =>
  priority === 4 && settings.autoAcknowledge?.includes(kind) === true;

/** Alarms of one zone join within so long unless its settings say otherwise. */
const JOIN_WITHIN_S = 60;

/**
 * Decides about one signal. A duress, hold-up or other P1 joins only an alarm of the very same place and kind;
 * a higher priority always breaks out of its group; what nobody foresaw opens an alarm.
 */
export function triage(signal: Signal, context: TriageContext): Decision {
  const settings = context.zone?.settings ?? {};
  const place = placeOfSignal(context.device?.id ?? null, signal.source, signal.point);
  if (signal.change === 'restored') return restore(place, signal.kind, context.openAlarms);
  // Armed again: what was disarmed outside hours here is over.
  if (outcomeOf(signal) === 'armed') {
    const outside = context.openAlarms.filter((alarm) => alarm.reason === 'outside-hours');
    const over = restore(place, 'opening', outside);
    if (over.do === 'restore') return over;
  }
  const noteOnly = settings.noteOnly?.includes(signal.kind) === true;
  const wanted = urgency(signal, context, place);
  if (wanted === null && signal.change === 'note') return { do: 'note', reason: 'note' };
  if (noteOnly) return { do: 'note', reason: 'zone-setting' };
  if (wanted === null) return { do: 'note', reason: 'kind' };
  const { priority, reason } = wanted;
  const condition = conditionOf(place, signal.kind);
  const same = context.openAlarms.find(
    (alarm) =>
      alarm.priority <= priority &&
      (alarm.conditions.includes(condition) ||
        (alarm.kind === signal.kind && placeOfSignal(alarm.deviceId, alarm.source, alarm.point) === place)),
  );
  if (same) return { do: 'join', alarm: same, reopened: opensEyes(same, signal), reason: 'same-place' };
  const group =
    priority === 1 || STANDS_ALONE.includes(reason)
      ? undefined
      : groupOf(signal, context, priority, settings.joinWithinS ?? JOIN_WITHIN_S);
  if (group) return { do: 'join', alarm: group, reopened: !group.active, reason: 'same-zone' };
  return { do: 'open', priority, reason };
}

interface Urgency {
  readonly priority: Priority;
  readonly reason: string;
}

/** Signs of somebody trying that wait on a quiet day and do not while the post is on its guard. */
const RAISED_ON_GUARD: readonly SignalKind[] = ['perimeter', 'person-seen', 'door-held', 'tamper'];

/** How urgent this signal is and why, or null: it asks nobody to act. */
function urgency(signal: Signal, context: TriageContext, place: string): Urgency | null {
  const settings = context.zone?.settings ?? {};
  const bySetting = settings.priorityByKind?.[signal.kind];
  if (signal.kind === 'access-denied') return denied(signal, context, place, bySetting);
  if (disarms(signal) && outsideHours(signal, settings, context.timeZone))
    return { priority: bySetting ?? DISARMED_OUTSIDE_HOURS, reason: 'outside-hours' };
  if (signal.change === 'note') return null;
  const priority = bySetting ?? priorityOf(signal.kind);
  if (priority === null) return null;
  if (priority === 3 && onGuard(context.threatLevel ?? null) && RAISED_ON_GUARD.includes(signal.kind))
    return { priority: 2, reason: 'threat-level' };
  return { priority, reason: bySetting === undefined ? 'kind' : 'zone-setting' };
}

/** Reasons that are the whole news: such an alarm is never one of a group. */
const STANDS_ALONE: readonly string[] = ['three-denials', 'lockout', 'outside-hours'];
const DENIED_AGAIN: Priority = 3;
const DISARMED_OUTSIDE_HOURS: Priority = 3;

/** One denial is a forgotten card; the third at one door within the time of its zone is somebody trying. */
function denied(
  signal: Signal,
  context: TriageContext,
  place: string,
  bySetting: Priority | undefined,
): Urgency | null {
  if (locksOut(signal)) return { priority: bySetting ?? DENIED_AGAIN, reason: 'lockout' };
  const condition = conditionOf(place, signal.kind);
  const trying = context.openAlarms.some((alarm) => alarm.conditions.includes(condition));
  if (!trying && (context.denials ?? 0) + 1 < DENIALS_FOR_ALARM) return null;
  return { priority: bySetting ?? DENIED_AGAIN, reason: 'three-denials' };
}

function outsideHours(signal: Signal, settings: ZoneSettings, timeZone: string | undefined): boolean {
  if (settings.closedHours === undefined || timeZone === undefined) return false;
  return isClosedAt(signal.receivedAt, settings.closedHours, timeZone);
}

/** Does this instant fall into the closed hours, by the clock on the wall of the post? The end is open again. */
export function isClosedAt(at: string, hours: ClosedHours, timeZone: string): boolean {
  const now = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const local = now.format(Date.parse(at));
  const { from, to } = hours;
  if (from === to) return true;
  return from < to ? local >= from && local < to : local >= from || local < to;
}

/** Somebody calls again: buttons send no restore, so a second press after this long is news, not an echo. */
const CALLS_AGAIN_AFTER_MS = 30_000;

function opensEyes(alarm: Alarm, signal: Signal): boolean {
  if (!alarm.active) return true;
  if (!CALLS.includes(signal.kind) || !alarm.acknowledged) return false;
  return Date.parse(signal.receivedAt) - Date.parse(alarm.lastAt) >= CALLS_AGAIN_AFTER_MS;
}

/** Ends one condition: of the very kind, else of a kindred one, since panels restore with sibling codes. */
function restore(place: string, kind: SignalKind, openAlarms: readonly Alarm[]): Decision {
  const newestFirst = openAlarms
    .filter((a) => a.active)
    .toSorted((a, b) => (a.raisedAt < b.raisedAt ? 1 : -1));
  const here = newestFirst.flatMap((alarm) =>
    alarm.conditions
      .filter((condition) => condition.startsWith(`${place}|`))
      .map((condition) => ({ alarm, condition, kind: condition.slice(place.length + 1) as SignalKind })),
  );
  const match =
    here.find((found) => found.kind === kind) ??
    here.find((found) => kind === 'other' || siblings(found.kind, kind));
  return match
    ? { do: 'restore', alarm: match.alarm, condition: match.condition }
    : { do: 'note', reason: 'nothing-to-restore' };
}

const INTRUSIONS: readonly SignalKind[] = [
  'intrusion',
  'perimeter',
  'door-forced',
  'door-held',
  'door-open',
  'person-seen',
];
const CALLS: readonly SignalKind[] = ['duress', 'hold-up', 'panic'];
const siblings = (a: SignalKind, b: SignalKind): boolean =>
  (INTRUSIONS.includes(a) && INTRUSIONS.includes(b)) || (CALLS.includes(a) && CALLS.includes(b));

function groupOf(
  signal: Signal,
  context: TriageContext,
  priority: Priority,
  withinS: number,
): Alarm | undefined {
  const zone = context.zone;
  if (!zone || withinS === 0) return undefined;
  const since = Date.parse(signal.receivedAt) - withinS * 1000;
  return context.openAlarms.find(
    (alarm) =>
      alarm.zoneId === zone.id &&
      // What is put aside must not swallow what begins elsewhere.
      !alarm.shelved &&
      alarm.priority !== 1 &&
      alarm.priority <= priority &&
      Date.parse(alarm.lastAt) >= since,
  );
}
