/**
 * The board as it stood at an instant. The ledger is never read from its start: the alarms that were open then are
 * found by their rows, and each one's own thread is reduced again up to the last entry of that instant.
 */
import { refuser } from '../../kernel/refusal.ts';
import { toInstant, toMs, type Clock, type Instant } from '../../kernel/time.ts';
import type { Queryable } from '../../platform/ledger-log.ts';
import {
  compareForCut,
  MAX_REPLAY_ENTRIES,
  MAX_REPLAY_OPEN,
  MAX_REPLAY_PAGE,
  nothingRebuilt,
  openOf,
  playedKinds,
  rebuild,
  type Rebuilt,
  type ReplayedBoard,
  type ReplayPage,
} from './model-replay.ts';
import { MAX_OPEN_ON_BOARD, watchRefusals, type Alarm, type BoardSnapshot } from './model.ts';
import * as store from './store-replay.ts';

const refuse = refuser(watchRefusals);
const LATELY_MS = 10 * 60_000;
/** Rows may name twice as many as were open: those closed a moment before are looked at too. */
const MAX_CANDIDATES = 2 * MAX_REPLAY_OPEN;
const THREADS_AT_ONCE = 200;
const ENTRIES_AT_ONCE = 5_000;

export interface ReplayDeps {
  readonly db: Queryable;
  readonly postId: string;
  readonly clock: Clock;
  /** Number of the last entry at or before an instant; -1 where there is none. */
  readonly seqAsOf: (at: Instant) => Promise<number>;
  /** Kinds that the log has. */
  readonly kinds: () => Promise<readonly string[]>;
  /** What the board shows beside alarms, tasks and responders: as it is today. */
  readonly around: (
    alarms: readonly Alarm[],
  ) => Promise<Pick<BoardSnapshot, 'post' | 'zones' | 'devices' | 'plan' | 'sops' | 'people'>>;
}

export function createReplay(deps: ReplayDeps) {
  const { db, postId } = deps;

  /** No moment that has not come yet. */
  const come = (at: Instant): Instant => toInstant(Math.min(toMs(at), deps.clock.nowMs()));

  async function rebuildThreads(ids: readonly string[], upTo: number): Promise<Rebuilt> {
    const rebuilt = nothingRebuilt();
    let read = 0;
    for (let from = 0; from < ids.length; from += THREADS_AT_ONCE) {
      const threads = ids.slice(from, from + THREADS_AT_ONCE);
      for (let after = -1; ;) {
        const entries = await store.threadEntries(db, postId, threads, { after, upTo }, ENTRIES_AT_ONCE);
        for (const entry of entries) rebuild(rebuilt, entry);
        read += entries.length;
        if (read > MAX_REPLAY_ENTRIES) throw refuse('replay-too-much', { entries: MAX_REPLAY_ENTRIES });
        const last = entries.at(-1);
        if (last === undefined || entries.length < ENTRIES_AT_ONCE) break;
        after = last.seq;
      }
    }
    return rebuilt;
  }

  return {
    /** The board at an instant. Refuses: replay-too-much. */
    async boardAt(instant: Instant): Promise<ReplayedBoard> {
      const at = come(instant);
      const seq = await deps.seqAsOf(at);
      const candidates = await store.maybeOpenAt(db, postId, at, MAX_CANDIDATES + 1);
      if (candidates.length > MAX_CANDIDATES) throw refuse('replay-too-much', { open: MAX_REPLAY_OPEN });
      const [rebuilt, responders, raisedLately, beganAt] = await Promise.all([
        rebuildThreads(candidates, seq),
        store.respondersUpTo(db, postId, seq),
        store.raisedBetween(db, postId, toInstant(toMs(at) - LATELY_MS), at),
        store.recordBeganAt(db, postId),
      ]);
      const { alarms, tasks } = openOf(rebuilt);
      if (alarms.length > MAX_REPLAY_OPEN) throw refuse('replay-too-much', { open: MAX_REPLAY_OPEN });
      const around = await deps.around(alarms);
      const board: BoardSnapshot = {
        ...around,
        seq,
        at,
        alarms: alarms.sort(compareForCut).slice(0, MAX_OPEN_ON_BOARD),
        openCount: alarms.length,
        tasks: tasks.sort((a, b) => toMs(a.sentAt) - toMs(b.sentAt)),
        responders,
        // Whether a source was heard is no entry of the ledger (ADR 0008), so nothing is said of it.
        sources: [],
        raisedLately,
      };
      return { board, beganAt, erased: rebuilt.erased.size };
    },

    /** What came after entry `after` up to an instant, a page at a time: what the browser plays on with. */
    async entriesAfter(after: number, until: Instant): Promise<ReplayPage> {
      const [upTo, kinds] = await Promise.all([deps.seqAsOf(come(until)), deps.kinds()]);
      if (upTo <= after) return { entries: [], complete: true };
      const entries = await store.entriesBetween(
        db,
        postId,
        playedKinds(kinds),
        { after, upTo },
        MAX_REPLAY_PAGE,
      );
      return { entries, complete: entries.length < MAX_REPLAY_PAGE };
    },
  };
}
