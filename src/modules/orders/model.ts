/**
 * Standing orders: what to do at an alarm. An order has numbered versions.
 *
 * draft: being written, serves no alarm; at most one of an order. Issuing makes it
 * issued: serves new alarms; at most one of an order. A newer version, or withdrawing the order, makes it
 * retired: kept for the alarms that were opened with it. Only a draft ever changes.
 */
import type { Id, SopId, UserId, ZoneId } from '../../kernel/id.ts';
import { catalogue } from '../../kernel/refusal.ts';
import type { Instant } from '../../kernel/time.ts';
import type { Names, ThreatLevel } from '../site/model.ts';
import type { SignalKind } from '../technical/model.ts';

export const STEP_KINDS = [
  'check',
  'choose',
  'send',
  'call',
  'two-person',
  'timer',
  'photo',
  'outcome',
] as const;
export type StepKind = (typeof STEP_KINDS)[number];

export type OrderFileId = Id<'order-file'>;
export const FILE_TYPES = ['application/pdf', 'image/png', 'image/jpeg', 'text/plain'] as const;
export type FileType = (typeof FILE_TYPES)[number];

/** A document of an order, a picture of an alarm, or the file of a note. */
export interface OrderFile {
  readonly id: OrderFileId;
  readonly name: string;
  readonly type: FileType;
  readonly bytes: number;
}
/** A file as it comes in. */
export interface FileInput {
  readonly name: string;
  readonly base64: string;
}
/** A file whose bytes are written; the log proves them by their hash. */
export type KeptFile = OrderFile & { readonly sha256: string };

/** Step kinds of the SOP card (ux.md 5). */
export interface SopStep {
  readonly kind: StepKind;
  readonly text: Names;
  readonly hint?: Names;
  readonly choices?: readonly Names[];
  readonly timerS?: number;
  /** What opens beside the card: a plan, a list of numbers, the long form of the order. */
  readonly document?: OrderFile;
}

/** Standing operating procedure for a kind of alarm: 3 to 7 steps, the first one safe for anyone. */
export interface Sop {
  readonly id: SopId;
  readonly version: number;
  readonly issuedAt: Instant;
  readonly title: Names;
  /** Kinds it serves; `sopFor` chooses among the cards that name the kind. */
  readonly kinds: readonly SignalKind[];
  /** Zones it is for; absent or empty: any. */
  readonly zones?: readonly ZoneId[];
  /** Threat levels it is for; absent or empty: any. */
  readonly levels?: readonly ThreatLevel[];
  readonly steps: readonly SopStep[];
}

/** What an editor writes; the rest of a card is given to it. */
export type SopText = Pick<Sop, 'title' | 'kinds' | 'zones' | 'levels' | 'steps'>;

export type VersionState = 'draft' | 'issued' | 'retired';

/** One version of an order. */
export interface SopVersion {
  readonly card: Sop;
  readonly state: VersionState;
  readonly revision: number;
  readonly note: string | null;
  readonly changedAt: Instant;
  readonly changedBy: string;
}

/** Who signed which version, and when. */
export interface SopRead {
  readonly sopId: SopId;
  readonly version: number;
  readonly userId: UserId;
  readonly userName: string;
  readonly signedAt: Instant;
}

/** A line of the list of orders. */
export interface OrderLine {
  readonly id: SopId;
  /** The version that serves alarms, or null: not issued yet, or withdrawn. */
  readonly issued: SopVersion | null;
  readonly draft: SopVersion | null;
  /** The newest version that is no draft, where none is issued: the order was withdrawn. */
  readonly retired: SopVersion | null;
  /** People who stand watch and signed the issued version, and those who have not. */
  readonly signed: readonly { readonly name: string; readonly at: Instant }[];
  readonly unsigned: readonly string[];
  /** The one who asks has still to sign it. */
  readonly mine: boolean;
}

/** One order whole, newest version first. */
export interface Order {
  readonly id: SopId;
  readonly versions: readonly SopVersion[];
  readonly reads: readonly SopRead[];
  /** Who stands watch and has not signed the issued version. */
  readonly unsigned: readonly string[];
  readonly files: readonly OrderFile[];
}

export const MAX_ORDERS = 500;
export const MAX_VERSIONS = 500;
export const MAX_STEPS = 12;
export const MAX_CHOICES = 6;
export const MAX_TEXT = 300;
export const MAX_TIMER_S = 24 * 3600;
export const MAX_FILE_BYTES = 10 * 1024 * 1024;
export const MAX_FILES_OF_ORDER = 50;
export const MAX_PHOTOS_OF_ALARM = 20;

/** How well a card fits; each part counts more than all after it. Null: it does not fit. */
function fitOf(
  sop: Sop,
  kind: SignalKind,
  zoneId: ZoneId | null,
  level: ThreatLevel | null,
): readonly number[] | null {
  if (!sop.kinds.includes(kind)) return null;
  const zones = sop.zones ?? [];
  if (zones.length > 0 && (zoneId === null || !zones.includes(zoneId))) return null;
  const levels = sop.levels ?? [];
  const forLevel = level !== null && levels.includes(level);
  // A card for another level is better than none, and worse than any that is for this one.
  const byLevel = levels.length === 0 ? 1 : forLevel ? 2 : 0;
  return [byLevel === 0 ? 0 : 1, zones.length > 0 ? 1 : 0, byLevel, -sop.kinds.length];
}

/**
 * The card for an alarm of this kind in this zone at this threat level. The most specific wins: named for the zone,
 * then for the level, then for the fewest kinds; of two alike the one with the lower id, so that it is always the
 * same. A card for another level is taken where there is no other; one for another zone never.
 */
export function sopFor(
  sops: readonly Sop[],
  kind: SignalKind,
  zoneId: ZoneId | null,
  level: ThreatLevel | null,
): Sop | null {
  let best: { readonly sop: Sop; readonly fit: readonly number[] } | null = null;
  for (const sop of sops) {
    const fit = fitOf(sop, kind, zoneId, level);
    if (fit !== null && (best === null || isBetter(fit, sop, best))) best = { sop, fit };
  }
  return best?.sop ?? null;
}

function isBetter(fit: readonly number[], sop: Sop, best: { sop: Sop; fit: readonly number[] }): boolean {
  for (const [i, mine] of fit.entries()) {
    const other = best.fit[i] ?? 0;
    if (mine !== other) return mine > other;
  }
  return sop.id < best.sop.id;
}

export const orderRefusals = catalogue({
  'order-unknown': {
    status: 404,
    says: 'There is no such order, or no such version of it. Reload the list.',
  },
  'order-changed': {
    status: 409,
    says: '{byName} saved this draft after you opened it. Look at it again before you change it.',
  },
  'order-has-draft': { status: 409, says: 'A new version is being written already. Go on with that draft.' },
  'order-no-draft': { status: 409, says: 'This order has no draft any more. Reload the list.' },
  'order-not-ready': { status: 422, says: 'Something is missing before this order can be issued.' },
  'order-note': { status: 422, says: 'Say what changed: those who sign read it first.' },
  'order-not-issued': {
    status: 409,
    says: 'This version is not in force, so it is not signed. Reload the list.',
  },
  'order-reason': { status: 422, says: 'Say why the order is withdrawn.' },
  'orders-full': { status: 422, says: 'The post has as many orders as it can hold.' },
  'file-kind': { status: 422, says: 'Only PDF, PNG, JPEG and plain text (UTF-8) are taken.' },
  'file-too-large': { status: 422, says: 'The file is larger than 10 MB. Make it smaller.' },
  'file-unknown': { status: 404, says: 'There is no such file. Reload the page.' },
  'file-damaged': {
    status: 503,
    says: 'The file on the server is missing or damaged. Tell the administrator; add it again.',
  },
  'files-full': { status: 422, says: 'There are as many files here as there can be.' },
  'file-no-room': { status: 503, says: 'The disk of the server is full. Tell the administrator.' },
});
