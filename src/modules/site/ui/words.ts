import { registerWords } from '../../../ui/words.ts';
import en from './words/en.json' with { type: 'json' };

const words = registerWords('site', en);

export const { useWords } = words;
