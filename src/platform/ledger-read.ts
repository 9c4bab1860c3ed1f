import type { Instant } from '../kernel/time.ts';
import type { Queryable } from './ledger-log.ts';

/** One entry as read back; body null where it was erased. Same shape as modules/ledger/model.ts. */
export interface StoredEntry {
  readonly seq: number;
  readonly at: Instant;
  readonly kind: string;
  readonly actor: string;
  readonly subjects: readonly string[];
  readonly marking: string;
  readonly body: Readonly<Record<string, unknown>> | null;
}

interface Row {
  seq: number;
  at: string;
  kind: string;
  actor: string;
  subjects: string[];
  marking: string;
  body: string | null;
}

/** Columns of an entry with its body; `e` is ledger_entries. */
export const ENTRY_COLUMNS = `e.seq, e.at, e.kind, e.actor, e.subjects, e.marking,
  (select b.body from ledger_bodies b where b.post_id = e.post_id and b.seq = e.seq) body`;

export const toEntry = (row: Row): StoredEntry => ({
  seq: Number(row.seq),
  at: row.at,
  kind: row.kind,
  actor: row.actor,
  subjects: row.subjects,
  marking: row.marking,
  body: row.body === null ? null : (JSON.parse(row.body) as Record<string, unknown>),
});

/** Entries after `seq` in order, at most `limit`; only of `kinds` when given. */
export async function readAfter(
  db: Queryable,
  postId: string,
  seq: number,
  limit: number,
  kinds: readonly string[] | null = null,
): Promise<StoredEntry[]> {
  const result = await db.query<Row>({
    name: kinds ? 'entries-after-of-kind' : 'entries-after',
    text: `select ${ENTRY_COLUMNS} from ledger_entries e
      where e.post_id = $1 and e.seq > $2 ${kinds ? 'and e.kind = any($4)' : ''} order by e.seq limit $3`,
    values: kinds ? [postId, seq, limit, kinds] : [postId, seq, limit],
  });
  return result.rows.map(toEntry);
}

/** Sequence number of the newest entry; -1 for an empty log. */
export async function newestSeq(db: Queryable, postId: string): Promise<number> {
  const result = await db.query<{ size: number }>('select size from ledger_heads where post_id = $1', [
    postId,
  ]);
  return Number(result.rows[0]?.size ?? 0) - 1;
}
