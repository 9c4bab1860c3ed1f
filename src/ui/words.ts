import { setupI18n } from '@lingui/core';
import type { CompiledMessage } from '@lingui/message-utils/compileMessage';
import { useCallback, useSyncExternalStore } from 'react';
import { directionOf, localeOf, nameIn, type Named } from './direction.ts';

/** ICU messages by explicit id, as they stand in one JSON file: `{ "watch.take": "Take it" }`. */
export type Messages = Readonly<Record<string, string>>;
export type WordValues = Readonly<Record<string, string | number | boolean | Date | null | undefined>>;

/** A language that this post can show: BCP 47 code, and its own name for itself. */
export interface Language {
  readonly code: string;
  readonly name: string;
}

const FALLBACK = 'en';
const STORED = 'post-one.language';
const STORED_TERMS = 'post-one.terms';
/** Languages that the app offers, by their own names: one that is not whole yet is not named here. */
export const OFFERED: Readonly<Record<string, string>> = {
  en: 'English',
  ar: 'العربية',
  es: 'Español',
  fr: 'Français',
  ko: '한국어',
};

const i18n = setupI18n();
i18n.loadAndActivate({ locale: FALLBACK, messages: {} });

/** Messages as the build compiled them (scripts/lib/words-plugin.mjs); a string is text without values. */
type Compiled = Readonly<Record<string, string | CompiledMessage>>;

const sources = new Map<string, Compiled>([[FALLBACK, {}]]);
/** What /words/<lang>.json said: wins over what came with the app, so a post can correct a word. */
const served = new Map<string, Compiled>();
const registered = new Set<string>();
const loaded = new Map<string, Set<string>>();
const listeners = new Set<() => void>();
/** Catalogues that come with the app, by language: fetched when a language is first shown. */
const shipped = new Map<string, (() => Promise<unknown>)[]>();
/** Files of the terminology packs, by `<pack>-<lang>`: fetched when a post has chosen the pack. */
const packs = new Map<string, () => Promise<unknown>>();
/** Words of packs that were fetched: they win over the app's words, and a post's own file wins over them. */
const packed = new Map<string, Compiled>();
let pack = '';
let languages = builtIn();
/** Languages of which the post keeps a file, by /words/index.json. */
let files: ReadonlySet<string> = new Set();
let version = 0;

function changed(): void {
  version += 1;
  for (const listener of listeners) listener();
}

function messageOf(language: string, id: string): string | CompiledMessage | undefined {
  const own = served.get(language)?.[id] ?? packed.get(`${pack}-${language}`)?.[id];
  return own ?? sources.get(language)?.[id];
}

let compiler: ((text: string) => CompiledMessage) | null = null;

/** For tests, which read the catalogues as they are written and not as the build compiles them. */
export function compileWordsWith(compile: (text: string) => CompiledMessage): void {
  compiler = compile;
}

/** Hands a message to the catalogue the first time it is said: a screen uses tens of the hundreds. */
function prepare(language: string, id: string): void {
  const done = loaded.get(language) ?? new Set<string>();
  loaded.set(language, done);
  if (done.has(id)) return;
  done.add(id);
  const message = messageOf(language, id) ?? messageOf(FALLBACK, id) ?? id;
  i18n.load(language, { [id]: typeof message === 'string' ? (compiler?.(message) ?? [message]) : message });
}

/** Compiles what people wrote; the compiler is fetched only by a post that keeps words of its own. */
async function compileTexts(texts: Messages, direction: 'ltr' | 'rtl'): Promise<Compiled> {
  if (Object.keys(texts).length === 0) return {};
  const { compileWord } = await import('./compile-word.ts');
  return Object.fromEntries(Object.entries(texts).map(([id, text]) => [id, compileWord(text, direction)]));
}

function speak(id: string, values?: WordValues): string {
  const language = currentLanguage();
  prepare(language, id);
  return i18n._(id, values === undefined ? undefined : { ...values });
}

/** The English words of an id, whatever the language shown; for text without values. */
export function inEnglish(id: string): string {
  const message = messageOf(FALLBACK, id) ?? id;
  return typeof message === 'string' ? message : message.join('');
}

/**
 * The words of an id in the language shown, or null where that language (or what the post wrote for it) has none:
 * for what the server says in English by itself, so that the first load need not carry it too.
 */
export const sayIfTold = (id: string, values?: WordValues): string | null =>
  messageOf(currentLanguage(), id) === undefined ? null : speak(id, values);

/** The language now shown, such as `en` or `ko`. */
export function currentLanguage(): string {
  return i18n.locale;
}

/** Ids that `en` has and `other` lacks, sorted: a test per catalogue keeps this empty. */
export function missingKeys(en: Messages, other: Messages): string[] {
  return Object.keys(en)
    .filter((id) => other[id] === undefined || other[id] === '')
    .sort();
}

/**
 * Adds one catalogue in English, which every screen carries; other languages come by `shipWords`.
 * Returns `say(id, values)` for anywhere and `useWords()` for components, which gives a `say` and
 * re-renders when the language changes.
 */
export function registerWords<En extends Compiled>(
  name: string,
  en: En,
): { say: Say<keyof En & string>; useWords: () => Say<keyof En & string> } {
  if (!registered.has(name)) {
    registered.add(name);
    sources.set(FALLBACK, { ...sources.get(FALLBACK), ...en });
    loaded.clear();
  }
  const useWords = () => {
    useSyncExternalStore(subscribe, () => version);
    return speak;
  };
  return { say: speak, useWords };
}

/**
 * Names the catalogues of an app, as `import.meta.glob` gives them: path to loader, where a path ends in
 * `<lang>.json` or `<part>-<lang>.json`.
 */
export function shipWords(files: Readonly<Record<string, () => Promise<unknown>>>): void {
  for (const [path, load] of Object.entries(files)) {
    const code = /([a-z]{2})\.json$/.exec(path)?.[1];
    if (code !== undefined && code !== FALLBACK && code in OFFERED)
      shipped.set(code, [...(shipped.get(code) ?? []), load]);
  }
  languages = builtIn();
}

function builtIn(): readonly Language[] {
  return [FALLBACK, ...[...shipped.keys()].sort()].map((code) => ({ code, name: OFFERED[code] ?? code }));
}

async function fetchShipped(code: string): Promise<void> {
  if (sources.has(code)) return;
  try {
    const parts = await Promise.all((shipped.get(code) ?? []).map((load) => load()));
    sources.set(code, Object.assign({}, ...parts) as Compiled);
  } catch {
    // Not reachable now: English carries on, and the next choice of this language asks again.
  }
}

/** Names the files of the terminology packs, as `import.meta.glob` gives them: `<pack>-<lang>.json` to loader. */
export function shipTerms(files: Readonly<Record<string, () => Promise<unknown>>>): void {
  for (const [path, load] of Object.entries(files)) packs.set(path.replace(/^.*\/|\.json$/g, ''), load);
}

async function fetchTerms(code: string): Promise<void> {
  for (const key of [`${pack}-${FALLBACK}`, `${pack}-${code}`]) {
    const load = packed.has(key) ? undefined : packs.get(key);
    // Not reachable now: the words of every post carry on, and the next choice asks again.
    const words = await load?.().catch(() => null);
    if (words) packed.set(key, words as Compiled);
  }
}

/** Says the words of a terminology pack such as `un` from now on; null: those that the app came with. */
export async function showTerms(name: string | null): Promise<void> {
  if (pack === (name ?? '')) return;
  pack = name ?? '';
  if (typeof localStorage !== 'undefined') localStorage.setItem(STORED_TERMS, pack);
  await fetchTerms(currentLanguage());
  loaded.clear();
  changed();
}

export type Say<WordId extends string> = (id: WordId, values?: WordValues) => string;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The language now shown, for components. */
export function useLanguage(): {
  language: string;
  direction: 'ltr' | 'rtl';
  languages: readonly Language[];
} {
  useSyncExternalStore(subscribe, () => version);
  const language = currentLanguage();
  return { language, direction: directionOf(language), languages };
}

/** Names in the language now shown; another function when that is another one. */
export function useNameIn(): (names: Named) => string {
  const { language } = useLanguage();
  return useCallback((names) => nameIn(names, language), [language]);
}

async function readJson(url: string): Promise<unknown> {
  try {
    const answer = await fetch(url, { credentials: 'same-origin' });
    const isJson = (answer.headers.get('content-type') ?? '').includes('json');
    return answer.ok && isJson ? await answer.json() : null;
  } catch {
    // No network or no such file: the compiled-in words carry on.
    return null;
  }
}

function onlyTexts(value: unknown): Messages {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
  );
}

/** Shows a language: fetches its catalogues and the post's `/words/<code>.json`, sets lang and dir on the page. */
export async function showLanguage(code: string): Promise<void> {
  if (!/^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8}){0,3}$/.test(code)) return;
  if (files.has(code) && !served.has(code))
    served.set(code, await compileTexts(onlyTexts(await readJson(`/words/${code}.json`)), directionOf(code)));
  await Promise.all([fetchShipped(code), fetchTerms(code)]);
  loaded.delete(code);
  i18n.load(code, {});
  i18n.activate(code, localeOf(code));
  if (typeof document !== 'undefined') {
    document.documentElement.lang = code;
    document.documentElement.dir = directionOf(code);
    localStorage.setItem(STORED, code);
  }
  changed();
}

function isLanguage(item: unknown): item is Language {
  if (typeof item !== 'object' || item === null || !('code' in item) || !('name' in item)) return false;
  return typeof item.code === 'string' && typeof item.name === 'string';
}

/**
 * Starts the words: the stored language, else the first of the browser's that this post has, else English.
 * `/words/index.json` (`[{ "code": "ar", "name": "العربية" }]`) names the languages that have a file
 * `/words/<code>.json`: more languages, or corrections to those that come with the app.
 */
export async function startWords(): Promise<void> {
  pack = localStorage.getItem(STORED_TERMS) ?? '';
  const wanted = [localStorage.getItem(STORED), ...navigator.languages.map((tag) => tag.split('-')[0])];
  // What comes with the app is shown at once: on a network that hangs, a Korean phone speaks Korean all the same.
  const own = builtIn();
  const atOnce = wanted.find((code) => code !== null);
  if (own.some((language) => language.code === atOnce)) await showLanguage(atOnce ?? FALLBACK);
  const listed = await readJson('/words/index.json');
  const extra = Array.isArray(listed) ? listed.filter(isLanguage) : [];
  files = new Set(extra.map((item) => item.code));
  languages = [...own, ...extra.filter((item) => !own.some((known) => known.code === item.code))];
  const found = wanted.find((code) => languages.some((language) => language.code === code));
  await showLanguage(found ?? FALLBACK);
}
