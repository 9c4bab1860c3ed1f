/** What is remembered of a console, and what the service of seats is handed. */
import type { UserId } from '../../kernel/id.ts';
import type { Clock } from '../../kernel/time.ts';
import type { Transact } from '../../platform/transact.ts';
import type { Role } from '../identity/model.ts';
import type { AttentionSetting, SeatLimits } from '../site/model.ts';
import type { CheckId, CheckResult, Seat, SeatReport, SeatState } from './model.ts';

/** What is remembered of the checks of one console. */
export interface Checked {
  check: { readonly id: CheckId; readonly answerS: number; shownMs: number | null; missed: boolean } | null;
  nextCheckMs: number | null;
  lastCheck: CheckResult | null;
}

export interface Known extends Checked {
  readonly seat: string;
  readonly userId: UserId;
  readonly name: string;
  readonly role: Role;
  report: SeatReport;
  heardMs: number;
  state: SeatState;
  stateMs: number;
  /** The state that the ledger and the supervisor know. */
  told: SeatState;
  sound: Seat['sound'];
}

export interface Sitter {
  readonly seat: string;
  readonly userId: UserId;
  readonly name: string;
  readonly role: Role;
}

export interface SeatDeps {
  readonly transact: Transact;
  readonly clock: Clock;
  readonly postId: string;
  readonly limits: () => SeatLimits;
  /** Null: no checks. */
  readonly attention: () => AttentionSetting | null;
  /** Alarms that are open now, and whether a priority 1 is among them. */
  readonly openAlarms: () => Promise<{ readonly count: number; readonly p1: boolean }>;
  /** Even in [0, 1). */
  readonly chance: () => number;
  readonly onTrouble: (code: string, says: string) => void;
  readonly onTroubleOver: (code: string) => void;
  readonly onBug: (error: unknown) => void;
}

/** Ledger and time for one entry about a console. */
export type TellSeat = (
  kind: string,
  known: Known,
  body: Readonly<Record<string, unknown>>,
  /** What the person there did, not what we noticed. */
  own?: boolean,
) => Promise<void>;
