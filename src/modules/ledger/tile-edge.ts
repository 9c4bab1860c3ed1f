/**
 * The right edge of a log in the tlog-tiles form: what is needed to append to it and to write its next files.
 *
 * Holds: the peaks, the not yet full row of hashes of each tile level (fewer than 256 each), and the entries of
 * the not yet full bundle. Grows by `append`; a row that reaches 256 becomes a file and starts anew.
 */
import { assert, present } from '../../kernel/assert.ts';
import { CompactRange } from '../../wire/tlog/compact-range.ts';
import { coveringSubtrees, HASH_BYTES } from '../../wire/tlog/merkle.ts';
import {
  bundlePath,
  encodeBundle,
  readHashFromTiles,
  TILE_HEIGHT,
  TILE_WIDTH,
  tilePath,
} from '../../wire/tlog/tiles.ts';

/** One static file of the log: path within its folder, and what tile it is. `level` -1: a bundle of entries. */
export interface LogFile {
  readonly path: string;
  readonly level: number;
  readonly index: number;
  readonly width: number;
  readonly bytes: Buffer;
}

export interface TileEdge {
  readonly size: number;
  root(): Buffer;
  /** The peaks as ledger_heads keeps them. */
  rangeBytes(): Buffer;
  /** Adds one entry: its leaf hash and its leaf bytes. Returns the files that are now full. */
  append(leaf: Buffer, data: Buffer): LogFile[];
  /** The files that are not full at this size. */
  partials(): LogFile[];
  /** An edge that grows apart from this one. */
  clone(): TileEdge;
}

/** Hashes and entries to the right of the last full tile: `rows[L]` of tile level L. */
export interface EdgeParts {
  readonly rows: readonly (readonly Buffer[])[];
  readonly entries: readonly Buffer[];
}

/** The tiles and the bundle that hold the edge of a tree of `size` leaves: level -1 is the bundle. */
export function edgeTiles(size: number): { level: number; index: number; width: number }[] {
  const tiles: { level: number; index: number; width: number }[] = [];
  for (let level = 0; size >= TILE_WIDTH ** level; level++) {
    const count = Math.floor(size / TILE_WIDTH ** level);
    const tile = { level, index: Math.floor(count / TILE_WIDTH), width: count % TILE_WIDTH };
    if (tile.width === 0) continue;
    tiles.push(tile);
    if (level === 0) tiles.push({ ...tile, level: -1 });
  }
  return tiles;
}

/** Where a tile or (level -1) a bundle stands in the folder. */
export const logPath = (file: { level: number; index: number; width: number }): string =>
  file.level < 0 ? bundlePath(file) : tilePath(file);

/** Takes over an edge. Parts that do not belong to `size` are a Bug; whether they are authentic, `root` tells. */
export function createTileEdge(size = 0, parts: EdgeParts = { rows: [], entries: [] }): TileEdge {
  for (let level = 0; size >= TILE_WIDTH ** level; level++)
    assert((parts.rows[level]?.length ?? 0) === Math.floor(size / TILE_WIDTH ** level) % TILE_WIDTH, 'rows');
  assert(parts.entries.length === size % TILE_WIDTH, 'entries of the last bundle');
  const readHash = readHashFromTiles(size, (tile) => Buffer.concat(parts.rows[tile.level] ?? []));
  const peaks = coveringSubtrees(0, size).map(({ level, index }) => readHash(level, index));
  return edgeOver(
    CompactRange.of(size, peaks),
    parts.rows.map((row) => [...row]),
    [...parts.entries],
  );
}

function edgeOver(range: CompactRange, rows: Buffer[][], entries: Buffer[]): TileEdge {
  const file = (level: number, index: number, width: number, bytes: Buffer): LogFile => ({
    path: logPath({ level, index, width }),
    level,
    index,
    width,
    bytes,
  });

  return {
    get size() {
      return range.size;
    },
    root: () => range.root(),
    rangeBytes: () => range.toBytes(),
    append(leaf, data) {
      assert(leaf.length === HASH_BYTES, 'a leaf hash is 32 bytes');
      const full: LogFile[] = [];
      entries.push(data);
      for (const stored of range.append(leaf)) {
        if (stored.level % TILE_HEIGHT !== 0) continue;
        const level = stored.level / TILE_HEIGHT;
        const row = (rows[level] ??= []);
        row.push(stored.hash);
        if (row.length < TILE_WIDTH) continue;
        const index = Math.floor(stored.index / TILE_WIDTH);
        if (level === 0) full.push(file(-1, index, TILE_WIDTH, encodeBundle(entries.splice(0))));
        full.push(file(level, index, TILE_WIDTH, Buffer.concat(row.splice(0))));
      }
      return full;
    },
    partials: () =>
      edgeTiles(range.size).map(({ level, index, width }) => {
        const bytes = level < 0 ? encodeBundle(entries) : Buffer.concat(present(rows[level], 'a row'));
        return file(level, index, width, bytes);
      }),
    clone: () =>
      edgeOver(
        range.clone(),
        rows.map((row) => [...row]),
        [...entries],
      ),
  };
}
