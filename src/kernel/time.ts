/** An instant as ISO 8601 in UTC with milliseconds and `Z`: `2026-11-02T12:04:33.120Z`. Sorts as text. */
export type Instant = string;

/** The last one written: in a storm the same second or millisecond is asked for again and again. */
let written: { readonly ms: number; readonly at: Instant } = { ms: 0, at: '1970-01-01T00:00:00.000Z' };

/** Milliseconds since 1970 UTC to an Instant. */
export function toInstant(ms: number): Instant {
  if (ms !== written.ms) written = { ms, at: new Date(ms).toISOString() };
  return written.at;
}

/** An Instant to milliseconds since 1970 UTC. */
export const toMs = (at: Instant): number => Date.parse(at);

/** Writes instants in the time of a zone: `2026-11-22 19:04:33`. */
export function localTimeOf(timeZone: string): (at: Instant) => string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  return (at) => format.format(toMs(at));
}

/** Reads time. `nowMs` is the wall clock; `monotonicMs` never steps back and drives every timer. */
export interface Clock {
  nowMs(): number;
  monotonicMs(): number;
}
