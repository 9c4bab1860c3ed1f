import { catalogue } from '../../kernel/refusal.ts';
import type { Instant } from '../../kernel/time.ts';

/** One line of the record as it is read back: header, and the body unless it was erased. */
export interface LedgerEntry {
  readonly seq: number;
  readonly at: Instant;
  readonly kind: string;
  /** User id, `system`, `panel:<account>`, `machine:<id>` or `phone:<user id>`. */
  readonly actor: string;
  /** The first subject is the thread: the alarm, task or person whose story this belongs to. */
  readonly subjects: readonly string[];
  readonly marking: string;
  /** Null when the body was lawfully erased. */
  readonly body: Readonly<Record<string, unknown>> | null;
}

/** Bodies erased by one command. */
export const MAX_ERASED_AT_ONCE = 10_000;
/** Entries in one evidence bundle. */
export const MAX_EVIDENCE_ENTRIES = 10_000;

/** Entries in one PDF: about a thousand pages. */
export const MAX_PDF_ENTRIES = 20_000;

/** What the newest first page of the log asks for; absent parts do not restrict. */
export interface LogFilter {
  /** Sequence number; only older entries. */
  readonly before: number | null;
  /** 1 to 200. */
  readonly limit: number;
  /** Null: everything but signals. `all`: everything. */
  readonly kinds: readonly string[] | 'all' | null;
  readonly actor: string | null;
  readonly thread: string | null;
  readonly from: Instant | null;
  readonly to: Instant | null;
  /** Words that all must be in an entry's text, as a person types them; null or absent: no search. */
  readonly q?: string | null;
}

/** Entries whose words a person may correct by another entry. */
export const CORRECTABLE: readonly string[] = [
  'log.noted',
  'log.corrected',
  'alarm.noted',
  'alarm.closed',
  'task.done',
  'guard.reported',
  'incident.noted',
];

/** How a log is exported: a table for a spreadsheet, one JSON object a line, or pages to print and to file. */
export const EXPORT_FORMATS = ['csv', 'json', 'pdf'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];
/** Formats without pages, which have no end. */
export type PlainFormat = Exclude<ExportFormat, 'pdf'>;

/** Entries newest first. `next`: where to go on with `before`; null at the end. A page may be short of `limit`. */
export interface LogPage {
  readonly entries: readonly LedgerEntry[];
  readonly next: number | null;
  /** Entries that correct entries of this page (`body.corrects` names which), oldest first. */
  readonly corrections: readonly LedgerEntry[];
}

export const ledgerRefusals = catalogue({
  'entry-unknown': { status: 404, says: 'The log has no entry of this number.' },
  'search-without-words': { status: 422, says: 'There is no word in the search. Type letters or digits.' },
  'not-correctable': {
    status: 409,
    says: 'This entry was written by the system, not by a person. Write a note instead.',
  },
  'correction-of-erased': { status: 409, says: 'The text of this entry was erased. It cannot be corrected.' },
  'erasure-size': { status: 422, says: 'Name 1 to 10,000 entries to erase.' },
  'erasure-reason': { status: 422, says: 'Say why the text is erased: the reason is kept.' },
  'erasure-of-erasure': { status: 409, says: 'The record of an erasure cannot be erased. Leave it out.' },
  'erased-already': { status: 409, says: 'The text of these entries was erased before.' },
  'log-pdf-too-long': {
    status: 422,
    says: 'The filter finds more than {most} entries, which is too long for a PDF. Narrow the filter, such as to fewer days, or take CSV.',
  },
  'evidence-empty': {
    status: 422,
    says: 'Nothing in the log fits. Name an alarm or a range of entries that exists.',
  },
  'evidence-too-large': { status: 422, says: 'A bundle holds at most 10,000 entries. Export it in parts.' },
  'evidence-alarm-unknown': { status: 404, says: 'There is no such alarm. Give its number, such as A-0412.' },
  'evidence-unsealed': {
    status: 409,
    says: 'The newest entries are not sealed yet. Start Post One or wait a second, then export again.',
  },
  'evidence-altered': {
    status: 409,
    says: 'An entry is not as it was sealed, so it cannot be proved. Run "npm run post1 -- verify".',
  },
  'not-sealed': { status: 404, says: 'This log has not been sealed yet. Try again in a second.' },
  'tile-unknown': { status: 404, says: 'This log has no such tile yet.' },
});
