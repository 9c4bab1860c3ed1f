import type { FileType } from './model.ts';

/* What the bytes of a file are. Pure; the name and what the browser says of it count for nothing. */

const startsWith = (bytes: Uint8Array, head: readonly number[]): boolean =>
  head.every((byte, at) => bytes[at] === byte);
const PDF = [0x25, 0x50, 0x44, 0x46, 0x2d];
const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Length 0 and the four letters IEND. */
const PNG_END = [0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44];
const JPEG = [0xff, 0xd8, 0xff];
/** Some programs write so much after the end of a PDF or JPEG. */
const END_WITHIN = 1024;

/** Is `mark` among the last bytes? */
function endsNear(bytes: Uint8Array, mark: readonly number[]): boolean {
  for (let at = bytes.length - mark.length; at >= Math.max(0, bytes.length - END_WITHIN); at--)
    if (startsWith(bytes.subarray(at), mark)) return true;
  return false;
}

/** Control characters that no text of people has; tab and line ends may be. */
function isText(bytes: Uint8Array): boolean {
  if (bytes.length === 0) return false;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    // oxlint-disable-next-line no-control-regex -- these are what must not be there
    return !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(text);
  } catch {
    return false;
  }
}

/**
 * The kind of a file by its first and last bytes (ISO 32000-1 7.5.2 and 7.5.5, W3C PNG 5.2, ITU-T T.81 B.1.1.3), or
 * null for what is not taken. No SVG and no HTML: they can carry scripts, and neither passes as anything else here.
 */
export function typeOf(bytes: Uint8Array): FileType | null {
  if (startsWith(bytes, PDF))
    return endsNear(bytes, [0x25, 0x25, 0x45, 0x4f, 0x46]) ? 'application/pdf' : null;
  if (startsWith(bytes, PNG)) return endsNear(bytes, PNG_END) ? 'image/png' : null;
  if (startsWith(bytes, JPEG)) return endsNear(bytes, [0xff, 0xd9]) ? 'image/jpeg' : null;
  return isText(bytes) ? 'text/plain' : null;
}
