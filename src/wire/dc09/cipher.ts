import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { assert } from '../../kernel/assert.ts';

const BLOCK_BYTES = 16;
/** DC-09 5.4 chains from an all-zero vector; the random pad in front stands in for a random one. */
const ZERO_IV = Buffer.alloc(BLOCK_BYTES);
const ALGORITHMS: Readonly<Record<number, string>> = {
  16: 'aes-128-cbc',
  24: 'aes-192-cbc',
  32: 'aes-256-cbc',
};
const CLOSED_BY_TIME = /\]_\d{2}:\d{2}:\d{2},\d{2}-\d{2}-\d{4}$/;

function algorithmFor(key: Buffer): string {
  const algorithm = ALGORITHMS[key.length];
  assert(algorithm, `an AES key has 16, 24 or 32 bytes, not ${key.length}`);
  return algorithm;
}

/** Decrypts whole blocks with IV zero and no padding scheme. `ciphertext` must be a multiple of 16 bytes. */
export function decryptBlocks(ciphertext: Buffer, key: Buffer): Buffer {
  const decipher = createDecipheriv(algorithmFor(key), key, ZERO_IV).setAutoPadding(false);
  return Buffer.concat([decipher.update(ciphertext), decipher.final()]);
}

/** Encrypts whole blocks with IV zero and no padding scheme. `plaintext` must be a multiple of 16 bytes. */
export function encryptBlocks(plaintext: Buffer, key: Buffer): Buffer {
  const cipher = createCipheriv(algorithmFor(key), key, ZERO_IV).setAutoPadding(false);
  return Buffer.concat([cipher.update(plaintext), cipher.final()]);
}

/** Drops what some peers append after the timestamp: zero bytes, or a block of PKCS#7 (ioBroker.sia). */
function dropTrailer(plaintext: string): string {
  let end = plaintext.length;
  const filler = plaintext.charCodeAt(end - 1);
  if (filler > BLOCK_BYTES) return plaintext;
  while (end > 0 && plaintext.length - end < BLOCK_BYTES && plaintext.charCodeAt(end - 1) === filler) end--;
  return plaintext.slice(0, end);
}

/**
 * The decrypted octets as one character per byte, when they end in `]_time`; null otherwise, which means a
 * wrong key: without this check any key yields a message.
 */
export function readPlaintext(ciphertext: Buffer, key: Buffer): string | null {
  const plaintext = dropTrailer(decryptBlocks(ciphertext, key).toString('latin1'));
  return CLOSED_BY_TIME.test(plaintext) ? plaintext : null;
}

const BARE_ZEROS = /^[0\0]*(?=#[0-9A-Za-z]{1,16}$)/;
const LOOKS_LIKE_DATA = /^(?:#|[NO](?:[a-z]{2}|[A-Z]{2})|[136][0-9A-Fa-f]{3} )/;

/**
 * Cuts the padding from the front of a plaintext; returns data, `]`, extended data and timestamp.
 * Variants in the field: pad closed by `|`; ASCII zeros or zero bytes without `|`; filler up to the `]`.
 */
export function stripPadding(plaintext: string): string {
  const end = plaintext.indexOf(']');
  const bar = plaintext.indexOf('|');
  if (bar >= 0 && bar < end) {
    const front = plaintext.slice(0, bar);
    const behind = plaintext.slice(bar + 1, end);
    const zeros = BARE_ZEROS.exec(front);
    // Zeros, then `#acct|data`: this bar belongs to the account, unless a block with its own bar follows.
    const accountHere = zeros !== null && !behind.startsWith('#') && !behind.startsWith('|');
    return accountHere ? plaintext.slice(zeros[0].length) : plaintext.slice(bar + 1);
  }
  const filler = plaintext[0];
  let start = 0;
  while (start < end && plaintext[start] === filler) start++;
  return LOOKS_LIKE_DATA.test(plaintext.slice(start, end)) ? plaintext.slice(start) : plaintext.slice(end);
}

const PAD_ALPHABET =
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-+.,;:!?=*_~%&()<>$@^{}/`';

/** Random padding that brings `length` bytes to a multiple of 16, closed by `|`; 1 to 16 bytes. */
export function padFor(length: number): Buffer {
  const count = BLOCK_BYTES - (length % BLOCK_BYTES);
  const random = randomBytes(count);
  const pad = Array.from(random, (byte) => PAD_ALPHABET[byte % PAD_ALPHABET.length] ?? 'x');
  pad[count - 1] = '|';
  return Buffer.from(pad.join(''), 'latin1');
}
