import { fault, ok, type Result } from '../../kernel/result.ts';
import { MAX_LIST, MAX_TEXT } from './fact.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Octets as text, or null when they are not UTF-8. */
export function toText(payload: Uint8Array): string | null {
  try {
    return decoder.decode(payload);
  } catch {
    return null;
  }
}

/** JSON of any shape, or a sentence. */
export function parseJson(text: string): Result<unknown, string> {
  try {
    return ok(JSON.parse(text) as unknown);
  } catch {
    return fault('is not valid JSON');
  }
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An own field of an object; never one of its prototype. */
export const field = (object: unknown, name: string): unknown =>
  isObject(object) && Object.hasOwn(object, name) ? object[name] : undefined;

/**
 * Foreign text made fit to keep: no control characters and no half surrogates, since the database refuses
 * both and one such message would come again for ever; cut to `max` characters.
 */
export function clean(text: string, max = MAX_TEXT): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what is removed here
  const plain = text.slice(0, max).replace(/[\u0000-\u001f\u007f-\u009f\ufffe\uffff]/g, ' ');
  return plain
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')
    .trim();
}

export const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? clean(value) : null;

/** The texts of a list, and of `[text, score]` pairs in it; null and other shapes give none. */
export function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return value === '' ? [] : [clean(value)];
  if (!Array.isArray(value)) return [];
  return value
    .slice(0, MAX_LIST)
    .map((entry: unknown) => textOf(Array.isArray(entry) ? entry[0] : entry))
    .filter((text) => text !== null);
}

const YEAR_2000_MS = 946_684_800_000;
const YEAR_2200_MS = 7_258_118_400_000;

/** Seconds or milliseconds since 1970, or ISO text, to milliseconds; null for anything outside 2000 to 2200. */
export function timeMs(value: unknown): number | null {
  const ms =
    typeof value === 'string'
      ? Date.parse(value)
      : typeof value === 'number'
        ? value < 1e11
          ? value * 1000
          : value
        : NaN;
  return ms >= YEAR_2000_MS && ms < YEAR_2200_MS ? Math.floor(ms) : null;
}

/** `online`, `offline` or `{"state": ...}`, as Frigate and Zigbee2MQTT write it; null for anything else. */
export function onlineOf(text: string): boolean | null {
  const trimmed = text.trim();
  const parsed = trimmed.startsWith('{') ? parseJson(trimmed) : null;
  const state = parsed === null ? trimmed : parsed.ok ? field(parsed.value, 'state') : null;
  return state === 'online' ? true : state === 'offline' ? false : null;
}
