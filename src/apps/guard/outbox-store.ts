import type { OutboxItem } from './outbox-model.ts';

/** Where items are kept. `add` and `change` are durable when their promise resolves. */
export interface OutboxStore {
  list(): Promise<readonly OutboxItem[]>;
  add(item: OutboxItem): Promise<void>;
  /** Changes an item that is there; one that has left stays away. */
  change(item: OutboxItem): Promise<void>;
  remove(key: string): Promise<void>;
}

/** A store that lasts as long as `kept`: for tests, and where the browser has no storage. */
export function createMemoryStore(kept: Map<string, OutboxItem> = new Map()): OutboxStore {
  return {
    list: () => Promise.resolve([...kept.values()].sort((a, b) => a.order - b.order)),
    add: (item) => {
      kept.set(item.key, structuredClone(item));
      return Promise.resolve();
    },
    change: (item) => {
      if (kept.has(item.key)) kept.set(item.key, structuredClone(item));
      return Promise.resolve();
    },
    remove: (key) => {
      kept.delete(key);
      return Promise.resolve();
    },
  };
}
