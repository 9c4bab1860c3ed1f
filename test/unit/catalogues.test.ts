import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { compileMessage } from '@lingui/message-utils/compileMessage';
import { expect, test } from 'vitest';
import { valuesOf } from '../../src/kernel/message-values.ts';
import { missingKeys, OFFERED } from '../../src/ui/words.ts';

/*
 * Every catalogue in every language: `en.json` beside `ko.json`, or `<part>-en.json` beside `<part>-ko.json`.
 * A key that a language lacks, or whose values differ from the English ones, is named here with its file.
 */
const LANGUAGES = Object.keys(OFFERED).filter((code) => code !== 'en');

/** English hands on what the server said; other languages say it themselves. */
const SERVERS_OWN = '{says}';

const englishFiles = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((file) => dirname(file).endsWith('words') && /(^|-)en\.json$/.test(basename(file)))
  .map((file) => join('src', file));

const read = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;

/** Names of the values in a message; how many forms a plural has is the language's own. */
const valuesIn = (message: string): string[] => valuesOf(compileMessage(message));

test('there are catalogues to look at', () => {
  expect(englishFiles.length).toBeGreaterThan(10);
});

for (const language of LANGUAGES) {
  test(`nothing is missing in ${language}, and each message has the values of the English one`, () => {
    const faults = englishFiles.flatMap((file) => {
      const en = read(file);
      const other = read(file.replace(/en\.json$/, `${language}.json`));
      const odd = Object.keys(en).filter(
        (id) =>
          other[id] !== undefined &&
          en[id] !== SERVERS_OWN &&
          `${valuesIn(en[id] ?? '')}` !== `${valuesIn(other[id] ?? '')}`,
      );
      return [
        ...missingKeys(en, other).map((id) => `${file}: ${id} is missing`),
        ...missingKeys(other, en).map((id) => `${file}: ${id} is not in English`),
        ...odd.map((id) => `${file}: ${id} has other values than the English message`),
      ];
    });
    expect(faults).toEqual([]);
  });
}

test('Arabic counts in six forms wherever a number decides the words', () => {
  const FORMS = ['zero', 'one', 'two', 'few', 'many', 'other'];
  const faults = englishFiles.flatMap((file) => {
    const arabic = read(file.replace(/en\.json$/, 'ar.json'));
    return Object.entries(arabic).flatMap(([id, text]) => {
      const plurals = text.match(/, plural,/g)?.length ?? 0;
      return FORMS.filter(
        (form) => (text.match(new RegExp(`\\b${form} \\{`, 'g'))?.length ?? 0) < plurals,
      ).map((form) => `${file}: ${id} lacks ${form}`);
    });
  });
  expect(faults).toEqual([]);
});
