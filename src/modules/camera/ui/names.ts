import { useCallback } from 'react';
import { useLanguage } from '../../../ui/words.ts';
import type { Names } from '../../site/model.ts';

/** Names in the language now shown. */
export function useName(): (names: Names) => string {
  const { language } = useLanguage();
  return useCallback((names) => names[language] ?? names.en, [language]);
}
