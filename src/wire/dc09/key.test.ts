import { expect, test } from 'vitest';
import { parseKey } from './key.ts';

const readings = (text: string): string[] => {
  const read = parseKey(text);
  return read.ok ? read.value.map(({ key, notation }) => `${notation} ${key.length}`) : [];
};

test('hex digits and plain characters of every AES size are read', () => {
  expect(readings('A'.repeat(16))).toEqual(['characters 16']);
  expect(readings('x'.repeat(24))).toEqual(['characters 24']);
  expect(readings('x'.repeat(32))).toEqual(['characters 32']);
  expect(readings('0f'.repeat(24))).toEqual(['hex 24']);
  expect(readings('0F '.repeat(32))).toEqual(['hex 32']);
});

test('thirty-two hex digits can mean two keys, and hex is tried first', () => {
  expect(readings('0123456789abcdef0123456789abcdef')).toEqual(['hex 16', 'characters 32']);
});

test('any other length is refused with a sentence that says what to enter', () => {
  const read = parseKey('secret');
  expect(read.ok ? '' : read.fault).toMatch(
    /has 6 characters.*32, 48 or 64 hex digits.*16, 24 or 32 characters/,
  );
  expect(parseKey('').ok).toBe(false);
});
