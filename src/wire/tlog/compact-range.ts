import { assert, present } from '../../kernel/assert.ts';
import { HASH_BYTES, MAX_TREE_SIZE, emptyRoot, isTreeSize, nodeHash } from './merkle.ts';
import type { StoredHash } from './merkle.ts';

const SIZE_BYTES = 8;

/** Most peaks that a tree of `MAX_TREE_SIZE` leaves has: one for each bit of its size. */
const MAX_PEAKS = 53;

/**
 * The right edge of a growing tree: how many leaves, and the root of each full subtree, largest first.
 * Enough to append and to know the root; never more than 53 hashes.
 */
export class CompactRange {
  #size: number;
  readonly #peaks: Buffer[];

  private constructor(size: number, peaks: Buffer[]) {
    this.#size = size;
    this.#peaks = peaks;
  }

  /** The tree without leaves. */
  static empty(): CompactRange {
    return new CompactRange(0, []);
  }

  /** Takes over `size` leaves whose full subtrees have these roots, largest first. A wrong count is a Bug. */
  static of(size: number, peaks: readonly Uint8Array[]): CompactRange {
    assert(isTreeSize(size), 'a tree size is a whole number from 0');
    assert(peaks.length === peakCount(size), 'a tree has one peak for each bit set in its size');
    assert(
      peaks.every((peak) => peak.length === HASH_BYTES),
      'a peak is 32 bytes',
    );
    return new CompactRange(
      size,
      peaks.map((peak) => Buffer.from(peak)),
    );
  }

  /** Reads what `toBytes` wrote. Other bytes are a Bug: they came out of our own database. */
  static fromBytes(bytes: Uint8Array): CompactRange {
    const data = Buffer.from(bytes);
    assert(data.length >= SIZE_BYTES && data.length <= SIZE_BYTES + MAX_PEAKS * HASH_BYTES, 'a stored range');
    const size = data.readBigUInt64BE(0);
    assert(size <= BigInt(MAX_TREE_SIZE), 'a tree size that can be counted');
    assert((data.length - SIZE_BYTES) % HASH_BYTES === 0, 'a stored range holds whole hashes');
    const peaks: Buffer[] = [];
    for (let at = SIZE_BYTES; at < data.length; at += HASH_BYTES)
      peaks.push(data.subarray(at, at + HASH_BYTES));
    return CompactRange.of(Number(size), peaks);
  }

  /** Number of leaves. */
  get size(): number {
    return this.#size;
  }

  /** Roots of the full subtrees, largest first; copies, so that nobody alters ours. */
  get peaks(): Buffer[] {
    return this.#peaks.map((peak) => Buffer.from(peak));
  }

  /**
   * Adds one leaf hash (32 bytes). Returns each full subtree that is now complete, the leaf first:
   * exactly the hashes that a `ReadHash` will be asked for later.
   */
  append(leaf: Uint8Array): StoredHash[] {
    assert(leaf.length === HASH_BYTES, 'a leaf hash is 32 bytes');
    assert(this.#size < MAX_TREE_SIZE, 'the tree is not full');
    let hash: Buffer = Buffer.from(leaf);
    let index = this.#size;
    const stored: StoredHash[] = [{ level: 0, index, hash }];
    for (let level = 1; index % 2 === 1; level++) {
      hash = nodeHash(present(this.#peaks.pop(), 'a peak for each bit set'), hash);
      index = (index - 1) / 2;
      stored.push({ level, index, hash });
    }
    this.#peaks.push(hash);
    this.#size += 1;
    return stored;
  }

  /** Root of the tree, 32 bytes. RFC 6962 section 2.1. */
  root(): Buffer {
    let root: Buffer | null = null;
    for (let i = this.#peaks.length - 1; i >= 0; i--) {
      const peak = present(this.#peaks[i], 'peak in range');
      root = root === null ? Buffer.from(peak) : nodeHash(peak, root);
    }
    return root ?? emptyRoot();
  }

  /** Size as eight bytes, big end first, then the peaks: for a database column. */
  toBytes(): Buffer {
    const size = Buffer.alloc(SIZE_BYTES);
    size.writeBigUInt64BE(BigInt(this.#size));
    return Buffer.concat([size, ...this.#peaks]);
  }

  /** A range that grows apart from this one: for a transaction that may roll back. */
  clone(): CompactRange {
    return new CompactRange(this.#size, [...this.#peaks]);
  }
}

function peakCount(size: number): number {
  let count = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) count += rest % 2;
  return count;
}
