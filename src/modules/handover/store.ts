import { toJsonb } from '../../platform/jsonb.ts';
import type { Queryable } from '../../platform/ledger-log.ts';
import type { Transaction } from '../../platform/transact.ts';
import type { Handover } from './model.ts';

const DRAFT = "select record from handovers where post_id = $1 and state = 'draft'";

export async function draft(db: Queryable, postId: string): Promise<Handover | null> {
  return (await db.query<{ record: Handover }>(DRAFT, [postId])).rows[0]?.record ?? null;
}

export async function draftForUpdate(tx: Transaction): Promise<Handover | null> {
  const found = await tx.client.query<{ record: Handover }>(`${DRAFT} for update`, [tx.postId]);
  return found.rows[0]?.record ?? null;
}

/** The newest signed one. */
export async function lastSigned(db: Queryable, postId: string): Promise<Handover | null> {
  const found = await db.query<{ record: Handover }>(
    "select record from handovers where post_id = $1 and state = 'signed' order by started_at desc limit 1",
    [postId],
  );
  return found.rows[0]?.record ?? null;
}

/** Adds it; false when another draft is open. */
export async function insertHandover(tx: Transaction, handover: Handover): Promise<boolean> {
  const added = await tx.client.query(
    `insert into handovers (id, post_id, state, started_at, ended_at, record) values ($1, $2, $3, $4, $5, $6)
     on conflict (post_id) where state = 'draft' do nothing`,
    [handover.id, tx.postId, handover.state, handover.startedAt, handover.endedAt, toJsonb(handover)],
  );
  return added.rowCount === 1;
}

export async function saveHandover(tx: Transaction, handover: Handover): Promise<void> {
  await tx.client.query('update handovers set state = $2, ended_at = $3, record = $4 where id = $1', [
    handover.id,
    handover.state,
    handover.endedAt,
    toJsonb(handover),
  ]);
}
