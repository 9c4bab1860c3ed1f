import { FLOOD_ENDS_UNDER, FLOOD_STARTS_OVER } from '../model.ts';

export const LATELY_MS = 10 * 60_000;

/** Alarms raised in the ten minutes before `nowMs`. */
export function raisedInTenMinutes(raisedLately: readonly number[], nowMs: number): number {
  let count = 0;
  for (let i = raisedLately.length - 1; i >= 0; i--) {
    if ((raisedLately[i] ?? 0) <= nowMs - LATELY_MS) break;
    count += 1;
  }
  return count;
}

/** Is it a flood now? Starts over ten in ten minutes, ends under five (ISA-18.2 / EEMUA 191). */
export function floodNow(before: boolean, count: number): boolean {
  return before ? count >= FLOOD_ENDS_UNDER : count > FLOOD_STARTS_OVER;
}
