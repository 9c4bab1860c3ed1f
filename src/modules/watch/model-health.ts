import type { DeviceId } from '../../kernel/id.ts';
import type { Instant } from '../../kernel/time.ts';
import type { Names } from '../site/model.ts';

/** The lines of the standard, per person on watch (ISA-18.2 clause 16, EEMUA 191). */
export const HEALTH_LINES = {
  perHourGood: 6,
  perHourMost: 12,
  floodTenMinutes: 10,
  floodShareMost: 0.01,
  topTenShareMost: 0.05,
  staleAfterH: 24,
  /** Same place and kind so often within so many minutes: chattering. */
  chatteringTimes: 3,
  chatteringMinutes: 10,
  /** P1 with P2, P3, P4 of all alarms. */
  shares: [0.05, 0.15, 0.8],
} as const;
/** Figures look back so far; under it they are early. */
export const HEALTH_DAYS = 30;

export interface HealthHour {
  readonly at: Instant;
  readonly alarms: number;
}
export interface BadActor {
  readonly place: string;
  readonly deviceId: DeviceId | null;
  readonly title: Names;
  readonly alarms: number;
  readonly share: number;
  readonly chattering: boolean;
}
export interface AnswerTimes {
  readonly priority: 1 | 2 | 3 | 4;
  readonly answered: number;
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p95: number | null;
  readonly targetS: number | null;
}

/** How good the alarms themselves are, over the days looked at. */
export interface AlarmHealth {
  readonly at: Instant;
  readonly since: Instant;
  /** Days that there are figures of, at most HEALTH_DAYS. */
  readonly days: number;
  readonly alarms: number;
  /** The last 24 hours, oldest first. */
  readonly hours: readonly HealthHour[];
  readonly perHour: number;
  readonly busiestTenMinutes: number;
  readonly floods: number;
  readonly floodShare: number;
  /** P1 to P4. */
  readonly byPriority: readonly [number, number, number, number];
  readonly badActors: readonly BadActor[];
  readonly topTenShare: number;
  readonly chattering: number;
  readonly stale: number;
  readonly standing: number;
  readonly shelved: number;
  /** In maintenance, out of service and bypassed just now. */
  readonly outOfUse: Readonly<Record<'maintenance' | 'out-of-service' | 'bypass', number>>;
  readonly answers: readonly AnswerTimes[];
}
