import type pg from 'pg';
import type { Queryable } from './ledger-log.ts';

/**
 * One connection of the pool kept for one use, so that its work never waits behind others for a connection: what
 * holds the ledger's lock must not wait for those who wait for the lock. A broken one is replaced at the next call.
 */
export function createPinnedClient(pool: Pick<pg.Pool, 'connect'>): Queryable & { release(): void } {
  let held: Promise<pg.PoolClient> | null = null;

  function drop(error?: Error): void {
    const was = held;
    held = null;
    void release(was, error);
  }

  const query = async (...args: unknown[]): Promise<unknown> => {
    held ??= connectForOneUse(pool);
    const mine = held;
    let client: pg.PoolClient;
    try {
      client = await mine;
    } catch (error) {
      if (held === mine) held = null;
      throw error;
    }
    try {
      return await (client.query as (...given: unknown[]) => Promise<unknown>)(...args);
    } catch (error) {
      // Whether the connection or the statement failed: a new connection costs a millisecond and is surely clean.
      if (held === mine) drop(error instanceof Error ? error : new Error(String(error)));
      throw error;
    }
  };
  return { query: query as Queryable['query'], release: () => drop() };
}

/** The same few statements again and again: planned once, since planning cost more than the rows. */
async function connectForOneUse(pool: Pick<pg.Pool, 'connect'>): Promise<pg.PoolClient> {
  const client = await pool.connect();
  await client.query('set plan_cache_mode = force_generic_plan');
  return client;
}

async function release(held: Promise<pg.PoolClient> | null, error: Error | undefined): Promise<void> {
  try {
    (await held)?.release(error);
  } catch {
    // It never connected: there is nothing to give back.
  }
}
