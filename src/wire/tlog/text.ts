import { MAX_TREE_SIZE } from './merkle.ts';

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const DECIMAL = /^(?:0|[1-9][0-9]{0,15})$/;

/** Standard base64 with padding, one spelling only; null for anything else. RFC 4648 section 4. */
export function decodeBase64(text: string): Buffer | null {
  if (!BASE64.test(text)) return null;
  const bytes = Buffer.from(text, 'base64');
  // Spare bits after the last byte would give one value two spellings.
  return bytes.toString('base64') === text ? bytes : null;
}

/** ASCII decimal without sign or leading zero, up to `MAX_TREE_SIZE`; null for anything else. */
export function decodeDecimal(text: string): number | null {
  if (!DECIMAL.test(text)) return null;
  const value = Number(text);
  return value <= MAX_TREE_SIZE ? value : null;
}

/** Text of valid UTF-8 (a byte order mark stays a character); null for other bytes. */
export function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** True when the text has a character below U+0020 other than a newline. C2SP signed-note "Format". */
export function hasControls(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20 && code !== 0x0a) return true;
  }
  return false;
}
