import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { create } from 'fontkit';
import { expect, test } from 'vitest';
import { decodeWoff2 } from './decode.ts';

const require = createRequire(import.meta.url);
const fileOf = (name: string): Buffer => readFileSync(require.resolve(`@fontsource-variable/${name}.woff2`));

// fontkit reads the outlines of WOFF2 by code of its own, so each checks the other.
test.each([
  'inter/files/inter-latin-wght-normal',
  'noto-sans-arabic/files/noto-sans-arabic-arabic-wght-normal',
  'noto-sans-kr/files/noto-sans-kr-119-wght-normal',
])('the outlines, widths and letters of %s are those that fontkit reads', (name) => {
  const file = fileOf(name);
  const [packed, plain] = [create(file), create(decodeWoff2(file))];
  expect(plain.numGlyphs).toBe(packed.numGlyphs);
  expect(plain.characterSet).toEqual(packed.characterSet);
  for (let id = 0; id < plain.numGlyphs; id++) {
    const [a, b] = [packed.getGlyph(id), plain.getGlyph(id)];
    expect(b.path.toSVG()).toBe(a.path.toSVG());
    expect(b.advanceWidth).toBe(a.advanceWidth);
  }
});

test('a file that is no font, or half of one, is a bug of ours', () => {
  expect(() => decodeWoff2(Buffer.alloc(100))).toThrow('no WOFF2');
  expect(() => decodeWoff2(fileOf('inter/files/inter-latin-wght-normal').subarray(0, 900))).toThrow();
});
