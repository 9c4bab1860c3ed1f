/* What a page shows, and which of it is in the wrong language, or does not fit. */
import type { Page } from 'playwright-core';
import { OFFERED } from '../../src/ui/words.ts';
import { catalogue, type Language } from './browser.ts';
import { outsideMarks, PSEUDO } from './pseudo.ts';

/** Every text of the page that a person reads or hears, with the isolates that keep values apart in Arabic. */
const textsOf = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const texts: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode())
      texts.push(node.textContent ?? '');
    for (const element of document.body.querySelectorAll('[aria-label], [title], [placeholder]'))
      for (const name of ['aria-label', 'title', 'placeholder']) texts.push(element.getAttribute(name) ?? '');
    return [...new Set(texts.map((text) => text.trim()).filter((text) => text !== ''))];
  });

const ISOLATES = /[\u2068\u2069]/g;

/** A word of the catalogue as a pattern; null where too little of it is fixed to tell it from a name. */
function patternOf(text: string): RegExp | null {
  if (/\{\w+, (plural|select)/.test(text)) return null;
  const parts = text.split(/\{\w+(?:, \w+)?\}/);
  if (parts.join('').replaceAll(/[^A-Za-z]/g, '').length < 4) return null;
  return new RegExp(`^${parts.map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.+')}$`);
}

/** English words of the catalogue that the page shows now, where the language has another word. */
export async function englishLeft(page: Page, language: Language, written?: Written): Promise<string[]> {
  const own = catalogue(language);
  const patterns = Object.entries(catalogue('en'))
    .filter(([id, text]) => own[id] !== text)
    .map(([id, text]) => ({ id, pattern: patternOf(text) }));
  const texts = (await textsOf(page)).map((text) => text.replaceAll(ISOLATES, ''));
  return texts
    .filter((text) => written?.has(text) !== true)
    .flatMap((text) =>
      patterns.filter(({ pattern }) => pattern?.test(text)).map(({ id }) => `${id}: ${text}`),
    );
}

/** Names, places, cards and whatever else people wrote: what the server handed over, piece by piece. */
export interface Written {
  add(value: unknown): void;
  has(text: string): boolean;
}

/** What is the same in every language: the product, the languages by their own names, the caps of keys. */
const SAME = [
  'Post One',
  ...Object.values(OFFERED),
  new Intl.DisplayNames([PSEUDO], { type: 'language' }).of(PSEUDO),
];
const KEY_CAPS = /^(?:(?:Ctrl|Shift|Alt|Esc|Enter|[A-Z?/])\s?)+$/;
/** Times, ages, numbers, and codes such as A-0412, P1, S2 and 2x. */
const NO_WORD = /^\P{L}*$|^\W*(?:[A-Z]-?\d*|\d*x|\d[\d:. -]*Z?)\W*$/u;

/** Where a text is put together from several. */
const PARTS = /[,،·:()\n]| - /;

export function createWritten(): Written {
  const known = new Set<string>(SAME.flatMap((name) => name ?? []));
  const visit = (value: unknown): void => {
    if (typeof value === 'string') {
      for (const part of [value, ...value.split(PARTS)]) known.add(part.trim());
      // A time zone is shown by its city.
      const city = /^[A-Z]\w+\/(\w+)$/.exec(value)?.[1];
      if (city !== undefined) known.add(city.replaceAll('_', ' '));
    } else if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === 'object' && value !== null) {
      Object.values(value).forEach(visit);
      // Shown together: a name in two languages, and a device's source with its point.
      const { en, ko, source, point } = value as Record<string, unknown>;
      if (typeof en === 'string' && typeof ko === 'string') known.add(`${en} ${ko}`);
      if (typeof source === 'string' && typeof point === 'string') known.add(`${source} ${point}`);
    }
  };
  const has = (text: string): boolean => known.has(text.trim());
  return {
    add: visit,
    has: (text) => has(text) || text.split(PARTS).every((part) => has(part) || NO_WORD.test(part)),
  };
}

/** Texts of the page that no catalogue holds, in the pseudo-language: without marks, and not written by people. */
export async function unmarkedOf(page: Page, written: Written): Promise<string[]> {
  return (await textsOf(page)).filter((text) => {
    const outside = outsideMarks(text);
    return !(KEY_CAPS.test(outside) || written.has(text) || written.has(outside));
  });
}

/** Latin words of a page in Arabic that neither its catalogue has (RSO, PIN, CSV) nor people wrote. */
export async function latinLeft(page: Page, language: Language, written: Written): Promise<string[]> {
  const latin = (text: string): string[] => text.match(/\p{Script=Latin}{3,}/gu) ?? [];
  const own = new Set(Object.values(catalogue(language)).flatMap(latin));
  const isOwn = (text: string): boolean =>
    written.has(text) || KEY_CAPS.test(text) || latin(text).every((word) => own.has(word));
  const fits = (text: string): boolean => isOwn(text) || text.split(PARTS).every(isOwn);
  return (await textsOf(page)).filter((text) => {
    // Values stand in isolates, which may stand in one another: the inner ones first.
    const values: string[] = [];
    let rest = text;
    for (let before = ''; rest !== before;) {
      before = rest;
      rest = rest.replace(/\u2068([^\u2068\u2069]*)\u2069/g, (_whole, value: string) => {
        values.push(value);
        return '';
      });
    }
    return !(fits(rest) && values.every(fits));
  });
}

/** What is wider than the page, or than the part of it that it stands in; text may end in an ellipsis. */
export const overflowOf = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const found: string[] = [];
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth)
      found.push(`the page: ${root.scrollWidth} of ${root.clientWidth} px`);
    for (const element of document.body.querySelectorAll('*')) {
      const style = getComputedStyle(element);
      const box = element.getBoundingClientRect();
      const isHidden =
        box.width <= 1 || box.height <= 1 || style.clipPath !== 'none' || style.display === 'inline';
      if (
        isHidden ||
        style.textOverflow === 'ellipsis' ||
        element.closest('svg, .maplibregl-marker') !== null
      )
        continue;
      const name = (element.getAttribute('aria-label') ?? element.textContent ?? '').slice(0, 60);
      const what = `${element.tagName.toLowerCase()}.${element.className} "${name}"`;
      // A table on a phone scrolls in a frame of its own.
      const isActed = element.matches('button, a, input, select, textarea, [role="tab"]');
      const isOutside = box.left < -1 || box.right > innerWidth + 1;
      if (isActed && isOutside && element.closest('.overflow-x-auto') === null)
        found.push(`${what} stands from ${Math.round(box.left)} to ${Math.round(box.right)} px`);
      const isFrame = style.overflowX === 'auto' && element.querySelector(':scope > table') !== null;
      if (!isFrame && element.scrollWidth > element.clientWidth + 1)
        found.push(`${what} holds ${element.scrollWidth} px in ${element.clientWidth} px`);
    }
    return found.slice(0, 20);
  });
