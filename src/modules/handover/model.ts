import { catalogue } from '../../kernel/refusal.ts';
import type { Instant } from '../../kernel/time.ts';
import type { Names } from '../site/model.ts';

/** Parts of the handover page, in the order in which they are read aloud. */
export const SECTIONS = [
  'threat',
  'alarms',
  'responders',
  'sources',
  'upkeep',
  'frames',
  'notes',
  'radio',
] as const;
export type Section = (typeof SECTIONS)[number];

/** One thing that the next shift must know; the incoming officer ticks each. */
export interface HandoverLine {
  /** The same thing has the same key in the next draft. */
  readonly key: string;
  readonly section: Section;
  /** What it is, in the languages in which it is known. */
  readonly label: Names;
  /** Word id of its state, such as `lost` or `going`, or null. */
  readonly state: string | null;
  readonly at: Instant | null;
}

export interface Signature {
  readonly userId: string;
  readonly name: string;
  readonly at: Instant;
}

export const PARTS = ['outgoing', 'incoming'] as const;
export type Part = (typeof PARTS)[number];

/** One change of shift: drafted by the system, completed by the outgoing and signed by both. */
export interface Handover {
  readonly id: string;
  readonly state: 'draft' | 'signed' | 'withdrawn';
  readonly startedAt: Instant;
  readonly startedBy: string;
  /** Unsigned for LATE_MS after this, the supervisor is told. */
  readonly shiftEndsAt: Instant;
  readonly lines: readonly HandoverLine[];
  readonly remarks: string;
  readonly outgoing: Signature | null;
  readonly incoming: Signature | null;
  /** When the supervisor was told that it is late, or null. */
  readonly lateAt: Instant | null;
  readonly endedAt: Instant | null;
  /** SHA-256 of the signed page, hex; null until both have signed. */
  readonly digest: string | null;
}

/** Unsigned so long after the end of the shift, the supervisor is told (ux.md 5). */
export const LATE_MS = 15 * 60_000;
/** Lines of one page; more could not be read to anybody. */
export const MAX_LINES = 500;

/** May the page still be changed? Not after the first signature. */
export const isOpen = (handover: Handover): boolean =>
  handover.state === 'draft' && handover.outgoing === null && handover.incoming === null;

/** Is it time to tell the supervisor? */
export const isLate = (handover: Handover, nowMs: number): boolean =>
  handover.state === 'draft' &&
  handover.lateAt === null &&
  nowMs > Date.parse(handover.shiftEndsAt) + LATE_MS;

export const handoverRefusals = catalogue({
  'handover-none': { status: 404, says: 'No handover is open. Begin one.' },
  'handover-open': { status: 409, says: 'A handover is open already. Sign or withdraw it first.' },
  'handover-signed-half': {
    status: 409,
    says: 'One of you has signed, so the page cannot change. Sign it, or withdraw it and begin again.',
  },
  'handover-signed-already': { status: 409, says: 'This part is signed already.' },
  'handover-same-person': {
    status: 409,
    says: 'The same person cannot hand over and take over. The other officer must sign.',
  },
  'handover-not-ticked': { status: 409, says: 'Tick every line before you take over.' },
  'handover-signer-unsuitable': {
    status: 422,
    says: 'This person does not stand watch. Choose a watch officer, guard commander, deputy or RSO.',
  },
  'signature-wrong': { status: 403, says: 'The PIN does not match. Nothing was signed. Try again.' },
  'radio-check-empty': { status: 422, says: 'Mark at least one call sign as answered or silent.' },
  'radio-check-unknown': {
    status: 422,
    says: 'A call sign in the list is unknown or stands twice. Reload the list.',
  },
});
