import type { Pool } from 'pg';
import type { Clock } from './kernel/time.ts';
import type { Dispatch } from './modules/dispatch/service.ts';
import type { Post } from './modules/site/model.ts';
import type { Watch } from './modules/watch/service.ts';
import { startDue, type DueJob } from './platform/due.ts';
import { follow, type Follower } from './platform/follow.ts';
import type { LedgerLog } from './platform/ledger-log.ts';
import type { Log } from './platform/log.ts';
import type { Storm } from './platform/storm.ts';
import type { Tail } from './platform/tail.ts';
import type { Transact } from './platform/transact.ts';

/** Signals decided in one transaction, and the rest between two batches. */
const TRIAGE_BATCH = 2_500;
const TRIAGE_REST_MS = 20;

/** What follows the ledger and the clock: signals become alarms, people become responders, clocks run out. */
export async function startFollowers(
  deps: { readonly clock: Clock; readonly log: Log },
  store: {
    readonly pool: Pool;
    readonly transact: Transact;
    readonly post: Post;
    readonly tail: Tail;
    readonly ledgerLog: LedgerLog;
    readonly storm: Storm;
  },
  modules: { readonly dispatch: Dispatch; readonly watch: Watch },
  stops: (() => Promise<void> | void)[],
): Promise<{ triage: Follower; due: DueJob }> {
  const { clock, log } = deps;
  const { pool, transact, post, tail } = store;
  const { dispatch, watch } = modules;
  const triage = await follow({
    db: pool,
    transact,
    postId: post.id,
    name: 'watch',
    // What still stands when its upkeep ends is decided like what comes in.
    kinds: ['signal.received', 'upkeep.ended'],
    kept: (seq) => tail.kept(seq),
    batch: TRIAGE_BATCH,
    restMs: TRIAGE_REST_MS,
    busy: store.storm.on,
    handle: watch.triage,
    giveUp: watch.triageGaveUp,
    onTrouble: (error) => log.error('database', error),
  });
  const people = await follow({
    db: pool,
    transact,
    postId: post.id,
    name: 'dispatch',
    kinds: ['person.added', 'person.changed', 'people.imported'],
    batch: 100,
    restMs: TRIAGE_REST_MS,
    handle: (tx, entries) =>
      dispatch.followPeople(
        tx,
        entries.flatMap((entry) => entry.subjects),
      ),
    // A person who cannot be made a responder is logged; the next change of that person tries again.
    giveUp: async (_tx, entry, error) => log.error('responder', error, { seq: entry.seq }),
    onTrouble: (error) => log.error('database', error),
  });
  const due = await startDue({
    clock,
    first: watch.firstDue,
    take: watch.takeDue,
    onTrouble: (error) => log.error('due-alarms', error),
  });
  stops.push(() => due.stop());
  // The first board after a start is asked for by everybody at once: its tables are warm by then.
  watch.board().catch(() => undefined);
  // Thirty days of alarms are summed once before anybody looks; a failure here is met again by who looks.
  watch.health().catch(() => undefined);
  store.ledgerLog.onAppended((_postId, entries) => {
    if (entries.some((entry) => /^(person|people)\./.test(entry.kind))) people.nudge();
    if (entries.some((entry) => entry.kind.startsWith('alarm.'))) due.nudge();
    if (entries.some((entry) => entry.kind === 'upkeep.ended')) triage.nudge();
  });
  stops.push(() => people.stop());
  stops.push(() => triage.stop());
  return { triage, due };
}
