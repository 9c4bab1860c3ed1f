import { registerWords } from './words.ts';
import en from './words/en.json' with { type: 'json' };

const words = registerWords('kit', en);

/** The kit's own words, outside components. */
export const sayKit = words.say;
/** The kit's own words, in components: `const say = useKitWords()`. */
export const useKitWords = words.useWords;

/** Parts said one after the other: `free, armed`, and with the comma of the language. */
export const joined = (parts: readonly (string | number)[]): string => parts.join(words.say('kit.separator'));
