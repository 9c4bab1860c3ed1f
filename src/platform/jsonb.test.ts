import { expect, test } from 'vitest';
import { storable, toJsonb } from './jsonb.ts';

test('what Postgres refuses in jsonb becomes a replacement character, everything else stays', () => {
  expect(JSON.parse(toJsonb({ a: 'x\u0000y', b: ['\ud800', '\udc00z'], c: '비상벨 😀' }))).toEqual({
    a: 'x\ufffdy',
    b: ['\ufffd', '\ufffdz'],
    c: '비상벨 😀',
  });
});

test('a backslash that only looks like an escape is left alone', () => {
  const odd = String.raw`path\u0000here and \ud83d`;
  expect(JSON.parse(toJsonb({ odd }))).toEqual({ odd });
  expect(storable('plain')).toBe('plain');
});
