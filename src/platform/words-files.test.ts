import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from './clock.ts';
import { createWordsFiles, type WordsFiles } from './words-files.ts';

let root: string;
let files: WordsFiles;
const warned: string[] = [];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'post-one-words-'));
  mkdirSync(join(root, 'words'));
  warned.length = 0;
  writeFileSync(
    join(root, 'known.json'),
    JSON.stringify({ 'watch.take': [], 'watch.undo': ['n'], 'trouble.disk-full': ['says'] }),
  );
  files = createWordsFiles({
    folder: join(root, 'words'),
    known: [join(root, 'known.json'), join(root, 'not-built.json')],
    clock: systemClock,
    log: {
      info: () => undefined,
      warn: (_what, fields) => void warned.push(String(fields?.['says'])),
      error: () => undefined,
    },
  });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const drop = (name: string, content: unknown): void =>
  writeFileSync(
    join(root, 'words', name),
    typeof content === 'string' ? content : `\ufeff${JSON.stringify(content)}`,
  );
const said = async (): Promise<string[]> => (await files.faults()).map((fault) => fault.says);

test('a post without a folder of words has none, and nothing is wrong', async () => {
  rmSync(join(root, 'words'), { recursive: true });
  expect(await files.languages()).toEqual([]);
  expect(await files.words('ar')).toBeNull();
  expect(await said()).toEqual([]);
});

test('a dropped file adds a language by its own name, a changed one counts at once, a removed one is gone', async () => {
  drop('fr.json', { 'watch.take': 'Je prends', 'watch.undo': 'Annuler {n} s' });
  expect(await files.languages()).toEqual([{ code: 'fr', name: 'français' }]);
  expect(await files.words('fr')).toEqual({ 'watch.take': 'Je prends', 'watch.undo': 'Annuler {n} s' });
  drop('fr.json', { 'watch.take': 'Prendre' });
  utimesSync(join(root, 'words/fr.json'), 1, 1);
  expect(await files.words('fr')).toEqual({ 'watch.take': 'Prendre' });
  rmSync(join(root, 'words/fr.json'));
  expect(await files.languages()).toEqual([]);
  expect(await said()).toEqual([]);
});

test('what is no JSON is told in a sentence and shows nothing', async () => {
  drop('ar.json', '{ "watch.take": "استلام" ');
  expect(await files.languages()).toEqual([]);
  expect(await said()).toEqual([
    'DATA_DIR/words/ar.json: it is not JSON, so none of its words is shown. Look for a missing comma or quotation mark.',
  ]);
  await files.faults();
  expect(warned).toHaveLength(1);
  drop('ar.json', ['watch.take']);
  expect((await said())[0]).toContain('it must be one object');
});

test('an unknown word, a missing or an invented value and a broken message are named; the others are shown', async () => {
  drop('ko.json', {
    'watch.take': '맡기',
    'watch.tkae': '맡기',
    'watch.undo': '취소',
    'trouble.disk-full': '{n} % 찼습니다',
  });
  expect(await files.words('ko')).toEqual({ 'watch.take': '맡기', 'trouble.disk-full': '{n} % 찼습니다' });
  expect(await said()).toEqual([
    'DATA_DIR/words/ko.json: "watch.tkae" is no word of Post One; "watch.undo" lacks {n}. There the words of the app are shown; correct the file.',
  ]);
  drop('ko.json', { 'watch.take': '{who} 맡기', 'watch.undo': '취소 {n', 'trouble.disk-full': 7 });
  const [sentence] = await said();
  expect(sentence).toContain('"watch.take" has {who}, which nothing fills');
  expect(sentence).toContain('"watch.undo" is not a readable ICU message');
  expect(sentence).toContain('"trouble.disk-full" is not text');
  expect(await files.languages()).toEqual([]);
});

test('a name that is no language, too large a file and too many faults are told in one sentence each', async () => {
  drop('Arabic.json', { 'watch.take': 'x' });
  drop('de.json', `"${'x'.repeat(1_000_001)}"`);
  drop('fr.json', Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`no.word-${n}`, 'x'])));
  const sentences = await said();
  expect(sentences).toHaveLength(3);
  expect(sentences[0]).toContain('its name is no language code');
  expect(sentences[1]).toContain('larger than 1 MB');
  expect(sentences[2]).toContain('and 4 more');
});
