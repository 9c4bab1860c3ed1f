import { registerWords } from '../../ui/words.ts';
import en from './words/en.json' with { type: 'json' };
import ko from './words/ko.json' with { type: 'json' };

const words = registerWords('guard', en, ko);

/** The phone's words, in components: `const say = useGuardWords()`. */
export const useGuardWords = words.useWords;
export type GuardWord = keyof typeof en;

/**
 * What a guard chose, for people who may not share the language: the chosen words, and English after them.
 * `이상 없음 (Nothing found)`.
 */
export function forTheLog(word: GuardWord): string {
  const said = words.say(word);
  return said === en[word] ? said : `${said} (${en[word]})`;
}
