/**
 * Upkeep: a time, with a reason and an end, in which a device, a zone or a panel raises no alarms.
 *
 * Planned: waits for its start. Running: signals are kept on record and raise no alarm, except priority 1. Ended: by
 * time or by hand; what still stands then rises as an alarm. Nothing leads back from there.
 */
import type { DeviceId, Id, UserId, ZoneId } from '../../kernel/id.ts';
import { catalogue } from '../../kernel/refusal.ts';
import { toMs, type Instant } from '../../kernel/time.ts';
import type { Names } from '../site/model.ts';
import type { Device, DeviceState, Signal } from '../technical/model.ts';

/** `out-of-service` needs a second person (ISA-18.2 and IEC 62682: out-of-service; `bypass` and `maintenance` do not). */
export const UPKEEP_KINDS = ['maintenance', 'out-of-service', 'bypass'] as const;
export type UpkeepKind = (typeof UPKEEP_KINDS)[number];
export type UpkeepId = Id<'upkeep'>;
export type FixId = Id<'fix'>;

/** What it covers: one device, all devices of a zone, or everything that one panel or other source sends. */
export type UpkeepTarget =
  | { readonly what: 'device'; readonly id: DeviceId }
  | { readonly what: 'zone'; readonly id: ZoneId }
  | { readonly what: 'source'; readonly id: string };

export interface Upkeep {
  readonly id: UpkeepId;
  readonly kind: UpkeepKind;
  readonly target: UpkeepTarget;
  /** What is covered, as people call it. */
  readonly name: Names;
  readonly reason: string;
  readonly state: 'planned' | 'running' | 'ended';
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  readonly byId: string;
  readonly byName: string;
  /** Who signed with their own PIN; null where one person is enough. */
  readonly secondId: UserId | null;
  readonly secondName: string | null;
  readonly endedAt: Instant | null;
  /** Who ended it early; null: it returned by itself. */
  readonly endedBy: string | null;
  /** Signals kept back so far. */
  readonly held: number;
  readonly lastHeldAt: Instant | null;
  /** What began meanwhile and has not ended, by condition: it rises as an alarm at the end. */
  readonly standing: Readonly<Record<string, Signal>>;
}

/** Conditions that one can hold; past that, signals raise alarms as ever: nothing may end in silence. */
export const MAX_STANDING = 100;
export const MAX_OPEN_UPKEEP = 500;
/** Planned this far ahead at most. */
export const PLAN_AHEAD_MS = 90 * 24 * 3_600_000;

export const targetKey = (target: UpkeepTarget): string => `${target.what}:${target.id}`;

/** Does it cover what this signal is about, at the time of the signal? */
export function covers(
  upkeep: Upkeep,
  signal: Pick<Signal, 'source' | 'receivedAt'>,
  device: Pick<Device, 'id' | 'zoneId'> | null,
): boolean {
  const at = toMs(signal.receivedAt);
  if (upkeep.state === 'ended' || at < toMs(upkeep.startsAt) || at >= toMs(upkeep.endsAt)) return false;
  const { what, id } = upkeep.target;
  if (what === 'source') return signal.source === id;
  return device !== null && (what === 'device' ? device.id === id : device.zoneId === id);
}

/** Life safety and calls for help: never kept back, whatever priority a zone gives them. */
const ALWAYS_THROUGH: readonly Signal['kind'][] = ['duress', 'hold-up', 'panic', 'fire', 'gas', 'medical'];

/** Does it raise its alarm all the same? `priority`: as triage judged it. */
export const breaksThrough = (kind: Signal['kind'], priority: number): boolean =>
  priority === 1 || ALWAYS_THROUGH.includes(kind);

const conditionOf = (signal: Pick<Signal, 'source' | 'point' | 'kind'>): string =>
  `${signal.source}/${signal.point}|${signal.kind}`;

/** With one more signal kept back, or null when it can keep no more. */
export function holding(upkeep: Upkeep, signal: Signal): Upkeep | null {
  const condition = conditionOf(signal);
  if (!(condition in upkeep.standing) && Object.keys(upkeep.standing).length >= MAX_STANDING) return null;
  return {
    ...upkeep,
    held: upkeep.held + 1,
    lastHeldAt: signal.receivedAt,
    standing: { ...upkeep.standing, [condition]: signal },
  };
}

/** Without the condition that this signal ends; itself where it ends none. */
export function letGo(upkeep: Upkeep, signal: Pick<Signal, 'source' | 'point' | 'kind'>): Upkeep {
  const place = `${signal.source}/${signal.point}|`;
  const rest = Object.entries(upkeep.standing).filter(([condition]) =>
    signal.kind === 'other' ? !condition.startsWith(place) : condition !== conditionOf(signal),
  );
  return rest.length === Object.keys(upkeep.standing).length
    ? upkeep
    : { ...upkeep, standing: Object.fromEntries(rest) };
}

export type DeviceWord = 'ok' | 'silent' | 'maintenance' | 'out-of-service' | 'bypass' | 'test' | 'unheard';

/** The running upkeep that covers a device, the strictest first: out of service, maintenance, bypass. */
export function upkeepOf(
  device: Pick<Device, 'id' | 'zoneId' | 'source'>,
  open: readonly Upkeep[],
  now: Instant,
): Upkeep | null {
  const at = { source: device.source, receivedAt: now };
  const found = open.filter((each) => covers(each, at, device));
  const order: readonly UpkeepKind[] = ['out-of-service', 'maintenance', 'bypass'];
  return found.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))[0] ?? null;
}

/** How a device stands, in one word; what people did comes before what is missing. */
export function wordOf(
  device: Device,
  state: DeviceState | undefined,
  open: readonly Upkeep[],
  now: Instant,
): DeviceWord {
  const upkeep = upkeepOf(device, open, now);
  if (upkeep) return upkeep.kind;
  if (device.test && now < device.test.until) return 'test';
  if (state?.silent) return 'silent';
  return state === undefined || state.lastHeardAt === null ? 'unheard' : 'ok';
}

/** Something that somebody shall mend. One open request a place. */
export interface FixRequest {
  readonly id: FixId;
  readonly number: number;
  /** Device id, or source and point. */
  readonly place: string;
  readonly name: Names;
  readonly what: string;
  readonly state: 'open' | 'done';
  readonly at: Instant;
  readonly byName: string;
  readonly doneAt: Instant | null;
  readonly doneBy: string | null;
  readonly note: string | null;
}
export const MAX_OPEN_FIXES = 500;

export const upkeepRefusals = catalogue({
  'upkeep-unknown': { status: 404, says: 'There is no such entry. Reload the list.' },
  'upkeep-over': { status: 409, says: 'This is over already. Reload the list.' },
  'upkeep-too-long': {
    status: 422,
    says: 'That is longer than the post allows. Choose an earlier end, and begin again when it is needed.',
  },
  'upkeep-end': { status: 422, says: 'The end must lie after the start, and the start not in the past.' },
  'upkeep-too-early': { status: 422, says: 'Plan it at most 90 days ahead.' },
  'upkeep-reason': { status: 422, says: 'Say why: the next shift reads it.' },
  'upkeep-target-unknown': {
    status: 422,
    says: 'There is no such device, zone or panel. Reload the list and choose again.',
  },
  'upkeep-there': {
    status: 409,
    says: 'The same is running or planned for this time already. End that one first.',
  },
  'upkeep-full': { status: 409, says: 'Too many are running or planned. End those that are not needed.' },
  'second-same-person': { status: 409, says: 'The second person must be somebody else.' },
  'second-unsuitable': {
    status: 422,
    says: 'This person may not be the second. Ask a watch officer, the deputy or the RSO.',
  },
  'second-pin-wrong': { status: 403, says: 'The PIN of the second person does not match. Try again.' },
  'fix-unknown': { status: 404, says: 'There is no such request. Reload the list.' },
  'fix-open': { status: 409, says: 'A request for this place is open already.' },
  'fix-done': { status: 409, says: 'This request is done already.' },
  'fixes-full': { status: 409, says: 'Too many requests are open. Finish some first.' },
});
