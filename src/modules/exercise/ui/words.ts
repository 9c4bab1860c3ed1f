import { registerWords } from '../../../ui/words.ts';
import en from './words/en.json' with { type: 'json' };

export const { useWords } = registerWords('exercise', en);
