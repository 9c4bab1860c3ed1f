import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock, Instant } from '../kernel/time.ts';
import { toInstant } from '../kernel/time.ts';
import type { Log } from './log.ts';
import type { Trouble } from './troubles.ts';
import { checkWords, type KnownWords } from './words-check.ts';

/** Files of words that one post may keep, and how large each may be: all words of the app are 130 kB. */
const MAX_FILES = 20;
const MAX_BYTES = 1_000_000;
/** So many faults of a file are named; the others are counted. */
const MAX_NAMED = 5;
const FILE = /^([a-z]{2,3}(?:-[a-zA-Z0-9]{2,8}){0,3})\.json$/;

/** Words that a post keeps beside the app's: `DATA_DIR/words/<language>.json`, read again when it changed. */
export interface WordsFiles {
  /** Languages that have a file with at least one usable word, for `/words/index.json`. */
  languages(): Promise<readonly { readonly code: string; readonly name: string }[]>;
  /** The usable words of a language's file; null where there is no such file. */
  words(code: string): Promise<Readonly<Record<string, string>> | null>;
  /** What is wrong in the files, a sentence a file: for `/api/health`. Never in the way of a page. */
  faults(): Promise<readonly Trouble[]>;
}

interface Read {
  readonly stamp: string;
  readonly words: Readonly<Record<string, string>>;
  readonly says: string | null;
  readonly since: Instant;
}

export interface WordsFilesDeps {
  readonly folder: string;
  /** The lists of known words that the builds of the pages left: `words/known.json`. */
  readonly known: readonly string[];
  readonly clock: Clock;
  readonly log: Log;
}

export function createWordsFiles(deps: WordsFilesDeps): WordsFiles {
  const files = new Map<string, Read>();
  let known: Promise<KnownWords | null> | null = null;

  async function take(name: string, stamp: string, size: number): Promise<void> {
    known ??= readKnown(deps.known);
    const code = FILE.exec(name)?.[1] ?? null;
    const { words, says } =
      code === null
        ? {
            words: {},
            says: 'its name is no language code. Name it by the language, like ar.json or pt-BR.json',
          }
        : size > MAX_BYTES
          ? { words: {}, says: 'it is larger than 1 MB. Keep only the words that differ' }
          : await readWords(join(deps.folder, name), await known);
    const sentence = says === null ? null : `DATA_DIR/words/${name}: ${says}.`;
    files.set(name, { stamp, words, says: sentence, since: toInstant(deps.clock.nowMs()) });
    if (sentence !== null) deps.log.warn('words file refused', { says: sentence });
  }

  async function look(): Promise<void> {
    const names = (await readdir(deps.folder).catch(() => []))
      .filter((name) => name.endsWith('.json'))
      .sort();
    for (const gone of [...files.keys()].filter((name) => !names.includes(name))) files.delete(gone);
    for (const name of names.slice(0, MAX_FILES)) {
      const found = await stat(join(deps.folder, name)).catch(() => null);
      if (found === null || !found.isFile()) continue;
      const stamp = `${found.mtimeMs} ${found.size}`;
      if (files.get(name)?.stamp !== stamp) await take(name, stamp, found.size);
    }
  }

  return {
    async languages() {
      await look();
      return [...files]
        .filter(([, file]) => Object.keys(file.words).length > 0)
        .map(([name]) => name.slice(0, -'.json'.length))
        .map((code) => ({ code, name: ownName(code) }));
    },
    async words(code) {
      await look();
      return files.get(`${code}.json`)?.words ?? null;
    },
    async faults() {
      await look();
      return [...files.values()].flatMap(({ says, since }) =>
        says === null ? [] : [{ code: 'words-file-refused', says, since }],
      );
    },
  };
}

async function readWords(path: string, known: KnownWords | null): Promise<Pick<Read, 'words' | 'says'>> {
  let content: unknown;
  try {
    // Editors on Windows begin a file with a byte order mark, which JSON does not know.
    content = JSON.parse((await readFile(path, 'utf8')).replace(/^\ufeff/, ''));
  } catch {
    return {
      words: {},
      says: 'it is not JSON, so none of its words is shown. Look for a missing comma or quotation mark',
    };
  }
  const { words, faults } = checkWords(content, known);
  if (faults.length === 0) return { words, says: null };
  const more = faults.length > MAX_NAMED ? `; and ${faults.length - MAX_NAMED} more` : '';
  return {
    words,
    says: `${faults.slice(0, MAX_NAMED).join('; ')}${more}. There the words of the app are shown; correct the file`,
  };
}

/** Null where no page is built: then only the form of the words can be checked. */
async function readKnown(paths: readonly string[]): Promise<KnownWords | null> {
  const parts = await Promise.all(
    paths.map((path) =>
      readFile(path, 'utf8').then(
        (text) => Object.entries(JSON.parse(text) as Record<string, string[]>),
        () => [],
      ),
    ),
  );
  const all = new Map(parts.flat());
  return all.size === 0 ? null : all;
}

/** A language by its own name: `fr` is "français". */
function ownName(code: string): string {
  try {
    return new Intl.DisplayNames([code], { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
}
