/**
 * Comma-separated values as RFC 4180 writes them and as spreadsheets really save them: a byte order mark, CR LF,
 * LF or CR, quoted cells with line breaks inside, a `sep=;` line, semicolons or tabs where commas were meant.
 */

/** One record with the row that a spreadsheet shows for it; the first is row 1. */
export interface CsvRow {
  readonly row: number;
  readonly cells: readonly string[];
}

export interface CsvFault {
  readonly row: number;
  readonly code: 'quote-open' | 'quote-stray' | 'too-many-rows' | 'too-many-cells';
}

export interface Csv {
  readonly separator: ',' | ';' | '\t';
  /** Rows with something in them; blank ones are counted but left out. */
  readonly rows: readonly CsvRow[];
  /** The first fault ends the reading: what follows a quote that never closes means nothing. */
  readonly fault: CsvFault | null;
}

export const MAX_CSV_ROWS = 20_001;
const MAX_CELLS = 200;
const SEPARATORS = [',', ';', '\t'] as const;

/** The separator that stands most often in the first record, outside quotes; a comma when none does. */
function separatorOf(text: string, start: number): Csv['separator'] {
  const counts = new Map<string, number>();
  let quoted = false;
  for (let i = start; i < text.length; i++) {
    const letter = text.charAt(i);
    if (letter === '"') quoted = !quoted;
    else if (!quoted && (letter === '\n' || letter === '\r')) break;
    else if (!quoted) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  }
  let best: Csv['separator'] = ',';
  for (const each of SEPARATORS) if ((counts.get(each) ?? 0) > (counts.get(best) ?? 0)) best = each;
  return best;
}

/** Where a cell ends, and what it says; `broken` when a quote is wrong. */
interface Cell {
  readonly text: string;
  readonly next: number;
  readonly broken: 'quote-open' | 'quote-stray' | null;
}

const ends = (text: string, at: number, separator: string): boolean =>
  at >= text.length || text[at] === separator || text[at] === '\n' || text[at] === '\r';

function readCell(text: string, start: number, separator: string): Cell {
  if (text[start] !== '"') {
    let next = start;
    while (!ends(text, next, separator)) next++;
    return { text: text.slice(start, next), next, broken: null };
  }
  const parts: string[] = [];
  let from = start + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote < 0) return { text: '', next: text.length, broken: 'quote-open' };
    parts.push(text.slice(from, quote));
    if (text[quote + 1] === '"') {
      parts.push('"');
      from = quote + 2;
      continue;
    }
    const broken = ends(text, quote + 1, separator) ? null : 'quote-stray';
    return { text: parts.join(''), next: quote + 1, broken };
  }
}

/** Reads a whole file; never throws. `maxRows` counts the header and blank rows too. RFC 4180, section 2. */
export function parseCsv(file: string, maxRows: number = MAX_CSV_ROWS): Csv {
  let at = file.startsWith('\ufeff') ? 1 : 0;
  const told = /^sep=([,;\t])(?:\r\n|\r|\n|$)/.exec(file.slice(at, at + 8));
  let row = 1;
  if (told) {
    at += told[0].length;
    row = 2;
  }
  const separator = (told?.[1] as Csv['separator'] | undefined) ?? separatorOf(file, at);
  const rows: CsvRow[] = [];
  for (; at < file.length; row++) {
    if (row > maxRows) return { separator, rows, fault: { row, code: 'too-many-rows' } };
    const cells: string[] = [];
    for (;;) {
      if (cells.length === MAX_CELLS) return { separator, rows, fault: { row, code: 'too-many-cells' } };
      const cell = readCell(file, at, separator);
      if (cell.broken) return { separator, rows, fault: { row, code: cell.broken } };
      cells.push(cell.text);
      at = cell.next;
      if (file[at] !== separator) break;
      at += 1;
    }
    at += file[at] === '\r' && file[at + 1] === '\n' ? 2 : 1;
    if (cells.some((cell) => cell.trim() !== '')) rows.push({ row, cells });
  }
  return { separator, rows, fault: null };
}

/** One record as RFC 4180 writes it, without the line end. */
export const csvLine = (cells: readonly string[]): string =>
  cells
    .map((cell) => (/[",;\t\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
    .join(',');
