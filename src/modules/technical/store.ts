import type { DeviceId, PanelId, SignalId, ZoneId } from '../../kernel/id.ts';
import type { Instant } from '../../kernel/time.ts';
import { toJsonb } from '../../platform/jsonb.ts';
import type { Queryable } from '../../platform/ledger-log.ts';
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
});

export async function listPanels(db: Queryable, postId: string): Promise<PanelRow[]> {
  return (
    await db.query<PanelRow>('select * from panels where post_id = $1 order by account limit 2000', [postId])
  ).rows;
}

export async function listDevices(db: Queryable, postId: string): Promise<Device[]> {
  const rows = await db.query<DeviceRow>(
    'select id, zone_id, name, kind, source, point, lat, lon from devices where post_id = $1 order by source, point limit 20000',
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
