import { gzipSync } from 'node:zlib';

/*
 * A tiny city in one PMTiles file (specification 3.4): one gzipped vector tile, z0, with a square of land, a piece
 * of water and a road. Written byte by byte, so that the test needs no tool and no city.
 */
const varint = (value: number): number[] => {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) | 128);
  }
};
const field = (n: number, bytes: readonly number[]): number[] => [
  ...varint(n * 8 + 2),
  ...varint(bytes.length),
  ...bytes,
];
const number = (n: number, value: number): number[] => [...varint(n * 8), ...varint(value)];
const zigzag = (value: number): number => (value < 0 ? -value * 2 - 1 : value * 2);

/** One feature of a vector tile (MVT 2.1): its commands are moves of the pen in tile units. */
function feature(type: 2 | 3, points: readonly (readonly [number, number])[]): number[] {
  const commands: number[] = [];
  let [x, y] = [0, 0];
  for (const [i, [px, py]] of points.entries()) {
    if (i === 0) commands.push(9);
    if (i === 1) commands.push(((points.length - 1) << 3) | 2);
    commands.push(zigzag(px - x), zigzag(py - y));
    [x, y] = [px, py];
  }
  if (type === 3) commands.push(15);
  return [...number(3, type), ...field(4, commands.flatMap(varint))];
}
const layer = (name: string, features: readonly number[][]): number[] =>
  field(3, [
    ...number(15, 2),
    ...field(1, [...Buffer.from(name)]),
    ...features.flatMap((one) => field(2, one)),
    ...number(5, 4096),
  ]);

/** The file's bytes. */
export function tinyCity(): Buffer {
  const all = [
    [0, 0],
    [4096, 0],
    [4096, 4096],
    [0, 4096],
  ] as const;
  const sea = [
    [0, 0],
    [2048, 0],
    [2048, 4096],
    [0, 4096],
  ] as const;
  const road = [
    [0, 2000],
    [4096, 2100],
  ] as const;
  const tile = gzipSync(
    Buffer.from([
      ...layer('earth', [feature(3, all)]),
      ...layer('water', [feature(3, sea)]),
      ...layer('roads', [feature(2, road)]),
    ]),
  );
  const layers = ['earth', 'water', 'roads'].map((id) => ({ id, fields: {} }));
  const metadata = gzipSync(JSON.stringify({ name: 'Tiny city', vector_layers: layers }));
  // One entry: tile id 0, run of one, its length, its offset plus one.
  const root = gzipSync(Buffer.from([1, 0, 1, ...varint(tile.length), 1]));
  const head = Buffer.alloc(127);
  head.write('PMTiles');
  head.writeUInt8(3, 7);
  const parts = [
    [127, root.length],
    [127 + root.length, metadata.length],
    [127 + root.length + metadata.length, 0],
    [127 + root.length + metadata.length, tile.length],
  ];
  for (const [i, [offset = 0, length = 0]] of parts.entries()) {
    head.writeBigUInt64LE(BigInt(offset), 8 + i * 16);
    head.writeBigUInt64LE(BigInt(length), 16 + i * 16);
  }
  for (const at of [72, 80, 88]) head.writeBigUInt64LE(1n, at);
  for (const [at, value] of [
    [96, 1],
    [97, 2],
    [98, 2],
    [99, 1],
    [100, 0],
    [101, 0],
  ] as const)
    head.writeUInt8(value, at);
  for (const [at, degrees] of [
    [102, -180],
    [106, -85],
    [110, 180],
    [114, 85],
  ] as const)
    head.writeInt32LE(degrees * 1e7, at);
  return Buffer.concat([head, root, metadata, tile]);
}
