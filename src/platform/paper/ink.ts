/** Turns pieces of text into the operators of a PDF page, and remembers how wide words are. */
import type { PDFDocument } from 'pdfkit';
import type { DocumentFont, GlyphPosition } from 'pdfkit';
import { writeOutline } from '../../wire/woff2/glyphs.ts';
import type { Face, Faces, Weight } from './faces.ts';
import { layOut, mirrored, type Letters, type Line } from './lines.ts';

export interface Style {
  readonly size: number;
  readonly weight: Weight;
  /** 0 black to 1 white. */
  readonly grey: number;
}

interface Shaped {
  readonly ids: readonly number[];
  readonly positions: readonly GlyphPosition[];
  /** Thousandths of an em. */
  readonly width: number;
}

/** Words of one document whose shapes are remembered. */
const MAX_SHAPED = 20_000;
/** No letters that change with their neighbours: `->` is no arrow. */
const WORDS = { calt: false };
/** Figures of one width, so that times line up. Not beside a hyphen, which would be as wide as a figure. */
const FIGURES = { calt: false, tnum: true };
const IS_FIGURES = /^[\d:.]+Z?$/;

export type Ink = ReturnType<typeof createInk>;

/** The text of one document. */
export function createInk(doc: PDFDocument, faces: Faces) {
  const fonts = new Map<Face, DocumentFont>();
  const shaped = new Map<string, Shaped>();
  const numbers = new Map<string, number>();

  function fontOf(face: Face): DocumentFont {
    const kept = fonts.get(face);
    if (kept) return kept;
    doc.font(face.font, face.key);
    const own = doc['_font'];
    // fontkit's own encoder of variable glyphs does not work with the stream writer that it asks for.
    own.subset.glyphEncoder = { encodeSimple: (path) => writeOutline(path.commands) };
    fonts.set(face, own);
    return own;
  }

  /**
   * Number of a glyph in the document. Arabic letters share their shapes and differ by dots, so a shape that
   * stands for another letter is another glyph: else who copies the text would get the first letter for both.
   */
  function numberOf(
    face: Face,
    own: DocumentFont,
    glyph: number,
    codes: readonly number[],
    width: number,
  ): number {
    const key = `${face.key} ${glyph} ${codes.join(' ')}`;
    const kept = numbers.get(key);
    if (kept !== undefined) return kept;
    const id = own.subset.glyphs.push(glyph) - 1;
    own.widths[id] = width;
    own.unicode[id] = codes;
    numbers.set(key, id);
    return id;
  }

  function shape(text: string, face: Face, rightToLeft: boolean): Shaped {
    const key = `${face.key}${rightToLeft ? '<' : '>'}${text}`;
    const kept = shaped.get(key);
    if (kept) return kept;
    const { font } = face;
    const scale = 1000 / font.unitsPerEm;
    const features = face.latin ? (IS_FIGURES.test(text) ? FIGURES : WORDS) : undefined;
    const run = font.layout(text, features, undefined, undefined, rightToLeft ? 'rtl' : 'ltr');
    const own = fontOf(face);
    const ids = run.glyphs.map((glyph) => {
      // A bracket that was mirrored to be seen is read as it was written.
      const codes = rightToLeft ? glyph.codePoints.map(mirrored) : glyph.codePoints;
      return numberOf(face, own, glyph.id, codes, glyph.advanceWidth * scale);
    });
    const positions = run.positions.map((position, i) => ({
      xAdvance: position.xAdvance * scale,
      xOffset: position.xOffset * scale,
      yOffset: position.yOffset * scale,
      advanceWidth: (run.glyphs[i]?.advanceWidth ?? 0) * scale,
    }));
    const made = { ids, positions, width: positions.reduce((sum, { xAdvance }) => sum + xAdvance, 0) };
    if (shaped.size >= MAX_SHAPED) shaped.clear();
    shaped.set(key, made);
    return made;
  }

  const lettersOf = (style: Style): Letters<Face> => ({
    faceFor: (code) => faces.faceFor(code, style.weight),
    measure: (text, face, rightToLeft) => (shape(text, face, rightToLeft).width * style.size) / 1000,
  });

  return {
    /** Lines of a text no wider than `width` points. */
    lines: (text: string, width: number, style: Style): Line<Face>[] => layOut(text, width, lettersOf(style)),

    /**
     * Operators that draw a line with its baseline at `y` from the top; the page must know `used` fonts. One run of
     * glyphs of one font and line is one string, so that readers find words and not letters.
     */
    draw(line: Line<Face>, x: number, y: number, style: Style, used: (font: DocumentFont) => void): string {
      const out = [`BT ${num(style.grey)} g`];
      let [at, current] = [x, ''];
      const placed = line.pieces.map((piece) => {
        at += piece.width;
        return { piece, at: at - piece.width };
      });
      // Written in the order of reading, wherever it is seen: so it is copied in that order.
      for (const { piece, at: start } of placed.toSorted((a, b) => a.piece.at - b.piece.at)) {
        const own = fontOf(piece.face);
        if (own.id !== current) out.push(`/${own.id} ${num(style.size)} Tf`);
        current = own.id;
        used(own);
        out.push(...runOperators(shape(piece.text, piece.face, piece.rightToLeft), start, y, style.size));
      }
      out.push('ET');
      return out.join('\n');
    },

    /** Fonts of the document so far. */
    fonts: (): readonly DocumentFont[] => [...fonts.values()],
  };
}

/** Numbers as PDF takes them: no exponents, no more digits than an eye or a printer can tell. */
export const num = (value: number): string => String(Math.round(value * 100) / 100);

const hex = (id: number): string => id.toString(16).padStart(4, '0');

/**
 * Glyphs on the line go in one string, a kerned one with its difference; then the marks, each at its place. A mark
 * in between would part the word for who reads the file.
 */
function runOperators({ ids, positions }: Shaped, x: number, y: number, size: number): string[] {
  const scale = size / 1000;
  const marks: string[] = [];
  let [at, letters, string] = [x, '', ''];
  positions.forEach(({ xAdvance, xOffset, yOffset, advanceWidth }, i) => {
    const isMark = xOffset !== 0 || yOffset !== 0;
    const id = hex(ids[i] ?? 0);
    if (isMark) marks.push(`${placeAt(at + xOffset * scale, y - yOffset * scale)} <${id}> Tj`);
    else letters += id;
    const more = isMark ? xAdvance : xAdvance - advanceWidth;
    if (Math.abs(more) > 0.5) {
      string += `${letters === '' ? '' : `<${letters}>`}${num(-more)} `;
      letters = '';
    }
    at += xAdvance * scale;
  });
  if (letters !== '') string += `<${letters}>`;
  return string === '' ? marks : [placeAt(x, y), `[${string}] TJ`, ...marks];
}

/** The page counts from the top, so letters are turned over to stand upright. */
const placeAt = (x: number, y: number): string => `1 0 0 -1 ${num(x)} ${num(y)} Tm`;
