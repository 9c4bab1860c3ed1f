/** More than this many waiting means that something is stuck: the next one is refused. */
export const MAX_WAITING = 20_000;

/** One holder at a time, first come first served. `run` rejects when MAX_WAITING wait already. */
export interface Mutex {
  run<T>(work: () => Promise<T>): Promise<T>;
  waiting(): number;
}

/** Makes a Mutex; `busy` makes the error for the one too many. */
export function createMutex(busy: () => Error): Mutex {
  let held = false;
  const queue: (() => void)[] = [];
  return {
    async run(work) {
      if (held) {
        if (queue.length >= MAX_WAITING) throw busy();
        await new Promise<void>((resolve) => queue.push(resolve));
      }
      held = true;
      try {
        return await work();
      } finally {
        const next = queue.shift();
        if (next) next();
        else held = false;
      }
    },
    waiting: () => queue.length,
  };
}
