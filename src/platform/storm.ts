/**
 * Is this a storm of signals? Calm: fewer than STORM_PER_S written in the last second. Storm: as many or more, or
 * the intake says that many wait for the disk. While it lasts, what can wait (the search, the seal) lets
 * acknowledgements and alarms go first; each says how long at most.
 */
import type { Clock } from '../kernel/time.ts';

const STORM_PER_S = 300;

export interface Storm {
  /** So many signals were written. */
  count(n: number): void;
  /** `waiting` tells of a queue before the disk, which is a storm whatever was written. */
  on(): boolean;
  watch(waiting: () => boolean): void;
}

/** Counts by whole seconds: the last one, and the one that runs. */
export function createStorm(clock: Clock): Storm {
  let second = 0;
  let now = 0;
  let before = 0;
  let many = (): boolean => false;
  const turn = (): void => {
    const current = Math.floor(clock.monotonicMs() / 1_000);
    if (current === second) return;
    before = current === second + 1 ? now : 0;
    now = 0;
    second = current;
  };
  return {
    count(n) {
      turn();
      now += n;
    },
    on() {
      turn();
      return many() || Math.max(now, before) >= STORM_PER_S;
    },
    watch(waiting) {
      many = waiting;
    },
  };
}
