/**
 * Followers turn entries into effects: cursor and effect commit in one transaction, so each entry has its
 * effect once, whenever the process dies.
 *
 * Idle: waits for a nudge. Running: takes up to `batch` entries of its kinds after its cursor, until none is
 * left. Failed: tells `onTrouble`, and after RETRY_MS reads its cursor again, since the commit may have happened
 * all the same, and goes on, for ever: an entry is never skipped here.
 */
import type { Queryable } from './ledger-log.ts';
import { readAfter, type StoredEntry } from './ledger-read.ts';
import type { Transact, Transaction } from './transact.ts';

const RETRY_MS = 500;

export interface Follower {
  /** New entries may be there. Cheap; call it as often as you like. */
  nudge(): void;
  /** Resolves when nothing is left to do. */
  caughtUp(): Promise<void>;
  cursor(): number;
  stop(): Promise<void>;
}

export async function follow(deps: {
  readonly db: Queryable;
  readonly transact: Transact;
  readonly postId: string;
  readonly name: string;
  readonly kinds: readonly string[];
  readonly batch: number;
  /** Milliseconds between two batches while work goes on, so that intake keeps its share of the database. */
  readonly restMs: number;
  readonly handle: (tx: Transaction, entries: readonly StoredEntry[]) => Promise<void>;
  readonly onTrouble: (error: unknown) => void;
}): Promise<Follower> {
  async function readCursor(): Promise<number> {
    const found = await deps.db.query<{ seq: number }>(
      'select seq from ledger_cursors where post_id = $1 and follower = $2',
      [deps.postId, deps.name],
    );
    return Number(found.rows[0]?.seq ?? -1);
  }
  let cursor = await readCursor();
  let stale = false;
  let wanted = true;
  let stopped = false;
  let running: Promise<void> | null = null;

  async function step(): Promise<boolean> {
    if (stale) {
      cursor = await readCursor();
      stale = false;
    }
    const entries = await readAfter(deps.db, deps.postId, cursor, deps.batch, deps.kinds);
    const last = entries.at(-1);
    if (!last) return false;
    await deps.transact(
      { postId: deps.postId, actor: 'system', name: `follow-${deps.name}`, mayRecordNothing: true },
      async (tx) => {
        await deps.handle(tx, entries);
        // Moved only from where we believe it stands: a commit whose answer was lost may have moved it already.
        const moved = await tx.client.query(
          `insert into ledger_cursors (post_id, follower, seq) values ($1, $2, $3)
           on conflict (post_id, follower) do update set seq = excluded.seq where ledger_cursors.seq = $4`,
          [deps.postId, deps.name, last.seq, cursor],
        );
        if (moved.rowCount !== 1)
          throw new Error(`the cursor of ${deps.name} was moved by an earlier commit`);
      },
    );
    cursor = last.seq;
    return entries.length === deps.batch;
  }

  const rest = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

  async function run(): Promise<void> {
    while (wanted && !stopped) {
      wanted = false;
      try {
        if (await step()) wanted = true;
      } catch (error) {
        stale = true;
        deps.onTrouble(error);
        wanted = true;
        await rest(RETRY_MS);
      }
      await rest(deps.restMs);
    }
    running = null;
  }

  const nudge = (): void => {
    wanted = true;
    if (!stopped) running ??= run();
  };
  nudge();

  return {
    nudge,
    async caughtUp() {
      nudge();
      while (running) await running;
    },
    cursor: () => cursor,
    async stop() {
      stopped = true;
      if (running) await running;
    },
  };
}
