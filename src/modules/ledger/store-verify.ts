/** What the verifier reads. It trusts no constraint, index or trigger: a superuser may have removed them. */
import type pg from 'pg';
import type { Queryable } from '../../platform/ledger-log.ts';
import { LEAF_COLUMNS, type CheckpointRow, type LeafRow } from './store.ts';

/** An entry with its body as text; salt and body are null together when there is no row. */
export interface CheckedRow extends LeafRow {
  readonly salt: Buffer | null;
  readonly body: string | null;
}

/** A client inside a transaction that sees one state of the database. */
export type Snapshot = Pick<pg.PoolClient, 'query'>;

const FETCH = 1_000;
let cursors = 0;

/** Rows of a query in pages, through a cursor: no row is skipped, not even one with the number of another. */
async function* pages<Row extends pg.QueryResultRow>(
  db: Snapshot,
  sql: string,
  postId: string,
): AsyncGenerator<Row[]> {
  const name = `verify_${(cursors += 1)}`;
  await db.query(`declare ${name} no scroll cursor for ${sql}`, [postId]);
  for (;;) {
    const page = await db.query<Row>(`fetch ${FETCH} from ${name}`);
    if (page.rows.length > 0) yield page.rows;
    if (page.rows.length < FETCH) break;
  }
  await db.query(`close ${name}`);
}

/** Every entry of the post in order of its number. */
export const allEntries = (db: Snapshot, postId: string): AsyncGenerator<CheckedRow[]> =>
  pages<CheckedRow>(
    db,
    `select ${LEAF_COLUMNS}, b.salt, b.body from ledger_entries e
     left join ledger_bodies b on b.post_id = e.post_id and b.seq = e.seq where e.post_id = $1 order by e.seq`,
    postId,
  );

/** Every checkpoint row of the post, smallest first. */
export const allCheckpoints = (db: Snapshot, postId: string): AsyncGenerator<CheckpointRow[]> =>
  pages<CheckpointRow>(
    db,
    `select size, root, note, (at at time zone 'UTC')::text at from ledger_checkpoints where post_id = $1 order by size`,
    postId,
  );

export interface CheckedHead {
  readonly size: number | string;
  readonly peaks: Buffer;
  /** As LeafRow.at. */
  readonly last_at: string;
}

export async function checkedHeads(db: Snapshot, postId: string): Promise<CheckedHead[]> {
  const found = await db.query<CheckedHead>(
    `select size, peaks, (last_at at time zone 'UTC')::text last_at from ledger_heads where post_id = $1 order by size`,
    [postId],
  );
  return found.rows;
}

/** Bodies of `body.erased` entries: which texts may be gone. */
export async function erasures(db: Snapshot, postId: string): Promise<string[]> {
  const found = await db.query<{ body: string }>(
    `select b.body from ledger_entries e join ledger_bodies b on b.post_id = e.post_id and b.seq = e.seq
     where e.post_id = $1 and e.kind = 'body.erased' order by e.seq`,
    [postId],
  );
  return found.rows.map((row) => row.body);
}

/** Bodies that belong to no entry; at most `limit`. */
export async function orphanBodies(db: Snapshot, postId: string, limit: number): Promise<number[]> {
  const found = await db.query<{ seq: number | string }>(
    `select b.seq from ledger_bodies b where b.post_id = $1
     and not exists (select 1 from ledger_entries e where e.post_id = b.post_id and e.seq = b.seq) order by b.seq limit $2`,
    [postId, limit],
  );
  return found.rows.map((row) => Number(row.seq));
}

/** Rows in ledger tables under a post that does not exist, with the lowest number of each. */
export async function strangers(db: Queryable): Promise<{ table: string; postId: string; lowest: number }[]> {
  const found: { table: string; postId: string; lowest: number }[] = [];
  for (const [table, column] of [
    ['ledger_entries', 'seq'],
    ['ledger_bodies', 'seq'],
    ['ledger_checkpoints', 'size'],
    ['ledger_heads', 'size'],
  ] as const) {
    // Steps from post to post along the primary key, so that five million rows cost five probes.
    const rows = await db.query<{ post_id: string; lowest: number | string }>(
      `with recursive p as (
         (select post_id from ${table} order by post_id limit 1)
         union all
         select (select t.post_id from ${table} t where t.post_id > p.post_id order by t.post_id limit 1) from p where p.post_id is not null
       )
       select p.post_id, (select min(t.${column}) from ${table} t where t.post_id = p.post_id) lowest
       from p where p.post_id is not null and not exists (select 1 from posts where id = p.post_id) limit 100`,
    );
    for (const row of rows.rows) found.push({ table, postId: row.post_id, lowest: Number(row.lowest) });
  }
  return found;
}
