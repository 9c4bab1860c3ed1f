import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { missingKeys } from '../../ui/words.ts';
import en from './words/en.json' with { type: 'json' };
import ko from './words/ko.json' with { type: 'json' };

test('Korean has every word of the phone, and no more', () => {
  expect(missingKeys(en, ko)).toEqual([]);
  expect(missingKeys(ko, en)).toEqual([]);
});

test('both languages name the same values', () => {
  const values = (text: string) =>
    [...new Set(text.match(/\{(\w+)[,}]/g) ?? [])].map((v) => v.slice(1, -1)).sort();
  for (const [id, text] of Object.entries(en)) {
    const korean = (ko as Record<string, string>)[id] ?? '';
    expect([id, values(korean).filter((v) => !values(text).includes(v))]).toEqual([id, []]);
  }
});

test('every word is used somewhere', () => {
  const here = fileURLToPath(new URL('.', import.meta.url));
  const source = readdirSync(here)
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.test.ts'))
    .map((name) => readFileSync(`${here}${name}`, 'utf8'))
    .join('\n');
  const made = /^guard\.(accept|there|done)$/;
  expect(Object.keys(en).filter((id) => !source.includes(`'${id}'`) && !made.test(id))).toEqual([]);
});
