/**
 * The read side of the ledger's live edge: one tail feeds every open board, phone and follower.
 *
 * Holds: the newest MAX_KEPT entries and the listeners. Entries that this process appended are offered as they
 * are; a gap (another process, or a start) is read from the database. Listeners are told once per tick.
 */
import type { AppendedEntry, Queryable } from './ledger-log.ts';
import { newestSeq, readAfter, type StoredEntry } from './ledger-read.ts';

/** Entries kept in memory for boards that come back after a short absence. */
export const MAX_KEPT = 5_000;
/** Told together: at most this many milliseconds late. */
const TICK_MS = 25;
/** How often to look for entries of other processes. */
const LOOK_MS = 1_000;
const PAGE = 1_000;

export interface Tail {
  /** Newest sequence number that listeners were or will be told of. */
  newest(): number;
  offer(entries: readonly AppendedEntry[]): void;
  /** Entries after `seq` from memory, or null when memory does not reach back so far. */
  kept(seq: number): readonly StoredEntry[] | null;
  listen(listener: (entries: readonly StoredEntry[]) => void): () => void;
  stop(): void;
}

export async function createTail(deps: {
  readonly db: Queryable;
  readonly postId: string;
  readonly onTrouble: (error: unknown) => void;
}): Promise<Tail> {
  let newest = await newestSeq(deps.db, deps.postId);
  let kept: StoredEntry[] = [];
  let untold: StoredEntry[] = [];
  let timer: NodeJS.Timeout | null = null;
  let looking = false;
  const listeners = new Set<(entries: readonly StoredEntry[]) => void>();

  function tell(): void {
    timer = null;
    const entries = untold;
    untold = [];
    if (entries.length === 0) return;
    for (const listener of listeners) listener(entries);
  }

  function take(entries: readonly StoredEntry[]): void {
    for (const entry of entries) {
      if (entry.seq !== newest + 1) continue;
      newest = entry.seq;
      kept.push(entry);
      untold.push(entry);
    }
    if (kept.length > 2 * MAX_KEPT) kept = kept.slice(-MAX_KEPT);
    timer ??= setTimeout(tell, TICK_MS);
  }

  async function look(): Promise<void> {
    if (looking) return;
    looking = true;
    try {
      for (;;) {
        const page = await readAfter(deps.db, deps.postId, newest, PAGE);
        take(page);
        if (page.length < PAGE) break;
      }
    } catch (error) {
      deps.onTrouble(error);
    } finally {
      looking = false;
    }
  }

  const looker = setInterval(() => void look(), LOOK_MS);
  looker.unref();

  return {
    newest: () => newest,
    offer(entries) {
      const first = entries[0];
      if (!first) return;
      if (first.seq <= newest + 1) take(entries);
      else void look();
    },
    kept(seq) {
      if (seq >= newest) return [];
      const first = kept[0];
      if (!first || first.seq > seq + 1) return null;
      return kept.slice(seq + 1 - first.seq);
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop() {
      clearInterval(looker);
      if (timer) clearTimeout(timer);
    },
  };
}
