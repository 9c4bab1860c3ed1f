/*
 * Millions of ledger entries, straight into the tables, in the shapes that the server writes. Digests and leaves
 * are fillers of the right length, so this ledger does not verify and is not sealed (the server says so and goes
 * on): only reading is measured on it.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { openPost } from '../../src/open-post.ts';
import { migrate } from '../../src/platform/migrate.ts';
import { connectDatabase } from '../../src/platform/postgres/connect.ts';
import { CompactRange } from '../../src/wire/tlog/compact-range.ts';
import { progress } from './report.ts';
import { distFolder } from './server.ts';

/** Between two entries; five million make a year. */
const SPACING_S = 6.3;
const CHUNK = 500_000;
export const RARE_KIND = 'evidence.exported';
export const COMMON_KIND = 'alarm.raised';
export const OPEN_ALARMS = 40;
export const ZONES = 24;

export interface Seeded {
  readonly entries: number;
  readonly alarms: number;
  readonly firstAt: Date;
}

/** Alarm `n` of the seed. */
export const alarmId = (n: number): string => `alm_${String(n).padStart(19, '0')}`;

// 70 in 100 are signals; an alarm has about five entries of its own among every seventeen.
const KIND = `case
  when g % 125000 = 999 then '${RARE_KIND}'
  when h < 695 then 'signal.received' when h < 700 then 'signal.repeated'
  when h < 760 then '${COMMON_KIND}' when h < 820 then 'alarm.acknowledged' when h < 870 then 'alarm.closed'
  when h < 920 then 'alarm.joined' when h < 940 then 'alarm.restored' when h < 960 then 'task.sent'
  when h < 970 then 'task.accepted' when h < 980 then 'task.done' when h < 995 then 'log.noted'
  when h < 999 then 'person.signed-in' else 'panel.changed' end`;

const entriesSql = (alarmEvery: string): string => `
  insert into ledger_entries (post_id, seq, at, kind, actor, subjects, marking, body_digest, leaf_hash)
  select $1, g, $2::timestamptz + g * interval '${SPACING_S} s', kind,
    case when kind like 'signal.%' then 'dc09:' || (1000 + h % 48) when kind in ('alarm.raised', 'alarm.joined', 'alarm.restored') then 'system'
      else 'usr_' || lpad((g / 7 % 40)::text, 19, '0') end,
    case when kind like 'signal.%' then array['sig_' || lpad(g::text, 19, '0')]
      when kind like 'alarm.%' or kind like 'task.%' then array['alm_' || lpad((${alarmEvery})::text, 19, '0'), 'sig_' || lpad((g - 1)::text, 19, '0')]
      else array['usr_' || lpad((g / 7 % 40)::text, 19, '0')] end,
    'U', sha256(int8send(g)), sha256(int8send(-g))
  from (select g, h, ${KIND} kind from (select g, (g * 7919) % 1000 h from generate_series($3::bigint, $4::bigint) g) x) y`;

const BODIES = `
  insert into ledger_bodies (post_id, seq, salt, body)
  select $1, g, sha256(int8send(g + 1)), case when (g * 7919) % 1000 < 700
    then '{"id":"sig_' || lpad(g::text, 19, '0') || '","protocol":"dc09","source":"dc09:' || (1000 + (g * 7919) % 1000 % 48) || '","point":"' || g % 8 || '","kind":"intrusion","change":"active","code":"BA","description":"Burglary alarm","partition":"1","sequence":"0417","authenticated":false,"occurredAt":"2026-11-02T12:04:33.000Z","receivedAt":"2026-11-02T12:04:33.120Z"}'
    else '{"alarmId":"alm_' || lpad(g::text, 19, '0') || '","at":"2026-11-02T12:04:33.120Z","byName":"Officer on watch","text":"Seen on camera 4, the gate is closed and the patrol is on its way","times":1,"active":true}' end
  from generate_series($2::bigint, $3::bigint) g`;

const ALARMS = `
  insert into alarms (id, post_id, number, open, priority, zone_id, device_id, place, kind, raised_at, record)
  select id, $1, n, open, priority, zone, null, place, kind, at,
    jsonb_build_object('id', id, 'number', n, 'kind', kind, 'priority', priority, 'reason', 'kind', 'title', jsonb_build_object('en', 'Intrusion, north fence', 'ko', '침입, 북쪽 울타리'),
      'zoneId', zone, 'zoneName', jsonb_build_object('en', 'North fence', 'ko', '북쪽 울타리'), 'deviceId', null, 'source', 'dc09:1001', 'point', '5', 'position', null,
      'open', open, 'active', open, 'acknowledged', not open, 'ownerId', null, 'ownerName', null, 'revision', 4, 'count', 2,
      'raisedAt', to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'lastAt', to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
      'acknowledgedAt', null, 'restoredAt', null, 'dispatchedAt', null, 'closedAt', null, 'answerWithinS', 120, 'sopId', null, 'steps', '[]'::jsonb,
      'outcome', case when open then null else 'false' end, 'cause', null, 'finding', 'A cat on the fence', 'evidenceLevel', null, 'link', null, 'silencedUntil', null, 'account', null)
  from (select n, 'alm_' || lpad(n::text, 19, '0') id, n > $2::bigint - ${OPEN_ALARMS} open,
      case when n % 50 = 0 then 1 when n % 3 = 0 then 2 when n % 3 = 1 then 3 else 4 end priority,
      'zon_' || n % ${ZONES} zone, 'dc09:1001/' || n % 48 place,
      case when n % 20000 = 0 then 'gas' when n % 50 = 0 then 'duress' when n % 2 = 0 then 'intrusion' when n % 5 = 0 then 'power' else 'tamper' end kind,
      $3::timestamptz + n * interval '1 s' * $4::float8 as at
    from generate_series(0, $2::bigint - 1) n) a`;

/** Indexes of the table are dropped, and made again by the function that is given back. */
async function withoutIndexes(pool: Pool, table: string): Promise<() => Promise<void>> {
  const found = await pool.query<{ name: string; text: string; key: boolean }>(
    `select indexname name, indexdef text, indexname like '%_pkey' "key" from pg_indexes where tablename = $1 order by indexname`,
    [table],
  );
  for (const index of found.rows)
    await pool.query(
      index.key ? `alter table ${table} drop constraint ${index.name}` : `drop index ${index.name}`,
    );
  return async () => {
    for (const index of found.rows) {
      await pool.query(index.text);
      if (index.key)
        await pool.query(
          `alter table ${table} add constraint ${index.name} primary key using index ${index.name}`,
        );
    }
  };
}

/** Fills a fresh data folder: starts the database alone, as the server would, and stops it again. */
export async function seedLedger(dataDir: string, entries: number, alarms: number): Promise<Seeded> {
  const log = { info: () => undefined, warn: () => undefined };
  const database = await connectDatabase({ databaseUrl: undefined, dataDir, log });
  try {
    const { pool } = database;
    await migrate(pool, join(distFolder(), 'server', 'migrations'));
    const { post } = await openPost(pool, false);
    const firstAt = new Date(Date.now() - entries * SPACING_S * 1000);
    const restore = [
      await withoutIndexes(pool, 'ledger_entries'),
      await withoutIndexes(pool, 'ledger_bodies'),
    ];
    await pool.query("set maintenance_work_mem = '512MB'");
    for (let from = 0; from < entries; from += CHUNK) {
      const to = Math.min(entries, from + CHUNK) - 1;
      await pool.query(entriesSql(`g * ${alarms} / ${entries}`), [post.id, firstAt, from, to]);
      await pool.query(BODIES, [post.id, from, to]);
      progress(`${to + 1} entries`);
    }
    await pool.query(ALARMS, [post.id, alarms, firstAt, (entries * SPACING_S) / alarms]);
    progress(`${alarms} alarms; making indexes`);
    for (const make of restore) await make();
    await pool.query('update ledger_heads set size = $2, peaks = $3, last_at = $4 where post_id = $1', [
      post.id,
      entries,
      fillerPeaks(entries),
      new Date(),
    ]);
    await pool.query('vacuum analyze');
    return { entries, alarms, firstAt };
  } finally {
    await database.close();
  }
}

function fillerPeaks(size: number): Buffer {
  const count = size.toString(2).replaceAll('0', '').length;
  return CompactRange.of(
    size,
    Array.from({ length: count }, () => randomBytes(32)),
  ).toBytes();
}
