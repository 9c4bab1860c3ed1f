import type { AlarmId } from '../../kernel/id.ts';
import { toMs, type Instant } from '../../kernel/time.ts';
import { toJsonb } from '../../platform/jsonb.ts';
import { ENTRY_COLUMNS, toEntry, type StoredEntry } from '../../platform/ledger-read.ts';
import type { Queryable } from '../../platform/ledger-log.ts';
import type { Transaction } from '../../platform/transact.ts';
import { dueAt } from './model-manage.ts';
import { lastedClass } from './model-replay.ts';
import { MAX_OPEN_ON_BOARD, placeOfSignal, type Alarm } from './model.ts';

/** Where a later signal would join. */
export const placeOf = (alarm: Pick<Alarm, 'deviceId' | 'source' | 'point'>): string =>
  placeOfSignal(alarm.deviceId, alarm.source, alarm.point);

export async function alarmById(db: Queryable, postId: string, id: string): Promise<Alarm | null> {
  return (
    (
      await db.query<{ record: Alarm }>('select record from alarms where post_id = $1 and id = $2', [
        postId,
        id,
      ])
    ).rows[0]?.record ?? null
  );
}

/** These alarms, by number; unknown ids are left out. */
export async function alarmsByIds(db: Queryable, postId: string, ids: readonly string[]): Promise<Alarm[]> {
  const rows = await db.query<{ record: Alarm }>(
    'select record from alarms where post_id = $1 and id = any($2) order by number limit 1000',
    [postId, ids],
  );
  return rows.rows.map((row) => row.record);
}

export async function alarmForUpdate(tx: Transaction, id: string): Promise<Alarm | null> {
  return (
    (
      await tx.client.query<{ record: Alarm }>(
        'select record from alarms where post_id = $1 and id = $2 for update',
        [tx.postId, id],
      )
    ).rows[0]?.record ?? null
  );
}

/** Open alarms that signals at these places, or lately in these zones, may join; locked in one order. */
export async function candidates(
  tx: Transaction,
  places: readonly string[],
  zones: readonly string[],
  zonesSince: Instant,
): Promise<Alarm[]> {
  const rows = await tx.client.query<{ record: Alarm }>({
    name: 'alarm-candidates',
    // Place by place: on a table whose statistics are old, `place = any($2)` was planned as each open alarm
    // against each place, and a batch of a flood took seconds instead of milliseconds.
    text: `with found as materialized (
        select a.id from unnest($2::text[]) p(place) cross join lateral (
          select id from alarms where post_id = $1 and open and place = p.place offset 0) a
        union all (select id from alarms where post_id = $1 and open and zone_id = any($3)
          and (raised_at >= $4 or (record->>'count')::int > 1) order by raised_at desc limit 1000))
      select a.record from (select distinct id from found) f join alarms a on a.id = f.id and a.post_id = $1
      order by a.id for update of a`,
    values: [tx.postId, places, zones, zonesSince],
  });
  return rows.rows.map((row) => row.record);
}

/** Seconds until a person first answered, or null. */
const answeredS = ({ answeredAt, raisedAt }: Alarm): number | null =>
  answeredAt ? (toMs(answeredAt) - toMs(raisedAt)) / 1000 : null;

/** Writes alarms as the reducer left them; new ones are added. */
export async function saveAlarms(tx: Transaction, alarms: readonly Alarm[]): Promise<void> {
  if (alarms.length === 0) return;
  await tx.client.query({
    name: 'save-alarms',
    text: `insert into alarms (id, post_id, number, open, priority, zone_id, device_id, place, kind, raised_at, record, due_at, answered_s, closed_at, lasted_class)
      select r->>'id', $1, (r->>'number')::bigint, (r->>'open')::boolean, (r->>'priority')::int, r->>'zoneId', r->>'deviceId', p, r->>'kind', (r->>'raisedAt')::timestamptz, r, d, a, (r->>'closedAt')::timestamptz, l
      from (select e->'r' r, e->>'p' p, (e->>'d')::timestamptz d, (e->>'a')::float8 a, (e->>'l')::smallint l
        from jsonb_array_elements($2::jsonb) e offset 0) u
      on conflict (id) do update set open = excluded.open, priority = excluded.priority, record = excluded.record,
        due_at = excluded.due_at, answered_s = excluded.answered_s,
        closed_at = excluded.closed_at, lasted_class = excluded.lasted_class`,
    // One text, cut up by the server: as an array each record would be escaped letter by letter.
    values: [
      tx.postId,
      toJsonb(
        alarms.map((alarm) => ({
          r: alarm,
          p: placeOf(alarm),
          d: dueAt(alarm),
          a: answeredS(alarm),
          l: lastedClass(alarm),
        })),
      ),
    ],
  });
}

/** The first time at which some alarm is due, or null. */
export async function firstDue(db: Queryable, postId: string): Promise<Instant | null> {
  const rows = await db.query<{ due: Instant | null }>(
    'select min(due_at) due from alarms where post_id = $1 and due_at is not null',
    [postId],
  );
  return rows.rows[0]?.due ?? null;
}

/** Alarms due at `asOf`, locked, the longest due first. Somebody else's locked rows are left for the next look. */
export async function dueAlarms(tx: Transaction, asOf: Instant, limit: number): Promise<Alarm[]> {
  const rows = await tx.client.query<{ record: Alarm }>(
    'select record from alarms where post_id = $1 and due_at <= $2 order by due_at, id limit $3 for update skip locked',
    [tx.postId, asOf, limit],
  );
  return rows.rows.map((row) => row.record);
}

export async function openAlarms(db: Queryable, postId: string): Promise<{ alarms: Alarm[]; count: number }> {
  const rows = await db.query<{ record: Alarm }>(
    'select record from alarms where post_id = $1 and open order by priority, raised_at desc limit $2',
    [postId, MAX_OPEN_ON_BOARD],
  );
  const alarms = rows.rows.map((row) => row.record);
  if (alarms.length < MAX_OPEN_ON_BOARD) return { alarms, count: alarms.length };
  const count = await db.query<{ n: number }>(
    'select count(*)::int n from alarms where post_id = $1 and open',
    [postId],
  );
  return { alarms, count: count.rows[0]?.n ?? alarms.length };
}

export interface AlarmFilter {
  readonly state: 'all' | 'open' | 'closed';
  readonly priority: number | null;
  readonly zone: string | null;
  readonly kind: string | null;
  readonly before: { readonly at: Instant; readonly id: string } | null;
  readonly limit: number;
}

/** A page of alarms, newest first. */
export async function pageOfAlarms(db: Queryable, postId: string, filter: AlarmFilter): Promise<Alarm[]> {
  const values: unknown[] = [postId];
  const put = (value: unknown): string => `$${values.push(value)}`;
  const where = ['post_id = $1'];
  if (filter.state !== 'all') where.push(filter.state === 'open' ? 'open' : 'not open');
  if (filter.priority !== null) where.push(`priority = ${put(filter.priority)}`);
  if (filter.zone !== null) where.push(`zone_id = ${put(filter.zone)}`);
  if (filter.kind !== null) where.push(`kind = ${put(filter.kind)}`);
  if (filter.before) where.push(`(raised_at, id) < (${put(filter.before.at)}, ${put(filter.before.id)})`);
  const rows = await db.query<{ record: Alarm }>(
    `select record from alarms where ${where.join(' and ')} order by raised_at desc, id desc limit ${put(filter.limit)}`,
    values,
  );
  return rows.rows.map((row) => row.record);
}

/** Times of alarms raised since `since`, oldest first. */
export async function raisedSince(db: Queryable, postId: string, since: Instant): Promise<Instant[]> {
  const rows = await db.query<{ raised_at: Instant }>(
    'select raised_at from alarms where post_id = $1 and raised_at >= $2 order by raised_at limit 5000',
    [postId, since],
  );
  return rows.rows.map((row) => row.raised_at);
}

/** The newest of the seven days before and after that share zone, source or kind with this alarm. */
export async function relatedAlarms(db: Queryable, postId: string, alarm: Alarm): Promise<Alarm[]> {
  const rows = await db.query<{ record: Alarm }>(
    `select record from alarms where post_id = $1 and id <> $2
       and raised_at between $3::timestamptz - interval '7 days' and $3::timestamptz + interval '7 days'
       and (zone_id = $4 or kind = $5 or record->>'source' = $6)
     order by raised_at desc limit 10`,
    [postId, alarm.id, alarm.raisedAt, alarm.zoneId, alarm.kind, alarm.source],
  );
  return rows.rows.map((row) => row.record);
}

/** Sources with an open alarm about their path, so that a restart knows what is lost. */
export async function lostSources(db: Queryable, postId: string): Promise<string[]> {
  const rows = await db.query<{ source: string }>(
    "select distinct record->>'source' source from alarms where post_id = $1 and open and kind = 'supervision' and (record->>'active')::boolean limit 2000",
    [postId],
  );
  return rows.rows.map((row) => row.source);
}

/** Devices, and links of groups of devices, whose alarm of silence stands. */
export async function silentPlaces(
  db: Queryable,
  postId: string,
): Promise<{ devices: string[]; groups: string[] }> {
  const rows = await db.query<{ device: string | null; source: string; point: string }>(
    `select device_id device, record->>'source' source, record->>'point' point from alarms
     where post_id = $1 and open and kind = 'device-silent' and (record->>'active')::boolean limit 5000`,
    [postId],
  );
  return {
    devices: rows.rows.flatMap((row) => (row.device === null || row.point === 'devices' ? [] : [row.device])),
    groups: rows.rows.flatMap((row) => (row.point === 'devices' ? [row.source] : [])),
  };
}

/** Sources and kinds of open alarms whose condition lasts; `prefix` as in `mqtt:`. */
export async function activeBySource(
  db: Queryable,
  postId: string,
  prefix: string,
): Promise<{ source: string; kind: string }[]> {
  const rows = await db.query<{ source: string; kind: string }>(
    `select record->>'source' source, kind from alarms
     where post_id = $1 and open and (record->>'active')::boolean and starts_with(record->>'source', $2) limit 5000`,
    [postId, prefix],
  );
  return rows.rows;
}

/** How many alarms there ever were, counted to a thousand. */
export async function countAlarms(db: Queryable, postId: string): Promise<number> {
  const rows = await db.query<{ n: number }>(
    'select count(*)::int n from (select 1 from alarms where post_id = $1 limit 1000) a',
    [postId],
  );
  return rows.rows[0]?.n ?? 0;
}

/** Does an alarm, open or closed, name this zone or device? */
export async function alarmsName(
  tx: Transaction,
  what: 'zone_id' | 'device_id',
  id: string,
): Promise<boolean> {
  const rows = await tx.client.query(`select 1 from alarms where post_id = $1 and ${what} = $2 limit 1`, [
    tx.postId,
    id,
  ]);
  return rows.rows.length > 0;
}

/** Everything recorded about one alarm, oldest first, with the signals that raised and joined it. */
export async function storyOf(db: Queryable, postId: string, id: AlarmId): Promise<StoredEntry[]> {
  const rows = await db.query<Parameters<typeof toEntry>[0]>(
    `with story as (
       select seq, subjects from ledger_entries where post_id = $1 and subjects[1] = $2 and kind <> 'signal.received' order by seq limit 2000
     ), wanted as (
       select seq from story union
       select s.seq from signals s where s.id in (select unnest(subjects[2:]) from story) and s.post_id = $1
     )
     select ${ENTRY_COLUMNS} from ledger_entries e where e.post_id = $1 and e.seq in (select seq from wanted) order by e.seq`,
    [postId, id],
  );
  return rows.rows.map(toEntry);
}
