import { fault, ok } from '../../kernel/result.ts';
import type { Result } from '../../kernel/result.ts';

/** AES keys that a text can mean, likeliest first, each with how it was read. */
export interface KeyCandidate {
  readonly key: Buffer;
  readonly notation: 'hex' | 'characters';
}

const CHARACTER_LENGTHS: readonly number[] = [16, 24, 32];
const HEX_LENGTHS: readonly number[] = [32, 48, 64];

/**
 * Reads a panel key: 32, 48 or 64 hex digits, or 16, 24 or 32 characters used directly. 32 hex digits can mean
 * both an AES-128 key and an AES-256 key of characters, so both are returned, hex first.
 */
export function parseKey(text: string): Result<readonly KeyCandidate[], string> {
  const trimmed = text.trim();
  const digits = trimmed.replace(/[\s:-]/g, '');
  const candidates: KeyCandidate[] = [];
  if (HEX_LENGTHS.includes(digits.length) && /^[0-9A-Fa-f]+$/.test(digits)) {
    candidates.push({ key: Buffer.from(digits, 'hex'), notation: 'hex' });
  }
  // Blanks inside a key of characters count; blanks around it are a slip of copying, unless they fit exactly.
  const characters = CHARACTER_LENGTHS.includes(Buffer.byteLength(text)) ? text : trimmed;
  const bytes = Buffer.from(characters);
  if (CHARACTER_LENGTHS.includes(bytes.length)) candidates.push({ key: bytes, notation: 'characters' });
  if (candidates.length > 0) return ok(candidates);
  return fault(
    `The key has ${trimmed.length} characters. Enter 32, 48 or 64 hex digits (0-9, A-F), ` +
      'or exactly 16, 24 or 32 characters, as the panel shows it.',
  );
}
