import type pg from 'pg';
import type { Instant } from '../../kernel/time.ts';
import { canonicalHeader } from '../../platform/canonical.ts';
import type { Queryable } from '../../platform/ledger-log.ts';
import { ENTRY_COLUMNS, toEntry, type StoredEntry } from '../../platform/ledger-read.ts';
import type { Transaction } from '../../platform/transact.ts';

/** The columns of an entry that its hash covers, as they stand in the row. */
export interface LeafRow {
  readonly seq: number | string;
  /** UTC without zone, all digits that are stored: more than milliseconds is a fault. */
  readonly at: string;
  readonly kind: string;
  readonly actor: string;
  readonly subjects: (string | null)[];
  readonly marking: string;
  readonly body_digest: Buffer;
  readonly leaf_hash: Buffer;
  /** The array has another shape than `{a,b}`: a lower bound of its own would hide the thread from its index. */
  readonly odd: boolean;
}

/** `e` is ledger_entries. The text of a timestamp without zone does not depend on the session's zone. */
export const LEAF_COLUMNS = `e.seq, (e.at at time zone 'UTC')::text at, e.kind, e.actor, e.subjects, e.marking, e.body_digest, e.leaf_hash,
  coalesce(array_lower(e.subjects, 1), 1) <> 1 or coalesce(array_ndims(e.subjects), 1) <> 1 odd`;

const EXACT = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,3}))?$/;

/** A stored time as Instant, or null when it is finer than milliseconds or no time at all. */
export function exactInstant(text: string): Instant | null {
  const match = EXACT.exec(text);
  return match ? `${match[1]}T${match[2]}.${(match[3] ?? '').padEnd(3, '0')}Z` : null;
}

/** The leaf bytes that a row stands for, or null when no row of ours has such fields. */
export function leafOf(postId: string, row: LeafRow): Buffer | null {
  const at = exactInstant(row.at);
  const { subjects } = row;
  if (at === null || row.odd || typeof row.seq !== 'number' || !subjects.every((s) => s !== null))
    return null;
  const bodyDigest = row.body_digest.toString('base64');
  const { seq, kind, actor, marking } = row;
  return Buffer.from(canonicalHeader({ post: postId, seq, at, kind, actor, subjects, marking, bodyDigest }));
}

/** Leaves from `from` up to but without `to`, in order. */
export async function readLeaves(
  db: Queryable,
  postId: string,
  from: number,
  to: number,
): Promise<LeafRow[]> {
  const found = await db.query<LeafRow>({
    name: 'ledger-leaves',
    text: `select ${LEAF_COLUMNS} from ledger_entries e where e.post_id = $1 and e.seq >= $2 and e.seq < $3 order by e.seq`,
    values: [postId, from, to],
  });
  return found.rows;
}

export interface HeadRow {
  readonly size: number;
  readonly peaks: Buffer;
}

export async function readHead(db: Queryable, postId: string): Promise<HeadRow | null> {
  const found = await db.query<{ size: number | string; peaks: Buffer }>(
    'select size, peaks from ledger_heads where post_id = $1',
    [postId],
  );
  const row = found.rows[0];
  return row ? { size: Number(row.size), peaks: row.peaks } : null;
}

export interface CheckpointRow {
  readonly size: number | string;
  readonly root: Buffer;
  readonly note: string;
  /** As LeafRow.at. */
  readonly at: string;
}

const CHECKPOINT_COLUMNS = `size, root, note, (at at time zone 'UTC')::text at`;

export async function newestCheckpoint(db: Queryable, postId: string): Promise<CheckpointRow | null> {
  const found = await db.query<CheckpointRow>(
    `select ${CHECKPOINT_COLUMNS} from ledger_checkpoints where post_id = $1 order by size desc limit 1`,
    [postId],
  );
  return found.rows[0] ?? null;
}

export async function checkpointAt(
  db: Queryable,
  postId: string,
  size: number,
): Promise<CheckpointRow | null> {
  const found = await db.query<CheckpointRow>(
    `select ${CHECKPOINT_COLUMNS} from ledger_checkpoints where post_id = $1 and size = $2`,
    [postId, size],
  );
  return found.rows[0] ?? null;
}

/** Adds the row of a signed checkpoint; the same one again changes nothing. Not a command: it seals commands. */
export async function insertCheckpoint(
  db: Queryable,
  postId: string,
  checkpoint: { readonly size: number; readonly root: Buffer; readonly note: string; readonly at: Instant },
): Promise<void> {
  await db.query(
    'insert into ledger_checkpoints (post_id, size, root, note, at) values ($1, $2, $3, $4, $5) on conflict do nothing',
    [postId, checkpoint.size, checkpoint.root, checkpoint.note, checkpoint.at],
  );
}

/** Takes the lock of the one who seals this post, for as long as the session lasts. False: another has it. */
export async function lockSealing(client: pg.PoolClient, postId: string): Promise<boolean> {
  const found = await client.query<{ got: boolean }>(
    'select pg_try_advisory_lock(7205760, hashtext($1)) got',
    [postId],
  );
  return found.rows[0]?.got === true;
}

export async function unlockSealing(client: pg.PoolClient, postId: string): Promise<void> {
  await client.query('select pg_advisory_unlock(7205760, hashtext($1))', [postId]);
}

/** The entries of these numbers, newest first. */
export async function entriesAt(
  db: Queryable,
  postId: string,
  seqs: readonly number[],
): Promise<StoredEntry[]> {
  const found = await db.query<Parameters<typeof toEntry>[0]>({
    name: 'ledger-entries-at',
    text: `select ${ENTRY_COLUMNS} from ledger_entries e where e.post_id = $1 and e.seq = any($2) order by e.seq desc`,
    values: [postId, seqs],
  });
  return found.rows.map(toEntry);
}

/** Removes bodies with their salts; their entries and hashes stay. Returns the numbers that had one. */
export async function deleteBodies(tx: Transaction, seqs: readonly number[]): Promise<number[]> {
  const gone = await tx.client.query<{ seq: number }>(
    'delete from ledger_bodies where post_id = $1 and seq = any($2) returning seq',
    [tx.postId, seqs],
  );
  return gone.rows.map((row) => Number(row.seq)).toSorted((a, b) => a - b);
}

/** An entry to hand out: its leaf columns, and salt and body unless erased. */
export interface DisclosedRow extends LeafRow {
  readonly salt: Buffer | null;
  readonly body: string | null;
}

export async function disclosedRows(
  db: Queryable,
  postId: string,
  seqs: readonly number[],
): Promise<DisclosedRow[]> {
  const found = await db.query<DisclosedRow>(
    `select ${LEAF_COLUMNS}, b.salt, b.body from ledger_entries e
     left join ledger_bodies b on b.post_id = e.post_id and b.seq = e.seq
     where e.post_id = $1 and e.seq = any($2) order by e.seq`,
    [postId, seqs],
  );
  return found.rows;
}

/** The alarm of an id (`alm_...`) or a spoken number; reads the alarms table of the watch. */
export async function findAlarm(db: Queryable, postId: string, said: string): Promise<string | null> {
  const number = /^A-(\d{1,15})$/i.exec(said)?.[1];
  const found = await db.query<{ id: string }>(
    `select id from alarms where post_id = $1 and ${number === undefined ? 'id = $2' : 'number = $2::bigint'} limit 1`,
    [postId, number ?? said],
  );
  return found.rows[0]?.id ?? null;
}

/** Numbers of the entries that tell an alarm's story, with the signals that raised and joined it; at most `limit`. */
export async function storySeqs(
  db: Queryable,
  postId: string,
  alarmId: string,
  limit: number,
): Promise<number[]> {
  const found = await db.query<{ seq: number }>(
    `with story as (
       select seq, subjects from ledger_entries where post_id = $1 and subjects[1] = $2 and kind <> 'signal.received' order by seq limit $3
     )
     select seq from story union
     select s.seq from signals s where s.post_id = $1 and s.id in (select unnest(subjects[2:]) from story)
     order by seq limit $3`,
    [postId, alarmId, limit],
  );
  return found.rows.map((row) => Number(row.seq));
}
