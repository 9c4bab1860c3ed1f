import { inEnglish, registerWords } from '../../ui/words.ts';
import en from './words/en.json' with { type: 'json' };

const words = registerWords('guard', en);

/** The phone's words, in components: `const say = useGuardWords()`. */
export const useGuardWords = words.useWords;
export type GuardWord = keyof typeof en;

/**
 * What a guard chose, for people who may not share the language: the chosen words, and English after them.
 * `이상 없음 (Nothing found)`.
 */
export function forTheLog(word: GuardWord): string {
  const said = words.say(word);
  const english = inEnglish(word);
  return said === english ? said : `${said} (${english})`;
}
