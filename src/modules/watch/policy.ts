import type { ZoneSettings } from '../site/model.ts';
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
  'door-held': 3,
  other: 3,
  temperature: 4,
  power: 4,
  battery: 4,
  communication: 4,
  'technical-trouble': 4,
  'unknown-panel': 4,
  'access-denied': 4,
  bypass: 4,
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
  if (signal.change === 'note') return { do: 'note', reason: 'note' };
  if (settings.noteOnly?.includes(signal.kind)) return { do: 'note', reason: 'zone-setting' };
  const bySetting = settings.priorityByKind?.[signal.kind];
  const priority = bySetting ?? priorityOf(signal.kind);
  if (priority === null) return { do: 'note', reason: 'kind' };
  const condition = conditionOf(place, signal.kind);
  const same = context.openAlarms.find(
    (alarm) =>
      alarm.priority <= priority &&
      (alarm.conditions.includes(condition) ||
        (alarm.kind === signal.kind && placeOfSignal(alarm.deviceId, alarm.source, alarm.point) === place)),
  );
  if (same) return { do: 'join', alarm: same, reopened: opensEyes(same, signal), reason: 'same-place' };
  const group =
    priority === 1 ? undefined : groupOf(signal, context, priority, settings.joinWithinS ?? JOIN_WITHIN_S);
  if (group) return { do: 'join', alarm: group, reopened: !group.active, reason: 'same-zone' };
  return { do: 'open', priority, reason: bySetting === undefined ? 'kind' : 'zone-setting' };
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
