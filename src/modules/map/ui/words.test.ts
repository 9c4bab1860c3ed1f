import { expect, test } from 'vitest';
import { mapRefusals } from '../model.ts';
import en from './words/en.json' with { type: 'json' };
import ar from './words/ar.json' with { type: 'json' };
import es from './words/es.json' with { type: 'json' };
import fr from './words/fr.json' with { type: 'json' };
import ko from './words/ko.json' with { type: 'json' };
import { sayMapRefusal } from './words.ts';

test('every refusal of the map is said, in English as the server says it, and no language lacks a word', () => {
  const english: Readonly<Record<string, string>> = en;
  for (const [code, { says }] of Object.entries(mapRefusals)) expect(english[`refusal.${code}`]).toBe(says);
  const keys = Object.keys(en).toSorted();
  for (const words of [ko, ar, fr, es]) expect(Object.keys(words).toSorted()).toEqual(keys);
});

test('a refusal names whom it speaks of; a code of another part is left to it', () => {
  expect(sayMapRefusal('floor-changed', { byName: 'Kim' })).toMatch(/^Kim saved this floor meanwhile/);
  expect(sayMapRefusal('alarm-unknown', {})).toBeNull();
});
