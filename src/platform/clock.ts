import type { Clock } from '../kernel/time.ts';

/** The one place that reads the machine's clocks. */
export const systemClock: Clock = {
  // oxlint-disable-next-line no-restricted-properties -- the one reader of the wall clock
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
};
