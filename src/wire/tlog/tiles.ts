import { assert, present } from '../../kernel/assert.ts';
import { ok } from '../../kernel/result.ts';
import type { Result } from '../../kernel/result.ts';
import { tlogFault } from './fault.ts';
import type { TlogFault } from './fault.ts';
import { HASH_BYTES, isTreeSize, nodeHash } from './merkle.ts';
import type { ReadHash } from './merkle.ts';
import { decodeDecimal } from './text.ts';

/** Levels of the tree that one tile covers. */
export const TILE_HEIGHT = 8;
/** Hashes in a full tile, entries in a full bundle. */
export const TILE_WIDTH = 256;
/** Longest entry that a bundle can hold, in bytes: its length has 16 bits. */
export const MAX_ENTRY_BYTES = 65_535;

const MAX_TILE_LEVEL = 63;
const LENGTH_BYTES = 2;

/** A row of hashes: `level` counts in steps of eight tree levels, `width` is 1 to 256. */
export interface Tile {
  readonly level: number;
  readonly index: number;
  readonly width: number;
}

/** A row of entries: bundle `index` holds `width` entries from entry `index` * 256. */
export interface EntryBundle {
  readonly index: number;
  readonly width: number;
}

/** 1234067 becomes `x001/x234/067`. C2SP tlog-tiles "Merkle Tree". */
function encodeIndex(index: number): string {
  const groups: string[] = [];
  let rest = index;
  do {
    groups.unshift(String(rest % 1000).padStart(3, '0'));
    rest = Math.floor(rest / 1000);
  } while (rest > 0);
  return groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/');
}

function rowPath(folder: string, index: number, width: number): string {
  assert(isTreeSize(index), 'a tile index is a whole number from 0');
  assert(Number.isInteger(width) && width >= 1 && width <= TILE_WIDTH, 'a tile is 1 to 256 wide');
  return `tile/${folder}/${encodeIndex(index)}${width === TILE_WIDTH ? '' : `.p/${width}`}`;
}

/** Where a tile is served, without leading slash: `tile/0/x001/234.p/17`. C2SP tlog-tiles. */
export function tilePath(tile: Tile): string {
  assert(
    Number.isInteger(tile.level) && tile.level >= 0 && tile.level <= MAX_TILE_LEVEL,
    'a level of 0 to 63',
  );
  return rowPath(String(tile.level), tile.index, tile.width);
}

/** Where a bundle of entries is served: `tile/entries/x001/234.p/17`. C2SP tlog-tiles "Log entries". */
export function bundlePath(bundle: EntryBundle): string {
  return rowPath('entries', bundle.index, bundle.width);
}

const NO_TILE = tlogFault('malformed-tile', 'The path names no tile.');

const PATH = /^tile\/(entries|[0-9]{1,2})\/((?:x[0-9]{3}\/){0,5}[0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/;

/** Reads a path of a tile or bundle; only the one right spelling is accepted. */
export function parseTilePath(path: string): Result<Tile | (EntryBundle & { level: 'entries' }), TlogFault> {
  const match = PATH.exec(path);
  if (match === null) return NO_TILE;
  const [, folder = '', spelled = '', widthText] = match;
  const index = Number(spelled.replaceAll(/[x/]/g, ''));
  const width = widthText === undefined ? TILE_WIDTH : Number(widthText);
  // `x000/001` would be a second spelling of `001`, and `.p/256` of a full tile.
  if (!isTreeSize(index) || encodeIndex(index) !== spelled) return NO_TILE;
  if (widthText !== undefined && width >= TILE_WIDTH) return NO_TILE;
  if (folder === 'entries') return ok({ level: 'entries', index, width });
  const level = decodeDecimal(folder);
  return level === null || level > MAX_TILE_LEVEL ? NO_TILE : ok({ level, index, width });
}

/** Hashes at a tile level in a tree of `size` leaves: one for each full subtree of 256^level leaves. */
const hashesAtLevel = (size: number, level: number): number => Math.floor(size / TILE_WIDTH ** level);

/** Every tile that a tree of `size` leaves has and one of `oldSize` has not: to be written before signing. */
export function newTiles(oldSize: number, size: number): Tile[] {
  assert(isTreeSize(oldSize) && isTreeSize(size) && oldSize <= size, 'a tree only grows');
  const tiles: Tile[] = [];
  for (let level = 0; hashesAtLevel(size, level) > 0; level++) {
    const before = hashesAtLevel(oldSize, level);
    const now = hashesAtLevel(size, level);
    if (before === now) continue;
    for (let index = Math.floor(before / TILE_WIDTH); index * TILE_WIDTH < now; index++) {
      tiles.push({ level, index, width: Math.min(TILE_WIDTH, now - index * TILE_WIDTH) });
    }
  }
  return tiles;
}

/** Every tile of a tree of `size` leaves. C2SP tlog-tiles "Partial Tiles". */
export const tilesForSize = (size: number): Tile[] => newTiles(0, size);

/** The bundles of entries that are new or wider in a tree of `size` leaves than in one of `oldSize`. */
export function newBundles(oldSize: number, size: number): EntryBundle[] {
  return newTiles(oldSize, size)
    .filter(({ level }) => level === 0)
    .map(({ index, width }) => ({ index, width }));
}

/** The bytes of a tile: its hashes, one after another. */
export function encodeTile(tile: Tile, readHash: ReadHash): Buffer {
  const hashes: Buffer[] = [];
  for (let i = 0; i < tile.width; i++) {
    hashes.push(readHash(tile.level * TILE_HEIGHT, tile.index * TILE_WIDTH + i));
  }
  return Buffer.concat(hashes);
}

/** The tile, at its full present width, that holds the full subtree (`level`, `index`) in a tree of `size`. */
export function tileForHash(size: number, level: number, index: number): Tile {
  const tileLevel = Math.floor(level / TILE_HEIGHT);
  const first = index * 2 ** (level % TILE_HEIGHT);
  const last = (index + 1) * 2 ** (level % TILE_HEIGHT);
  const count = hashesAtLevel(size, tileLevel);
  assert(last <= count, 'the subtree lies whole within the tree');
  const tileIndex = Math.floor(first / TILE_WIDTH);
  return {
    level: tileLevel,
    index: tileIndex,
    width: Math.min(TILE_WIDTH, count - tileIndex * TILE_WIDTH),
  };
}

/**
 * A `ReadHash` for a tree of `size` leaves over stored tiles. `readTile` gives a tile's bytes at least
 * as wide as asked. Nothing here is authentic: a proof made with it is, once it leads to a signed root.
 */
export function readHashFromTiles(size: number, readTile: (tile: Tile) => Uint8Array): ReadHash {
  return (level, index) => {
    const tile = tileForHash(size, level, index);
    const data = Buffer.from(readTile(tile));
    assert(data.length >= tile.width * HASH_BYTES, 'a tile is as wide as asked');
    const width = 2 ** (level % TILE_HEIGHT);
    const from = index * width - tile.index * TILE_WIDTH;
    let row: Buffer[] = [];
    for (let i = from; i < from + width; i++) row.push(data.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES));
    while (row.length > 1) {
      const above: Buffer[] = [];
      for (let i = 0; i < row.length; i += 2) {
        above.push(nodeHash(present(row[i], 'left'), present(row[i + 1], 'right')));
      }
      row = above;
    }
    return Buffer.from(present(row[0], 'a subtree has a root'));
  };
}

/** Entries, each after its length in two bytes, big end first. C2SP tlog-tiles "Log entries". */
export function encodeBundle(entries: readonly Uint8Array[]): Buffer {
  assert(entries.length >= 1 && entries.length <= TILE_WIDTH, 'a bundle holds 1 to 256 entries');
  return Buffer.concat(
    entries.flatMap((entry) => {
      assert(entry.length <= MAX_ENTRY_BYTES, 'an entry is at most 65,535 bytes');
      const length = Buffer.alloc(LENGTH_BYTES);
      length.writeUInt16BE(entry.length);
      return [length, entry];
    }),
  );
}

/** Takes a bundle apart; it must hold exactly `width` entries and nothing after them. */
export function decodeBundle(bytes: Uint8Array, width: number): Result<Buffer[], TlogFault> {
  const data = Buffer.from(bytes);
  const entries: Buffer[] = [];
  let at = 0;
  while (entries.length < width) {
    if (at + LENGTH_BYTES > data.length)
      return tlogFault('malformed-tile', 'The bundle ends before its last entry.');
    const end = at + LENGTH_BYTES + data.readUInt16BE(at);
    if (end > data.length) return tlogFault('malformed-tile', 'The bundle ends within an entry.');
    entries.push(data.subarray(at + LENGTH_BYTES, end));
    at = end;
  }
  return at === data.length ? ok(entries) : tlogFault('malformed-tile', 'Bytes follow the last entry.');
}
