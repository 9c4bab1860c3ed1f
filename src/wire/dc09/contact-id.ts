import type { ContactId } from './message.ts';
import { readText } from './text.ts';

const SPACED = /^\s*([0-9])([0-9A-Fa-f]{3})\s*([0-9A-Fa-f]{2})\s*([0-9A-Fa-f]{3})(?![0-9A-Fa-f])/;
/** `[acct 4] 18|98 Q XYZ GG CCC S`: the telephone form of DC-05, which TEKNIM panels send unchanged. */
const RAW =
  /^\s*([0-9A-Fa-f]{4})?(?:18|98)([0-9])([0-9A-Fa-f]{3})([0-9A-Fa-f]{2})([0-9A-Fa-f]{3})([0-9A-Fa-f])(?![0-9A-Fa-f])/;

/** Sum of all sixteen digits, 0 counting as ten, must be a multiple of fifteen. Source: SIA DC-05 5.4. */
function checksumHolds(digits: string): boolean {
  let sum = 0;
  for (const digit of digits) sum += digit === '0' ? 10 : Number.parseInt(digit, 16);
  return sum % 15 === 0;
}

function readTail(tail: string): string | null {
  const text = /^\s*(?:\|A|\||\^)?/.exec(tail)?.[0] ?? '';
  const rest = tail.slice(text.length).replace(/\^$/, '');
  return rest === '' ? null : readText(rest);
}

/**
 * Reads an ADM-CID body, `QXYZ GG CCC` or the raw DC-05 digits, one character per byte in; text behind it is
 * kept. The checksum of the raw form is reported, not enforced: the CRC of the frame already guards the digits.
 */
export function readContactId(body: string): ContactId | null {
  const raw = RAW.exec(body);
  const match = raw ?? SPACED.exec(body);
  if (!match) return null;
  const [qualifier, event, group, zone] = raw ? raw.slice(2, 6) : match.slice(1, 5);
  if (qualifier === undefined || event === undefined || group === undefined || zone === undefined)
    return null;
  return {
    qualifier,
    event: event.toUpperCase(),
    group: group.toUpperCase(),
    zone: zone.toUpperCase(),
    text: readTail(body.slice(match[0].length)),
    checksumOk: raw?.[1] === undefined ? null : checksumHolds(raw[0].trim()),
  };
}
