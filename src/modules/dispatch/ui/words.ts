import { registerWords } from '../../../ui/words.ts';
import en from './words/en.json' with { type: 'json' };

const words = registerWords('dispatch', en);
type WordId = keyof typeof en & string;

export const { useWords } = words;

/** The id as a known word, or null: for ids made from data, such as `log.${kind}`. */
export function knownWord(id: string): WordId | null {
  return id in en ? (id as WordId) : null;
}
