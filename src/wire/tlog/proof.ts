import { assert } from '../../kernel/assert.ts';
import { ok } from '../../kernel/result.ts';
import type { Result } from '../../kernel/result.ts';
import { openCheckpoint } from './checkpoint.ts';
import type { OpenCheckpoint } from './checkpoint.ts';
import { refuserOf, tlogFault } from './fault.ts';
import type { TlogFault } from './fault.ts';
import { HASH_BYTES, MAX_PROOF_HASHES, isTreeSize, verifyInclusion } from './merkle.ts';
import type { VerifierKey } from './note-keys.ts';
import { MAX_NOTE_BYTES } from './note.ts';
import { decodeBase64, decodeDecimal, decodeUtf8 } from './text.ts';

const refuse = refuserOf('malformed-proof');

const HEADER = 'c2sp.org/tlog-proof@v1';
/** Longest proof file read, in bytes: a note and as much again. */
export const MAX_PROOF_BYTES = 2 * MAX_NOTE_BYTES;

/**
 * An inclusion proof that stands alone: `index` from 0, `hashes` from the leaf's sibling upwards,
 * `checkpoint` the signed note verbatim. `extra` is not authenticated; null when absent.
 */
export interface TlogProof {
  readonly index: number;
  readonly hashes: readonly Buffer[];
  readonly checkpoint: string;
  readonly extra: Buffer | null;
}

/** Writes a `.tlog-proof` file. C2SP tlog-proof "Format". */
export function formatProof(proof: TlogProof): string {
  assert(isTreeSize(proof.index), 'an index is a whole number from 0');
  assert(proof.hashes.length <= MAX_PROOF_HASHES, 'a path is no longer than a tree is high');
  assert(
    proof.hashes.every((hash) => hash.length === HASH_BYTES),
    'a hash is 32 bytes',
  );
  assert(proof.extra === null || proof.extra.length > 0, 'extra data is left out when there is none');
  const lines = [HEADER];
  if (proof.extra !== null) lines.push(`extra ${proof.extra.toString('base64')}`);
  lines.push(`index ${proof.index}`, ...proof.hashes.map((hash) => hash.toString('base64')));
  return `${lines.join('\n')}\n\n${proof.checkpoint}`;
}

/** Reads a `.tlog-proof` file strictly, without verifying. C2SP tlog-proof "Format". */
export function parseProof(bytes: Uint8Array): Result<TlogProof, TlogFault> {
  if (bytes.length > MAX_PROOF_BYTES) return refuse('The proof is longer than 2,000,000 bytes.');
  const text = decodeUtf8(bytes);
  if (text === null) return refuse('The proof is not UTF-8.');
  const blank = text.indexOf('\n\n');
  if (blank < 0) return refuse('No empty line stands before the checkpoint.');
  const lines = text.slice(0, blank).split('\n');
  const checkpoint = text.slice(blank + 2);
  if (lines.shift() !== HEADER) return refuse(`The first line is not ${HEADER}.`);
  let extra: Buffer | null = null;
  if (lines[0]?.startsWith('extra ') === true) {
    extra = decodeBase64(lines[0].slice('extra '.length));
    if (extra === null || extra.length === 0) return refuse('The extra data is not base64.');
    lines.shift();
  }
  const indexLine = lines.shift() ?? '';
  const index = indexLine.startsWith('index ') ? decodeDecimal(indexLine.slice('index '.length)) : null;
  if (index === null) return refuse('The index line is missing or is no number.');
  if (lines.length > MAX_PROOF_HASHES) return refuse('The path has more hashes than a tree is high.');
  const hashes: Buffer[] = [];
  for (const line of lines) {
    const hash = decodeBase64(line);
    if (hash === null || hash.length !== HASH_BYTES)
      return refuse('A line of the path is not 32 bytes in base64.');
    hashes.push(hash);
  }
  if (checkpoint === '') return refuse('The checkpoint is missing.');
  return ok({ index, hashes, checkpoint, extra });
}

/** A proof that holds: the leaf stands at `index` of the log whose head is `opened`. */
export interface VerifiedProof {
  readonly index: number;
  readonly opened: OpenCheckpoint;
}

/** Verifies a `.tlog-proof` file for a leaf hash (32 bytes): signature, origin, path up to the root. */
export function verifyProof(
  bytes: Uint8Array,
  leaf: Uint8Array,
  origin: string,
  logKey: VerifierKey,
  witnesses: readonly VerifierKey[] = [],
): Result<VerifiedProof, TlogFault> {
  const proof = parseProof(bytes);
  if (!proof.ok) return proof;
  const opened = openCheckpoint(Buffer.from(proof.value.checkpoint), origin, logKey, witnesses);
  if (!opened.ok) return opened;
  const { size, root } = opened.value.checkpoint;
  const { index, hashes } = proof.value;
  if (!verifyInclusion(index, size, leaf, hashes, root)) {
    return tlogFault(
      'wrong-root',
      `The path from entry ${index} does not lead to the root of the checkpoint.`,
    );
  }
  return ok({ index, opened: opened.value });
}
