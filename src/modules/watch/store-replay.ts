import { toInstant, toMs, type Instant } from '../../kernel/time.ts';
import { ENTRY_COLUMNS, toEntry, type StoredEntry } from '../../platform/ledger-read.ts';
import type { Queryable } from '../../platform/ledger-log.ts';
import type { Responder } from '../dispatch/model.ts';
import { MAX_LASTED_CLASS, THREAD_KINDS } from './model-replay.ts';

/**
 * A command's own time may lie before its entry's by a wait for a lock, or by a step of the clock: alarms that
 * say they were closed so long before the instant are looked at all the same. The ledger then decides.
 */
const MARGIN_MS = 10 * 60_000;

/** Alarms that may have been open at `at`, at most `limit`: the open ones, and the closed ones by how long they lasted. */
export async function maybeOpenAt(
  db: Queryable,
  postId: string,
  at: Instant,
  limit: number,
): Promise<string[]> {
  const rows = await db.query<{ id: string }>({
    name: 'replay-maybe-open',
    text: `(select id from alarms where post_id = $1 and open and raised_at <= $2 limit $4)
      union all
      (select x.id from generate_series(0, ${MAX_LASTED_CLASS}) k cross join lateral (
        select a.id from alarms a where a.post_id = $1 and a.lasted_class = k and a.raised_at <= $2
          and a.raised_at > $3::timestamptz - make_interval(secs => power(2, k)::float8) and a.closed_at > $3
        limit $4) x limit $4)
      limit $4`,
    values: [postId, at, toInstant(toMs(at) - MARGIN_MS), limit],
  });
  return rows.rows.map((row) => row.id);
}

/** Entries of these threads up to number `upTo` that change the board, in order, after number `after`. */
export async function threadEntries(
  db: Queryable,
  postId: string,
  threads: readonly string[],
  range: { readonly after: number; readonly upTo: number },
  limit: number,
): Promise<StoredEntry[]> {
  const rows = await db.query<Parameters<typeof toEntry>[0]>({
    name: 'replay-threads',
    // Thread by thread along their index: asked for all at once, a planner may walk the whole log in its order.
    text: `with wanted as (
        select x.seq from unnest($2::text[]) t(thread) cross join lateral (
          select seq from ledger_entries where post_id = $1 and subjects[1] = t.thread and kind <> 'signal.received'
            and kind = any($3) and seq > $4 and seq <= $5 order by seq limit $6) x
        order by x.seq limit $6)
      select ${ENTRY_COLUMNS} from ledger_entries e where e.post_id = $1 and e.seq in (select seq from wanted) order by e.seq`,
    values: [postId, threads, THREAD_KINDS, range.after, range.upTo, limit],
  });
  return rows.rows.map(toEntry);
}

/** Each responder as the last entry up to `upTo` says; one without an entry by then was not yet there. */
export async function respondersUpTo(db: Queryable, postId: string, upTo: number): Promise<Responder[]> {
  const rows = await db.query<{ body: string }>({
    name: 'replay-responders',
    text: `select x.body from (select id from responders where post_id = $1 order by id limit 2000) r
      cross join lateral (
        select b.body from ledger_entries e join ledger_bodies b on b.post_id = e.post_id and b.seq = e.seq
        where e.post_id = $1 and e.subjects[1] = r.id and e.kind <> 'signal.received'
          and e.kind = 'responder.changed' and e.seq <= $2 order by e.seq desc limit 1) x
      order by r.id`,
    values: [postId, upTo],
  });
  return rows.rows.map((row) => (JSON.parse(row.body) as { responder: Responder }).responder);
}

/** Times of alarms raised after `after` and up to `upTo`, oldest first. */
export async function raisedBetween(
  db: Queryable,
  postId: string,
  after: Instant,
  upTo: Instant,
): Promise<Instant[]> {
  const rows = await db.query<{ raised_at: Instant }>(
    'select raised_at from alarms where post_id = $1 and raised_at >= $2 and raised_at <= $3 order by raised_at limit 5000',
    [postId, after, upTo],
  );
  return rows.rows.map((row) => row.raised_at);
}

/** Entries of these kinds after one number up to another, oldest first: each kind along its own index. */
export async function entriesBetween(
  db: Queryable,
  postId: string,
  kinds: readonly string[],
  range: { readonly after: number; readonly upTo: number },
  limit: number,
): Promise<StoredEntry[]> {
  const rows = await db.query<Parameters<typeof toEntry>[0]>({
    name: 'replay-entries',
    text: `with wanted as (
        select x.seq from unnest($2::text[]) k(kind) cross join lateral (
          select seq from ledger_entries where post_id = $1 and kind = k.kind and seq > $3 and seq <= $4 order by seq limit $5) x
        order by x.seq limit $5)
      select ${ENTRY_COLUMNS} from ledger_entries e where e.post_id = $1 and e.seq in (select seq from wanted) order by e.seq`,
    values: [postId, kinds, range.after, range.upTo, limit],
  });
  return rows.rows.map(toEntry);
}

/** When the record begins, or null. */
export async function recordBeganAt(db: Queryable, postId: string): Promise<Instant | null> {
  const rows = await db.query<{ at: Instant }>(
    'select at from ledger_entries where post_id = $1 order by seq limit 1',
    [postId],
  );
  return rows.rows[0]?.at ?? null;
}
