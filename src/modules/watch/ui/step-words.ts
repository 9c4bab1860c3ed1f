import { registerWords } from '../../../ui/words.ts';
import en from './words/steps-en.json' with { type: 'json' };

/* A catalogue of its own: it comes with the sheets of a step, and the first load of the board does without it. */
const words = registerWords('steps', en);
export const { useWords: useStepWords } = words;

/** A refusal of a step in the language now shown. */
export function sayStepRefusal(code: string): string | null {
  const id = `refusal.${code}`;
  return id in en ? words.say(id as keyof typeof en) : null;
}
