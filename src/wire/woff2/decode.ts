/**
 * WOFF2 to TrueType: the fonts of the pages, as the PDF writer needs them. It cuts out the letters that are used,
 * which fontkit does with plain TrueType alone. W3C WOFF File Format 2.0.
 */
import { brotliDecompressSync } from 'node:zlib';
import { assert } from '../../kernel/assert.ts';
import { readOutlines, type Outlines } from './glyphs.ts';
import { FontReader } from './reader.ts';

const SIGNATURE = 0x774f4632;
const HEADER = 48;
const OWN_TAG = 63;
/** Decompressed tables of one font at most: ours have less than 2 MB. */
const MAX_BYTES = 64 * 1024 * 1024;
/** Tags by their number, WOFF2 section 4.1. */
const TAGS = (
  'cmap head hhea hmtx maxp name OS/2 post cvt_ fpgm glyf loca prep CFF_ VORG EBDT EBLC gasp hdmx kern LTSH PCLT ' +
  'VDMX vhea vmtx BASE GDEF GPOS GSUB EBSC JSTF MATH CBDT CBLC COLR CPAL SVG_ sbix acnt avar bdat bloc bsln cvar ' +
  'fdsc feat fmtx fvar gvar hsty just lcar mort morx opbd prop trak Zapf Silf Glat Gloc Feat Sill'
)
  .replaceAll('_', ' ')
  .split(/(?<=^(?:.{5})*.{4}) /);

interface Entry {
  readonly tag: string;
  readonly length: number;
  readonly transformed: boolean;
}

/** A font file with its tables as TrueType has them; checksums are left at zero. */
export function decodeWoff2(file: Buffer): Buffer {
  const reader = new FontReader(file);
  assert(reader.u32() === SIGNATURE, 'the file is no WOFF2 font');
  const flavor = reader.u32();
  reader.u32();
  const count = reader.u16();
  reader.u16();
  reader.u32();
  const packed = reader.u32();
  reader.at = HEADER;
  const entries = Array.from({ length: count }, () => readEntry(reader));
  const data = new FontReader(brotliDecompressSync(reader.take(packed), { maxOutputLength: MAX_BYTES }));
  const tables: Map<string, Buffer> = new Map(entries.map((entry) => [entry.tag, data.take(entry.length)]));
  const changed = new Set(entries.filter((entry) => entry.transformed).map((entry) => entry.tag));
  if (changed.has('glyf')) restore(tables, changed);
  return writeFont(flavor, tables);
}

function readEntry(reader: FontReader): Entry {
  const flags = reader.u8();
  const number = flags & 63;
  const tag = number === OWN_TAG ? reader.take(4).toString('latin1') : (TAGS[number] ?? '');
  const length = reader.base128();
  const version = flags >> 6;
  const transformed = tag === 'glyf' || tag === 'loca' ? version !== 3 : version !== 0;
  return { tag, length: transformed ? reader.base128() : length, transformed };
}

function restore(tables: Map<string, Buffer>, changed: ReadonlySet<string>): void {
  const table = (tag: string): Buffer => {
    const found = tables.get(tag);
    assert(found, `the font has no table ${tag}`);
    return found;
  };
  const outlines = readOutlines(table('glyf'));
  const head = Buffer.from(table('head'));
  // indexToLocFormat: offsets of 32 bits.
  head.writeInt16BE(1, 50);
  tables.set('head', head).set('glyf', outlines.glyf).set('loca', outlines.loca);
  if (changed.has('hmtx'))
    tables.set('hmtx', readAdvances(table('hmtx'), table('hhea').readUInt16BE(34), outlines));
}

/** Widths with their left edges, which a transformed `hmtx` leaves out where the outline tells them. Section 5.4. */
function readAdvances(transformed: Buffer, wide: number, { leftEdges }: Outlines): Buffer {
  const reader = new FontReader(transformed);
  const flags = reader.u8();
  const advances = Array.from({ length: wide }, () => reader.u16());
  const edge = (omitted: boolean, i: number): number => (omitted ? (leftEdges[i] ?? 0) : reader.i16());
  const out = Buffer.alloc(2 * wide + 2 * leftEdges.length);
  for (let i = 0; i < leftEdges.length; i++) {
    const advance = advances[i];
    if (advance !== undefined) out.writeUInt16BE(advance, 4 * i);
    out.writeInt16BE(edge((flags & (i < wide ? 1 : 2)) !== 0, i), i < wide ? 4 * i + 2 : 2 * wide + 2 * i);
  }
  return out;
}

function writeFont(flavor: number, tables: ReadonlyMap<string, Buffer>): Buffer {
  const sorted = [...tables].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const directory = Buffer.alloc(12 + 16 * sorted.length);
  const level = Math.floor(Math.log2(sorted.length));
  directory.writeUInt32BE(flavor, 0);
  [sorted.length, 16 * 2 ** level, level, 16 * (sorted.length - 2 ** level)].forEach((value, i) =>
    directory.writeUInt16BE(value, 4 + 2 * i),
  );
  const parts: Buffer[] = [directory];
  let offset = directory.length;
  sorted.forEach(([tag, bytes], i) => {
    const at = 12 + 16 * i;
    directory.write(tag, at, 'latin1');
    directory.writeUInt32BE(offset, at + 8);
    directory.writeUInt32BE(bytes.length, at + 12);
    const padded = (bytes.length + 3) & ~3;
    parts.push(bytes, Buffer.alloc(padded - bytes.length));
    offset += padded;
  });
  return Buffer.concat(parts);
}
