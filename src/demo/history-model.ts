import type { DeviceId, ResponderId, UserId } from '../kernel/id.ts';
import type { SignalKind } from '../modules/technical/model.ts';
import type { Outcome, Priority } from '../modules/watch/model.ts';

/** Somebody was sent. All instants in milliseconds since 1970. */
export interface HistoryDispatch {
  readonly responderId: ResponderId;
  readonly sentAtMs: number;
  readonly acceptedAtMs: number;
  readonly thereAtMs: number;
  readonly doneAtMs: number;
  readonly finding: string;
}

/** One alarm of the past: what a device said and what the watch did about it. */
export interface HistoryAlarm {
  readonly type: 'alarm';
  /** Which part of the story it is; the two bad actors are `beam` and `door`. */
  readonly story: 'ordinary' | 'beam' | 'door' | 'flood' | 'real' | 'open';
  readonly atMs: number;
  readonly deviceId: DeviceId;
  readonly kind: SignalKind;
  readonly priority: Priority;
  /** The same device said it again at these instants, before anybody took the alarm. */
  readonly joinsAtMs: readonly number[];
  readonly restoredAtMs: number | null;
  readonly acknowledgedAtMs: number;
  readonly by: UserId;
  readonly dispatch: HistoryDispatch | null;
  readonly evidenceLevel: 0 | 1 | 2 | 3 | 4 | null;
  /** Null while it is still open at the end of the history. */
  readonly closed: {
    readonly atMs: number;
    readonly outcome: Outcome;
    readonly cause: string;
    readonly finding: string;
  } | null;
}

/** A line that somebody wrote into the watch log. */
export interface HistoryNote {
  readonly type: 'note';
  readonly atMs: number;
  readonly by: UserId;
  readonly text: string;
}

/** Somebody signed on at a seat. */
export interface HistorySession {
  readonly type: 'session';
  readonly atMs: number;
  readonly by: UserId;
  readonly seat: string;
}

export type HistoryEvent = HistoryAlarm | HistoryNote | HistorySession;

/** When and what, before the watch's part is added. */
export interface Occurrence {
  readonly atMs: number;
  readonly story: HistoryAlarm['story'];
  readonly device: string;
  readonly kind: SignalKind;
  readonly restoreS: number | null;
  readonly sent: number;
  readonly ending: { readonly outcome: Outcome; readonly cause: string; readonly finding: string } | null;
}
