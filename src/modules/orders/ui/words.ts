import { registerWords } from '../../../ui/words.ts';
import en from './words/en.json' with { type: 'json' };

const words = registerWords('orders', en);
export const { useWords } = words;

/** A refusal of the orders in the language now shown; its words come with the screen, not with the first load. */
export function sayOrderRefusal(code: string, detail: unknown): string | null {
  const id = `refusal.${code}`;
  if (!(id in en)) return null;
  const values =
    typeof detail === 'object' && detail !== null ? (detail as Record<string, string>) : undefined;
  return words.say(id as keyof typeof en, values);
}
