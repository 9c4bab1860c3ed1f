import { toInstant, type Instant } from '../../kernel/time.ts';
import { toJsonb } from '../../platform/jsonb.ts';
import type { Queryable } from '../../platform/ledger-log.ts';
import type { Transaction } from '../../platform/transact.ts';
import { dueAtMs, type Exercise } from './model.ts';

export async function saveExercise(tx: Transaction, exercise: Exercise): Promise<void> {
  const dueMs = dueAtMs(exercise);
  await tx.client.query(
    `insert into exercises (id, post_id, running, due_at, record) values ($1, $2, $3, $4, $5)
     on conflict (id) do update set running = excluded.running, due_at = excluded.due_at, record = excluded.record`,
    [
      exercise.id,
      tx.postId,
      exercise.state !== 'ended',
      dueMs === null ? null : toInstant(dueMs),
      toJsonb(exercise),
    ],
  );
}

/** The one that is not over, locked; also locks out another that would begin at the same moment. */
export async function currentForUpdate(tx: Transaction): Promise<Exercise | null> {
  await tx.client.query("select pg_advisory_xact_lock(hashtext('exercise'), hashtext($1))", [tx.postId]);
  const found = await tx.client.query<{ record: Exercise }>(
    'select record from exercises where post_id = $1 and running for update',
    [tx.postId],
  );
  return found.rows[0]?.record ?? null;
}

export async function current(db: Queryable, postId: string): Promise<Exercise | null> {
  const found = await db.query<{ record: Exercise }>(
    'select record from exercises where post_id = $1 and running',
    [postId],
  );
  return found.rows[0]?.record ?? null;
}

export async function firstDue(db: Queryable, postId: string): Promise<Instant | null> {
  const found = await db.query<{ at: Date | string | null }>(
    'select due_at at from exercises where post_id = $1 and running',
    [postId],
  );
  const at = found.rows[0]?.at ?? null;
  return at === null ? null : toInstant(new Date(at).getTime());
}

export async function ended(db: Queryable, postId: string, limit: number): Promise<Exercise[]> {
  const found = await db.query<{ record: Exercise }>(
    'select record from exercises where post_id = $1 and not running order by id desc limit $2',
    [postId, limit],
  );
  return found.rows.map((row) => row.record);
}
