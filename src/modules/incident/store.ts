import type { AlarmId, IncidentId } from '../../kernel/id.ts';
import { toJsonb } from '../../platform/jsonb.ts';
import type { Queryable } from '../../platform/ledger-log.ts';
import { ENTRY_COLUMNS, toEntry, type StoredEntry } from '../../platform/ledger-read.ts';
import type { Transaction } from '../../platform/transact.ts';
import type { Incident } from './model.ts';

export async function incidentById(db: Queryable, postId: string, id: string): Promise<Incident | null> {
  const found = await db.query<{ record: Incident }>(
    'select record from incidents where post_id = $1 and id = $2',
    [postId, id],
  );
  return found.rows[0]?.record ?? null;
}

/** Reads and locks one, so that two officers cannot resolve or link it at once. */
export async function incidentForUpdate(tx: Transaction, id: string): Promise<Incident | null> {
  const found = await tx.client.query<{ record: Incident }>(
    'select record from incidents where post_id = $1 and id = $2 for update',
    [tx.postId, id],
  );
  return found.rows[0]?.record ?? null;
}

export async function saveIncident(tx: Transaction, incident: Incident): Promise<void> {
  await tx.client.query(
    `insert into incidents (id, post_id, number, open, opened_at, record) values ($1, $2, $3, $4, $5, $6)
     on conflict (id) do update set open = excluded.open, record = excluded.record`,
    [
      incident.id satisfies IncidentId,
      tx.postId,
      incident.number,
      incident.state === 'open',
      incident.openedAt,
      toJsonb(incident),
    ],
  );
}

/** Where a page goes on: after this one, in the order of the list. */
export interface ListPlace {
  readonly open: boolean;
  readonly number: number;
}

/** A page of incidents: open ones first, of each the newest first. */
export async function pageOfIncidents(
  db: Queryable,
  postId: string,
  page: { readonly state: 'all' | 'open'; readonly before: ListPlace | null; readonly limit: number },
): Promise<Incident[]> {
  const found = await db.query<{ record: Incident }>(
    `select record from incidents where post_id = $1 and (open or not $2::boolean)
       and ($3::boolean is null or (open, number) < ($3::boolean, $4::bigint))
     order by open desc, number desc limit $5`,
    [postId, page.state === 'open', page.before?.open ?? null, page.before?.number ?? null, page.limit],
  );
  return found.rows.map((row) => row.record);
}

/** Links an alarm to an open incident; false when another open incident has it. */
export async function linkAlarm(tx: Transaction, incidentId: IncidentId, alarmId: AlarmId): Promise<boolean> {
  const added = await tx.client.query(
    `insert into incident_alarms (post_id, incident_id, alarm_id, open, linked_at) values ($1, $2, $3, true, $4)
     on conflict do nothing`,
    [tx.postId, incidentId, alarmId, tx.now],
  );
  return added.rowCount === 1;
}

export async function unlinkAlarm(tx: Transaction, incidentId: IncidentId, alarmId: AlarmId): Promise<void> {
  await tx.client.query(
    'delete from incident_alarms where post_id = $1 and incident_id = $2 and alarm_id = $3',
    [tx.postId, incidentId, alarmId],
  );
}

/** A resolved incident lets its alarms go: they may become part of another one. */
export async function releaseAlarms(tx: Transaction, incidentId: IncidentId): Promise<void> {
  await tx.client.query(
    'update incident_alarms set open = false where post_id = $1 and incident_id = $2 and open',
    [tx.postId, incidentId],
  );
}

/** Forgets its links before they are made anew, at a reopening. */
export async function forgetLinks(tx: Transaction, incidentId: IncidentId): Promise<void> {
  await tx.client.query('delete from incident_alarms where post_id = $1 and incident_id = $2', [
    tx.postId,
    incidentId,
  ]);
}

/** The incident that has this alarm: the open one, else the newest that had it. */
export async function incidentOfAlarm(
  db: Queryable,
  postId: string,
  alarmId: string,
): Promise<Incident | null> {
  const found = await db.query<{ record: Incident }>(
    `select i.record from incident_alarms a join incidents i on i.id = a.incident_id
     where a.post_id = $1 and a.alarm_id = $2 order by a.open desc, i.number desc limit 1`,
    [postId, alarmId],
  );
  return found.rows[0]?.record ?? null;
}

/** Entries whose thread is one of these, oldest first; of these kinds when given. */
export async function threads(
  db: Queryable,
  postId: string,
  ids: readonly string[],
  kinds: readonly string[] | null,
  limit: number,
): Promise<StoredEntry[]> {
  const rows = await db.query<Parameters<typeof toEntry>[0]>(
    `select ${ENTRY_COLUMNS} from ledger_entries e
     where e.post_id = $1 and e.subjects[1] = any($2) and e.kind <> 'signal.received'
       and ($3::text[] is null or e.kind = any($3))
     order by e.seq limit $4`,
    [postId, ids, kinds, limit],
  );
  return rows.rows.map(toEntry);
}
