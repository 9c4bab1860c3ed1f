import { registerWords } from '../../ui/words.ts';
import en from './words/en.json' with { type: 'json' };

const words = registerWords('console', en);
type WordId = keyof typeof en & string;

export const say = words.say;
export const useWords = words.useWords;

/** The id as a known word, or null: for ids made from data, such as `trouble.${code}`. */
export function knownWord(id: string): WordId | null {
  return id in en ? (id as WordId) : null;
}
