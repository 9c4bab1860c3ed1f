/**
 * Pages of the log, newest first. Signals are nine entries in ten, so no page walks the log and filters: each
 * kind, actor or thread is read along its own index, and what cannot be is read in windows of bounded length.
 */
import type { Queryable } from '../../platform/ledger-log.ts';
import type { StoredEntry } from '../../platform/ledger-read.ts';
import type { LogFilter } from './model.ts';
import { readQuestion, SEARCHED_KINDS, type Asked } from './search-words.ts';
import { entriesAt } from './store.ts';
import { hitsAmong, isRare, rareHits, walkHits } from './store-search.ts';

/** Index entries walked for one page when two filters meet that no index has together: first few, then at most. */
const WINDOWS = [1_000, 10_000] as const;
/** Entries that fit the other filters, of which a page looks up the words. */
const CANDIDATES = 2_500;
/** More kinds than the house has words for. */
const MAX_KINDS = 500;

/** `kinds` null: no restriction. */
type Filter = Omit<LogFilter, 'kinds'> & { readonly kinds: readonly string[] | null };

/** Numbers from `low` up to but without `high`. */
interface Range {
  readonly low: number;
  readonly high: number;
}

/** All kinds in the log: one index probe a kind. */
export async function kindsOf(db: Queryable, postId: string): Promise<string[]> {
  const found = await db.query<{ kind: string }>({
    name: 'ledger-kinds',
    text: `with recursive k as (
        (select kind from ledger_entries where post_id = $1 order by kind limit 1)
        union all
        select (select e.kind from ledger_entries e where e.post_id = $1 and e.kind > k.kind order by e.kind limit 1) from k where k.kind is not null
      ) select kind from k where kind is not null limit ${MAX_KINDS}`,
    values: [postId],
  });
  return found.rows.map((row) => row.kind);
}

/** The first number whose time is at or (`strictly`) after `at`: times never go back, so halves are left out. */
export async function seqAt(db: Queryable, postId: string, at: string, strictly: boolean): Promise<number> {
  const found = await db.query<{ seq: number }>({
    name: strictly ? 'ledger-seq-after' : 'ledger-seq-at',
    text: `with recursive s(low, high) as (
        select 0::bigint, size from ledger_heads where post_id = $1
        union all
        select case when m.is_before then (s.low + s.high) / 2 + 1 else s.low end,
               case when m.is_before then s.high else (s.low + s.high) / 2 end
        from s cross join lateral (
          select e.at ${strictly ? '<=' : '<'} $2::timestamptz is_before from ledger_entries e where e.post_id = $1 and e.seq = (s.low + s.high) / 2
        ) m where s.low < s.high
      ) select low seq from s where low >= high limit 1`,
    values: [postId, at],
  });
  return Number(found.rows[0]?.seq ?? 0);
}

/** A page; `next` is null at the end. `kinds` null: no restriction. */
export async function readPage(
  db: Queryable,
  postId: string,
  filter: Filter,
): Promise<{ entries: StoredEntry[]; next: number | null }> {
  const low = filter.from === null ? 0 : await seqAt(db, postId, filter.from, false);
  const end = filter.to === null ? Number.MAX_SAFE_INTEGER : await seqAt(db, postId, filter.to, true);
  const range = { low, high: Math.min(end, filter.before ?? Number.MAX_SAFE_INTEGER) };
  const found =
    filter.q === null || filter.q === undefined
      ? await seqsOf(db, postId, filter, range)
      : await search(db, postId, filter, readQuestion(filter.q), range);
  const { seqs, reached } = found;
  const entries = seqs.length === 0 ? [] : await entriesAt(db, postId, seqs);
  const last = seqs.length === filter.limit ? seqs.at(-1) : reached;
  return { entries, next: last === undefined || last === null || last <= low ? null : last };
}

/** Numbers, newest first; `reached`: the search ended there for its length, null when it saw everything. */
interface Found {
  readonly seqs: number[];
  readonly reached: number | null;
}

/** Rare words by their index; common ones along the other filters, or from the newest entry where there are none. */
async function search(
  db: Queryable,
  postId: string,
  filter: Filter,
  asked: Asked,
  range: Range,
): Promise<Found> {
  const { actor, thread, limit } = filter;
  const kinds = filter.kinds?.filter((kind) => SEARCHED_KINDS.includes(kind)) ?? null;
  if (asked.words.length === 0 || kinds?.length === 0) return { seqs: [], reached: null };
  if (await isRare(db, asked))
    return {
      seqs: await rareHits(db, postId, asked, { ...range, limit, kinds, actor, thread }),
      reached: null,
    };
  if (kinds === null && actor === null && thread === null)
    return walkHits(db, postId, asked, { ...range, limit });
  const wanted = { ...filter, kinds: kinds ?? SEARCHED_KINDS, limit: CANDIDATES };
  const candidates = await seqsOf(db, postId, wanted, range);
  const seqs = (await hitsAmong(db, postId, asked, candidates.seqs)).slice(0, limit);
  const full = candidates.seqs.length === CANDIDATES;
  return { seqs, reached: full ? (candidates.seqs.at(-1) ?? null) : candidates.reached };
}

async function seqsOf(db: Queryable, postId: string, filter: Filter, range: Range): Promise<Found> {
  const { kinds, actor, thread, limit } = filter;
  if (thread !== null) return walk(db, postId, ['thread'], filter, range);
  if (actor === null) return { seqs: await byKinds(db, postId, kinds, range, limit), reached: null };
  if (kinds === null) return walk(db, postId, ['all'], filter, range);
  // The actor's index leaves signals out, so they are walked by kind.
  if (kinds.includes('signal.received')) return walk(db, postId, ['kinds'], filter, range);
  return walk(db, postId, ['actor', 'kinds'], filter, range);
}

/** Tries each way in a short window, then in a long one, until a page is full or the end is seen. */
async function walk(
  db: Queryable,
  postId: string,
  ways: readonly (keyof typeof WALKS)[],
  filter: Filter,
  range: Range,
): Promise<Found> {
  let deepest: Found | null = null;
  for (const length of WINDOWS)
    for (const way of ways) {
      const found = await window(db, postId, way, length, filter, range);
      if (found.reached === null || found.seqs.length === filter.limit) return found;
      if (deepest?.reached === undefined || found.reached < (deepest.reached ?? 0)) deepest = found;
    }
  return deepest ?? { seqs: [], reached: null };
}

async function byKinds(
  db: Queryable,
  postId: string,
  kinds: readonly string[] | null,
  range: Range,
  limit: number,
): Promise<number[]> {
  const { low, high } = range;
  const found = await db.query<{ seq: number }>(
    kinds === null
      ? {
          name: 'ledger-page-all',
          text: 'select seq from ledger_entries where post_id = $1 and seq >= $2 and seq < $3 order by seq desc limit $4',
          values: [postId, low, high, limit],
        }
      : {
          name: 'ledger-page-kinds',
          text: `select x.seq from unnest($5::text[]) k(kind) cross join lateral (
              select e.seq from ledger_entries e where e.post_id = $1 and e.kind = k.kind and e.seq >= $2 and e.seq < $3 order by e.seq desc limit $4
            ) x order by x.seq desc limit $4`,
          values: [postId, low, high, limit, kinds],
        },
  );
  return found.rows.map((row) => Number(row.seq));
}

const WALKED = 'e.seq, e.kind, e.actor, e.subjects[1] thread';
const IN_RANGE = 'e.seq >= $2 and e.seq < $3 order by e.seq desc limit $8';

/** What each way of walking reads: `g` counts towards one window. `$5` kinds, `$6` actor, `$7` thread, `$8` window. */
const WALKS = {
  thread: `(select ${WALKED}, '' g from ledger_entries e
      where e.post_id = $1 and e.subjects[1] = $7 and e.kind <> 'signal.received' and ${IN_RANGE})
    union all
    select ${WALKED}, 'signal' g from ledger_entries e where e.post_id = $1 and e.kind = 'signal.received'
      and e.seq = (select s.seq from signals s where s.id = $7 and s.post_id = $1) and e.seq >= $2 and e.seq < $3`,
  actor: `select ${WALKED}, '' g from ledger_entries e
    where e.post_id = $1 and e.actor = $6 and e.kind <> 'signal.received' and ${IN_RANGE}`,
  kinds: `select x.*, x.kind g from unnest($5::text[]) k(kind) cross join lateral (
      select ${WALKED} from ledger_entries e where e.post_id = $1 and e.kind = k.kind and ${IN_RANGE}) x`,
  all: `select ${WALKED}, '' g from ledger_entries e where e.post_id = $1 and ${IN_RANGE}`,
} as const;

async function window(
  db: Queryable,
  postId: string,
  way: keyof typeof WALKS,
  longest: number,
  filter: Filter,
  range: Range,
): Promise<Found> {
  const { kinds, limit, actor, thread } = filter;
  const length = Math.max(1, Math.floor(longest / (way === 'kinds' ? (kinds?.length ?? 1) : 1)));
  const found = await db.query<{ seqs: number[] | null; reached: number | null }>({
    name: `ledger-window-${way}`,
    text: `with w as materialized (${WALKS[way]}),
      r as (select max(lowest) reached from (select min(seq) lowest from w group by g having count(*) >= $8) full_windows)
      select (select array_agg(h.seq) from (select w.seq from w, r
          where ($5::text[] is null or w.kind = any($5)) and ($6::text is null or w.actor = $6) and ($7::text is null or w.thread = $7)
            and w.seq >= coalesce(r.reached, 0)
          order by w.seq desc limit $4) h) seqs, r.reached from r`,
    values: [postId, range.low, range.high, limit, kinds, actor, thread, length],
  });
  const row = found.rows[0];
  return {
    seqs: (row?.seqs ?? []).map(Number),
    reached: row?.reached === null || row?.reached === undefined ? null : Number(row.reached),
  };
}
