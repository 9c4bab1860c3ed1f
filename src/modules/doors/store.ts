import type { Instant } from '../../kernel/time.ts';
import { toJsonb } from '../../platform/jsonb.ts';
import type { Queryable } from '../../platform/ledger-log.ts';
import type { Transaction } from '../../platform/transact.ts';
import type { Names } from '../site/model.ts';
import { MAX_DOOR_USERS, type Denial, type DoorEvent, type DoorUser } from './model.ts';

/** Adds events; one that is there already stays as it is. One statement for all. */
export async function insertEvents(tx: Transaction, events: readonly DoorEvent[]): Promise<void> {
  await tx.client.query({
    name: 'insert-door-events',
    text: `insert into door_events (id, post_id, at, outcome, door, source, credential, who, alarm_id, record)
      select r->>'id', $1, (r->>'at')::timestamptz, r->>'outcome', r->>'door', r->>'source', r->>'credential',
        r->>'who', r->>'alarmId', r
      from unnest($2::jsonb[]) r on conflict (id) do nothing`,
    values: [tx.postId, events.map((event) => toJsonb(event))],
  });
}

/** Denials looked at in one batch: more than any storm needs to find three at one door. */
const MAX_DENIALS = 5_000;

/** Denials at these doors since then, oldest first, by door. Those of a test do not count. */
export async function denialsSince(
  tx: Transaction,
  doors: readonly string[],
  since: Instant,
): Promise<Map<string, Denial[]>> {
  const rows = await tx.client.query<{ door: string; at: Instant; in_alarm: boolean }>({
    name: 'door-denials',
    text: `select door, at, in_alarm from (
        select door, at, id, alarm_id is not null in_alarm from door_events
        where post_id = $1 and door = any($2) and at >= $3 and outcome = 'denied'
          and not (record->>'tested')::boolean
        order by at desc, id desc limit $4) d order by at, id`,
    values: [tx.postId, doors, since, MAX_DENIALS],
  });
  const byDoor = new Map<string, Denial[]>();
  for (const row of rows.rows) {
    const denial = { at: row.at, inAlarm: row.in_alarm };
    const known = byDoor.get(row.door);
    if (known) known.push(denial);
    else byDoor.set(row.door, [denial]);
  }
  return byDoor;
}

/** Who is looked for: by the name of then, by credentials of any source, or by those of one source each. */
export interface WantedPerson {
  readonly name: string;
  readonly credentials: readonly string[];
  readonly ofSource: readonly { readonly source: string; readonly credential: string }[];
}

export interface DoorFilter {
  readonly door: string | null;
  /** Names and credentials of the person asked for; null: everybody. */
  readonly person: WantedPerson | null;
  readonly denied: boolean;
  readonly before: { readonly at: Instant; readonly id: string } | null;
  readonly limit: number;
}

/** A page of events, newest first. */
export async function pageOfEvents(db: Queryable, postId: string, filter: DoorFilter): Promise<DoorEvent[]> {
  const values: unknown[] = [postId];
  const put = (value: unknown): string => `$${values.push(value)}`;
  const where = ['post_id = $1'];
  if (filter.door !== null) where.push(`door = ${put(filter.door)}`);
  if (filter.denied) where.push("outcome = 'denied'");
  if (filter.person !== null) {
    const { name, credentials, ofSource } = filter.person;
    const sources = put(ofSource.map((one) => one.source));
    const theirs = put(ofSource.map((one) => one.credential));
    where.push(
      `(credential = any(${put(credentials)}) or lower(who) = lower(${put(name)})
        or (source, credential) in (select * from unnest(${sources}::text[], ${theirs}::text[])))`,
    );
  }
  if (filter.before) where.push(`(at, id) < (${put(filter.before.at)}, ${put(filter.before.id)})`);
  const rows = await db.query<{ record: DoorEvent }>(
    `select record from door_events where ${where.join(' and ')} order by at desc, id desc limit ${put(filter.limit)}`,
    values,
  );
  return rows.rows.map((row) => row.record);
}

/** Doors that the choice offers. */
const MAX_DOORS = 500;

/** Every door that ever had an event, with its newest name: one look into the index for each, however long the list. */
export async function doorsSeen(db: Queryable, postId: string): Promise<{ door: string; name: Names }[]> {
  const rows = await db.query<{ door: string; name: Names }>(
    `with recursive seen(door) as (
       (select door from door_events where post_id = $1 order by door limit 1)
       union all
       select (select e.door from door_events e where e.post_id = $1 and e.door > s.door order by e.door limit 1)
       from seen s where s.door is not null
     )
     select s.door, (select e.record->'doorName' from door_events e where e.post_id = $1 and e.door = s.door
       order by e.at desc, e.id desc limit 1) as name
     from seen s where s.door is not null limit $2`,
    [postId, MAX_DOORS],
  );
  return rows.rows;
}

export async function listUsers(db: Queryable, postId: string): Promise<DoorUser[]> {
  return (
    await db.query<DoorUser>(
      'select id, source, credential, name from door_users where post_id = $1 order by lower(name), source, credential limit $2',
      [postId, MAX_DOOR_USERS],
    )
  ).rows;
}

export async function countUsers(tx: Transaction): Promise<number> {
  const rows = await tx.client.query<{ n: number }>(
    'select count(*)::int n from door_users where post_id = $1',
    [tx.postId],
  );
  return rows.rows[0]?.n ?? 0;
}

/** Adds it; false when this credential has a name at this source. */
export async function insertUser(tx: Transaction, user: DoorUser): Promise<boolean> {
  const added = await tx.client.query(
    `insert into door_users (id, post_id, source, credential, name) values ($1, $2, $3, $4, $5)
     on conflict (post_id, source, credential) do nothing`,
    [user.id, tx.postId, user.source, user.credential, user.name],
  );
  return added.rowCount === 1;
}

/** Gives it another name; the user as it is then, or null where there is none. */
export async function renameUser(tx: Transaction, id: string, name: string): Promise<DoorUser | null> {
  const rows = await tx.client.query<DoorUser>(
    'update door_users set name = $3 where post_id = $1 and id = $2 returning id, source, credential, name',
    [tx.postId, id, name],
  );
  return rows.rows[0] ?? null;
}

export async function deleteUser(tx: Transaction, id: string): Promise<DoorUser | null> {
  const rows = await tx.client.query<DoorUser>(
    'delete from door_users where post_id = $1 and id = $2 returning id, source, credential, name',
    [tx.postId, id],
  );
  return rows.rows[0] ?? null;
}
