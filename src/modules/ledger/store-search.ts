/**
 * Search in the log. Two ways, since each is hopeless where the other is quick: the hits of a rare word are all
 * fetched by the index and then sorted; the hits of a common word are met while walking from the newest entry.
 * The planner, left to itself, walks five million entries for a rare word.
 */
import type { Queryable } from '../../platform/ledger-log.ts';
import type { Transaction } from '../../platform/transact.ts';
import type { Asked } from './search-words.ts';

/** Up to so many expected hits are fetched and sorted. */
const RARE = 5_000;
/** Rows walked for a common word: first few, then at most. */
const WALKS = [1_000, 20_000] as const;

export interface SearchRow {
  readonly seq: number;
  readonly words: readonly string[];
  readonly plain: string;
}

export async function insertWords(tx: Transaction, rows: readonly SearchRow[]): Promise<void> {
  if (rows.length === 0) return;
  // An array of arrays of different lengths is no SQL value, so the words travel as JSON.
  await tx.client.query({
    name: 'log-words-insert',
    text: `insert into log_words (post_id, seq, words, plain)
      select $1, r.seq, array(select jsonb_array_elements_text(r.words)), r.plain
      from jsonb_to_recordset($2::jsonb) r(seq bigint, words jsonb, plain text)
      on conflict (post_id, seq) do nothing`,
    values: [tx.postId, JSON.stringify(rows)],
  });
}

export async function deleteWords(tx: Transaction, seqs: readonly number[]): Promise<void> {
  await tx.client.query('delete from log_words where post_id = $1 and seq = any($2)', [tx.postId, seqs]);
}

export async function insertCorrections(
  tx: Transaction,
  rows: readonly { readonly corrects: number; readonly seq: number }[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx.client.query(
    `insert into log_corrections (post_id, corrects, seq)
     select $1, c, s from unnest($2::bigint[], $3::bigint[]) u(c, s) on conflict do nothing`,
    [tx.postId, rows.map((row) => row.corrects), rows.map((row) => row.seq)],
  );
}

/** Numbers of the entries that correct these. */
export async function correctionsOf(
  db: Queryable,
  postId: string,
  seqs: readonly number[],
): Promise<number[]> {
  const found = await db.query<{ seq: number }>({
    name: 'log-corrections-of',
    text: 'select seq from log_corrections where post_id = $1 and corrects = any($2) order by seq limit 500',
    values: [postId, seqs],
  });
  return found.rows.map((row) => Number(row.seq));
}

/**
 * Does the planner expect few hits? It has counted the common words; asking it reads no row. It takes words for
 * independent, which the pairs of one run are not, so of those the rarest alone is believed.
 */
export async function isRare(db: Queryable, asked: Asked): Promise<boolean> {
  const expected = async (words: readonly string[]): Promise<number> => {
    const found = await db.query<Record<string, unknown>>(
      'explain (format json) select 1 from log_words where words @> $1::text[]',
      [words],
    );
    return Number(/"Plan Rows":\s*(\d+)/.exec(JSON.stringify(found.rows[0] ?? {}))?.[1] ?? 0);
  };
  if (asked.runs.length === 0) return (await expected(asked.words)) <= RARE;
  for (const word of asked.words) if ((await expected([word])) <= RARE) return true;
  return false;
}

const MATCHES =
  'words @> $2::text[] and (select coalesce(bool_and(strpos(plain, r) > 0), true) from unnest($3::text[]) r)';

export interface SearchRange {
  readonly low: number;
  readonly high: number;
  readonly limit: number;
  readonly kinds: readonly string[] | null;
  readonly actor: string | null;
  readonly thread: string | null;
}

/** All hits by the index, filtered and sorted: for rare words. */
export async function rareHits(
  db: Queryable,
  postId: string,
  asked: Asked,
  range: SearchRange,
): Promise<number[]> {
  const { low, high, limit, kinds, actor, thread } = range;
  // Neither the post nor the range stands inside: the planner would walk their index instead of the words'.
  const found = await db.query<{ seq: number }>(
    `with h as materialized (select post_id, seq from log_words where ${MATCHES})
     select h.seq from h where h.post_id = $1 and h.seq >= $4 and h.seq < $5
       and ($7::text[] is null and $8::text is null and $9::text is null or exists (
         select from ledger_entries e where e.post_id = h.post_id and e.seq = h.seq
           and ($7::text[] is null or e.kind = any($7)) and ($8::text is null or e.actor = $8) and ($9::text is null or e.subjects[1] = $9)))
     order by h.seq desc limit $6`,
    [postId, asked.words, asked.runs, low, high, limit, kinds, actor, thread],
  );
  return found.rows.map((row) => Number(row.seq));
}

/** Which of these entries hold the words; newest first. */
export async function hitsAmong(
  db: Queryable,
  postId: string,
  asked: Asked,
  seqs: readonly number[],
): Promise<number[]> {
  const found = await db.query<{ seq: number }>(
    `with c as materialized (select seq, words, plain from log_words where post_id = $1 and seq = any($4))
     select seq from c where ${MATCHES} order by seq desc`,
    [postId, asked.words, asked.runs, seqs],
  );
  return found.rows.map((row) => Number(row.seq));
}

/** Numbers newest first; `reached`: the walk ended there for its length, null when it saw everything. */
export interface Walked {
  readonly seqs: number[];
  readonly reached: number | null;
}

/** Walks from the newest entry of the range: for common words, which soon fill a page. */
export async function walkHits(
  db: Queryable,
  postId: string,
  asked: Asked,
  range: Pick<SearchRange, 'low' | 'high' | 'limit'>,
): Promise<Walked> {
  let walked: Walked = { seqs: [], reached: range.high };
  for (const length of WALKS) {
    const found = await db.query<{ seqs: number[] | null; reached: number | null; rows: number }>(
      `with w as materialized (
         select seq, ${MATCHES} hit from (
           select seq, words, plain from log_words where post_id = $1 and seq >= $4 and seq < $5 order by seq desc limit $6) newest)
       select (select array_agg(h.seq) from (select seq from w where hit order by seq desc limit $7) h) seqs,
         min(seq) reached, count(*)::int "rows" from w`,
      [postId, asked.words, asked.runs, range.low, range.high, length, range.limit],
    );
    const row = found.rows[0];
    const ended = (row?.rows ?? 0) < length;
    walked = { seqs: (row?.seqs ?? []).map(Number), reached: ended ? null : Number(row?.reached ?? 0) };
    if (ended || walked.seqs.length === range.limit) break;
  }
  return walked;
}
