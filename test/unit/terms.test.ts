import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { compileMessage } from '@lingui/message-utils/compileMessage';
import { expect, test } from 'vitest';
import { TERM_PACKS } from '../../src/modules/site/model.ts';
import { OFFERED } from '../../src/ui/words.ts';

/* A terminology pack says some words otherwise, in each language: `src/ui/terms/<pack>-<lang>.json`. */
const FOLDER = 'src/ui/terms';
const OTHERS = TERM_PACKS.slice(1);
const LANGUAGES = Object.keys(OFFERED);

type Texts = Readonly<Record<string, string>>;
const read = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as Texts;
const pack = (name: string, language: string) => read(join(FOLDER, `${name}-${language}.json`));

/** All words of the app in a language. */
function wordsOf(language: string): Texts {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(
    (file) => dirname(file).endsWith('words') && new RegExp(`(^|-)${language}\\.json$`).test(basename(file)),
  );
  return Object.assign({}, ...files.map((file) => read(join('src', file)))) as Texts;
}

/** Names of the values in a message: `{n, plural, ...}` and `{name}` alike. */
const valuesOf = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{(\w+)\s*[,}]/g)].map((found) => found[1] ?? ''))].sort();

test('each pack is there in each language that is offered, and nothing else lies beside them', () => {
  const wanted = OTHERS.flatMap((name) => LANGUAGES.map((language) => `${name}-${language}.json`));
  expect(readdirSync(FOLDER).sort()).toEqual(wanted.sort());
});

test('packs name words that exist, say them otherwise, keep their values, and can be read', () => {
  const faults = LANGUAGES.flatMap((language) => {
    const app = wordsOf(language);
    return OTHERS.flatMap((name) =>
      Object.entries(pack(name, language)).flatMap(([id, text]) => {
        const own = app[id];
        const at = `${name}-${language}: ${id}`;
        if (own === undefined) return [`${at} is no word of the app`];
        if (own === text || text.trim() === '') return [`${at} says nothing else`];
        if (`${valuesOf(own)}` !== `${valuesOf(text)}`) return [`${at} has other values`];
        const plain = compileMessage(text).every((part) => typeof part === 'string');
        return plain && /[{}]/.test(text) ? [`${at} is not a readable ICU message`] : [];
      }),
    );
  });
  expect(faults).toEqual([]);
});

test('where a mission says RSO, every other office says its own word, in every language', () => {
  // These tell the packs apart, so they name them all.
  const about = new Set(['setup.termsHint']);
  const left = LANGUAGES.flatMap((language) => {
    const naming = Object.entries(wordsOf(language)).filter(
      ([id, text]) => /RSO/.test(text) && !about.has(id),
    );
    expect(naming.length).toBeGreaterThan(10);
    return OTHERS.flatMap((name) => {
      const texts = pack(name, language);
      const silent = naming.filter(([id]) => texts[id] === undefined).map(([id]) => id);
      const still = Object.entries(texts).filter(([, text]) => /RSO/.test(text));
      return [...silent, ...still.map(([id]) => id)].map((id) => `${name}-${language}: ${id}`);
    });
  });
  expect(left).toEqual([]);
});
