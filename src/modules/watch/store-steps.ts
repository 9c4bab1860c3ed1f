import { toJsonb } from '../../platform/jsonb.ts';
import type { Queryable } from '../../platform/ledger-log.ts';
import type { Transaction } from '../../platform/transact.ts';
import { MAX_SKIPS_TOLD, type StepSkip } from './model-steps.ts';

export async function insertSkip(tx: Transaction, skip: StepSkip): Promise<void> {
  await tx.client.query('insert into step_skips (id, post_id, record, seen) values ($1, $2, $3, false)', [
    skip.id,
    tx.postId,
    toJsonb(skip),
  ]);
}

/** Skipped steps that no supervisor has seen, oldest first. */
export async function unseenSkips(db: Queryable, postId: string): Promise<StepSkip[]> {
  const rows = await db.query<{ record: StepSkip }>(
    'select record from step_skips where post_id = $1 and not seen order by id limit $2',
    [postId, MAX_SKIPS_TOLD],
  );
  return rows.rows.map((row) => row.record);
}

/** The unseen skip of this id, locked until the transaction ends. */
export async function skipForUpdate(tx: Transaction, id: string): Promise<StepSkip | null> {
  const rows = await tx.client.query<{ record: StepSkip }>(
    'select record from step_skips where post_id = $1 and id = $2 and not seen for update',
    [tx.postId, id],
  );
  return rows.rows[0]?.record ?? null;
}

export async function markSeen(tx: Transaction, id: string): Promise<void> {
  await tx.client.query('update step_skips set seen = true where post_id = $1 and id = $2', [tx.postId, id]);
}
