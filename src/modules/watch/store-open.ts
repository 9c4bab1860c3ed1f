/** What neighbours ask of open alarms, without a board around it. */
import type { Queryable } from '../../platform/ledger-log.ts';
import type { Alarm } from './model.ts';

/** How many alarms are open, and whether a priority 1 is among them. */
export async function openNow(db: Queryable, postId: string): Promise<{ count: number; p1: boolean }> {
  const found = await db.query<{ count: number; p1: boolean }>(
    `select count(*)::int count, coalesce(bool_or(priority = 1), false) p1
     from alarms where post_id = $1 and open`,
    [postId],
  );
  return found.rows[0] ?? { count: 0, p1: false };
}

/** Alarms raised from one instant until before another, oldest first. */
export async function raisedIn(
  db: Queryable,
  postId: string,
  span: { readonly from: string; readonly to: string },
  limit: number,
): Promise<Alarm[]> {
  const rows = await db.query<{ record: Alarm }>(
    `select record from alarms where post_id = $1 and raised_at >= $2 and raised_at < $3
     order by raised_at, id limit $4`,
    [postId, span.from, span.to, limit],
  );
  return rows.rows.map((row) => row.record);
}
