import { Dexie, liveQuery } from 'dexie';
import type { Table } from 'dexie';
import type { OutboxItem } from './outbox-model.ts';
import type { OutboxStore } from './outbox-store.ts';

/** IndexedDB hangs for good on some phones; then the page carries on from memory, and says so. */
const STORE_TIMEOUT_MS = 2_000;

async function inTime<T>(work: PromiseLike<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error('the store of this phone does not answer')), STORE_TIMEOUT_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

interface Fact {
  readonly name: string;
  readonly value: unknown;
}

/** What this phone keeps besides the outbox: single values by name. No secret: the session is a cookie. */
export interface FactStore {
  read(name: string): Promise<unknown>;
  write(name: string, value: unknown): Promise<void>;
}

export interface PhoneStore {
  readonly outbox: OutboxStore;
  readonly facts: FactStore;
  /** Calls back when any tab of this phone changed the outbox or a fact. */
  watch(changed: () => void): () => void;
}

/** The store in IndexedDB, shared by all tabs. Strict durability: a kept act survives a dead battery. */
export function openPhoneStore(name = 'post-one-guard'): PhoneStore {
  const db = new Dexie(name, { chromeTransactionDurability: 'strict' });
  db.version(1).stores({ outbox: 'key, order', facts: 'name' });
  const items: Table<OutboxItem, string> = db.table('outbox');
  const facts: Table<Fact, string> = db.table('facts');
  return {
    outbox: {
      list: () => inTime(items.orderBy('order').toArray()),
      add: async (item) => {
        await inTime(items.put(item));
      },
      change: async (item) => {
        await inTime(items.update(item.key, { ...item }));
      },
      remove: (key) => inTime(items.delete(key)),
    },
    facts: {
      read: async (name) => (await inTime(facts.get(name)))?.value,
      write: async (name, value) => {
        await inTime(facts.put({ name, value }));
      },
    },
    watch(changed) {
      const seen = liveQuery(() => Promise.all([items.orderBy('order').keys(), facts.toArray()])).subscribe({
        next: () => changed(),
        error: (error: unknown) => console.error('phone store', error),
      });
      return () => seen.unsubscribe();
    },
  };
}
