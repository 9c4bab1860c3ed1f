/**
 * Loads the list of Korean font slices (24 kB gz) after the first screen: place names are bilingual on
 * every post, but they may wait half a second. The browser then fetches only the slices it draws.
 */
export function loadKoreanFont(): void {
  void import('./fonts-korean.ts');
}
