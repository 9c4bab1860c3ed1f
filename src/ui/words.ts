import { setupI18n } from '@lingui/core';
import { compileMessage } from '@lingui/message-utils/compileMessage';
import { useSyncExternalStore } from 'react';

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
const RIGHT_TO_LEFT = new Set(['ar', 'dv', 'fa', 'he', 'ps', 'sd', 'ug', 'ur', 'yi']);
const BUILT_IN: readonly Language[] = [
  { code: 'en', name: 'English' },
  { code: 'ko', name: '한국어' },
];

const i18n = setupI18n();
i18n.setMessagesCompiler(compileMessage);
i18n.loadAndActivate({ locale: FALLBACK, messages: {} });

const sources = new Map<string, Record<string, string>>([[FALLBACK, {}]]);
/** What /words/<lang>.json said: wins over what is compiled in, so a post can correct a word. */
const served = new Map<string, Messages>();
const registered = new Set<string>();
const compiled = new Map<string, Set<string>>();
const listeners = new Set<() => void>();
let languages = BUILT_IN;
/** Languages of which the post keeps a file, by /words/index.json. */
let files: ReadonlySet<string> = new Set();
let version = 0;

function changed(): void {
  version += 1;
  for (const listener of listeners) listener();
}

function textOf(language: string, id: string): string | undefined {
  return served.get(language)?.[id] ?? sources.get(language)?.[id];
}

/** Compiles a message the first time it is said: a screen uses tens of the hundreds. */
function prepare(language: string, id: string): void {
  const done = compiled.get(language) ?? new Set<string>();
  compiled.set(language, done);
  if (done.has(id)) return;
  done.add(id);
  const text = textOf(language, id) ?? textOf(FALLBACK, id) ?? id;
  i18n.load(language, { [id]: compileMessage(text) });
}

function speak(id: string, values?: WordValues): string {
  const language = currentLanguage();
  prepare(language, id);
  return i18n._(id, values === undefined ? undefined : { ...values });
}

/** The language now shown, such as `en` or `ko`. */
export function currentLanguage(): string {
  return i18n.locale;
}

/** Writing direction of a language. */
export function directionOf(language: string): 'ltr' | 'rtl' {
  return RIGHT_TO_LEFT.has(language.split('-')[0] ?? language) ? 'rtl' : 'ltr';
}

/** Ids that `en` has and `other` lacks, sorted: a test per catalogue keeps this empty. */
export function missingKeys(en: Messages, other: Messages): string[] {
  return Object.keys(en)
    .filter((id) => other[id] === undefined || other[id] === '')
    .sort();
}

/**
 * Adds one catalogue: English and Korean, compiled in so that an offline phone always speaks.
 * A key that Korean lacks fails the type check. Returns `say(id, values)` for anywhere and
 * `useWords()` for components, which gives a `say` and re-renders when the language changes.
 */
export function registerWords<En extends Messages>(
  name: string,
  en: En,
  ko: { readonly [Id in keyof En]: string },
): { say: Say<keyof En & string>; useWords: () => Say<keyof En & string> } {
  if (!registered.has(name)) {
    registered.add(name);
    sources.set('en', { ...sources.get('en'), ...en });
    sources.set('ko', { ...sources.get('ko'), ...(ko as Messages) });
    compiled.clear();
  }
  const useWords = () => {
    useSyncExternalStore(subscribe, () => version);
    return speak;
  };
  return { say: speak, useWords };
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

/** Shows a language: loads `/words/<code>.json` when the post has one, sets lang and dir on the page. */
export async function showLanguage(code: string): Promise<void> {
  if (!/^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8}){0,3}$/.test(code)) return;
  if (files.has(code) && !served.has(code))
    served.set(code, onlyTexts(await readJson(`/words/${code}.json`)));
  compiled.delete(code);
  i18n.load(code, {});
  i18n.activate(code);
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
 * `/words/<code>.json`: more languages, or corrections to the two built in.
 */
export async function startWords(): Promise<void> {
  const wanted = [localStorage.getItem(STORED), ...navigator.languages.map((tag) => tag.split('-')[0])];
  // What is compiled in is shown at once: on a network that hangs, a Korean phone speaks Korean all the same.
  const atOnce = wanted.find((code) => code !== null);
  if (BUILT_IN.some((language) => language.code === atOnce)) await showLanguage(atOnce ?? FALLBACK);
  const listed = await readJson('/words/index.json');
  const extra = Array.isArray(listed) ? listed.filter(isLanguage) : [];
  files = new Set(extra.map((item) => item.code));
  languages = [...BUILT_IN, ...extra.filter((item) => !BUILT_IN.some((known) => known.code === item.code))];
  const found = wanted.find((code) => languages.some((language) => language.code === code));
  await showLanguage(found ?? FALLBACK);
}
