/** Outlines of a WOFF2 font, written back as the `glyf` and `loca` tables of TrueType. WOFF2 section 5.1 to 5.3. */
import { FontReader } from './reader.ts';

const HEADER_SIZES = 7;
const ON_CURVE = 1;
const OVERLAP = 64;
/** Flags of a component, from the OpenType chapter "glyf". */
const ARE_WORDS = 1;
const HAS_SCALE = 8;
const MORE_COMPONENTS = 32;
const HAS_TWO_SCALES = 64;
const HAS_MATRIX = 128;
const HAS_INSTRUCTIONS = 256;

export interface Outlines {
  readonly glyf: Buffer;
  /** In 32 bits; `head` must say so. */
  readonly loca: Buffer;
  /** Left edge of each glyph, for an `hmtx` that leaves it out. */
  readonly leftEdges: readonly number[];
}

interface Streams {
  readonly contours: FontReader;
  readonly points: FontReader;
  readonly flags: FontReader;
  readonly glyph: FontReader;
  readonly composite: FontReader;
  readonly box: FontReader;
  readonly instructions: FontReader;
}

interface Point {
  readonly dx: number;
  readonly dy: number;
  readonly onCurve: boolean;
}

/** Rebuilds both tables from the transformed `glyf`. */
export function readOutlines(transformed: Buffer): Outlines {
  const head = new FontReader(transformed);
  head.u16();
  const hasOverlaps = (head.u16() & 1) === 1;
  const count = head.u16();
  head.u16();
  const sizes = Array.from({ length: HEADER_SIZES }, () => head.u32());
  const [contours, points, flags, glyph, composite, box, instructions] = sizes.map(
    (size) => new FontReader(head.take(size)),
  ) as [FontReader, FontReader, FontReader, FontReader, FontReader, FontReader, FontReader];
  const streams: Streams = { contours, points, flags, glyph, composite, box, instructions };
  const hasBox = box.take(4 * Math.floor((count + 31) / 32));
  const overlaps = hasOverlaps ? head.take(Math.ceil(count / 8)) : Buffer.alloc(0);
  const glyphs: Buffer[] = [];
  const leftEdges: number[] = [];
  for (let i = 0; i < count; i++) {
    const bit = 128 >> (i & 7);
    const isSet = (bits: Buffer): boolean => ((bits[i >> 3] ?? 0) & bit) !== 0;
    const made = readGlyph(streams, isSet(hasBox), isSet(overlaps));
    glyphs.push(padded(made));
    leftEdges.push(made.length === 0 ? 0 : made.readInt16BE(2));
  }
  const loca = Buffer.alloc(4 * (count + 1));
  let offset = 0;
  for (let i = 0; i < count; i++) {
    offset += glyphs[i]?.length ?? 0;
    loca.writeUInt32BE(offset, 4 * (i + 1));
  }
  return { glyf: Buffer.concat(glyphs), loca, leftEdges };
}

function readGlyph(streams: Streams, hasBox: boolean, overlaps: boolean): Buffer {
  const contours = streams.contours.i16();
  if (contours === 0) return Buffer.alloc(0);
  if (contours < 0) return readComposite(streams, contours);
  const ends: number[] = [];
  for (let i = 0; i < contours; i++) ends.push((ends.at(-1) ?? -1) + streams.points.packed255());
  const points = Array.from({ length: (ends.at(-1) ?? -1) + 1 }, () => readPoint(streams));
  const instructions = streams.instructions.take(streams.glyph.packed255());
  const box = hasBox ? streams.box.take(8) : boxAround(points);
  return writeSimple(ends, points, instructions, box, overlaps);
}

function readComposite(streams: Streams, contours: number): Buffer {
  const from = streams.composite;
  const parts: Buffer[] = [];
  let any = 0;
  for (let flags = MORE_COMPONENTS; (flags & MORE_COMPONENTS) !== 0;) {
    const first = from.take(4);
    flags = first.readUInt16BE(0);
    any |= flags;
    const scales = flags & HAS_MATRIX ? 8 : flags & HAS_TWO_SCALES ? 4 : flags & HAS_SCALE ? 2 : 0;
    parts.push(first, from.take((flags & ARE_WORDS ? 4 : 2) + scales));
  }
  if (any & HAS_INSTRUCTIONS) {
    const length = streams.glyph.packed255();
    parts.push(short(length), streams.instructions.take(length));
  }
  return Buffer.concat([short(contours & 0xffff), streams.box.take(8), ...parts]);
}

const short = (value: number): Buffer => Buffer.from([(value >> 8) & 255, value & 255]);

/** One point by its triplet. WOFF2 section 5.2. */
function readPoint({ flags, glyph }: Streams): Point {
  const all = flags.u8();
  const onCurve = all < 128;
  const flag = all & 127;
  const x = (value: number): number => (flag & 1 ? value : -value);
  const y = (value: number): number => (flag & 2 ? value : -value);
  const first = glyph.u8();
  if (flag < 10) return { dx: 0, dy: x(((flag & 14) << 7) + first), onCurve };
  if (flag < 20) return { dx: x((((flag - 10) & 14) << 7) + first), dy: 0, onCurve };
  if (flag < 84) {
    const high = flag - 20;
    return { dx: x(1 + (high & 48) + (first >> 4)), dy: y(1 + ((high & 12) << 2) + (first & 15)), onCurve };
  }
  const second = glyph.u8();
  if (flag < 120) {
    const high = flag - 84;
    const dy = y(1 + (((high % 12) >> 2) << 8) + second);
    return { dx: x(1 + (Math.floor(high / 12) << 8) + first), dy, onCurve };
  }
  const third = glyph.u8();
  if (flag < 124)
    return { dx: x((first << 4) + (second >> 4)), dy: y(((second & 15) << 8) + third), onCurve };
  return { dx: x((first << 8) + second), dy: y((third << 8) + glyph.u8()), onCurve };
}

function boxAround(points: readonly Point[]): Buffer {
  let [x, y, minX, minY, maxX, maxY] = [0, 0, Infinity, Infinity, -Infinity, -Infinity];
  for (const { dx, dy } of points) {
    x += dx;
    y += dy;
    minX = Math.min(minX, x);
    minY = Math.min(minY, y);
    maxX = Math.max(maxX, x);
    maxY = Math.max(maxY, y);
  }
  const box = Buffer.alloc(8);
  if (points.length > 0) [minX, minY, maxX, maxY].forEach((value, i) => box.writeInt16BE(value, 2 * i));
  return box;
}

/** Every coordinate in 16 bits: longer than it could be, and read as any other. */
function writeSimple(
  ends: readonly number[],
  points: readonly Point[],
  instructions: Buffer,
  box: Buffer,
  overlaps: boolean,
): Buffer {
  const start = 10 + 2 * ends.length;
  const flagsAt = start + 2 + instructions.length;
  const glyph = Buffer.alloc(flagsAt + points.length * 5);
  glyph.writeInt16BE(ends.length, 0);
  box.copy(glyph, 2);
  ends.forEach((end, i) => glyph.writeUInt16BE(end, 10 + 2 * i));
  glyph.writeUInt16BE(instructions.length, start);
  instructions.copy(glyph, start + 2);
  points.forEach((point, i) => {
    glyph[flagsAt + i] = (point.onCurve ? ON_CURVE : 0) | (overlaps && i === 0 ? OVERLAP : 0);
    glyph.writeInt16BE(point.dx, flagsAt + points.length + 2 * i);
    glyph.writeInt16BE(point.dy, flagsAt + 3 * points.length + 2 * i);
  });
  return glyph;
}

/** One command of an outline: `moveTo`, `lineTo`, `quadraticCurveTo` or `closePath`. */
export interface OutlineCommand {
  readonly command: string;
  readonly args: readonly number[];
}

/** An outline as the bytes of one glyph, such as that of a variable font at a weight. */
export function writeOutline(commands: readonly OutlineCommand[]): Buffer {
  const ends: number[] = [];
  const points: Point[] = [];
  let [x, y, start] = [0, 0, 0];
  let first: readonly number[] = [];
  const add = (toX: number, toY: number, onCurve: boolean): void => {
    points.push({ dx: toX - x, dy: toY - y, onCurve });
    [x, y] = [toX, toY];
  };
  const close = (): void => {
    // A contour closes by itself: a last point upon the first is left out.
    if (points.length > start + 1 && x === first[0] && y === first[1]) {
      const { dx, dy } = points.pop() as Point;
      [x, y] = [x - dx, y - dy];
    }
    if (points.length > start) ends.push(points.length - 1);
    start = points.length;
  };
  for (const { command, args } of commands) {
    const [a = 0, b = 0, c = 0, d = 0] = args.map(Math.round);
    if (command === 'moveTo') {
      close();
      first = [a, b];
      add(a, b, true);
    } else if (command === 'lineTo') add(a, b, true);
    else if (command === 'quadraticCurveTo') {
      add(a, b, false);
      add(c, d, true);
    }
  }
  close();
  return points.length === 0
    ? Buffer.alloc(0)
    : padded(writeSimple(ends, points, Buffer.alloc(0), boxAround(points), false));
}

const padded = (glyph: Buffer): Buffer => Buffer.concat([glyph, Buffer.alloc((4 - (glyph.length & 3)) & 3)]);
