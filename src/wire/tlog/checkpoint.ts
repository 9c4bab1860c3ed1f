import { assert } from '../../kernel/assert.ts';
import { ok } from '../../kernel/result.ts';
import type { Result } from '../../kernel/result.ts';
import { refuserOf, tlogFault } from './fault.ts';
import type { TlogFault } from './fault.ts';
import { HASH_BYTES, emptyRoot, isTreeSize } from './merkle.ts';
import type { SigningKey, VerifierKey } from './note-keys.ts';
import { isNoteText, openNote, signNote } from './note.ts';
import type { OpenNote } from './note.ts';
import { decodeBase64, decodeDecimal } from './text.ts';

const refuse = refuserOf('malformed-checkpoint');

/** Longest origin that we write: ML-DSA cosignatures give its length one byte. */
const MAX_ORIGIN_BYTES = 255;

/** The head of a log. `size` in leaves, `root` 32 bytes, `extensions` lines without newline. */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Buffer;
  readonly extensions: readonly string[];
}

/** A checkpoint that the log's key signed, with the note it came in. */
export interface OpenCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly note: OpenNote;
}

/** The text to sign: origin, size, root in base64, extension lines. C2SP tlog-checkpoint "Note text". */
export function formatCheckpoint(checkpoint: Checkpoint): string {
  const { origin, size, root, extensions } = checkpoint;
  assert(Buffer.byteLength(origin) <= MAX_ORIGIN_BYTES, 'an origin is at most 255 bytes');
  assert(isTreeSize(size), 'a tree size is a whole number from 0');
  assert(root.length === HASH_BYTES, 'a root is 32 bytes');
  assert(size > 0 || root.equals(emptyRoot()), 'the empty tree has the hash of nothing');
  const lines = [origin, String(size), root.toString('base64'), ...extensions];
  assert(
    lines.every((line) => line.length > 0 && !line.includes('\n')),
    'a line is not empty and is one line',
  );
  const text = `${lines.join('\n')}\n`;
  assert(isNoteText(text), 'a checkpoint has no control characters');
  return text;
}

/** Reads checkpoint text strictly; it is only worth something once its note is opened. C2SP tlog-checkpoint. */
export function parseCheckpoint(text: string): Result<Checkpoint, TlogFault> {
  if (!isNoteText(text)) return refuse('The text has a control character or no last newline.');
  const lines = text.slice(0, -1).split('\n');
  const [origin = '', sizeText = '', rootText = '', ...extensions] = lines;
  if (lines.length < 3) return refuse('A checkpoint has at least three lines.');
  if (lines.includes('')) return refuse('A checkpoint has no empty line.');
  const size = decodeDecimal(sizeText);
  if (size === null) return refuse('The second line is not a tree size.');
  const root = decodeBase64(rootText);
  if (root === null || root.length !== HASH_BYTES) return refuse('The third line is not 32 bytes in base64.');
  if (size === 0 && !root.equals(emptyRoot())) return refuse('An empty tree has another root.');
  return ok({ origin, size, root, extensions });
}

/** The checkpoint as a signed note. Never sign two that are not consistent: keep the last one on disk first. */
export function signCheckpoint(checkpoint: Checkpoint, keys: readonly SigningKey[]): string {
  return signNote(formatCheckpoint(checkpoint), keys);
}

/**
 * Opens a signed checkpoint: `logKey` must have signed it, its origin must be `origin`.
 * Signatures of `witnesses` must hold when present; count them in `note.verified`.
 */
export function openCheckpoint(
  bytes: Uint8Array,
  origin: string,
  logKey: VerifierKey,
  witnesses: readonly VerifierKey[] = [],
): Result<OpenCheckpoint, TlogFault> {
  const opened = openNote(bytes, [logKey, ...witnesses]);
  if (!opened.ok) return opened;
  const byLog = opened.value.verified.some(({ key }) => key.name === logKey.name && key.id === logKey.id);
  if (!byLog) return tlogFault('no-known-signature', 'The log itself has not signed the checkpoint.');
  const checkpoint = parseCheckpoint(opened.value.text);
  if (!checkpoint.ok) return checkpoint;
  if (checkpoint.value.origin !== origin) {
    return tlogFault('wrong-origin', `The checkpoint is of ${checkpoint.value.origin}, not of ${origin}.`);
  }
  return ok({ checkpoint: checkpoint.value, note: opened.value });
}
