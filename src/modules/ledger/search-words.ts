/**
 * Cuts text into the words by which the log is searched; the same cut for what is written and what is asked.
 *
 * Latin and most other scripts: runs of letters and digits, lower case, without diacritics. Chinese, Japanese
 * and Korean: single letters and pairs of neighbours, since particles stick to their nouns (정문에서). Arabic:
 * without vowel signs, with one form for each letter's variants, and also without the article and "and".
 */

/** More words of one entry are not looked up. */
export const MAX_WORDS = 1_000;
/** Words of one question. */
export const MAX_ASKED = 24;
/** Longer words are cut: nobody types them whole, and an index has pages to respect. */
const MAX_WORD = 48;
/** Letters of one entry that are cut into words. */
export const MAX_PLAIN = 8_000;
/** An Arabic word keeps at least so many letters when a prefix is taken off. */
const LEAST_STEM = 3;

const CJK = '\\p{Script=Hangul}\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\u30fc';
const RUNS = new RegExp(
  `[${CJK}]+|\\p{Script=Arabic}+|(?:(?![${CJK}]|\\p{Script=Arabic})[\\p{L}\\p{N}])+`,
  'gu',
);
const IS_CJK = new RegExp(`^[${CJK}]`, 'u');
const IS_ARABIC = /^\p{Script=Arabic}/u;
/** Combining signs go, but for the voicing signs of kana, which make another letter. */
const SIGNS = /(?![\u3099\u309a])\p{M}|[\u0640\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;
const ARABIC_DIGITS = /[\u0660-\u0669\u06f0-\u06f9]/g;
const ONE_FORM: Readonly<Record<string, string>> = {
  '\u0671': '\u0627',
  '\u0649': '\u064a',
  '\u06cc': '\u064a',
  '\u06a9': '\u0643',
  '\u0629': '\u0647',
  '\u06c0': '\u0647',
  '\u06c1': '\u0647',
};
const VARIANTS = new RegExp(`[${Object.keys(ONE_FORM).join('')}]`, 'g');

/** Text in the one form in which it is compared: lower case, no signs, one letter for its variants. */
export function plainText(text: string): string {
  return text
    .slice(0, MAX_PLAIN)
    .toLowerCase()
    .normalize('NFKD')
    .replace(SIGNS, '')
    .replace(VARIANTS, (letter) => ONE_FORM[letter] ?? letter)
    .replace(ARABIC_DIGITS, (digit) => String((digit.codePointAt(0) ?? 0) & 15))
    .normalize('NFC');
}

/** An Arabic word without the article, and without a conjunction or preposition before the article. */
function withoutArticle(word: string): string {
  const bare = word.replace(
    /^(?:[\u0648\u0641]?[\u0628\u0643]?\u0627\u0644|[\u0648\u0641]?\u0644\u0644)/u,
    '',
  );
  return bare.length >= LEAST_STEM ? bare : word;
}

/** Forms under which a written Arabic word is found: as it is, without the article, without "and". */
function formsOf(word: string): string[] {
  const forms = [word, withoutArticle(word)];
  if (/^[\u0648\u0641]/u.test(word) && word.length > LEAST_STEM) forms.push(word.slice(1));
  return forms;
}

function lettersAndPairs(run: string): string[] {
  const letters = [...run];
  return [...letters, ...letters.slice(1).map((letter, i) => (letters[i] ?? '') + letter)];
}

const runsOf = (plain: string): string[] => plain.match(RUNS) ?? [];
const short = (word: string): string => word.slice(0, MAX_WORD);

/** The words of an entry's text, each once. */
export function wordsOf(plain: string): string[] {
  const words = new Set<string>();
  for (const run of runsOf(plain)) {
    const found = IS_CJK.test(run) ? lettersAndPairs(run) : IS_ARABIC.test(run) ? formsOf(run) : [run];
    for (const word of found) words.add(short(word));
    if (words.size >= MAX_WORDS) break;
  }
  return [...words].slice(0, MAX_WORDS);
}

/** What a question asks for. */
export interface Asked {
  /** All of them must be among an entry's words. */
  readonly words: readonly string[];
  /** All of them must stand in its plain text: runs of more than two letters, whose pairs alone prove nothing. */
  readonly runs: readonly string[];
}

/** Reads a question. No words: there was nothing in it to look for. */
export function readQuestion(text: string): Asked {
  const words = new Set<string>();
  const runs = new Set<string>();
  for (const run of runsOf(plainText(text))) {
    if (words.size >= MAX_ASKED) break;
    if (!IS_CJK.test(run)) words.add(short(IS_ARABIC.test(run) ? withoutArticle(run) : run));
    else if ([...run].length === 1) words.add(run);
    else
      for (const word of lettersAndPairs(run).filter((letters) => [...letters].length === 2)) words.add(word);
    if (IS_CJK.test(run) && [...run].length > 2) runs.add(run);
  }
  return { words: [...words].slice(0, MAX_ASKED), runs: [...runs] };
}

/** Fields of a body that hold words of people, or names that people read. */
const TEXTS: ReadonlySet<string> = new Set([
  'text',
  'finding',
  'reason',
  'says',
  'remarks',
  'note',
  'title',
  'what',
  'order',
  'choice',
  'summary',
  'lessons',
  'person',
  'door',
  'zoneName',
  'callSign',
  'description',
]);
const MAX_DEPTH = 3;

/** Kinds of entries that hold such words. A kind that is missing here is in the log and not in the search. */
export const SEARCHED_KINDS: readonly string[] = [
  'alarm.raised',
  'alarm.joined',
  'alarm.noted',
  'alarm.closed',
  'alarm.dispatched',
  'alarm.shelved',
  'alarm.unshelved',
  'alarm.handed',
  'door.armed',
  'door.denied',
  'door.disarmed',
  'guard.reported',
  'handover.signed',
  'incident.opened',
  'incident.noted',
  'incident.reopened',
  'incident.report-completed',
  'incident.resolved',
  'incident.step-skipped',
  'log.corrected',
  'log.noted',
  'post.threat-level-set',
  'radio.checked',
  'sop.issued',
  'sop.step-skipped',
  'sop.withdrawn',
  'task.cancelled',
  'task.declined',
  'task.done',
  'task.sent',
];

/** All words of people in an entry's body, in one text. */
export function textOf(body: Readonly<Record<string, unknown>> | null): string {
  const parts = new Set<string>();
  const take = (value: unknown, depth: number): void => {
    if (typeof value === 'string') parts.add(value);
    else if (typeof value === 'object' && value !== null && depth > 0)
      for (const inner of Object.values(value)) take(inner, depth - 1);
  };
  const look = (value: unknown, depth: number): void => {
    if (typeof value !== 'object' || value === null || depth === 0) return;
    for (const [field, inner] of Object.entries(value))
      if (TEXTS.has(field)) take(inner, 2);
      else look(inner, depth - 1);
  };
  look(body, MAX_DEPTH);
  const alarm = body?.['alarm'] as { number?: unknown } | undefined;
  if (typeof alarm?.number === 'number') parts.add(`A-${String(alarm.number).padStart(4, '0')}`);
  const number = body?.['incidentNumber'];
  if (typeof number === 'number') parts.add(`I-${String(number).padStart(4, '0')}`);
  return [...parts].join(' \n ').slice(0, MAX_PLAIN);
}
