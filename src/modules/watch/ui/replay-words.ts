import { registerWords } from '../../../ui/words.ts';
import en from './words/replay-en.json' with { type: 'json' };

/* A catalogue of its own: it comes with the replay, and the first load of the board does without it. */
export const { useWords: useReplayWords } = registerWords('replay', en);
