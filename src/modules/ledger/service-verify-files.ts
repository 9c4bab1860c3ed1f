/** Compares the tree over the database with the files beside it, tile by tile, up to the published checkpoint. */
import { CompactRange } from '../../wire/tlog/compact-range.ts';
import { HASH_BYTES } from '../../wire/tlog/merkle.ts';
import { TILE_WIDTH } from '../../wire/tlog/tiles.ts';
import type { Seal } from './checkpoint-text.ts';
import { readLogFile } from './service-files.ts';
import { edgeTiles, type LogFile, type TileEdge } from './tile-edge.ts';
import type { Faults } from './verify-faults.ts';

export interface FileCheck {
  /** Entries that the published checkpoint covers. */
  readonly size: number;
  /** Tiles and bundles that became full, with the edge after them. */
  compare(full: readonly LogFile[], edge: TileEdge): Promise<void>;
  /** The not full tiles of the edge, which is at or below `size`. */
  compareEdge(edge: TileEdge): Promise<void>;
  /** After the last entry: what is cut off, and which side the signature supports. */
  finish(edge: TileEdge, isTree: boolean): Promise<void>;
}

export function createFileCheck(deps: {
  readonly folder: string;
  /** The published checkpoint, whose signature holds. */
  readonly seal: Seal;
  readonly faults: Faults;
}): FileCheck {
  const { folder, seal, faults } = deps;
  /** The tree that the files tell of, from the first tile that differs from the database. */
  let theirs: CompactRange | null = null;
  let range = CompactRange.empty().toBytes();
  let comparedTo = 0;

  /** First and last-plus-one leaf under hash `at` of a tile. */
  const leavesOf = (file: LogFile, at: number): [number, number] => {
    const each = TILE_WIDTH ** Math.max(0, file.level);
    const first = file.index * TILE_WIDTH + at;
    return [first * each, (first + 1) * each];
  };

  const widest = (file: LogFile): number =>
    edgeTiles(seal.size).find((tile) => tile.level === file.level && tile.index === file.index)?.width ??
    TILE_WIDTH;

  async function read(file: LogFile): Promise<Buffer | null> {
    const bytes = await readLogFile(folder, file, widest(file));
    const wanted = file.level < 0 ? bytes?.length : file.width * HASH_BYTES;
    if (bytes !== undefined && bytes.length === wanted) return bytes;
    const [first] = leavesOf(file, 0);
    const [, end] = leavesOf(file, file.width - 1);
    const says = `The file ${file.path} beside the ledger is ${bytes === undefined ? 'missing' : 'damaged'}: restore it from a backup.`;
    faults.addVague(end, 'file-missing', says, first);
    return null;
  }

  async function compareOne(file: LogFile): Promise<void> {
    const bytes = await read(file);
    if (bytes === null || (bytes.equals(file.bytes) && (file.level !== 0 || theirs === null))) return;
    if (file.level === 0) return compareLeaves(file, bytes);
    // Hashes above a difference differ too, and say nothing new.
    if (theirs !== null) return;
    let at = 0;
    if (file.level > 0)
      while (
        bytes
          .subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES)
          .equals(file.bytes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES))
      )
        at += 1;
    const [first] = leavesOf(file, at);
    const [, end] = leavesOf(file, file.width - 1);
    faults.addVague(
      end,
      'file-differs',
      `The file ${file.path} beside the ledger is not what the ledger gives: restore it from a backup.`,
      first,
    );
  }

  function compareLeaves(file: LogFile, bytes: Buffer): void {
    theirs ??= CompactRange.fromBytes(range);
    for (let at = 0; at < file.width; at += 1) {
      const hash = bytes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES);
      if (theirs.size === file.index * TILE_WIDTH + at) theirs.append(hash);
      if (hash.equals(file.bytes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES))) continue;
      const [index] = leavesOf(file, at);
      faults.add(
        index,
        'entry-not-as-sealed',
        `Entry ${index} is not the one whose hash was sealed in ${file.path}.`,
      );
    }
  }

  async function compareAll(files: readonly LogFile[]): Promise<void> {
    // Leaves first: what they show makes the rest clear.
    for (const file of files.toSorted((a, b) => Number(b.level === 0) - Number(a.level === 0)))
      await compareOne(file);
  }

  return {
    size: seal.size,
    async compare(full, edge) {
      const sealed = full.filter((file) => leavesOf(file, file.width - 1)[1] <= seal.size);
      await compareAll(sealed);
      range = edge.rangeBytes();
    },
    async compareEdge(edge) {
      if (edge.size <= comparedTo || edge.size > seal.size) return;
      comparedTo = edge.size;
      await compareAll(edge.partials());
    },
    async finish(edge, isTree) {
      if (isTree && edge.size < seal.size) {
        await this.compareEdge(edge);
        faults.add(
          edge.size,
          'log-cut',
          `The log ends after ${edge.size} entries, but ${seal.size} were sealed: entry ${edge.size} is the first that is missing.`,
        );
      }
      if (theirs === null || theirs.size !== seal.size) return;
      const says = theirs.root().equals(seal.root)
        ? 'The signed checkpoint agrees with the files: the database was altered.'
        : 'The signed checkpoint does not agree with the files beside the ledger: they are damaged or altered.';
      faults.addVague(seal.size, 'which-side', says);
    },
  };
}
