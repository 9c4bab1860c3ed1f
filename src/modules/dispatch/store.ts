import type { AlarmId, ResponderId, UserId } from '../../kernel/id.ts';
import type { Instant } from '../../kernel/time.ts';
import { toJsonb } from '../../platform/jsonb.ts';
import type { Queryable } from '../../platform/ledger-log.ts';
import type { Transaction } from '../../platform/transact.ts';
import type { Responder, Task } from './model.ts';

export async function listResponders(db: Queryable, postId: string): Promise<Responder[]> {
  return (
    await db.query<{ record: Responder }>(
      'select record from responders where post_id = $1 order by id limit 2000',
      [postId],
    )
  ).rows.map((r) => r.record);
}

export async function responderForUpdate(tx: Transaction, id: string): Promise<Responder | null> {
  return (
    (
      await tx.client.query<{ record: Responder }>(
        'select record from responders where post_id = $1 and id = $2 for update',
        [tx.postId, id],
      )
    ).rows[0]?.record ?? null
  );
}

export async function responderOfUser(
  db: Queryable,
  postId: string,
  userId: string,
): Promise<Responder | null> {
  return (
    (
      await db.query<{ record: Responder }>(
        'select record from responders where post_id = $1 and user_id = $2 limit 1',
        [postId, userId],
      )
    ).rows[0]?.record ?? null
  );
}

export async function saveResponder(tx: Transaction, responder: Responder): Promise<void> {
  await tx.client.query(
    `insert into responders (id, post_id, user_id, record) values ($1, $2, $3, $4)
     on conflict (id) do update set user_id = excluded.user_id, record = excluded.record`,
    [
      responder.id satisfies ResponderId,
      tx.postId,
      responder.userId satisfies UserId | null,
      toJsonb(responder),
    ],
  );
}

export async function taskForUpdate(tx: Transaction, id: string): Promise<Task | null> {
  return (
    (
      await tx.client.query<{ record: Task }>(
        'select record from tasks where post_id = $1 and id = $2 for update',
        [tx.postId, id],
      )
    ).rows[0]?.record ?? null
  );
}

export async function saveTask(tx: Transaction, task: Task): Promise<void> {
  const open = task.endedAt === null;
  await tx.client.query(
    `insert into tasks (id, post_id, number, alarm_id, responder_id, open, sent_at, record) values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (id) do update set open = excluded.open, record = excluded.record`,
    [task.id, tx.postId, task.number, task.alarmId, task.responderId, open, task.sentAt, toJsonb(task)],
  );
}

/** Open tasks of one alarm, or of the post when `alarmId` is null. */
export async function openTasks(db: Queryable, postId: string, alarmId: AlarmId | null): Promise<Task[]> {
  const rows = await db.query<{ record: Task }>(
    'select record from tasks where post_id = $1 and open and ($2::text is null or alarm_id = $2) order by sent_at limit 2000',
    [postId, alarmId],
  );
  return rows.rows.map((r) => r.record);
}

export async function tasksOf(db: Queryable, alarmId: AlarmId): Promise<Task[]> {
  return (
    await db.query<{ record: Task }>(
      'select record from tasks where alarm_id = $1 order by sent_at limit 200',
      [alarmId],
    )
  ).rows.map((r) => r.record);
}

/** Open tasks of a responder and those sent since `since`, newest first. */
export async function tasksOfResponder(
  db: Queryable,
  responderId: ResponderId,
  since: Instant,
): Promise<Task[]> {
  const rows = await db.query<{ record: Task }>(
    'select record from tasks where responder_id = $1 and (open or sent_at >= $2) order by sent_at desc limit 50',
    [responderId, since],
  );
  return rows.rows.map((r) => r.record);
}
