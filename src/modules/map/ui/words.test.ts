import { expect, test } from 'vitest';
import { mapRefusals } from '../model.ts';
import en from './words/en.json' with { type: 'json' };
import { sayMapRefusal } from './words.ts';

test('every refusal of the map is said, in English as the server says it', () => {
  const english: Readonly<Record<string, string>> = en;
  for (const [code, { says }] of Object.entries(mapRefusals)) expect(english[`refusal.${code}`]).toBe(says);
});

test('a refusal names whom it speaks of; a code of another part is left to it', () => {
  expect(sayMapRefusal('floor-changed', { byName: 'Kim' })).toMatch(/^Kim saved this floor meanwhile/);
  expect(sayMapRefusal('alarm-unknown', {})).toBeNull();
});
