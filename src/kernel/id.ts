declare const brand: unique symbol;

/** A string that carries the name of the thing it identifies, so that an alarm id never fits a task. */
export type Id<Kind extends string> = string & { readonly [brand]: Kind };

export type PostId = Id<'post'>;
export type UserId = Id<'user'>;
export type SignalId = Id<'signal'>;
export type AlarmId = Id<'alarm'>;
export type TaskId = Id<'task'>;
export type ZoneId = Id<'zone'>;
export type DeviceId = Id<'device'>;
export type PanelId = Id<'panel'>;
export type SopId = Id<'sop'>;
export type ResponderId = Id<'responder'>;
export type IncidentId = Id<'incident'>;

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** Random bytes are drawn for many ids at once: asking for eight at a time cost more than the rest. */
const RANDOM_BYTES = 4096;
const ID_RANDOM_BYTES = 8;

let lastAtMs = 0;
let counter = 0;
const random = new Uint8Array(RANDOM_BYTES);
let randomUsed = RANDOM_BYTES;

/**
 * A new time-ordered id: prefix, 9 characters of milliseconds, 2 of a counter, 8 random (40 bits).
 * Ids made in one process sort in the order they were made. `nowMs` is milliseconds since 1970 UTC.
 */
export function newId<Kind extends string>(prefix: string, nowMs: number): Id<Kind> {
  if (nowMs > lastAtMs) {
    lastAtMs = nowMs;
    counter = 0;
  } else if (++counter === 1024) {
    lastAtMs += 1;
    counter = 0;
  }
  if (randomUsed === RANDOM_BYTES) {
    crypto.getRandomValues(random);
    randomUsed = 0;
  }
  let tail = '';
  for (const end = randomUsed + ID_RANDOM_BYTES; randomUsed < end; randomUsed++)
    tail += ALPHABET[(random[randomUsed] ?? 0) & 31];
  return `${prefix}_${base32(lastAtMs, 9)}${base32(counter, 2)}${tail}` as Id<Kind>;
}

function base32(value: number, width: number): string {
  let text = '';
  for (let rest = value, i = 0; i < width; i++) {
    text = ALPHABET[rest % 32] + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}

/** What people say aloud: `A-0412` for alarm 412. */
export function spokenNumber(letter: string, n: number): string {
  return `${letter}-${String(n).padStart(4, '0')}`;
}
