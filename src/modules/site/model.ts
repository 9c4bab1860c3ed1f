import type { Position } from '../../kernel/geo.ts';
import type { PostId, ZoneId } from '../../kernel/id.ts';

/** A name in each of the post's languages: `{ en: 'Consular', ko: '영사과' }`. English is always there. */
export interface Names {
  readonly en: string;
  readonly [language: string]: string;
}

/** The embassy, consulate or office that this installation guards. */
export interface Post {
  readonly id: PostId;
  readonly name: Names;
  /** IANA zone, e.g. `Asia/Seoul`. */
  readonly timeZone: string;
  readonly languages: readonly string[];
  readonly demo: boolean;
  readonly settings: PostSettings;
}

export interface PostSettings {
  /** Seconds to answer by priority; null means no clock (EN 50518-shaped defaults, ux.md 1). */
  readonly answerWithinS?: readonly [number | null, number | null, number | null, number | null];
  readonly radioChannel?: string;
  readonly watchPhone?: string;
}

/** Default answer clocks for P1 to P4 in seconds. */
export const ANSWER_WITHIN_S: readonly [number | null, number | null, number | null, number | null] = [
  30,
  90,
  180,
  null,
];

/** How alarms of one zone are judged; all fields optional, the policy has defaults. */
export interface ZoneSettings {
  /** Overrides the priority of a kind of alarm in this zone: `{ intrusion: 1 }`. */
  readonly priorityByKind?: Readonly<Record<string, 1 | 2 | 3 | 4>>;
  /** Alarms of this zone within so many seconds join (default 60). */
  readonly joinWithinS?: number;
  /** Kinds that are written down but open no alarm. */
  readonly noteOnly?: readonly string[];
  /** Seconds for which an acknowledgement holds while the cause stands: for every kind, or by kind. */
  readonly ackExpiresS?: number | Readonly<Record<string, number>>;
  /** Kinds that are acknowledged by rule as they come in; only where they are priority 4. */
  readonly autoAcknowledge?: readonly string[];
}

export interface Zone {
  readonly id: ZoneId;
  readonly name: Names;
  /** Outline, first point not repeated. */
  readonly area: readonly Position[];
  readonly settings: ZoneSettings;
}

/** A drawn thing of the compound plan. */
export interface PlanFeature {
  readonly id: string;
  readonly kind: 'perimeter' | 'building' | 'road' | 'block' | 'gate' | 'label';
  readonly name: Names;
  /** A closed outline (not repeated), a line for roads, one point for gates and labels. */
  readonly shape: readonly Position[];
}
