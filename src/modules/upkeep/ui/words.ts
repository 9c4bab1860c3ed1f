import { registerWords } from '../../../ui/words.ts';
import en from './words/en.json' with { type: 'json' };
import ko from './words/ko.json' with { type: 'json' };

export const { useWords } = registerWords('upkeep', en, ko);
