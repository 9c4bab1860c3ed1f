/** The log as a file: pages by key, written as fast as the reader takes them, so memory stays flat. */
import { Readable } from 'node:stream';
import { localTimeOf } from '../../kernel/time.ts';
import type { StoredEntry } from '../../platform/ledger-read.ts';
import type { LogFilter, PlainFormat } from './model.ts';
import { textOf } from './search-words.ts';

/** Entries read and written at a time. */
export const EXPORT_PAGE = 1_000;

/** What is exported. */
export type ExportFilter = Omit<LogFilter, 'before' | 'limit'>;
/** Entries older than `before`, newest first, and where to go on; null at the end. */
export type ExportPages = (
  before: number | null,
) => Promise<{ readonly entries: readonly StoredEntry[]; readonly next: number | null }>;

const HEAD = ['number', 'zulu', 'local', 'kind', 'actor', 'name', 'subjects', 'text', 'body'];
/** What a spreadsheet would take for a formula. OWASP: CSV injection. */
const FORMULA = /^[\s]*[=+\-@\t\r]/;

/** One cell of RFC 4180; text that begins like a formula gets an apostrophe, which spreadsheets hide. */
export function cell(value: string): string {
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function csvLine(entry: StoredEntry, local: (at: string) => string): string {
  const byName = entry.body?.['byName'];
  return [
    String(entry.seq),
    entry.at,
    local(entry.at),
    entry.kind,
    entry.actor,
    typeof byName === 'string' ? byName : '',
    entry.subjects.join(' '),
    textOf(entry.body).replaceAll(' \n ', ' | '),
    entry.body === null ? '(erased)' : JSON.stringify(entry.body),
  ]
    .map(cell)
    .join(',');
}

/** A stream of the file. `pageAfter` gives the next page and where to go on; the stream ends at null. */
export function exportStream(format: PlainFormat, timeZone: string, pageAfter: ExportPages): Readable {
  async function* chunks(): AsyncGenerator<string> {
    // The mark tells spreadsheets that the text is UTF-8, or they garble Korean.
    if (format === 'csv') yield `\u{feff}${HEAD.join(',')}\r\n`;
    const local = localTimeOf(timeZone);
    let before: number | null = null;
    for (;;) {
      const { entries, next } = await pageAfter(before);
      const lines = entries.map((entry) =>
        format === 'csv' ? `${csvLine(entry, local)}\r\n` : `${JSON.stringify(entry)}\n`,
      );
      if (lines.length > 0) yield lines.join('');
      if (next === null) return;
      before = next;
    }
  }
  // One page waits at most: the next is read when the reader has taken this one.
  return Readable.from(chunks(), { objectMode: true, highWaterMark: 1 });
}
