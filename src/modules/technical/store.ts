import type { DeviceId, PanelId, SignalId, ZoneId } from '../../kernel/id.ts';
import type { Instant } from '../../kernel/time.ts';
import { toJsonb } from '../../platform/jsonb.ts';
import type { Queryable } from '../../platform/ledger-log.ts';
import { ENTRY_COLUMNS, toEntry, type StoredEntry } from '../../platform/ledger-read.ts';
import type { Transaction } from '../../platform/transact.ts';
import type { Names } from '../site/model.ts';
import type { Device, Panel } from './model.ts';

/** `keys` are raw AES keys as hex, every reading of what was typed, in order of likelihood. */
export interface PanelRow {
  id: PanelId;
  post_id: string;
  account: string;
  name: string;
  keys: readonly string[];
  decimal_length: boolean;
  window_past_s: number | null;
  window_future_s: number | null;
  window_applies: 'encrypted' | 'all';
  supervision_s: number | null;
  enabled: boolean;
  created_at: Instant;
}

interface DeviceRow {
  id: DeviceId;
  zone_id: ZoneId | null;
  name: Names;
  kind: Device['kind'];
  source: string;
  point: string;
  lat: number | null;
  lon: number | null;
  settings: Pick<Device, 'test' | 'testedAt' | 'heartbeatS'>;
}

interface SignalRow {
  id: SignalId;
  source: string;
  fingerprint: Buffer;
  received_at: Instant;
}

/** Signals read back at start to know repeats; more than a flood brings in the window. */
const MAX_RECENT = 400_000;

export const toPanel = (row: PanelRow): Panel => ({
  id: row.id,
  account: row.account,
  name: row.name,
  keyCount: row.keys.length,
  decimalLength: row.decimal_length,
  windowPastS: row.window_past_s,
  windowFutureS: row.window_future_s,
  windowApplies: row.window_applies,
  supervisionS: row.supervision_s,
  enabled: row.enabled,
});

const toDevice = (row: DeviceRow): Device => ({
  id: row.id,
  zoneId: row.zone_id,
  name: row.name,
  kind: row.kind,
  source: row.source,
  point: row.point,
  position: row.lat === null || row.lon === null ? null : { lat: row.lat, lon: row.lon },
  ...(row.settings.test ? { test: row.settings.test } : {}),
  ...(row.settings.testedAt ? { testedAt: row.settings.testedAt } : {}),
  ...(row.settings.heartbeatS === undefined ? {} : { heartbeatS: row.settings.heartbeatS }),
});

export async function listPanels(db: Queryable, postId: string): Promise<PanelRow[]> {
  return (
    await db.query<PanelRow>('select * from panels where post_id = $1 order by account limit 2000', [postId])
  ).rows;
}

/** More devices than any compound has; the list that is sent to the screens ends here. */
export const MAX_DEVICES = 20_000;
const DEVICE_COLUMNS = 'id, zone_id, name, kind, source, point, lat, lon, settings';

export async function listDevices(db: Queryable, postId: string): Promise<Device[]> {
  const rows = await db.query<DeviceRow>(
    `select ${DEVICE_COLUMNS} from devices where post_id = $1 order by source, point limit ${MAX_DEVICES}`,
    [postId],
  );
  return rows.rows.map(toDevice);
}

/** The newest signals since `since`, oldest first. */
export async function readRecent(db: Queryable, postId: string, since: Instant): Promise<SignalRow[]> {
  const rows = await db.query<SignalRow>(
    `select id, source, fingerprint, received_at from (
       select id, source, fingerprint, received_at, seq from signals
       where post_id = $1 and received_at >= $2 and repeat_of is null order by received_at desc, seq desc limit $3) s
     order by received_at, seq`,
    [postId, since, MAX_RECENT],
  );
  return rows.rows;
}

export async function findByKey(
  db: Queryable,
  postId: string,
  source: string,
  key: string,
): Promise<SignalId | null> {
  const rows = await db.query<{ id: SignalId }>(
    'select id from signals where post_id = $1 and source = $2 and key = $3 limit 1',
    [postId, source, key],
  );
  return rows.rows[0]?.id ?? null;
}

export async function insertPanel(tx: Transaction, row: PanelRow): Promise<boolean> {
  const done = await tx.client.query(
    `insert into panels (id, post_id, account, name, keys, decimal_length, window_past_s, window_future_s, window_applies, supervision_s, enabled, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict (post_id, account) do nothing`,
    [
      row.id,
      row.post_id,
      row.account,
      row.name,
      toJsonb(row.keys),
      row.decimal_length,
      row.window_past_s,
      row.window_future_s,
      row.window_applies,
      row.supervision_s,
      row.enabled,
      row.created_at,
    ],
  );
  return done.rowCount === 1;
}

export async function panelForUpdate(tx: Transaction, id: string): Promise<PanelRow | null> {
  return (
    (
      await tx.client.query<PanelRow>('select * from panels where post_id = $1 and id = $2 for update', [
        tx.postId,
        id,
      ])
    ).rows[0] ?? null
  );
}

export async function updatePanel(tx: Transaction, row: PanelRow): Promise<void> {
  await tx.client.query(
    `update panels set name = $2, keys = $3, decimal_length = $4, window_past_s = $5, window_future_s = $6, window_applies = $7, supervision_s = $8, enabled = $9 where id = $1`,
    [
      row.id,
      row.name,
      toJsonb(row.keys),
      row.decimal_length,
      row.window_past_s,
      row.window_future_s,
      row.window_applies,
      row.supervision_s,
      row.enabled,
    ],
  );
}

export async function insertDevices(tx: Transaction, devices: readonly Device[]): Promise<void> {
  for (const d of devices)
    await tx.client.query(
      'insert into devices (id, post_id, zone_id, name, kind, source, point, lat, lon) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)',
      [
        d.id,
        tx.postId,
        d.zoneId,
        toJsonb(d.name),
        d.kind,
        d.source,
        d.point,
        d.position?.lat ?? null,
        d.position?.lon ?? null,
      ],
    );
}

export async function deviceForUpdate(tx: Transaction, id: string): Promise<Device | null> {
  const row = (
    await tx.client.query<DeviceRow>(
      `select ${DEVICE_COLUMNS} from devices where post_id = $1 and id = $2 for update`,
      [tx.postId, id],
    )
  ).rows[0];
  return row ? toDevice(row) : null;
}

export async function deviceAtPlace(tx: Transaction, source: string, point: string): Promise<Device | null> {
  const row = (
    await tx.client.query<DeviceRow>(
      `select ${DEVICE_COLUMNS} from devices where post_id = $1 and source = $2 and point = $3`,
      [tx.postId, source, point],
    )
  ).rows[0];
  return row ? toDevice(row) : null;
}

export async function countDevices(tx: Transaction): Promise<number> {
  const rows = await tx.client.query<{ n: number }>(
    'select count(*)::int n from devices where post_id = $1',
    [tx.postId],
  );
  return rows.rows[0]?.n ?? 0;
}

/** Adds devices, and replaces those whose id is known. One statement for all. */
export async function saveDevices(tx: Transaction, devices: readonly Device[]): Promise<void> {
  await tx.client.query(
    `insert into devices (id, post_id, zone_id, name, kind, source, point, lat, lon, settings)
     select r->>'id', $1, r->>'zoneId', r->'name', r->>'kind', r->>'source', r->>'point',
       (r->'position'->>'lat')::float8, (r->'position'->>'lon')::float8,
       jsonb_strip_nulls(jsonb_build_object('test', r->'test', 'testedAt', r->'testedAt',
         'heartbeatS', r->'heartbeatS'))
     from unnest($2::jsonb[]) u(r)
     on conflict (id) do update set zone_id = excluded.zone_id, name = excluded.name, kind = excluded.kind,
       source = excluded.source, point = excluded.point, lat = excluded.lat, lon = excluded.lon,
       settings = excluded.settings`,
    [tx.postId, devices.map((device) => toJsonb(device))],
  );
}

export async function deleteDevice(tx: Transaction, id: string): Promise<void> {
  await tx.client.query('delete from devices where post_id = $1 and id = $2', [tx.postId, id]);
}

export async function zoneHasDevices(tx: Transaction, zoneId: string): Promise<boolean> {
  const rows = await tx.client.query('select 1 from devices where post_id = $1 and zone_id = $2 limit 1', [
    tx.postId,
    zoneId,
  ]);
  return rows.rows.length > 0;
}

/** What came in while a device was tested, newest first. */
export async function testsOf(db: Queryable, postId: string, deviceId: string): Promise<StoredEntry[]> {
  const rows = await db.query<Parameters<typeof toEntry>[0]>(
    `select ${ENTRY_COLUMNS} from ledger_entries e
     where e.post_id = $1 and e.subjects[1] = $2 and e.kind = 'device.tested' and e.kind <> 'signal.received'
     order by e.seq desc limit 20`,
    [postId, deviceId],
  );
  return rows.rows.map(toEntry);
}
