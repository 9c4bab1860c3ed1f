import { describe, expect, test } from 'vitest';
import { CompactRange } from './compact-range.ts';
import { leafHash, proveConsistency, proveInclusion, treeRoot } from './merkle.ts';
import type { ReadHash } from './merkle.ts';
import {
  bundlePath,
  decodeBundle,
  encodeBundle,
  encodeTile,
  newBundles,
  newTiles,
  parseTilePath,
  readHashFromTiles,
  tilePath,
  tilesForSize,
} from './tiles.ts';
import type { Tile } from './tiles.ts';

function grow(size: number): ReadHash {
  const stored = new Map<string, Buffer>();
  const range = CompactRange.empty();
  for (let i = 0; i < size; i++) {
    for (const { level, index, hash } of range.append(leafHash(Buffer.from(`leaf ${i}`)))) {
      stored.set(`${level}/${index}`, hash);
    }
  }
  return (level, index) => {
    const hash = stored.get(`${level}/${index}`);
    if (hash === undefined) throw new Error(`asked for ${level}/${index}, which is not a full subtree`);
    return hash;
  };
}

describe('tile paths', () => {
  test.each([
    // Index 1234067 is the example of C2SP tlog-tiles (CC BY 4.0); the others follow Go x/mod sumdb/tlog.
    ['tile/0/x001/x234/067', { level: 0, index: 1234067, width: 256 }],
    ['tile/0/001', { level: 0, index: 1, width: 256 }],
    ['tile/0/001.p/5', { level: 0, index: 1, width: 5 }],
    ['tile/5/x123/x456/078', { level: 5, index: 123456078, width: 256 }],
    ['tile/5/x123/x456/078.p/2', { level: 5, index: 123456078, width: 2 }],
    ['tile/63/000.p/255', { level: 63, index: 0, width: 255 }],
  ])('%s is written and read', (path, tile) => {
    expect(tilePath(tile)).toBe(path);
    expect(parseTilePath(path)).toEqual({ ok: true, value: tile });
  });
  test('a bundle of entries has its own folder', () => {
    expect(bundlePath({ index: 3057500, width: 256 })).toBe('tile/entries/x003/x057/500');
    expect(parseTilePath('tile/entries/x003/x057/500.p/9')).toEqual({
      ok: true,
      value: { level: 'entries', index: 3057500, width: 9 },
    });
  });
  test.each([
    'tile/5/123/456/078',
    'tile/-1/001',
    'tile/64/001',
    'tile/00/001',
    'tile/0/1',
    'tile/0/x000/001',
    'tile/0/x001',
    'tile/0/001/',
    '/tile/0/001',
    'tile/0/001.p/0',
    'tile/0/001.p/01',
    'tile/0/001.p/256',
    'tile/0/001.p/',
    'tile/data/001',
    'tile/0/../001',
    'tile/0/x999/x999/x999/x999/x999/999',
  ])('%s is refused', (path) => {
    expect(parseTilePath(path)).toMatchObject({ ok: false, fault: { code: 'malformed-tile' } });
  });
});

const count = (tiles: readonly Tile[], level: number, full: boolean): number =>
  tiles.filter((tile) => tile.level === level && (tile.width === 256) === full).length;

describe('which tiles', () => {
  test('70,000 leaves have the tiles that the specification counts', () => {
    const tiles = tilesForSize(70_000);
    expect(count(tiles, 0, true)).toBe(273);
    expect(count(tiles, 1, true)).toBe(1);
    expect(tiles.filter(({ width }) => width < 256)).toEqual([
      { level: 0, index: 273, width: 112 },
      { level: 1, index: 1, width: 17 },
      { level: 2, index: 0, width: 1 },
    ]);
  });
  test('256 leaves have one full tile and one tile of width 1 above it', () => {
    expect(tilesForSize(256)).toEqual([
      { level: 0, index: 0, width: 256 },
      { level: 1, index: 0, width: 1 },
    ]);
    expect(tilesForSize(0)).toEqual([]);
  });
  test('growth names only what changed', () => {
    expect(newTiles(7, 7)).toEqual([]);
    expect(newTiles(255, 257)).toEqual([
      { level: 0, index: 0, width: 256 },
      { level: 0, index: 1, width: 1 },
      { level: 1, index: 0, width: 1 },
    ]);
    expect(newTiles(256, 300)).toEqual([{ level: 0, index: 1, width: 44 }]);
    expect(newBundles(255, 257)).toEqual([
      { index: 0, width: 256 },
      { index: 1, width: 1 },
    ]);
  });
});

test('proofs read out of tiles equal proofs read out of hashes, for sizes over two tile levels', () => {
  const largest = 66_000;
  const readHash = grow(largest);
  const written = new Map<string, Buffer>();
  let before = 0;
  for (const size of [1, 2, 255, 256, 257, 511, 700, 65_535, 65_536, 65_537, largest]) {
    for (const tile of newTiles(before, size)) written.set(tilePath(tile), encodeTile(tile, readHash));
    const fromTiles = readHashFromTiles(size, (tile) => {
      const data = written.get(tilePath(tile));
      if (data === undefined) throw new Error(`no tile ${tilePath(tile)}`);
      return data;
    });
    expect(treeRoot(size, fromTiles)).toEqual(treeRoot(size, readHash));
    for (const index of [0, Math.floor(size / 3), size - 1]) {
      expect(proveInclusion(index, size, fromTiles)).toEqual(proveInclusion(index, size, readHash));
    }
    expect(proveConsistency(before, size, fromTiles)).toEqual(proveConsistency(before, size, readHash));
    before = size;
  }
});

test('a tile narrower than its tree needs is noticed', () => {
  const readHash = grow(10);
  const narrow = encodeTile({ level: 0, index: 0, width: 9 }, readHash);
  expect(() => readHashFromTiles(10, () => narrow)(0, 3)).toThrow('wide');
});

describe('entry bundles', () => {
  const entries = [Buffer.from('first'), Buffer.alloc(0), Buffer.alloc(65_535, 7)];
  test('entries come back as they went in', () => {
    const bytes = encodeBundle(entries);
    expect(bytes.subarray(0, 7)).toEqual(Buffer.from('0005666972737400'.slice(0, 14), 'hex'));
    expect(decodeBundle(bytes, 3)).toEqual({ ok: true, value: entries });
  });
  test('too few, too many or cut entries are refused', () => {
    const bytes = encodeBundle(entries);
    expect(decodeBundle(bytes, 2).ok).toBe(false);
    expect(decodeBundle(bytes, 4).ok).toBe(false);
    expect(decodeBundle(bytes.subarray(0, -1), 3).ok).toBe(false);
    expect(decodeBundle(bytes.subarray(0, 8), 2).ok).toBe(false);
    expect(() => encodeBundle([Buffer.alloc(65_536)])).toThrow('65,535');
    expect(() => encodeBundle([])).toThrow();
  });
});
