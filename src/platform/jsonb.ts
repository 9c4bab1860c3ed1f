/** U+0000 and lone surrogates: lawful in JavaScript and JSON, refused by a jsonb column. */
const UNSTORABLE = /\\u(0000|d[89a-f])/i;

const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/**
 * A value as text for a jsonb column. Characters that Postgres refuses become U+FFFD, so that a strange octet in
 * an alarm text never keeps the alarm from the board.
 */
export function toJsonb(value: unknown): string {
  const text = JSON.stringify(value);
  if (!UNSTORABLE.test(text)) return text;
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'string' ? storable(part) : part));
}

/** Text that a text column takes. */
export function storable(text: string): string {
  return text.replaceAll('\0', '\ufffd').replaceAll(LONE_SURROGATE, '\ufffd');
}
