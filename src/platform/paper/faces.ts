/** The letters of a paper: the fonts of the pages, each slice read when its first letter is wanted, then kept. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Font } from 'fontkit';
import { decodeWoff2 } from '../../wire/woff2/decode.ts';

export type Weight = 400 | 600;

/** One font of a document: a slice of a family in one weight. */
export interface Face {
  readonly key: string;
  readonly font: Font;
  /** Whether figures and letters are those of Inter, whose own tricks (-> as an arrow) we do without. */
  readonly latin: boolean;
}

export interface Faces {
  /** The font that has this letter; null where none has. */
  faceFor(code: number, weight: Weight): Face | null;
}

interface Slice {
  readonly file: string;
  readonly name: string;
  readonly ranges: readonly (readonly [number, number])[];
  readonly latin: boolean;
}

const require = createRequire(import.meta.url);
/** Families in the order in which they are asked, and which of their slices. */
const FAMILIES: readonly { readonly name: string; readonly slices: RegExp }[] = [
  { name: 'inter', slices: /./ },
  { name: 'noto-sans-arabic', slices: /^arabic$/ },
  { name: 'noto-sans-kr', slices: /^\[\d+\]$/ },
];

/** Letters whose font is remembered: all of Korean, Latin and Arabic are fewer. */
const MAX_KNOWN = 40_000;

function readSlices(): readonly Slice[] {
  return FAMILIES.flatMap(({ name, slices: wanted }) => {
    const ranges = JSON.parse(
      readFileSync(require.resolve(`@fontsource-variable/${name}/unicode.json`), 'utf8'),
    ) as Readonly<Record<string, string>>;
    return Object.entries(ranges)
      .filter(([part]) => wanted.test(part))
      .map(([part, range]) => {
        const short = part.replaceAll(/[[\]]/g, '');
        return {
          file: `@fontsource-variable/${name}/files/${name}-${short}-wght-normal.woff2`,
          name: `${name}-${short}`,
          ranges: range.split(',').map(readRange),
          latin: name === 'inter',
        };
      });
  });
}

/** `U+0041`, `U+0041-005A`. */
function readRange(range: string): readonly [number, number] {
  const [low = '', high = low] = range.trim().slice(2).split('-');
  return [Number.parseInt(low, 16), Number.parseInt(high, 16)];
}

/**
 * fontkit remembers the letter for which a glyph was made first and gives it for all later ones. Arabic letters
 * share glyphs, so each use must say its own letter: nothing is remembered.
 */
function forgetLetters(font: Font): void {
  const getGlyph = font.getGlyph.bind(font);
  font.getGlyph = (id, letters) => {
    delete font['_glyphs'][id];
    return getGlyph(id, letters);
  };
}

let board: Faces | null = null;

/** The fonts on board; the same for all papers. The package is loaded with the first. */
export async function boardFaces(): Promise<Faces> {
  const { create } = await import('fontkit');
  board ??= createFaces(create);
  return board;
}

function createFaces(create: (bytes: Uint8Array) => Font): Faces {
  const slices = readSlices();
  const faces = new Map<string, Face>();
  const known = new Map<number, Face | null>();

  function readFace(slice: Slice, weight: Weight): Face {
    const key = `${slice.name}-${weight}`;
    const kept = faces.get(key);
    if (kept) return kept;
    const whole = create(decodeWoff2(readFileSync(require.resolve(slice.file))));
    const font = whole.getVariation({ wght: weight });
    // The PDF writer takes two fonts of one name for the same, and every slice and weight has its family's.
    Object.defineProperty(font, 'postscriptName', { value: key });
    forgetLetters(font);
    const face = { key, font, latin: slice.latin };
    faces.set(key, face);
    return face;
  }

  /** The first slice whose range names the letter and whose font has it; others are not read. */
  function find(code: number, weight: Weight): Face | null {
    for (const slice of slices) {
      if (!slice.ranges.some(([low, high]) => code >= low && code <= high)) continue;
      const face = readFace(slice, weight);
      if (face.font.hasGlyphForCodePoint(code)) return face;
    }
    return null;
  }

  return {
    faceFor(code, weight) {
      const id = code * 1_000 + weight;
      const before = known.get(id);
      if (before !== undefined) return before;
      const found = find(code, weight);
      if (known.size >= MAX_KNOWN) known.clear();
      known.set(id, found);
      return found;
    },
  };
}
