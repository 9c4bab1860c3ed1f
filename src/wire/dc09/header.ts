import type { CrcFormat, FrameHeader } from './message.ts';

const NOTHING: FrameHeader = {
  token: null,
  encrypted: false,
  crcFormat: null,
  sequence: null,
  receiver: null,
  line: null,
  account: null,
};

const TOKEN = /^"(\*?)([^"]{1,16})"/;
const FIELDS = /^([0-9]{4})(?:R([0-9A-Fa-f]{0,6}))?(?:L([0-9A-Fa-f]{0,6}))?(?:#([0-9A-Za-z]{0,16}))?$/;
/** A NAK names the account `A0` without `#`; read as one, its line would be `0A0`. */
const NAK_FIELDS = /^([0-9]{4})R([0-9A-Fa-f]{1,6}?)L([0-9A-Fa-f]{1,6}?)(A[0-9A-Fa-f]{1,15})$/;

/** Where the header ends: `rest` is everything after the `[`, or null when there is no `[`. */
export interface HeaderReading {
  readonly header: FrameHeader;
  readonly complete: boolean;
  readonly rest: string | null;
}

/** A header of which nothing could be read, save how its CRC was written. */
export const noHeader = (crcFormat: CrcFormat | null = null): FrameHeader => ({ ...NOTHING, crcFormat });

/**
 * Reads `"ID" seq [Rrcvr] [Lpref] [#acct] [` from the covered region, one character per byte.
 * `complete` is false when a part could not be read; what could be read is given all the same.
 */
export function readHeader(region: string, crcFormat: CrcFormat): HeaderReading {
  const opening = TOKEN.exec(region);
  if (!opening) return { header: noHeader(crcFormat), complete: false, rest: null };
  const token = opening[2] ?? null;
  const encrypted = opening[1] === '*';
  const bracket = region.indexOf('[', opening[0].length);
  const text = region.slice(opening[0].length, bracket < 0 ? undefined : bracket);
  const rest = bracket < 0 ? null : region.slice(bracket + 1);
  const fields = (token === 'NAK' ? NAK_FIELDS.exec(text) : null) ?? FIELDS.exec(text);
  if (!fields) {
    const sequence = /^[0-9]{4}/.exec(text)?.[0] ?? null;
    const account = /#([0-9A-Za-z]{1,16})/.exec(text)?.[1] ?? null;
    const header = { ...NOTHING, token, encrypted, crcFormat, sequence, account };
    return { header, complete: false, rest };
  }
  const header: FrameHeader = {
    token,
    encrypted,
    crcFormat,
    sequence: fields[1] ?? null,
    receiver: fields[2] ?? null,
    line: fields[3] ?? null,
    account: fields[4] === '' ? null : (fields[4] ?? null),
  };
  return { header, complete: true, rest };
}
