import type { AlarmId, DeviceId, Id, SignalId } from '../../kernel/id.ts';
import { catalogue } from '../../kernel/refusal.ts';
import type { Instant } from '../../kernel/time.ts';
import type { Names } from '../site/model.ts';
import type { Device, Signal, SignalKind } from '../technical/model.ts';

/** What happened at a door or a panel. Ledger kinds are `door.<outcome>`. */
export const DOOR_OUTCOMES = [
  'granted',
  'denied',
  'opened',
  'closed',
  'forced',
  'held',
  'disarmed',
  'armed',
] as const;
export type DoorOutcome = (typeof DOOR_OUTCOMES)[number];

/** One passage, denial, arming or disarming: who, which door, when, and what came of it. */
export interface DoorEvent {
  /** The signal that said it. */
  readonly id: SignalId;
  readonly at: Instant;
  readonly outcome: DoorOutcome;
  /** The device, or source and point where no device is registered. */
  readonly door: string;
  readonly doorName: Names;
  readonly deviceId: DeviceId | null;
  readonly source: string;
  /** `user:3` where a panel names its user, else a card or number as the machine says it; null: not said. */
  readonly credential: string | null;
  /** Whose it was when it happened, or null where nobody had named it. */
  readonly who: string | null;
  /** What the source said in words. */
  readonly text: string | null;
  /** The alarm that it raised or joined. */
  readonly alarmId: AlarmId | null;
  /** Sent while the device was tested on purpose: not counted. */
  readonly tested: boolean;
}

export type DoorUserId = Id<'door-user'>;

/** Whose number or card it is. `source` empty: the same at every door and panel. */
export interface DoorUser {
  readonly id: DoorUserId;
  readonly source: string;
  readonly credential: string;
  readonly name: string;
}

const OUTCOME_BY_KIND: Partial<Record<SignalKind, DoorOutcome>> = {
  'access-granted': 'granted',
  'access-denied': 'denied',
  'door-open': 'opened',
  'door-forced': 'forced',
  'door-held': 'held',
  opening: 'disarmed',
  closing: 'armed',
};
const ARMING: readonly SignalKind[] = ['opening', 'closing'];
const DOORS: readonly SignalKind[] = ['door-open', 'door-forced', 'door-held'];

/**
 * What a signal says of a door or a panel, or null where it says nothing of either. A panel that calls an opening
 * or closing `active` says that it is late or failed: nobody armed or disarmed then.
 */
export function outcomeOf(signal: Pick<Signal, 'kind' | 'change' | 'protocol'>): DoorOutcome | null {
  if (signal.change === 'restored') return DOORS.includes(signal.kind) ? 'closed' : null;
  if (ARMING.includes(signal.kind) && signal.protocol === 'dc09' && signal.change === 'active') return null;
  return OUTCOME_BY_KIND[signal.kind] ?? null;
}

/** Did somebody switch a panel off with this signal? */
export const disarms = (signal: Pick<Signal, 'kind' | 'change' | 'protocol'>): boolean =>
  outcomeOf(signal) === 'disarmed';

/** Panels say `active` of a denial when they lock the door after too many: that is counted already. */
export const locksOut = (signal: Pick<Signal, 'kind' | 'change' | 'protocol'>): boolean =>
  signal.kind === 'access-denied' && signal.protocol === 'dc09' && signal.change === 'active';

const WHO: readonly SignalKind[] = [...ARMING, 'access-granted', 'access-denied'];
const BY_USER = /^user:/;

/** The signal at its door: where the point is a user of the panel, the place is the panel itself. */
export const atDoor = (signal: Signal): Signal =>
  WHO.includes(signal.kind) && BY_USER.test(signal.point)
    ? { ...signal, point: '', credential: signal.credential ?? signal.point }
    : signal;

/** Number or card that a signal names, or null. */
export const credentialOf = (signal: Pick<Signal, 'credential' | 'point'>): string | null =>
  signal.credential ?? (BY_USER.test(signal.point) ? signal.point : null);

/** As people read it: `#3` for the panel's user 3, a card as it is. */
export const shortCredential = (credential: string): string => credential.replace(BY_USER, '#');

/** Who, in one text that needs no language: `Kim (#3)`, `#3`, or empty where nobody is named. */
export function personText(event: Pick<DoorEvent, 'who' | 'credential'>): string {
  const number = event.credential === null ? '' : shortCredential(event.credential);
  if (event.who === null) return number;
  return number === '' ? event.who : `${event.who} (${number})`;
}

/** Finds whose number or card it is: named for this source, else for every source. */
export function whoIs(
  users: ReadonlyMap<string, string>,
  source: string,
  credential: string | null,
): string | null {
  if (credential === null) return null;
  return users.get(userKey(source, credential)) ?? users.get(userKey('', credential)) ?? null;
}

export const userKey = (source: string, credential: string): string => `${source}|${credential}`;

/** A typed number or card as signals carry it: `3`, `user 3` and `#3` are the panel's user 3. */
export function credentialAsSent(text: string, source: string): string {
  const plain = text.trim();
  const user = /^(?:user[\s:]*|#\s*)0*(\d+)$/i.exec(plain)?.[1];
  if (user !== undefined) return `user:${user}`;
  return source.startsWith('dc09:') && /^\d+$/.test(plain) ? `user:${plain.replace(/^0+(?=.)/, '')}` : plain;
}

/** The event of a signal, or null. `signal` stands at its door already. */
export function doorEventOf(
  signal: Signal,
  at: {
    readonly device: Device | null;
    readonly sourceName: string;
    readonly users: ReadonlyMap<string, string>;
    readonly alarmId: AlarmId | null;
    readonly tested: boolean;
  },
): DoorEvent | null {
  const outcome = outcomeOf(signal);
  if (outcome === null) return null;
  const credential = credentialOf(signal);
  const place = signal.point === '' ? at.sourceName : `${at.sourceName}, ${signal.point}`;
  return {
    id: signal.id,
    at: signal.receivedAt,
    outcome,
    door: doorOf(at.device?.id ?? null, signal),
    doorName: at.device?.name ?? { en: place },
    deviceId: at.device?.id ?? null,
    source: signal.source,
    credential,
    who: whoIs(at.users, signal.source, credential),
    text: signal.text ?? null,
    alarmId: at.alarmId,
    tested: at.tested,
  };
}

/** The key of a door: the device, or source and point. */
export const doorOf = (deviceId: DeviceId | null, signal: Pick<Signal, 'source' | 'point'>): string =>
  deviceId ?? `${signal.source}/${signal.point}`;

/** A denial at a door, for counting. */
export interface Denial {
  readonly at: Instant;
  /** Part of an alarm already. */
  readonly inAlarm: boolean;
}

/** So many denials at one door within the time of its zone are an alarm. */
export const DENIALS_FOR_ALARM = 3;
export const DENIALS_WITHIN_S = 300;
/** A zone may look back so far. */
export const DENIALS_AT_MOST_S = 3_600;

/** Denials at a door before `at` that count: within the time, and after the last that was part of an alarm. */
export function denialsThatCount(before: readonly Denial[], at: Instant, withinS: number): number {
  const since = Date.parse(at) - withinS * 1000;
  let n = 0;
  for (const denial of before.toReversed()) {
    if (denial.inAlarm || Date.parse(denial.at) < since) break;
    n += 1;
  }
  return n;
}

/** Names of numbers and cards: more than any post has. */
export const MAX_DOOR_USERS = 5_000;
/** One page of the list. */
export const MAX_DOOR_PAGE = 200;

export const doorRefusals = catalogue({
  'door-user-unknown': { status: 404, says: 'There is no such name. Reload the list.' },
  'door-user-taken': {
    status: 409,
    says: 'This number or card has a name at this source already. Change or remove that one.',
  },
  'door-users-full': { status: 409, says: 'The list of names is full. Remove one first.' },
});
