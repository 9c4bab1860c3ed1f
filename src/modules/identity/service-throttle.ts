/** Wrong tries that cost nothing yet. */
const FREE_TRIES = 4;
const FIRST_WAIT_MS = 2_000;
const MAX_WAIT_MS = 5 * 60_000;
/** Names and addresses remembered; past that the oldest are forgotten. */
const MAX_REMEMBERED = 10_000;

/**
 * Slows down guessing: after four wrong tries each further one must wait twice as long, up to five minutes.
 * Kept by name and by address, in memory, on the monotonic clock.
 */
export function createThrottle(monotonicMs: () => number): {
  waitS(keys: readonly string[]): number;
  wrong(keys: readonly string[]): void;
  right(keys: readonly string[]): void;
} {
  const tries = new Map<string, { wrong: number; until: number }>();
  return {
    waitS: (keys) =>
      Math.max(0, ...keys.map((key) => Math.ceil(((tries.get(key)?.until ?? 0) - monotonicMs()) / 1000))),
    wrong(keys) {
      for (const key of keys) {
        const wrong = (tries.get(key)?.wrong ?? 0) + 1;
        const wait =
          wrong <= FREE_TRIES ? 0 : Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** (wrong - FREE_TRIES - 1));
        tries.delete(key);
        tries.set(key, { wrong, until: monotonicMs() + wait });
        if (tries.size > MAX_REMEMBERED) tries.delete(tries.keys().next().value ?? key);
      }
    },
    right(keys) {
      for (const key of keys) tries.delete(key);
    },
  };
}
