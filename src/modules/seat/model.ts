import type { UserId } from '../../kernel/id.ts';
import type { Instant } from '../../kernel/time.ts';
import type { Role } from '../identity/model.ts';

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

/** A place from which the watch is kept, and how it is. */
export interface Seat {
  readonly seat: string;
  readonly userId: UserId;
  readonly name: string;
  readonly role: Role;
  readonly state: SeatState;
  /** Since when it is in this state. */
  readonly since: Instant;
}

/** Seconds after which each is told to the supervisor; nobody is called for a coffee. */
export const SEAT_LIMITS_S = { gone: 30, muted: 30, hidden: 60, unattended: 15 * 60 } as const;
/** A page that nobody sees may speak once a minute only: browsers slow it down. */
export const HIDDEN_GONE_S = 150;
/** Code of what the supervisor is told. */
export const WATCH_NOT_KEPT = 'watch-not-kept';
/** A console speaks this often. */
export const SEAT_REPORT_EVERY_S = 10;
export const MAX_SEATS = 200;
/** No report says more: a day. */
export const MAX_IDLE_S = 86_400;

/** What is wrong with a console now, before anybody waits. `heardS` is seconds since its last report. */
export function seatState(report: SeatReport, heardS: number): SeatState {
  if (heardS > (report.hidden ? HIDDEN_GONE_S : SEAT_LIMITS_S.gone)) return 'gone';
  if (!report.sound) return 'muted';
  if (report.idleS >= SEAT_LIMITS_S.unattended) return 'unattended';
  return report.hidden ? 'hidden' : 'well';
}

/** Only these stand the watch: an RSO whose office computer is muted is no danger. */
export const standsWatch = (role: Role): boolean => role === 'watch-officer';
