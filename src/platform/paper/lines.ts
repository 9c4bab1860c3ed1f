/**
 * Breaks a text into lines: Latin, Korean and Arabic, also mixed in one line. Pieces of one direction and one font
 * are measured; lines break at spaces, and within a word only where it is longer than the line; each line is then
 * put in the order in which it is seen. Unicode bidirectional algorithm (UAX 9), levels by bidi-js.
 */
import bidiFactory from 'bidi-js';

const bidi = bidiFactory();

/** Letters of one direction and one font, as they are written. */
export interface Piece<F> {
  /** In the order of writing; the one who draws turns it round where `rightToLeft`. Brackets are mirrored already. */
  readonly text: string;
  readonly face: F;
  readonly rightToLeft: boolean;
  readonly width: number;
  /** Where it stands in the order of writing. */
  readonly at: number;
}

/** Pieces from left to right, as they are seen. */
export interface Line<F> {
  readonly pieces: readonly Piece<F>[];
  readonly width: number;
  /** The paragraph begins at the right. */
  readonly rightToLeft: boolean;
}

export interface Letters<F> {
  /** The font of a letter; null where no font has it. */
  readonly faceFor: (code: number) => F | null;
  /** Width of letters of one font and direction, in points. */
  readonly measure: (text: string, face: F, rightToLeft: boolean) => number;
}

interface Part<F> extends Piece<F> {
  readonly level: number;
  readonly isSpace: boolean;
}

/** Drawn in place of a letter that no font has, such as a pictograph. */
const UNKNOWN = '\u{25a1}';
/** Not drawn: controls (those of direction have done their work), joiners, selectors, tags. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Variation_Selector}\p{Cs}]/u;
const MARK = /^\p{M}/u;
/** Letters measured together: a longer run without a space would be measured again for each of its lines. */
const MAX_RUN = 64;
/** The common letters, which need no closer look. */
const PLAIN = /^[\x20-\x7e]$/;

/** The letter that mirrors another, such as `)` for `(`, by their numbers; itself where none does. */
export const mirrored = (code: number): number =>
  bidi.getMirroredCharacter(String.fromCodePoint(code))?.codePointAt(0) ?? code;

/** Lines of one paragraph. `width` in points, more than a letter's. */
export function layOut<F>(text: string, width: number, letters: Letters<F>): Line<F>[] {
  const clean = text.normalize('NFC').replaceAll(/\s/g, ' ').trimEnd();
  const levels = bidi.getEmbeddingLevels(clean);
  const rightToLeft = ((levels.paragraphs[0]?.level ?? 0) & 1) === 1;
  const parts = cutParts(clean, levels.levels, letters);
  return breakLines(parts, width, letters).map((line) => {
    const pieces = inSight(line);
    return { pieces, width: pieces.reduce((sum, piece) => sum + piece.width, 0), rightToLeft };
  });
}

/** Runs of letters that have the same level and font; spaces are runs of their own. */
function cutParts<F>(text: string, levels: Uint8Array, letters: Letters<F>): Part<F>[] {
  const parts: Part<F>[] = [];
  let open = null as { text: string; face: F; level: number; isSpace: boolean } | null;
  const close = (): void => {
    if (!open) return;
    const turned = (open.level & 1) === 1;
    const { text: run, face, level, isSpace } = open;
    parts.push({
      text: run,
      face,
      level,
      isSpace,
      rightToLeft: turned,
      at: parts.length,
      width: letters.measure(run, face, turned),
    });
  };
  let at = 0;
  for (const letter of text) {
    const level = levels[at] ?? 0;
    at += letter.length;
    if (!PLAIN.test(letter) && UNSEEN.test(letter)) continue;
    const seen = (level & 1) === 1 ? (bidi.getMirroredCharacter(letter) ?? letter) : letter;
    const isSpace = seen === ' ';
    const [shown, face]: readonly [string, F | null] = dressed(seen, letters);
    if (face === null || shown === '') continue;
    const isFull = (open?.text.length ?? 0) >= MAX_RUN && !MARK.test(shown);
    if (open?.level === level && open.face === face && open.isSpace === isSpace && !isFull)
      open.text += shown;
    else {
      close();
      open = { text: shown, face, level, isSpace };
    }
  }
  close();
  return parts;
}

/** A letter with its font; what no font has becomes one sign, and a mark that no font has is left out. */
function dressed<F>(letter: string, letters: Letters<F>): readonly [string, F | null] {
  const face = letters.faceFor(letter.codePointAt(0) ?? 0);
  if (face !== null) return [letter, face];
  return [MARK.test(letter) ? '' : UNKNOWN, letters.faceFor(UNKNOWN.codePointAt(0) ?? 0)];
}

function breakLines<F>(parts: readonly Part<F>[], width: number, letters: Letters<F>): Part<F>[][] {
  const lines: Part<F>[][] = [];
  let line: Part<F>[] = [];
  let used = 0;
  const end = (): void => {
    while (line.at(-1)?.isSpace) line.pop();
    lines.push(line);
    line = [];
    used = 0;
  };
  for (const word of wordsOf(parts)) {
    const wide = word.reduce((sum, part) => sum + part.width, 0);
    if (used + wide > width && line.length > 0 && word[0]?.isSpace !== true) end();
    if (wide <= width) {
      // Spaces at the end of a line do not count, and none begins a line that was broken.
      if (word[0]?.isSpace === true && line.length === 0 && lines.length > 0) continue;
      line.push(...word);
      used += wide;
      continue;
    }
    for (let rest: readonly Part<F>[] = word; rest.length > 0;) {
      const [fits, more] = cutWord(rest, width, letters);
      line.push(...fits);
      used = fits.reduce((sum, part) => sum + part.width, 0);
      if (more.length > 0) end();
      rest = more;
    }
  }
  end();
  return lines;
}

/** Neighbours without a space between them. */
function wordsOf<F>(parts: readonly Part<F>[]): Part<F>[][] {
  const words: Part<F>[][] = [];
  for (const part of parts) {
    const last = words.at(-1);
    if (last && last[0]?.isSpace === false && !part.isSpace) last.push(part);
    else words.push([part]);
  }
  return words;
}

/** The part of a long word that fits, at least one letter, and what is left of it. */
function cutWord<F>(
  word: readonly Part<F>[],
  width: number,
  letters: Letters<F>,
): readonly [Part<F>[], Part<F>[]] {
  const fits: Part<F>[] = [];
  let used = 0;
  for (const [i, part] of word.entries()) {
    if (used + part.width <= width) {
      fits.push(part);
      used += part.width;
      continue;
    }
    const cuts = cutsOf(part.text);
    const wideOf = (cut: number): number =>
      letters.measure(part.text.slice(0, cut), part.face, part.rightToLeft);
    // The last cut that fits, by halves.
    let [low, high] = [-1, cuts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (used + wideOf(cuts[middle] ?? 0) <= width) low = middle;
      else high = middle - 1;
    }
    const cut = cuts[low] ?? (fits.length === 0 ? (cuts[0] ?? part.text.length) : 0);
    const side = (text: string): Part<F>[] =>
      text === '' ? [] : [{ ...part, text, width: letters.measure(text, part.face, part.rightToLeft) }];
    return [
      [...fits, ...side(part.text.slice(0, cut))],
      [...side(part.text.slice(cut)), ...word.slice(i + 1)],
    ];
  }
  return [fits, []];
}

/** Where a run may be cut: after each letter, but not before a mark that sits on it. */
function cutsOf(text: string): number[] {
  const cuts: number[] = [];
  let at = 0;
  for (const letter of text) {
    if (at > 0 && !MARK.test(letter)) cuts.push(at);
    at += letter.length;
  }
  return [...cuts, at];
}

/** From the highest level to the lowest odd one, each run of at least that level is turned round. UAX 9, rule L2. */
function inSight<F>(line: readonly Part<F>[]): Part<F>[] {
  const seen = [...line];
  const highest = Math.max(0, ...line.map((part) => part.level));
  for (let level = highest; level > 0; level--)
    for (let from = 0; from < seen.length; from++) {
      if ((seen[from]?.level ?? 0) < level) continue;
      let to = from;
      while ((seen[to]?.level ?? 0) >= level && to < seen.length) to += 1;
      seen.splice(from, to - from, ...seen.slice(from, to).toReversed());
      from = to;
    }
  return seen;
}
