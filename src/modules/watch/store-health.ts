/* Alarm health from the table of alarms: sums by ten minutes, by place and by priority. */
import type { DeviceId } from '../../kernel/id.ts';
import type { Instant } from '../../kernel/time.ts';
import type { Queryable } from '../../platform/ledger-log.ts';
import type { Names } from '../site/model.ts';
import { HEALTH_LINES } from './model-health.ts';

export interface Ten {
  readonly at: Instant;
  readonly alarms: number;
}

/** Ten-minute pieces that had alarms, oldest first; at most 4,320 in thirty days. */
export async function tensSince(db: Queryable, postId: string, since: Instant): Promise<Ten[]> {
  const rows = await db.query<Ten>(
    `select date_bin('10 minutes', raised_at, '2000-01-01T00:00:00Z') at, count(*)::int alarms
     from alarms where post_id = $1 and raised_at >= $2 group by 1 order by 1 limit 5000`,
    [postId, since],
  );
  return rows.rows;
}

/** The first alarm there is, or null. */
export async function firstRaised(db: Queryable, postId: string): Promise<Instant | null> {
  const rows = await db.query<{ at: Instant | null }>(
    'select min(raised_at) at from alarms where post_id = $1',
    [postId],
  );
  return rows.rows[0]?.at ?? null;
}

export interface PriorityRow {
  readonly priority: 1 | 2 | 3 | 4;
  readonly alarms: number;
  readonly answered: number;
  readonly times: readonly (number | null)[] | null;
}

/** Alarms and answer times of each priority: percentiles 50, 90 and 95, seconds. */
export async function prioritiesSince(db: Queryable, postId: string, since: Instant): Promise<PriorityRow[]> {
  const rows = await db.query<PriorityRow>(
    `select priority, count(*)::int alarms, count(answered_s)::int answered,
       percentile_cont(array[0.5, 0.9, 0.95]) within group (order by answered_s) times
     from alarms where post_id = $1 and raised_at >= $2 group by priority order by priority`,
    [postId, since],
  );
  return rows.rows;
}

export interface ActorRow {
  readonly place: string;
  readonly deviceId: DeviceId | null;
  readonly title: Names;
  readonly alarms: number;
}

/** The ten places with the most alarms. */
export async function worstPlaces(db: Queryable, postId: string, since: Instant): Promise<ActorRow[]> {
  const rows = await db.query<ActorRow>(
    `select worst.place, a.device_id "deviceId", a.record->'title' title, worst.alarms
     from (select place, count(*)::int alarms, max(id) id from alarms
           where post_id = $1 and raised_at >= $2 group by place order by 2 desc, 1 limit 10) worst
     join alarms a on a.id = worst.id order by worst.alarms desc, worst.place`,
    [postId, since],
  );
  return rows.rows;
}

/** Places where the same kind came so often in ten minutes that it chatters. */
export async function chatteringPlaces(db: Queryable, postId: string, since: Instant): Promise<string[]> {
  const rows = await db.query<{ place: string }>(
    `select distinct place from (
       select place, raised_at - lag(raised_at, ${HEALTH_LINES.chatteringTimes - 1})
         over (partition by place, kind order by raised_at) span
       from alarms where post_id = $1 and raised_at >= $2
     ) gaps where span <= interval '${HEALTH_LINES.chatteringMinutes} minutes' limit 2000`,
    [postId, since],
  );
  return rows.rows.map((row) => row.place);
}

/** Open alarms: all that stand, those older than a day, those put aside. */
export async function standingNow(
  db: Queryable,
  postId: string,
  staleBefore: Instant,
): Promise<{ standing: number; stale: number; shelved: number }> {
  const rows = await db.query<{ standing: number; stale: number; shelved: number }>(
    `select count(*) filter (where (record->>'active')::boolean)::int standing,
       count(*) filter (where raised_at < $2)::int stale,
       count(*) filter (where jsonb_typeof(record->'shelved') = 'object')::int shelved
     from alarms where post_id = $1 and open`,
    [postId, staleBefore],
  );
  return rows.rows[0] ?? { standing: 0, stale: 0, shelved: 0 };
}
