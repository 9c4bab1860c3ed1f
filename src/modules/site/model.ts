import type { Position } from '../../kernel/geo.ts';
import type { PostId, ZoneId } from '../../kernel/id.ts';
import { catalogue } from '../../kernel/refusal.ts';
import type { Instant } from '../../kernel/time.ts';

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
  /** When somebody last heard the alarm sound at a seat, or null. */
  readonly soundTestedAt?: string;
  /** How threatened the post is, as the RSO has judged; absent: nobody has judged. */
  readonly threat?: ThreatSetting;
  /** Seconds within which devices of a kind must be heard, by `DeviceKind`; kinds left out are not watched. */
  readonly heartbeatByKindS?: Readonly<Record<string, number>>;
  /** Whose words the screens say; absent: those of a US mission. */
  readonly terms?: TermPack;
  /** Longest maintenance, out of service and bypass, in hours. */
  readonly upkeepAtMostH?: UpkeepHours;
  /** After how many seconds a console that keeps no watch is told; absent: SEAT_LIMITS_S of the seat module. */
  readonly seatLimitsS?: SeatLimits;
  /** Random checks whether somebody attends at a console; absent: none. */
  readonly attention?: AttentionSetting;
}

/** Seconds after which it is told that a console is heard no more, cannot sound, is covered, or is not touched. */
export interface SeatLimits {
  readonly gone: number;
  readonly muted: number;
  readonly hidden: number;
  readonly unattended: number;
}

export interface AttentionSetting {
  /** Mean minutes between two checks of one console; the times themselves are drawn by chance. */
  readonly everyMin: number;
  /** Seconds to press the key. */
  readonly answerS: number;
}

/** Terminology packs, the default first: `src/ui/terms/<pack>-<lang>.json` holds what another than the first calls otherwise. */
export const TERM_PACKS = ['us-mission', 'un', 'ngo'] as const;
export type TermPack = (typeof TERM_PACKS)[number];

/** The pack whose words are said, or null where those of the app itself are. */
export const termsOf = (settings: PostSettings): TermPack | null =>
  settings.terms === undefined || settings.terms === 'us-mission' ? null : settings.terms;

/** The longest that a device may be kept from raising alarms, in hours, by what for. */
export interface UpkeepHours {
  readonly maintenance: number;
  readonly 'out-of-service': number;
  readonly bypass: number;
}

/** Half a day of work, thirty days without, one watch bypassed. */
export const UPKEEP_AT_MOST_H: UpkeepHours = { maintenance: 12, 'out-of-service': 720, bypass: 8 };

/** Words of the threat ratings of a post, lowest first. */
export const THREAT_LEVELS = ['low', 'medium', 'high', 'critical'] as const;
export type ThreatLevel = (typeof THREAT_LEVELS)[number];

export interface ThreatSetting {
  readonly level: ThreatLevel;
  readonly reason: string;
  readonly at: Instant;
  readonly byName: string;
}

/** Is the post on its guard: do lesser signs count more than on a quiet day? */
export const onGuard = (level: ThreatLevel | null): boolean => level === 'high' || level === 'critical';

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
  /** Local hours in which nobody should disarm here; absent: never an alarm. */
  readonly closedHours?: ClosedHours;
  /** Three denials at one door within so many seconds are an alarm (default 300). */
  readonly denialsWithinS?: number;
}

/** From and to in the post's local time, `HH:MM`; over midnight where `to` is earlier, the whole day where equal. */
export interface ClosedHours {
  readonly from: string;
  readonly to: string;
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

/**
 * The post as it stands now behind one object that everybody may keep: its settings change while the server runs.
 * `set` shows the next state to all who hold `post`.
 */
export function createLivePost(first: Post): { readonly post: Post; set(next: Post): void } {
  let now = first;
  return {
    post: {
      id: first.id,
      demo: first.demo,
      get name() {
        return now.name;
      },
      get timeZone() {
        return now.timeZone;
      },
      get languages() {
        return now.languages;
      },
      get settings() {
        return now.settings;
      },
    },
    set(next) {
      now = next;
    },
  };
}

/** The IANA name as the zone table spells it, or null: offsets such as `+09:00` follow no summer time. */
export function readTimeZone(text: string): string | null {
  if (!/^[A-Za-z]/.test(text)) return null;
  try {
    const known = new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone;
    return known.toLowerCase() === text.toLowerCase() ? known : text;
  } catch {
    return null;
  }
}

/** Languages that names have but the post does not speak; English is always spoken. */
export const foreignLanguages = (names: Names, post: Pick<Post, 'languages'>): string[] =>
  Object.keys(names).filter((language) => language !== 'en' && !post.languages.includes(language));

export const siteRefusals = catalogue({
  'threat-same': { status: 409, says: 'The threat level is this already. Choose another.' },
  'zone-unknown': { status: 404, says: 'There is no such zone. Reload the list of zones.' },
  'zone-in-use': {
    status: 409,
    says: 'Devices or alarms name this zone, so it stays. Move its devices, or give the zone another name.',
  },
  'zone-name-taken': {
    status: 409,
    says: 'Another zone has this English name. Choose a name that tells them apart.',
  },
  'zones-full': { status: 409, says: 'The post has as many zones as it can hold. Remove one first.' },
  'area-malformed': {
    status: 422,
    says: 'An outline needs three corners or more. Draw it again, or leave it out.',
  },
  'name-language-unknown': {
    status: 422,
    says: 'The post does not speak one of these languages. Add the language under Post first.',
  },
  'time-zone-unknown': {
    status: 422,
    says: 'This is no time zone of the IANA list. Write it like Asia/Seoul or Europe/Berlin.',
  },
  'languages-need-english': {
    status: 422,
    says: 'English stays among the languages: other languages fall back to it.',
  },
});
