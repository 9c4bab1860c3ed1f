import { expect, test } from 'vitest';
import { columnTypes, parseBigint, parseInstant } from './column-types.ts';

test('a timestamptz becomes an instant with milliseconds and Z', () => {
  expect(parseInstant('2026-11-02 12:04:33.12+00')).toBe('2026-11-02T12:04:33.120Z');
  expect(parseInstant('2026-11-02 12:04:33+00')).toBe('2026-11-02T12:04:33.000Z');
  expect(parseInstant('2026-11-02 12:04:33.999999+00')).toBe('2026-11-02T12:04:33.999Z');
});

test('a timestamptz in another zone is turned to UTC', () => {
  expect(parseInstant('2026-11-02 12:04:33.5+09')).toBe('2026-11-02T03:04:33.500Z');
  expect(parseInstant('2026-11-02 12:04:33+05:30')).toBe('2026-11-02T06:34:33.000Z');
});

test('infinity is no instant and stays as it is', () => {
  expect(parseInstant('infinity')).toBe('infinity');
});

test('a bigint is a number while that is exact', () => {
  expect(parseBigint('0')).toBe(0);
  expect(parseBigint('9007199254740991')).toBe(9_007_199_254_740_991);
  expect(parseBigint('9007199254740993')).toBe('9007199254740993');
});

test('arrays of instants and bigints are parsed by element, nulls kept', () => {
  const instants = columnTypes.getTypeParser(1185 as number as 25, 'text') as (text: string) => unknown;
  expect(instants('{"2026-11-02 12:04:33+00",NULL}')).toEqual(['2026-11-02T12:04:33.000Z', null]);
  const numbers = columnTypes.getTypeParser(1016 as number as 25, 'text') as (text: string) => unknown;
  expect(numbers('{1,{2,NULL}}')).toEqual([1, [2, null]]);
});
