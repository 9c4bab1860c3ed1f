import type { Instant } from '../../kernel/time.ts';
import { toJsonb } from '../../platform/jsonb.ts';
import type { Queryable } from '../../platform/ledger-log.ts';
import { ENTRY_COLUMNS, toEntry, type StoredEntry } from '../../platform/ledger-read.ts';
import type { Transaction } from '../../platform/transact.ts';
import { MAX_OPEN_FIXES, MAX_OPEN_UPKEEP, targetKey, type FixRequest, type Upkeep } from './model.ts';

const dueOf = (upkeep: Upkeep): Instant | null =>
  upkeep.state === 'ended' ? null : upkeep.state === 'planned' ? upkeep.startsAt : upkeep.endsAt;

export async function saveUpkeep(tx: Transaction, upkeep: Upkeep): Promise<void> {
  await tx.client.query(
    `insert into upkeep (id, post_id, state, kind, target, starts_at, ends_at, due_at, record)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (id) do update set state = excluded.state, due_at = excluded.due_at, record = excluded.record`,
    [
      upkeep.id,
      tx.postId,
      upkeep.state,
      upkeep.kind,
      targetKey(upkeep.target),
      upkeep.startsAt,
      upkeep.endsAt,
      dueOf(upkeep),
      toJsonb(upkeep),
    ],
  );
}

type Row = { record: Upkeep };
const records = (rows: { rows: Row[] }): Upkeep[] => rows.rows.map((row) => row.record);

/** Running and planned ones, the next to change first. */
export async function openUpkeep(db: Queryable, postId: string): Promise<Upkeep[]> {
  return records(
    await db.query<Row>(
      `select record from upkeep where post_id = $1 and due_at is not null order by due_at, id limit ${MAX_OPEN_UPKEEP + 1}`,
      [postId],
    ),
  );
}

/** The last that ended, newest first. */
export async function endedUpkeep(db: Queryable, postId: string): Promise<Upkeep[]> {
  return records(
    await db.query<Row>(
      'select record from upkeep where post_id = $1 and due_at is null order by ends_at desc, id desc limit 50',
      [postId],
    ),
  );
}

/** Those that may cover a signal now, locked, so that none ends while its signals are decided. */
export async function lockCovering(tx: Transaction, until: Instant): Promise<Upkeep[]> {
  return records(
    await tx.client.query<Row>(
      `select record from upkeep where post_id = $1 and due_at is not null and starts_at <= $2
       order by id limit ${MAX_OPEN_UPKEEP + 1} for update`,
      [tx.postId, until],
    ),
  );
}

export async function upkeepForUpdate(tx: Transaction, id: string): Promise<Upkeep | null> {
  const rows = await tx.client.query<Row>(
    'select record from upkeep where post_id = $1 and id = $2 for update',
    [tx.postId, id],
  );
  return rows.rows[0]?.record ?? null;
}

/** One at a time begins: two for the same device must see each other. */
export async function lockPlanning(tx: Transaction): Promise<void> {
  await tx.client.query('select 1 from posts where id = $1 for no key update', [tx.postId]);
}

export async function firstDue(db: Queryable, postId: string): Promise<Instant | null> {
  const rows = await db.query<{ at: Instant | null }>(
    'select min(due_at) at from upkeep where post_id = $1 and due_at is not null',
    [postId],
  );
  return rows.rows[0]?.at ?? null;
}

export async function dueUpkeep(tx: Transaction, asOf: Instant, limit: number): Promise<Upkeep[]> {
  return records(
    await tx.client.query<Row>(
      'select record from upkeep where post_id = $1 and due_at <= $2 order by id limit $3 for update skip locked',
      [tx.postId, asOf, limit],
    ),
  );
}

/** What one kept back, newest first. */
export async function heldOf(db: Queryable, postId: string, id: string): Promise<StoredEntry[]> {
  const rows = await db.query<Parameters<typeof toEntry>[0]>(
    `select ${ENTRY_COLUMNS} from ledger_entries e
     where e.post_id = $1 and e.subjects[1] = $2 and e.kind = 'upkeep.held' and e.kind <> 'signal.received'
     order by e.seq desc limit 100`,
    [postId, id],
  );
  return rows.rows.map(toEntry);
}

/** False when a request for this place is open already. */
export async function insertFix(tx: Transaction, fix: FixRequest): Promise<boolean> {
  const done = await tx.client.query(
    `insert into fix_requests (id, post_id, number, open, place, record) values ($1, $2, $3, true, $4, $5)
     on conflict (post_id, place) where open do nothing`,
    [fix.id, tx.postId, fix.number, fix.place, toJsonb(fix)],
  );
  return done.rowCount === 1;
}

export async function fixForUpdate(tx: Transaction, id: string): Promise<FixRequest | null> {
  const rows = await tx.client.query<{ record: FixRequest }>(
    'select record from fix_requests where post_id = $1 and id = $2 for update',
    [tx.postId, id],
  );
  return rows.rows[0]?.record ?? null;
}

export async function finishFix(tx: Transaction, fix: FixRequest): Promise<void> {
  await tx.client.query('update fix_requests set open = false, record = $2 where id = $1', [
    fix.id,
    toJsonb(fix),
  ]);
}

/** Open ones first, then the last that were done; newest first. */
export async function listFixes(db: Queryable, postId: string): Promise<FixRequest[]> {
  const rows = await db.query<{ record: FixRequest }>(
    `select record from fix_requests where post_id = $1 order by open desc, number desc limit ${MAX_OPEN_FIXES + 50}`,
    [postId],
  );
  return rows.rows.map((row) => row.record);
}

export async function countOpenFixes(tx: Transaction): Promise<number> {
  const rows = await tx.client.query<{ n: number }>(
    'select count(*)::int n from fix_requests where post_id = $1 and open',
    [tx.postId],
  );
  return rows.rows[0]?.n ?? 0;
}
