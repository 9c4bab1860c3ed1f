import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readText } from './text.ts';

const octetsOf = (text: string): string => Buffer.from(text).toString('latin1');

test('any text in UTF-8 is read as UTF-8, and what is not UTF-8 as Windows-1252', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
      expect(readText(octetsOf(text))).toBe(text);
    }),
  );
  expect(readText('T\xfcr \x80 \x93x\x94')).toBe('Tür € “x”');
});

test('UTF-8 is told from Windows-1252 exactly as a strict decoder does', () => {
  const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 6 }), (raw) => {
      let expected: string | null = null;
      try {
        expected = strict.decode(raw);
      } catch {
        // Not UTF-8.
      }
      const read = readText(Buffer.from(raw).toString('latin1'));
      if (expected !== null) expect(read).toBe(expected);
      else expect(read.length).toBe(raw.length);
    }),
    { numRuns: 3000 },
  );
});
