/**
 * Well-formed UTF-8 (Unicode 3.9, table 3-7), one character per byte. A decoder that throws on bad bytes would
 * do, but a frame can hold a thousand bad texts, and a thousand exceptions took 60 ms.
 */
const WELL_FORMED_UTF8 = new RegExp(
  '^(?:[\\x00-\\x7f]|[\\xc2-\\xdf][\\x80-\\xbf]|\\xe0[\\xa0-\\xbf][\\x80-\\xbf]|\\xed[\\x80-\\x9f][\\x80-\\xbf]|' +
    '[\\xe1-\\xec\\xee\\xef][\\x80-\\xbf]{2}|\\xf0[\\x90-\\xbf][\\x80-\\xbf]{2}|[\\xf1-\\xf3][\\x80-\\xbf]{3}|' +
    '\\xf4[\\x80-\\x8f][\\x80-\\xbf]{2})*$',
);

/**
 * Windows-1252 from 0x80 to 0x9F; above that it equals latin1. Written out because Node 20's own decoder of
 * that name reads these as latin1 controls. The five undefined octets stay as they are (WHATWG Encoding).
 */
const UPPER_CONTROLS =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f' +
  '\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178';

const fromWindows1252 = (octets: string): string =>
  octets.replace(/[\u0080-\u009f]/g, (octet) => UPPER_CONTROLS[octet.charCodeAt(0) - 0x80] ?? octet);

function isAscii(octets: string): boolean {
  for (let i = 0; i < octets.length; i++) if (octets.charCodeAt(i) >= 0x80) return false;
  return true;
}

/**
 * Panel text to a string. In: one character per byte (latin1). Out: UTF-8 when the bytes are valid UTF-8,
 * else Windows-1252, which is what DC-09 asks for and the field often ignores.
 */
export function readText(octets: string): string {
  if (isAscii(octets)) return octets;
  if (WELL_FORMED_UTF8.test(octets)) return Buffer.from(octets, 'latin1').toString('utf8');
  return fromWindows1252(octets);
}
