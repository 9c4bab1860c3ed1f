const RIGHT_TO_LEFT = new Set(['ar', 'dv', 'fa', 'he', 'ps', 'sd', 'ug', 'ur', 'yi']);

/** Writing direction of a language. */
export function directionOf(language: string): 'ltr' | 'rtl' {
  return RIGHT_TO_LEFT.has(language.split('-')[0] ?? language) ? 'rtl' : 'ltr';
}

/**
 * The locale that numbers and dates of a language are written in. Arabic keeps Latin digits, whatever the
 * browser's Arabic would take: panels, radios, maps and phones beside this screen show 5 and 6, and ٥ reads as
 * a nought and ٦ as a seven to who is used to those.
 */
export function localeOf(language: string): string {
  if (language === 'en') return 'en-GB';
  return directionOf(language) === 'rtl' ? `${language}-u-nu-latn` : language;
}

/** A name in each language; English is always there. */
export type Named = Readonly<Record<string, string | undefined>> & { readonly en: string };

/**
 * A name in a language, else in English: among words written from right to left that one keeps its own order, with
 * its full stop at its end (first-strong isolate, UAX #9).
 */
export function nameIn(names: Named, language: string): string {
  const own = names[language];
  if (own !== undefined && own !== '') return own;
  return directionOf(language) === 'rtl' && names.en !== '' ? `\u2068${names.en}\u2069` : names.en;
}
