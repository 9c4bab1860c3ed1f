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
