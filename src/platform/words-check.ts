import { compileMessageOrThrow } from '@lingui/message-utils/compileMessage';
import { valuesOf } from '../kernel/message-values.ts';

/** Ids of all words of the app, each with the names of its values; as the build wrote them. */
export type KnownWords = ReadonlyMap<string, readonly string[]>;

/** What of a file of words can be shown, and what is wrong with the rest, a clause each. */
export interface CheckedWords {
  readonly words: Readonly<Record<string, string>>;
  readonly faults: readonly string[];
}

/** A word that is only what the server says; another language says it itself, with values of its own. */
const SERVERS_OWN = 'says';

/** Keeps of `content` the words that the app has, can read and can fill; names each other one. */
export function checkWords(content: unknown, known: KnownWords | null): CheckedWords {
  if (typeof content !== 'object' || content === null || Array.isArray(content))
    return { words: {}, faults: ['it must be one object, {"watch.take": "Take it"}'] };
  const words: [string, string][] = [];
  const faults: string[] = [];
  for (const [id, text] of Object.entries(content)) {
    const fault = faultOf(id, text, known);
    if (fault === null) words.push([id, String(text)]);
    else faults.push(fault);
  }
  return { words: Object.fromEntries(words), faults };
}

function faultOf(id: string, text: unknown, known: KnownWords | null): string | null {
  const name = `"${id.slice(0, 80)}"`;
  if (typeof text !== 'string' || text.trim() === '') return `${name} is not text`;
  const needed = known?.get(id);
  if (known !== null && needed === undefined) return `${name} is no word of Post One`;
  let values: string[];
  try {
    values = valuesOf(compileMessageOrThrow(text));
  } catch {
    return `${name} is not a readable ICU message`;
  }
  if (needed === undefined || needed.includes(SERVERS_OWN)) return null;
  const missing = needed.filter((value) => !values.includes(value));
  if (missing.length > 0) return `${name} lacks ${missing.map((value) => `{${value}}`).join(' and ')}`;
  const odd = values.filter((value) => !needed.includes(value));
  return odd.length > 0 ? `${name} has {${odd.join('} and {')}}, which nothing fills` : null;
}
