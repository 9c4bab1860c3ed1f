import type { Id, UserId } from '../../kernel/id.ts';
import { catalogue } from '../../kernel/refusal.ts';
import type { Instant } from '../../kernel/time.ts';
import { roleMay, type Role } from '../identity/model.ts';
import type { AttentionSetting, SeatLimits } from '../site/model.ts';

/** What a console says of itself. */
export interface SeatReport {
  /** Whether the browser lets it sound. */
  readonly sound: boolean;
  /** Its window is covered, minimised, or the screen is locked. */
  readonly hidden: boolean;
  /** Seconds since a key or the pointer was used. */
  readonly idleS: number;
}

/** Worst first: a console that says nothing hides everything else. */
export const SEAT_STATES = ['gone', 'muted', 'unattended', 'hidden', 'well'] as const;
export type SeatState = (typeof SEAT_STATES)[number];

/** How the last random check of a console ended, and after how many seconds. */
export interface CheckResult {
  readonly how: 'answered' | 'late' | 'missed';
  readonly at: Instant;
  readonly afterS: number;
}

/** A place from which the watch is kept, and how it is. */
export interface Seat {
  readonly seat: string;
  readonly userId: UserId;
  readonly name: string;
  readonly role: Role;
  readonly state: SeatState;
  /** Since when it is in this state. */
  readonly since: Instant;
  readonly heardAt: Instant;
  /** What was answered to "Did you hear it?"; null: nobody was asked since the sign-on. */
  readonly sound: { readonly heard: boolean; readonly at: Instant } | null;
  readonly lastCheck: CheckResult | null;
}

export type CheckId = Id<'check'>;
/** A check that waits for its key, as the console shows it. */
export interface OpenCheck {
  readonly id: CheckId;
  readonly leftS: number;
}

/** Seconds after which each is told to the supervisor; nobody is called for a coffee. */
export const SEAT_LIMITS_S: SeatLimits = { gone: 30, muted: 30, hidden: 60, unattended: 15 * 60 };
/** However it is set: no sooner than a console speaks twice, and no later than a watch may be left. */
export const SEAT_LIMIT_RANGE_S = {
  gone: [20, 300],
  muted: [10, 300],
  hidden: [10, 900],
  unattended: [60, 7_200],
} as const satisfies Record<keyof SeatLimits, readonly [number, number]>;
/** A console asks every ten seconds, a covered one once a minute: a shorter time could not be kept. */
export const ATTENTION_RANGE = { everyMin: [5, 480], answerS: [60, 600] } as const satisfies Record<
  keyof AttentionSetting,
  readonly [number, number]
>;
/** A page that nobody sees may speak once a minute only: browsers slow it down. */
export const HIDDEN_GONE_S = 150;
/** Alarms are open and nobody attends for so long: that is told like an alarm. */
export const LEFT_ALONE_S = 60;
/** Codes of what the supervisor is told. */
export const WATCH_NOT_KEPT = 'watch-not-kept';
export const SOUND_NOT_HEARD = 'sound-not-heard';
export const CHECK_MISSED = 'check-missed';
/** What is told to everybody, like an alarm. */
export const NOBODY_ATTENDS = 'nobody-attends';
/** These are for those who answer for the watch; who keeps it knows. */
export const FOR_SUPERVISORS: readonly string[] = [WATCH_NOT_KEPT, SOUND_NOT_HEARD, CHECK_MISSED];
/** A console speaks this often. */
export const SEAT_REPORT_EVERY_S = 10;
export const MAX_SEATS = 200;
/** No report says more: a day. */
export const MAX_IDLE_S = 86_400;

/** What is wrong with a console now, before anybody waits. `heardS` is seconds since its last report. */
export function seatState(report: SeatReport, heardS: number, limits: SeatLimits = SEAT_LIMITS_S): SeatState {
  if (!isHeard(report, heardS, limits)) return 'gone';
  if (!report.sound) return 'muted';
  if (report.idleS >= limits.unattended) return 'unattended';
  return report.hidden ? 'hidden' : 'well';
}

const isHeard = (report: SeatReport, heardS: number, limits: SeatLimits): boolean =>
  heardS <= (report.hidden ? Math.max(HIDDEN_GONE_S, limits.gone) : limits.gone);

/** Is somebody there: it is heard, and was touched lately? Without sound, somebody still sees the board. */
export const attends = (report: SeatReport, heardS: number, limits: SeatLimits = SEAT_LIMITS_S): boolean =>
  isHeard(report, heardS, limits) && report.idleS + heardS < limits.unattended;

/** Only these stand the watch: an RSO whose office computer is muted is no danger. */
export const standsWatch = (role: Role): boolean => role === 'watch-officer';
/** Who could answer an alarm; their consoles are listed, and one of them attending is enough. */
export const couldAnswer = (role: Role): boolean => roleMay(role, 'alarm.acknowledge');

/** Roles that `couldAnswer` says yes to. */
export type AnsweringRole = Extract<Role, 'rso' | 'deputy' | 'watch-officer'>;

/** No check is later than so many means after the one before, nor sooner than this. */
const MOST_MEANS = 3;
const LEAST_MS = 60_000;

/**
 * Milliseconds to the next check: exponential, so that the time since the last one tells nothing about the next
 * (a Poisson process, cut at three means). `chance` is even in [0, 1).
 */
export const nextCheckAfterMs = (everyMin: number, chance: number): number =>
  Math.max(LEAST_MS, Math.round(everyMin * 60_000 * Math.min(MOST_MEANS, -Math.log(1 - chance))));

export const seatRefusals = catalogue({
  'seat-unknown': { status: 409, says: 'This console has not reported yet. Wait ten seconds and try again.' },
  'check-unknown': { status: 409, says: 'This check is over already.' },
});
