import { createHash, hash } from 'node:crypto';
import { assert, present } from '../../kernel/assert.ts';

/** Bytes of one SHA-256 hash. */
export const HASH_BYTES = 32;

/** No tree of ours grows past what a JavaScript number counts exactly. */
export const MAX_TREE_SIZE = Number.MAX_SAFE_INTEGER;

/** More siblings than any path in a tree of `MAX_TREE_SIZE` leaves can have. */
export const MAX_PROOF_HASHES = 106;

const LEAF_PREFIX = 0x00;
const NODE_PREFIX = 0x01;
const PREFIX_BYTES = 1;

/**
 * Gives the hash of the full subtree of 2^`level` leaves that starts at leaf `index` * 2^`level`.
 * Level 0 is the leaf hashes. Asked only for subtrees that lie whole within the tree in question.
 */
export type ReadHash = (level: number, index: number) => Buffer;

/** Hash of one entry: SHA-256(0x00 || data). RFC 6962 section 2.1. */
export function leafHash(data: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(PREFIX_BYTES + data.length);
  bytes[0] = LEAF_PREFIX;
  bytes.set(data, PREFIX_BYTES);
  return sha256(bytes);
}

/** Hash of two subtrees: SHA-256(0x01 || left || right), 32 bytes each. RFC 6962 section 2.1. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(PREFIX_BYTES + left.length + right.length);
  bytes[0] = NODE_PREFIX;
  bytes.set(left, PREFIX_BYTES);
  bytes.set(right, PREFIX_BYTES + left.length);
  return sha256(bytes);
}

/** A hash object, and a buffer from OpenSSL, each cost more than hashing a hundred bytes: do without both. */
const sha256 = (bytes: Uint8Array): Buffer => Buffer.from(hash('sha256', bytes, 'binary'), 'latin1');

/** Root of the tree without leaves: SHA-256 of nothing. RFC 6962 section 2.1. */
export function emptyRoot(): Buffer {
  return createHash('sha256').digest();
}

/** One full subtree: 2^`level` leaves from leaf `index` * 2^`level`. */
export interface Subtree {
  readonly level: number;
  readonly index: number;
}

/** A subtree that an append completed, with its hash: what a store of hashes keeps. */
export interface StoredHash extends Subtree {
  readonly hash: Buffer;
}

/** True for a whole number from 0 to `MAX_TREE_SIZE`. */
export function isTreeSize(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

// Bit operators of JavaScript stop at 32 bits, so sizes are taken apart by division.
const half = (value: number): number => Math.floor(value / 2);
const isOdd = (value: number): boolean => value % 2 === 1;

/** The exponent of the largest power of two that is not above `value`. `value` is at least 1. */
function floorLog2(value: number): number {
  let level = 0;
  while (2 ** (level + 1) <= value) level += 1;
  return level;
}

/** Where the tree cuts a range of two leaves or more: the largest power of two below its size. */
const leftSize = (size: number): number => 2 ** floorLog2(size - 1);

/**
 * The full subtrees, left to right and largest first, that cover leaves `start` up to `end`.
 * `start` must be a multiple of the largest one: the tree cuts ranges only so. RFC 6962 section 2.1.
 */
export function coveringSubtrees(start: number, end: number): Subtree[] {
  const found: Subtree[] = [];
  let at = start;
  while (at < end) {
    const level = floorLog2(end - at);
    assert(at % 2 ** level === 0, 'a covering subtree starts at a multiple of its width');
    found.push({ level, index: at / 2 ** level });
    at += 2 ** level;
  }
  return found;
}

/** Folds the roots of covering subtrees, left to right, into the root of the range. At least one. */
function foldPeaks(peaks: readonly Buffer[]): Buffer {
  let root = present(peaks.at(-1), 'a range has at least one peak');
  for (let i = peaks.length - 2; i >= 0; i--) root = nodeHash(present(peaks[i], 'peak in range'), root);
  return root;
}

function rangeHash(start: number, end: number, readHash: ReadHash): Buffer {
  return foldPeaks(coveringSubtrees(start, end).map(({ level, index }) => readHash(level, index)));
}

/** Root of the first `size` leaves, from stored subtree hashes. RFC 6962 section 2.1. */
export function treeRoot(size: number, readHash: ReadHash): Buffer {
  assert(isTreeSize(size), 'a tree size is a whole number from 0');
  return size === 0 ? emptyRoot() : rangeHash(0, size, readHash);
}

/**
 * The siblings from leaf `index` up to the root of the first `size` leaves, lowest first.
 * Refuses an index outside the tree as a Bug. RFC 6962 section 2.1.1.
 */
export function proveInclusion(index: number, size: number, readHash: ReadHash): Buffer[] {
  assert(isTreeSize(size) && isTreeSize(index) && index < size, 'the index lies within the tree');
  const proof: Buffer[] = [];
  let start = 0;
  let end = size;
  while (end - start > 1) {
    const middle = start + leftSize(end - start);
    if (index < middle) {
      proof.push(rangeHash(middle, end, readHash));
      end = middle;
    } else {
      proof.push(rangeHash(start, middle, readHash));
      start = middle;
    }
  }
  return proof.toReversed();
}

/**
 * The hashes that show that the first `oldSize` leaves are a beginning of the first `newSize`.
 * Empty when either tree is empty or both are equal. RFC 6962 section 2.1.2.
 */
export function proveConsistency(oldSize: number, newSize: number, readHash: ReadHash): Buffer[] {
  assert(
    isTreeSize(oldSize) && isTreeSize(newSize) && oldSize <= newSize,
    'the old tree is not the larger one',
  );
  if (oldSize === 0 || oldSize === newSize) return [];
  const proof: Buffer[] = [];
  let start = 0;
  let end = newSize;
  let startsAtZero = true;
  while (oldSize !== end) {
    const middle = start + leftSize(end - start);
    if (oldSize <= middle) {
      proof.push(rangeHash(middle, end, readHash));
      end = middle;
    } else {
      proof.push(rangeHash(start, middle, readHash));
      start = middle;
      startsAtZero = false;
    }
  }
  // The old root itself is known to the reader, so it is left out when it is a subtree of the new tree.
  if (!startsAtZero) proof.push(rangeHash(start, end, readHash));
  return proof.toReversed();
}

const isHash = (value: Uint8Array): boolean => value.length === HASH_BYTES;

/**
 * The root that an inclusion proof leads to, or null when the proof cannot belong to this index and size.
 * RFC 9162 section 2.1.3.2.
 */
export function rootFromInclusion(
  index: number,
  size: number,
  leaf: Uint8Array,
  proof: readonly Uint8Array[],
): Buffer | null {
  if (!isTreeSize(index) || !isTreeSize(size) || index >= size) return null;
  if (!isHash(leaf) || !proof.every(isHash) || proof.length > MAX_PROOF_HASHES) return null;
  let node = index;
  let last = size - 1;
  let hash: Buffer = Buffer.from(leaf);
  for (const sibling of proof) {
    if (last === 0) return null;
    if (isOdd(node) || node === last) {
      hash = nodeHash(sibling, hash);
      while (!isOdd(node) && node !== 0) {
        node = half(node);
        last = half(last);
      }
    } else {
      hash = nodeHash(hash, sibling);
    }
    node = half(node);
    last = half(last);
  }
  return last === 0 ? hash : null;
}

/** True when the leaf hash stands at `index` in the tree of `size` leaves with this root. RFC 9162 section 2.1.3.2. */
export function verifyInclusion(
  index: number,
  size: number,
  leaf: Uint8Array,
  proof: readonly Uint8Array[],
  root: Uint8Array,
): boolean {
  const found = rootFromInclusion(index, size, leaf, proof);
  return found !== null && found.equals(root);
}

/** True when the old tree is a beginning of the new one. RFC 9162 section 2.1.4.2. */
export function verifyConsistency(
  oldSize: number,
  newSize: number,
  oldRoot: Uint8Array,
  newRoot: Uint8Array,
  proof: readonly Uint8Array[],
): boolean {
  if (!isTreeSize(oldSize) || !isTreeSize(newSize) || oldSize > newSize) return false;
  if (!isHash(oldRoot) || !isHash(newRoot) || !proof.every(isHash) || proof.length > MAX_PROOF_HASHES)
    return false;
  if (oldSize === newSize) return proof.length === 0 && Buffer.from(oldRoot).equals(newRoot);
  if (oldSize === 0) return proof.length === 0 && emptyRoot().equals(oldRoot);
  let node = oldSize - 1;
  let last = newSize - 1;
  while (isOdd(node)) {
    node = half(node);
    last = half(last);
  }
  // node 0 now means that the old tree is one full subtree, whose hash the proof leaves out.
  const path = node === 0 ? [oldRoot, ...proof] : proof;
  const [first, ...siblings] = path;
  if (first === undefined) return false;
  let fromOld: Buffer = Buffer.from(first);
  let fromNew: Buffer = Buffer.from(first);
  for (const sibling of siblings) {
    if (last === 0) return false;
    if (isOdd(node) || node === last) {
      fromOld = nodeHash(sibling, fromOld);
      fromNew = nodeHash(sibling, fromNew);
      while (!isOdd(node) && node !== 0) {
        node = half(node);
        last = half(last);
      }
    } else {
      fromNew = nodeHash(fromNew, sibling);
    }
    node = half(node);
    last = half(last);
  }
  return last === 0 && fromOld.equals(oldRoot) && fromNew.equals(newRoot);
}
