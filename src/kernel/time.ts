/** An instant as ISO 8601 in UTC with milliseconds and `Z`: `2026-11-02T12:04:33.120Z`. Sorts as text. */
export type Instant = string;

/** Milliseconds since 1970 UTC to an Instant. */
export const toInstant = (ms: number): Instant => new Date(ms).toISOString();

/** An Instant to milliseconds since 1970 UTC. */
export const toMs = (at: Instant): number => Date.parse(at);

/** Reads time. `nowMs` is the wall clock; `monotonicMs` never steps back and drives every timer. */
export interface Clock {
  nowMs(): number;
  monotonicMs(): number;
}
