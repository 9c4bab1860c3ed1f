import { catalogue } from '../../kernel/refusal.ts';

/** What may come from a file. */
export const IMPORT_KINDS = ['zones', 'devices', 'people'] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

export const MAX_IMPORT_BYTES = 5 * 1024 * 1024;
export const MAX_IMPORT_ROWS = 20_000;
/** Faults and rows that one answer carries; the counts are true all the same. */
export const MAX_FAULTS_SHOWN = 1_000;
export const MAX_ROWS_SHOWN = 500;

/** What can be wrong in a file, with `{value}` where the cell is quoted. Screens translate by the code. */
export const FAULTS = {
  'quote-open': 'A quotation mark opens here and never closes. Close it, or write it twice.',
  'quote-stray': 'Something follows a closing quotation mark. Write quotation marks inside a cell twice.',
  'too-many-rows': 'The file has more than 20,000 rows. Split it.',
  'too-many-cells': 'The row has more cells than there are columns. Put cells that hold a comma in quotes.',
  'file-empty': 'The file is empty. Download the template and fill it in.',
  'not-utf8': 'The file is not UTF-8 text. Save it again as CSV UTF-8.',
  'column-missing': 'The column {value} is missing. The template shows every column.',
  'column-unknown': 'There is no column {value}. Remove it, or write it as in the template.',
  'column-twice': 'The column {value} stands twice. Remove one.',
  'column-secret': 'Passwords and PINs are never read from a file. Remove the column {value}.',
  'cell-empty': 'This cell may not be empty.',
  'cell-too-long': 'This text is too long: {value} characters at most.',
  'cell-unprintable': 'This cell holds characters that cannot be shown. Type it again.',
  'row-twice': 'Row {value} of this file says the same thing under the same name. Remove one.',
  'name-twice': 'Several zones of the post have this name. Rename one of them first.',
  'number-bad': '{value} is not a whole number of seconds from 0 to 3600.',
  'kind-unknown': '{value} is not a kind of signal.',
  'priority-bad': '{value} is not a priority. Write it like intrusion=2.',
  'position-bad': '{value} is not a position in degrees. Latitude is -90 to 90, longitude -180 to 180.',
  'position-half': 'A position needs latitude and longitude. Fill in both, or neither.',
  'area-short': 'An outline needs three corners or more.',
  'device-kind-unknown': '{value} is not a kind of device.',
  'source-bad': '{value} is not a source. It has its kind and a colon in front, like dc09:1234.',
  'zone-unknown': 'There is no zone {value}. Add the zone first, or correct the name.',
  'role-unknown': '{value} is not a role.',
  'role-of-administrator':
    'The role of an administrator is changed under People and phones, never by a file.',
  'sign-in-bad': '{value} is not a sign-in name: 2 to 60 letters, digits, dots, hyphens or underscores.',
  'language-bad': '{value} is not a language code like en or ko.',
  'post-full': 'The post cannot hold this many. Remove rows from the file.',
} as const;
export type FaultCode = keyof typeof FAULTS;

export interface Fault {
  /** As a spreadsheet counts: the header is row 1. */
  readonly row: number;
  readonly column: string;
  readonly code: FaultCode;
  readonly value: string;
  readonly says: string;
}

export const fault = (row: number, column: string, code: FaultCode, value = ''): Fault => {
  const shown = value.length > 60 ? `${value.slice(0, 60)}...` : value;
  return { row, column, code, value: shown, says: FAULTS[code].replace('{value}', () => shown) };
};

export interface PlannedRow {
  readonly row: number;
  /** What the row is about: a zone's name, a device's place, a sign-in name. */
  readonly key: string;
  readonly action: 'add' | 'change' | 'same' | 'refused';
  readonly faults: readonly Fault[];
}

/** What a file would do to the post; it has done nothing yet. */
export interface ImportPreview {
  readonly kind: ImportKind;
  /** SHA-256 of the file as sent, hex: what `apply` is asked for. */
  readonly digest: string;
  readonly separator: string;
  readonly total: number;
  readonly add: number;
  readonly change: number;
  readonly same: number;
  readonly faultCount: number;
  readonly faults: readonly Fault[];
  /** Every refused row and the first others, in order, cut at MAX_ROWS_SHOWN. */
  readonly rows: readonly PlannedRow[];
}

/** Rows to write and what is wrong; nothing is written while something is. */
export interface Plan<T> {
  readonly rows: readonly PlannedRow[];
  readonly faults: readonly Fault[];
  readonly adds: readonly T[];
  readonly changes: readonly T[];
}

/** The seven things that make a post one's own (ux.md 5). Each can wait. */
export const SETUP_STEPS = ['post', 'zones', 'people', 'sources', 'sops', 'phones', 'first-alarm'] as const;
export type SetupStep = (typeof SETUP_STEPS)[number];
export interface SetupState {
  readonly step: SetupStep;
  readonly done: boolean;
  /** How many there are: zones, people with a PIN, devices and panels, cards, phones, alarms. */
  readonly count: number;
}

export const setupRefusals = catalogue({
  'import-too-large': { status: 413, says: 'The file is larger than 5 MB. Split it.' },
  'import-refused': {
    status: 422,
    says: 'Some rows are wrong, so nothing was changed. Correct them and look at the preview again.',
  },
  'import-changed': {
    status: 409,
    says: 'This is not the file that was previewed. Look at the preview again.',
  },
  'template-unknown': { status: 404, says: 'There is no such template. Reload the list.' },
});
