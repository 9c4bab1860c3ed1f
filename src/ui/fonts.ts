/**
 * Loads the lists of the Korean font slices (24 kB gz) and of the Arabic font after the first screen: place
 * names are bilingual on every post, but they may wait half a second. The browser then fetches only what it
 * draws.
 */
export function loadOtherFonts(): void {
  void import('./fonts-korean.ts');
  void import('./fonts-arabic.ts');
}
