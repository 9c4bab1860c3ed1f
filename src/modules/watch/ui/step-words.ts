import { ApiRefusal } from '../../../ui/api.ts';
import { registerWords } from '../../../ui/words.ts';
import en from './words/steps-en.json' with { type: 'json' };

/* A catalogue of its own: it comes with the sheets of a step, and the first load of the board does without it. */
const words = registerWords('steps', en);
export const { useWords: useStepWords } = words;

/** What went wrong with a step, in the language now shown where its refusal has words here. */
export function inStepWords(error: unknown): unknown {
  if (!(error instanceof ApiRefusal)) return error;
  const id = `refusal.${error.code}`;
  if (!(id in en)) return error;
  return new ApiRefusal(error.code, error.status, words.say(id as keyof typeof en), error.detail);
}
