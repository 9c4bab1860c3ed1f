import { registerWords } from '../../../ui/words.ts';
import en from './words/en.json' with { type: 'json' };
import ko from './words/ko.json' with { type: 'json' };

const words = registerWords('setup', en, ko);

export const { useWords } = words;
