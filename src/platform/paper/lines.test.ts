import bidiFactory from 'bidi-js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { layOut, type Letters, type Line } from './lines.ts';

type Face = 'latin' | 'arabic' | 'korean';
/** Every letter is ten points wide; no face has pictographs. */
const letters: Letters<Face> = {
  faceFor(code) {
    if (code >= 0x600 && code < 0x700) return 'arabic';
    if (code >= 0xac00 && code < 0xd7a4) return 'korean';
    return code < 0x2100 || code === 0x25a1 ? 'latin' : null;
  },
  measure: (text) => 10 * [...text].length,
};
const seen = (line: Line<Face> | undefined): string =>
  (line?.pieces ?? [])
    .map(({ text, rightToLeft }) => (rightToLeft ? [...text].toReversed().join('') : text))
    .join('');
const lay = (text: string, width = 10_000): string[] => layOut(text, width, letters).map(seen);

test('lines break at spaces, and the space at the break is not drawn', () => {
  expect(lay('north gate lamp', 100)).toEqual(['north gate', 'lamp']);
  expect(lay('north gate lamp', 104)).toEqual(['north gate', 'lamp']);
  expect(lay('정문에서 배달 차량', 60)).toEqual(['정문에서', '배달 차량']);
  expect(lay('')).toEqual(['']);
});

test('a word longer than the line is cut, but never before a mark that sits on its letter', () => {
  expect(lay('see abcdefghijkl now', 50)).toEqual(['see', 'abcde', 'fghij', 'kl', 'now']);
  expect(lay('see abcdefghijk now', 50)).toEqual(['see', 'abcde', 'fghij', 'k now']);
  const marked = layOut('بُبُبُ', 30, letters);
  expect(marked.map((line) => line.pieces.map(({ text }) => text).join(''))).toEqual(['بُ', 'بُ', 'بُ']);
});

test('Arabic stands from right to left, numbers and Latin in it from left to right, brackets mirrored', () => {
  const [line] = layOut('باب (ABC-12) 30', 10_000, letters);
  expect(line?.rightToLeft).toBe(true);
  expect(seen(line)).toBe('30 (ABC-12) باب'.replace('باب', [...'باب'].toReversed().join('')));
  const [mixed] = layOut('Gate باب 정문', 10_000, letters);
  expect(mixed?.rightToLeft).toBe(false);
  expect(mixed?.pieces.map(({ face }) => face)).toEqual(['latin', 'latin', 'arabic', 'latin', 'korean']);
});

test('each broken line is put in order by itself: the first words stand in the first line', () => {
  expect(lay('ابا تتت ثثث', 70).map((line) => [...line].toReversed().join(''))).toEqual(['ابا تتت', 'ثثث']);
});

test('a word of 8,000 letters is measured a few times over, not once a line', () => {
  let measured = 0;
  const counting: Letters<Face> = {
    ...letters,
    measure: (text, face, rightToLeft) => {
      measured += text.length;
      return letters.measure(text, face, rightToLeft);
    },
  };
  expect(layOut('a'.repeat(8_000), 200, counting)).toHaveLength(400);
  expect(measured).toBeLessThan(40 * 8_000);
});

test('what no font has is one sign; joiners, selectors and controls are not drawn', () => {
  expect(lay('fire 🔥 out\u200d\ufe0f\u202e!')).toEqual(['fire □ out!']);
  expect(lay('tab\there')).toEqual(['tab here']);
});

test('any text: the order in which letters are seen is that of bidi-js, and no letter is lost in breaking', () => {
  const bidi = bidiFactory();
  const text = fc
    .array(fc.constantFrom(...'ab1 2(.)[-]بتث٣가나'), { maxLength: 40 })
    .map((list) => list.join('').trimEnd());
  fc.assert(
    fc.property(text, fc.integer({ min: 10, max: 200 }), (words, width) => {
      const expected = bidi.getReorderedString(words, bidi.getEmbeddingLevels(words));
      expect(lay(words)).toEqual([expected]);
      const lines = layOut(words, width, letters);
      const bare = (text: string): string =>
        [...text]
          .filter((c) => c !== ' ')
          .toSorted()
          .join('');
      const mirror = (text: string): string => text.replaceAll(/[()]/g, '(').replaceAll(/[[\]]/g, '[');
      expect(bare(mirror(lines.map(seen).join('')))).toBe(bare(mirror(words)));
      for (const line of lines) expect(line.width).toBeLessThanOrEqual(width);
    }),
  );
});
