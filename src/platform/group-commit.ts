/**
 * Natural group commit. Idle: the first item starts a flush at once. Flushing: items gather, and the next
 * flush takes what waited while the last commit was in flight. No timer: a fixed wait only loses (stack.md A).
 */
export interface GroupCommit<Item, Outcome> {
  /** Resolves when the item is on disk; rejects when its flush failed or the queue is full. */
  add(item: Item): Promise<Outcome>;
  waiting(): number;
  /** Resolves when nothing is waiting or in flight. */
  idle(): Promise<void>;
}

interface Waiting<Item, Outcome> {
  readonly item: Item;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
}

/** `flush` gets 1 to `maxBatch` items and returns one outcome each, in order. */
export function createGroupCommit<Item, Outcome>(deps: {
  readonly maxBatch: number;
  readonly maxWaiting: number;
  readonly full: () => Error;
  readonly flush: (items: readonly Item[]) => Promise<readonly Outcome[]>;
}): GroupCommit<Item, Outcome> {
  let queue: Waiting<Item, Outcome>[] = [];
  let flushing: Promise<void> | null = null;
  let lastBatch = 0;

  async function drain(): Promise<void> {
    // One turn of the event loop lets everything that has already arrived join the first batch. Where items come
    // one at a time, nothing has: a panel alone on the line need not wait for it.
    if (lastBatch !== 1) await new Promise<void>((resolve) => setImmediate(resolve));
    while (queue.length > 0) {
      const batch = queue.slice(0, deps.maxBatch);
      queue = queue.slice(deps.maxBatch);
      lastBatch = batch.length;
      try {
        const outcomes = await deps.flush(batch.map((w) => w.item));
        for (const [i, waiting] of batch.entries()) waiting.resolve(outcomes[i] as Outcome);
      } catch (error) {
        for (const waiting of batch) waiting.reject(error);
      }
    }
    flushing = null;
  }

  return {
    add(item) {
      if (queue.length >= deps.maxWaiting) return Promise.reject(deps.full());
      return new Promise((resolve, reject) => {
        queue.push({ item, resolve, reject });
        flushing ??= drain();
      });
    },
    waiting: () => queue.length,
    async idle() {
      while (flushing) await flushing;
    },
  };
}
