import { registerWords } from '../../../ui/words.ts';
import en from './words/en.json' with { type: 'json' };

const words = registerWords('camera', en);
export const { useWords } = words;
type WordId = keyof typeof en & string;

const known = (id: string): WordId | null => (id in en ? (id as WordId) : null);

/** A refusal of the cameras in the language now shown, or null for somebody else's. */
export function sayCameraRefusal(code: string, detail: unknown): string | null {
  const id = known(`refusal.${code}`);
  if (id === null) return null;
  const values =
    typeof detail === 'object' && detail !== null ? (detail as Record<string, string>) : undefined;
  return words.say(id, values);
}

/** Why a camera is offline, in words. */
export function sayFault(fault: string | null): string {
  const id = known(`camera.fault.${fault ?? ''}`);
  return words.say(id ?? 'camera.fault.no-answer');
}
