/**
 * Followers turn entries into effects: cursor and effect commit in one transaction, so each entry has its
 * effect once, whenever the process dies.
 *
 * Idle: waits for a nudge. Running: takes up to `batch` entries of its kinds after its cursor, until none is
 * left. Resting: at least as long as it worked, while busy BUSY_REST times as long, so that intake keeps the
 * machine in a storm; something urgent ends the rest. Failed: tells `onTrouble`, and after RETRY_MS reads its
 * cursor again, since the commit may have happened all the same, and goes on, for ever: an entry is never
 * skipped here.
 */
import { systemClock } from './clock.ts';
import { isConnectionFault } from './postgres/connect.ts';
import type { Queryable } from './ledger-log.ts';
import { readAfter, type StoredEntry } from './ledger-read.ts';
import type { Transact, Transaction } from './transact.ts';

const RETRY_MS = 200;
const TRIES = 3;
const BUSY_REST = 10;
/** In a storm that never ends, effects still follow within this and the work itself. */
const MAX_REST_MS = 3_000;
/** A rest that urgent entries may cut short lasts at least so long: a storm of them is a storm too. */
const URGENT_REST_MS = 250;
/** What may wait for the end of a storm waits at most so long between two batches. */
const MAX_LATER_MS = 10_000;
const LATER_LOOK_MS = 100;
/** Errors of the database's whereabouts, not of the entry: waited for as long as it takes. */
const AWAY = /^(08|53|57|58|40|55|XX|ECONN|EPIPE|ENOENT|ENOSPC|ETIMEDOUT)/;

export interface Follower {
  /** New entries may be there. Cheap; call it as often as you like. Urgent ones cut a rest short. */
  nudge(urgent?: boolean): void;
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
  /** Entries after a sequence number from memory (the tail's), or null where memory does not reach. */
  readonly kept?: (seq: number) => readonly StoredEntry[] | null;
  /** Least milliseconds between two batches, so that intake keeps its share of the database. */
  readonly restMs: number;
  /** While true, the rest is BUSY_REST times the work: what must be acknowledged goes first, effects follow. */
  readonly busy?: () => boolean;
  /** While true, nothing is taken up, for MAX_LATER_MS at most: nobody acts on these effects at once. */
  readonly later?: () => boolean;
  readonly handle: (tx: Transaction, entries: readonly StoredEntry[]) => Promise<void>;
  /** The last resort for one entry that cannot be handled. */
  readonly giveUp: (tx: Transaction, entry: StoredEntry, error: unknown) => Promise<void>;
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
  let failures = 0;
  let single = false;
  let hurry = false;
  let lastError: unknown = null;

  async function next(): Promise<readonly StoredEntry[]> {
    const kept = deps.kept?.(cursor)?.filter((entry) => deps.kinds.includes(entry.kind));
    if (kept && kept.length > 0) return kept.slice(0, deps.batch);
    return readAfter(deps.db, deps.postId, cursor, deps.batch, deps.kinds);
  }

  async function step(): Promise<boolean> {
    if (stale) {
      cursor = await readCursor();
      stale = false;
    }
    const found = await next();
    const entries = single ? found.slice(0, 1) : found;
    const last = entries.at(-1);
    if (!last) return false;
    await deps.transact(
      { postId: deps.postId, actor: 'system', name: `follow-${deps.name}`, mayRecordNothing: true },
      async (tx) => {
        if (single && failures >= TRIES) await deps.giveUp(tx, last, lastError);
        else await deps.handle(tx, entries);
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
    failures = 0;
    const more = single || entries.length === deps.batch;
    single = false;
    return more;
  }

  /** Counts failures that are the entries' own fault; enough of them single out the one. */
  function count(error: unknown): void {
    if (AWAY.test(String((error as { code?: unknown }).code ?? '')) || isConnectionFault(error)) return;
    lastError = error;
    failures += 1;
    if (!single && failures >= TRIES) {
      single = true;
      failures = 0;
    }
  }

  const rest = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
  let wake: () => void = () => undefined;
  let urgent = false;

  /** Rests for `ms`, or until something urgent comes, but then for URGENT_REST_MS if `ms` is longer. */
  async function restUnlessUrgent(ms: number): Promise<void> {
    const least = Math.min(ms, Math.max(deps.restMs, URGENT_REST_MS));
    await rest(least);
    if (urgent || stopped || ms <= least) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      wake = resolve;
      timer = setTimeout(resolve, ms - least);
    });
    clearTimeout(timer);
  }

  async function waitForCalm(): Promise<void> {
    const untilMs = systemClock.monotonicMs() + MAX_LATER_MS;
    while (!stopped && !hurry && deps.later?.() === true && systemClock.monotonicMs() < untilMs)
      await rest(LATER_LOOK_MS);
  }

  async function run(): Promise<void> {
    while (wanted && !stopped) {
      await waitForCalm();
      wanted = false;
      urgent = false;
      const begunMs = systemClock.monotonicMs();
      try {
        if (await step()) wanted = true;
      } catch (error) {
        stale = true;
        count(error);
        deps.onTrouble(error);
        wanted = true;
        await rest(RETRY_MS);
      }
      const workedMs = systemClock.monotonicMs() - begunMs;
      const factor = deps.busy?.() === true ? BUSY_REST : 1;
      await restUnlessUrgent(Math.max(deps.restMs, Math.min(MAX_REST_MS, workedMs * factor)));
    }
    running = null;
  }

  const nudge = (isUrgent = false): void => {
    wanted = true;
    if (isUrgent) {
      urgent = true;
      wake();
    }
    if (!stopped) running ??= run();
  };
  nudge();

  return {
    nudge,
    async caughtUp() {
      hurry = true;
      nudge(true);
      while (running) await running;
      hurry = false;
    },
    cursor: () => cursor,
    async stop() {
      stopped = true;
      wake();
      if (running) await running;
    },
  };
}
