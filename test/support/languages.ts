/* What a page shows, and which of it is in the wrong language, or does not fit. */
import type { Page } from 'playwright-core';
import { catalogue, type Language } from './browser.ts';

/** Every text of the page that a person reads or hears; names of keys are the same in all languages. */
export const textsOf = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const texts: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode())
      if (node.parentElement?.closest('kbd, script') === null) texts.push(node.textContent ?? '');
    for (const element of document.body.querySelectorAll('[aria-label], [title], [placeholder]'))
      for (const name of ['aria-label', 'title', 'placeholder']) texts.push(element.getAttribute(name) ?? '');
    return [...new Set(texts.map((text) => text.trim()).filter(Boolean))];
  });

/** A word of the catalogue as a pattern; null where too little of it is fixed to tell it from a name. */
function patternOf(text: string): RegExp | null {
  if (/\{\w+, (plural|select)/.test(text)) return null;
  const parts = text.split(/\{\w+(?:, \w+)?\}/);
  if (parts.join('').replaceAll(/[^A-Za-z]/g, '').length < 4) return null;
  return new RegExp(`^${parts.map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.+')}$`);
}

/** English words of the catalogue that the page shows now, where the language has another word. */
export async function englishLeft(page: Page, language: Language): Promise<string[]> {
  const own = catalogue(language);
  const patterns = Object.entries(catalogue('en'))
    .filter(([id, text]) => own[id] !== text)
    .map(([id, text]) => ({ id, pattern: patternOf(text) }));
  return (await textsOf(page)).flatMap((text) =>
    patterns.filter(({ pattern }) => pattern?.test(text)).map(({ id }) => `${id}: ${text}`),
  );
}

/** What is wider than the page, or stands outside it where nobody can scroll to it. */
export const overflowOf = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const found: string[] = [];
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth)
      found.push(`the page: ${root.scrollWidth} of ${root.clientWidth} px`);
    const cut = (element: Element): boolean => {
      for (let up: Element | null = element; up !== null && up !== document.body; up = up.parentElement)
        if (getComputedStyle(up).overflowX !== 'visible' || getComputedStyle(up).clip !== 'auto') return true;
      return false;
    };
    for (const element of document.body.querySelectorAll('*')) {
      const box = element.getBoundingClientRect();
      const name = () =>
        `${element.tagName.toLowerCase()} "${(element.getAttribute('aria-label') ?? element.textContent ?? '').slice(0, 60)}"`;
      if (box.width === 0 || box.height === 0) continue;
      if ((box.left < -1 || box.right > innerWidth + 1) && !cut(element))
        found.push(`${name()} from ${Math.round(box.left)} to ${Math.round(box.right)} px`);
      if (
        element.matches('button, a, label, h1, h2, [role="tab"]') &&
        element.scrollWidth > element.clientWidth + 1
      )
        if (element.clientWidth > 0 && getComputedStyle(element).overflowX === 'visible')
          found.push(`${name()} holds ${element.scrollWidth} px in ${element.clientWidth} px`);
    }
    return found.slice(0, 20);
  });
