/*
 * A language that nobody speaks, made from English: each letter with an accent, each vowel twice (about a third
 * longer, as German or Spanish would be), each message in marks. What a screen shows without marks stands in no
 * catalogue; what does not fit would not fit in a longer language either. It is dropped into a test post as a
 * file of words, so nothing of it is in a page that ships.
 */

/** BCP 47: English as nobody writes it ("pseudo-accents" of CLDR). */
export const PSEUDO = 'en-XA';
export const MARKS = ['[!!!', '!!!]'] as const;

const ACCENTED: Readonly<Record<string, string>> = Object.fromEntries(
  Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz').map((letter, at) => [
    letter,
    Array.from('ÅƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽåƀçðéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýž')[at] ?? letter,
  ]),
);

/** The message in the pseudo-language; values, plurals and selections stay what they are. */
export function pseudo(message: string): string {
  const [text] = textFrom(message, 0);
  // A comma is no word: there is nothing in it to translate.
  if (text === message && !message.includes('{')) return message;
  return `${MARKS[0]} ${text} ${MARKS[1]}`;
}

/** Text up to the end, or to the brace that closes the form it stands in. */
function textFrom(message: string, start: number): [text: string, end: number] {
  let text = '';
  let at = start;
  while (at < message.length && message[at] !== '}') {
    const letter = message[at] ?? '';
    if (letter === '{') {
      const [value, end] = valueFrom(message, at);
      text += value;
      at = end;
      continue;
    }
    const other = ACCENTED[letter] ?? letter;
    text += /[aeiouAEIOU]/.test(letter) ? `${other}${other.toLowerCase()}` : other;
    at += 1;
  }
  return [text, at];
}

/** A value with its braces: `{n}`, or `{n, plural, one {…} other {…}}` with the words of each form changed. */
function valueFrom(message: string, start: number): [value: string, end: number] {
  let value = '{';
  let at = start + 1;
  while (at < message.length && message[at] !== '}') {
    if (message[at] === '{') {
      const [text, end] = textFrom(message, at + 1);
      value += `{${text}}`;
      at = end + 1;
    } else {
      value += message[at];
      at += 1;
    }
  }
  return [`${value}}`, at + 1];
}

/** What of a text a reader sees that stands in no marks; marks may stand in one another. */
export function outsideMarks(text: string): string {
  let depth = 0;
  let outside = '';
  for (const piece of text.split(/(\[!!!|!!!\])/)) {
    if (piece === MARKS[0]) depth += 1;
    else if (piece === MARKS[1]) depth -= 1;
    else if (depth <= 0) outside += piece;
  }
  return outside;
}
