import { types } from 'pg';
import type { CustomTypesConfig } from 'pg';
import { toInstant } from '../../kernel/time.ts';

/*
 * What Postgres columns become in TypeScript:
 *   timestamptz   ISO text in UTC with milliseconds and Z, our Instant (microseconds are cut off)
 *   bigint        number when exact (up to 2^53 - 1), else the digits as text
 *   date          YYYY-MM-DD as text, since a day is no instant
 *   timestamp     the text as it stands: such columns are not used
 * and the same in arrays. Everything else as pg does it (numeric: text; jsonb: parsed; bytea: Buffer).
 */

type Parser = (text: string) => unknown;

const INT8 = 20;
const TIMESTAMP = 1114;
const TIMESTAMPTZ = 1184;
const DATE = 1082;

const UTC_FORM = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?\+00$/;

/** `2026-11-02 12:04:33.12+00` to `2026-11-02T12:04:33.120Z`; what is no instant (`infinity`) stays as it is. */
export function parseInstant(text: string): string {
  const utc = UTC_FORM.exec(text);
  if (utc !== null) return `${utc[1]}T${utc[2]}.${(utc[3] ?? '').padEnd(3, '0').slice(0, 3)}Z`;
  const ms = Date.parse(text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00'));
  return Number.isNaN(ms) ? text : toInstant(ms);
}

/** Digits to a number when it is exact, else the text unchanged. */
export function parseBigint(text: string): number | string {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : text;
}

const asText: Parser = (text) => text;
const TEXT_ARRAY = 1009;
// The types of pg know fewer numbers than its parsers do.
const splitArray: Parser = types.getTypeParser(TEXT_ARRAY as number as 25, 'text');

const arrayOf = (element: Parser): Parser => {
  const each = (entry: unknown): unknown => {
    if (Array.isArray(entry)) return (entry as unknown[]).map(each);
    return typeof entry === 'string' ? element(entry) : null;
  };
  return (text) => each(splitArray(text));
};

const PARSERS: ReadonlyMap<number, Parser> = new Map<number, Parser>([
  [INT8, parseBigint],
  [1016, arrayOf(parseBigint)],
  [TIMESTAMPTZ, parseInstant],
  [1185, arrayOf(parseInstant)],
  [DATE, asText],
  [1182, arrayOf(asText)],
  [TIMESTAMP, asText],
  [1115, arrayOf(asText)],
]);

/** For the `types` setting of a `pg` client or pool. */
export const columnTypes: CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    (format === 'binary' ? undefined : PARSERS.get(oid)) ?? types.getTypeParser(oid, format as 'text'),
};
