/** From CSV to named cells: the header is read once, its faults and those of the rows are told together. */
import type { Csv, CsvRow } from '../../algo/csv.ts';
import { fault, type Fault, type FaultCode } from './model.ts';

export interface Column {
  readonly name: string;
  readonly needed?: boolean;
  readonly max: number;
}

/** One row: its cells by column, trimmed, and a place to complain. */
export interface TableRow {
  readonly row: number;
  readonly cell: (column: string) => string;
  readonly complain: (column: string, code: FaultCode, value?: string) => void;
  readonly faults: Fault[];
}

export interface Table {
  readonly rows: readonly TableRow[];
  /** Of the file and its header. */
  readonly faults: readonly Fault[];
}

const SECRET = /^(pin|password|passcode|secret)/;
// Control characters but tab and line break, and halves of surrogate pairs: Postgres and people cannot read them.
const UNPRINTABLE = /[\p{Cc}\p{Cs}]/u;
const headerName = (cell: string): string =>
  cell
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_');

function readHeader(
  header: CsvRow,
  columns: readonly Column[],
): { places: Map<string, number>; faults: Fault[] } {
  const places = new Map<string, number>();
  const faults: Fault[] = [];
  for (const [place, cell] of header.cells.entries()) {
    const name = headerName(cell);
    if (name === '') continue;
    if (SECRET.test(name)) faults.push(fault(header.row, name, 'column-secret', cell.trim()));
    else if (!columns.some((column) => column.name === name))
      faults.push(fault(header.row, name, 'column-unknown', cell.trim()));
    else if (places.has(name)) faults.push(fault(header.row, name, 'column-twice', cell.trim()));
    else places.set(name, place);
  }
  for (const column of columns)
    if (column.needed && !places.has(column.name))
      faults.push(fault(header.row, column.name, 'column-missing', column.name));
  return { places, faults };
}

function readRow(
  row: CsvRow,
  width: number,
  columns: readonly Column[],
  places: Map<string, number>,
): TableRow {
  const faults: Fault[] = [];
  const complain: TableRow['complain'] = (column, code, value) => {
    faults.push(fault(row.row, column, code, value));
  };
  const cell = (column: string): string => (row.cells[places.get(column) ?? -1] ?? '').trim();
  if (row.cells.slice(width).some((each) => each.trim() !== '')) complain('', 'too-many-cells');
  for (const column of columns) {
    const text = cell(column.name);
    if (text === '' && column.needed) complain(column.name, 'cell-empty');
    if (text.length > column.max) complain(column.name, 'cell-too-long', String(column.max));
    if (UNPRINTABLE.test(text.replaceAll(/[\t\n\r]/g, ''))) complain(column.name, 'cell-unprintable');
  }
  return { row: row.row, cell, complain, faults };
}

/** Reads a file against its columns. Rows are judged also when the header has strange columns. */
export function readTable(file: string, csv: Csv, columns: readonly Column[]): Table {
  const [header, ...body] = csv.rows;
  const faults: Fault[] = [];
  if (csv.fault) faults.push(fault(csv.fault.row, '', csv.fault.code));
  if (file.includes('\ufffd')) faults.push(fault(1, '', 'not-utf8'));
  if (!header) {
    if (!csv.fault) faults.push(fault(1, '', 'file-empty'));
    return { rows: [], faults };
  }
  const read = readHeader(header, columns);
  faults.push(...read.faults);
  if (read.faults.some((each) => each.code === 'column-missing')) return { rows: [], faults };
  if (body.length === 0 && !csv.fault) faults.push(fault(header.row, '', 'file-empty'));
  const width = header.cells.length;
  return { rows: body.map((row) => readRow(row, width, columns, read.places)), faults };
}

/** Says which rows of the file repeat an earlier key. */
export function complainOfTwins(row: TableRow, column: string, key: string, seen: Map<string, number>): void {
  const first = seen.get(key);
  if (first === undefined) seen.set(key, row.row);
  else row.complain(column, 'row-twice', String(first));
}

/** Degrees as people and spreadsheets write them, a decimal comma too; null when it is none. */
export function degrees(text: string, most: number): number | null {
  if (!/^[+-]?\d{1,3}([.,]\d{1,12})?$/.test(text)) return null;
  const value = Number(text.replace(',', '.'));
  return Math.abs(value) <= most ? value : null;
}
