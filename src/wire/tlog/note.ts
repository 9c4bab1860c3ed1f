import { sign, verify } from 'node:crypto';
import { assert, present } from '../../kernel/assert.ts';
import { ok } from '../../kernel/result.ts';
import type { Result } from '../../kernel/result.ts';
import { refuserOf, tlogFault } from './fault.ts';
import type { TlogFault } from './fault.ts';
import { isKeyName, publicKeyObject } from './note-keys.ts';
import type { SigningKey, VerifierKey } from './note-keys.ts';
import { decodeBase64, decodeUtf8, hasControls } from './text.ts';

const refuse = refuserOf('malformed-note');

/** Most signatures read from one note; C2SP asks for at least 16. */
export const MAX_SIGNATURES = 100;
/** Longest note read, in bytes. */
export const MAX_NOTE_BYTES = 1_000_000;

const ID_BYTES = 4;
const TIME_BYTES = 8;
const SIGNATURE_BYTES = 64;
const DASH = '\u2014 ';

/** One signature line: `id` is the key id, `signature` what follows it in the base64. */
export interface NoteSignature {
  readonly name: string;
  readonly id: number;
  readonly signature: Buffer;
}

/** A parsed note. `text` ends in a newline. Nothing in it may be believed before `openNote`. */
export interface Note {
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** A signature that verified. `atS`: seconds since 1970 that a cosignature claims; null for a plain one. */
export interface VerifiedSignature {
  readonly key: VerifierKey;
  readonly atS: number | null;
}

/** A note of which at least one known key signed the text. `unknown` lines were not looked at. */
export interface OpenNote {
  readonly text: string;
  readonly verified: readonly VerifiedSignature[];
  readonly unknown: readonly NoteSignature[];
}

/** True for text that can be signed: ends in a newline, no control character, no lone surrogate. */
export function isNoteText(text: string): boolean {
  return text.endsWith('\n') && !hasControls(text) && !/\p{Cs}/u.test(text);
}

function parseSignatureLine(line: string): NoteSignature | null {
  if (!line.startsWith(DASH)) return null;
  const [name = '', encoded = '', ...rest] = line.slice(DASH.length).split(' ');
  const bytes = decodeBase64(encoded);
  if (rest.length > 0 || !isKeyName(name) || bytes === null || bytes.length <= ID_BYTES) return null;
  return { name, id: bytes.readUInt32BE(0), signature: bytes.subarray(ID_BYTES) };
}

/** Takes a note apart without verifying. C2SP signed-note "Format". */
export function parseNote(bytes: Uint8Array): Result<Note, TlogFault> {
  if (bytes.length > MAX_NOTE_BYTES) return refuse('The note is longer than 1,000,000 bytes.');
  const whole = decodeUtf8(bytes);
  if (whole === null) return refuse('The note is not UTF-8.');
  if (hasControls(whole)) return refuse('The note has a control character.');
  const blank = whole.lastIndexOf('\n\n');
  if (blank < 0 || !whole.endsWith('\n')) return refuse('The note has no blank line or no last newline.');
  const lines = whole.slice(blank + 2, -1).split('\n');
  if (blank + 2 >= whole.length) return refuse('The note has no signature.');
  if (lines.length > MAX_SIGNATURES) return refuse('The note has more than 100 signatures.');
  const signatures: NoteSignature[] = [];
  for (const line of lines) {
    const signature = parseSignatureLine(line);
    if (signature === null) return refuse('A signature line is malformed.');
    signatures.push(signature);
  }
  return ok({ text: whole.slice(0, blank + 1), signatures });
}

/** Writes a note. Text or names that cannot stand in one are a Bug. C2SP signed-note "Format". */
export function formatNote(note: Note): string {
  assert(isNoteText(note.text), 'a note text ends in a newline and has no control characters');
  assert(note.signatures.length > 0 && note.signatures.length <= MAX_SIGNATURES, '1 to 100 signatures');
  const lines = note.signatures.map(({ name, id, signature }) => {
    assert(isKeyName(name) && signature.length > 0, 'a signature line has a name and bytes');
    const head = Buffer.alloc(ID_BYTES);
    head.writeUInt32BE(id);
    return `${DASH}${name} ${Buffer.concat([head, signature]).toString('base64')}\n`;
  });
  return `${note.text}\n${lines.join('')}`;
}

/** Signs `text` with each key (all of type `ed25519`) and writes the note. */
export function signNote(text: string, keys: readonly SigningKey[]): string {
  assert(isNoteText(text), 'a note text ends in a newline and has no control characters');
  const signatures = keys.map((key) => {
    assert(key.type === 'ed25519', 'a log signs with a plain Ed25519 key');
    return { name: key.name, id: key.id, signature: sign(null, Buffer.from(text), key.privateKey) };
  });
  return formatNote({ text, signatures });
}

const cosignedMessage = (text: string, atS: number): Buffer =>
  Buffer.from(`cosignature/v1\ntime ${atS}\n${text}`);

/**
 * A witness's signature over a checkpoint's text at `atS` (whole seconds since 1970).
 * The witness has checked consistency before it calls this. C2SP tlog-cosignature, Ed25519.
 */
export function cosign(text: string, key: SigningKey, atS: number): NoteSignature {
  assert(key.type === 'cosignature/v1', 'a witness signs with a cosignature/v1 key');
  assert(isNoteText(text), 'a note text ends in a newline and has no control characters');
  assert(Number.isSafeInteger(atS) && atS >= 0, 'a time in whole seconds since 1970');
  const time = Buffer.alloc(TIME_BYTES);
  time.writeBigUInt64BE(BigInt(atS));
  const signature = sign(null, cosignedMessage(text, atS), key.privateKey);
  return { name: key.name, id: key.id, signature: Buffer.concat([time, signature]) };
}

/** One signature against the key it names; null when it does not verify. */
function verifySignature(
  text: string,
  { signature }: NoteSignature,
  key: VerifierKey,
): VerifiedSignature | null {
  const publicKey = publicKeyObject(key);
  if (key.type === 'ed25519') {
    if (signature.length !== SIGNATURE_BYTES) return null;
    return verify(null, Buffer.from(text), publicKey, signature) ? { key, atS: null } : null;
  }
  if (signature.length !== TIME_BYTES + SIGNATURE_BYTES) return null;
  const time = signature.readBigUInt64BE(0);
  if (time > BigInt(Number.MAX_SAFE_INTEGER)) return null;
  const atS = Number(time);
  const rest = signature.subarray(TIME_BYTES);
  return verify(null, cosignedMessage(text, atS), publicKey, rest) ? { key, atS } : null;
}

const sameLine = (a: NoteSignature, b: NoteSignature): boolean =>
  a.name === b.name && a.id === b.id && a.signature.equals(b.signature);

/**
 * Reads a note and verifies it: every signature of a known key must hold, and there must be one.
 * Signatures of other keys are ignored, as are repeats. C2SP signed-note "Signatures".
 */
export function openNote(bytes: Uint8Array, known: readonly VerifierKey[]): Result<OpenNote, TlogFault> {
  const parsed = parseNote(bytes);
  if (!parsed.ok) return parsed;
  const { text, signatures } = parsed.value;
  const verified: VerifiedSignature[] = [];
  const unknown: NoteSignature[] = [];
  for (const [at, signature] of signatures.entries()) {
    if (signatures.slice(0, at).some((earlier) => sameLine(earlier, signature))) continue;
    const keys = known.filter((key) => key.name === signature.name && key.id === signature.id);
    if (keys.length === 0) {
      unknown.push(signature);
      continue;
    }
    const first = present(keys[0], 'a known key');
    if (keys.some((key) => !key.publicKey.equals(first.publicKey) || key.type !== first.type)) {
      return tlogFault('bad-signature', `Two known keys share the name and id of ${signature.name}.`);
    }
    const result = verifySignature(text, signature, first);
    if (result === null)
      return tlogFault('bad-signature', `The signature of ${signature.name} does not verify.`);
    // A witness may have signed twice at different times; it still counts as one.
    if (!verified.some(({ key }) => key.name === first.name && key.id === first.id)) verified.push(result);
  }
  if (verified.length === 0) return tlogFault('no-known-signature', 'No signature is by a key that we know.');
  return ok({ text, verified, unknown });
}
