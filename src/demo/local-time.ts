/** Seoul is nine hours ahead of UTC all year: no summer time, so the generators need no zone tables. */
const AHEAD_MS = 9 * 3_600_000;
const DAY_MS = 86_400_000;

/** Hour of the day at the post, 0 to 24 with a fraction. */
export const localHour = (ms: number): number => ((ms + AHEAD_MS) % DAY_MS) / 3_600_000;

/** Monday to Friday at the post. */
export function isWeekday(ms: number): boolean {
  const day = new Date(ms + AHEAD_MS).getUTCDay();
  return day !== 0 && day !== 6;
}

/** Days since 1970 at the post. */
export const localDay = (ms: number): number => Math.floor((ms + AHEAD_MS) / DAY_MS);

/** The instant, in milliseconds, of `hour` o'clock on local day `day`. */
export const atLocal = (day: number, hour: number): number => day * DAY_MS - AHEAD_MS + hour * 3_600_000;
