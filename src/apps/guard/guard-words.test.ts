import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import en from './words/en.json' with { type: 'json' };

test('every word is used somewhere', () => {
  const here = fileURLToPath(new URL('.', import.meta.url));
  const source = readdirSync(here)
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.test.ts'))
    .map((name) => readFileSync(`${here}${name}`, 'utf8'))
    .join('\n');
  const made = /^guard\.(accept|there|done)$/;
  expect(Object.keys(en).filter((id) => !source.includes(`'${id}'`) && !made.test(id))).toEqual([]);
});
