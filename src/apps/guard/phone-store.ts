import { Dexie, liveQuery } from 'dexie';
import type { Table } from 'dexie';
import type { OutboxItem } from './outbox-model.ts';
import type { OutboxStore } from './outbox-store.ts';

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
      list: () => items.orderBy('order').toArray(),
      add: async (item) => {
        await items.put(item);
      },
      change: async (item) => {
        await items.update(item.key, { ...item });
      },
      remove: (key) => items.delete(key),
    },
    facts: {
      read: async (name) => (await facts.get(name))?.value,
      write: async (name, value) => {
        await facts.put({ name, value });
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
