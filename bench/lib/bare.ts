/*
 * The limit: the rows of one signal (signals, ledger_entries, ledger_bodies, and the head) written by bare `pg`,
 * one prepared statement a batch (one round trip: the strictest form), awaited one after the other, with nothing
 * else running. Same tables, columns, indexes and sizes as the server writes; nothing is decoded, hashed or
 * answered. Rows a second include making the rows, as any client must; the time of one commit does not.
 */
import { randomBytes } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { CompactRange } from '../../src/wire/tlog/compact-range.ts';
import { createFrameWriter } from './frames.ts';
import { percentile } from './report.ts';

const POST = 'pst_bare';

const STATEMENT = `with head as (
  update ledger_heads set size = $3, peaks = $4, last_at = $5 where post_id = $1 and size = $2 returning size
), added as (
  insert into ledger_entries (post_id, seq, at, kind, actor, subjects, marking, body_digest, leaf_hash)
  select $1, $2::bigint + e.n - 1, $5, 'signal.received', e.actor, array[e.id], 'U', e.digest, e.leaf
  from unnest($6::text[], $7::text[], $8::bytea[], $9::bytea[]) with ordinality e(id, actor, digest, leaf, n)
), bodies as (
  insert into ledger_bodies (post_id, seq, salt, body)
  select $1, $2::bigint + b.n - 1, b.salt, b.body
  from unnest($10::bytea[], $11::text[]) with ordinality b(salt, body, n)
), signals as (
  insert into signals (id, post_id, seq, received_at, source, fingerprint, key, repeat_of, raw)
  select s.id, $1, $2::bigint + s.n - 1, $5, s.source, s.print, null, null, s.raw
  from unnest($6::text[], $7::text[], $12::bytea[], $13::bytea[]) with ordinality s(id, source, print, raw, n)
)
select size from head`;

export interface BareResult {
  readonly perS: number;
  /** Of one batch, in milliseconds. */
  readonly meanMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Makes the post that the bare rows belong to. */
export async function prepareBare(pool: Pool): Promise<void> {
  await pool.query(
    `insert into posts (id, name, time_zone, languages) values ($1, '{}', 'UTC', '{}') on conflict do nothing`,
    [POST],
  );
  await pool.query(
    'insert into ledger_heads (post_id, size, peaks, last_at) values ($1, 0, $2, now()) on conflict do nothing',
    [POST, CompactRange.empty().toBytes()],
  );
}

const HASH_BYTES = 32;
const FINGERPRINT_BYTES = 16;
const filler = randomBytes(64 * 1024);
const frames = Array.from({ length: 275 }, (_, i) => createFrameWriter(String(2000 + i)));

/** `length` bytes that differ from row to row, without asking for randomness each time. */
function bytesOf(i: number, length: number): Buffer {
  const at = (i * 41) % (filler.length - length);
  return filler.subarray(at, at + length);
}

/** Columns of one batch. */
function columnsOf(batch: number, run: string, from: number): readonly unknown[] {
  const each = <T>(make: (i: number) => T): T[] => Array.from({ length: batch }, (_, i) => make(from + i));
  const nowMs = Date.now();
  const now = new Date(nowMs).toISOString();
  const id = (i: number): string => `sig_${run}${i.toString(32).padStart(11, '0')}`;
  const source = (i: number): string => `dc09:${2000 + (i % 275)}`;
  return [
    each(id),
    each(source),
    each((i) => bytesOf(i, HASH_BYTES)),
    each((i) => bytesOf(i + 1, HASH_BYTES)),
    each((i) => bytesOf(i + 2, HASH_BYTES)),
    each((i) =>
      JSON.stringify({
        id: id(i),
        protocol: 'dc09',
        source: source(i),
        sequence: String(i % 10_000).padStart(4, '0'),
        authenticated: false,
        occurredAt: now,
        point: String((i % 8) + 1),
        kind: 'intrusion',
        change: 'active',
        code: 'BA',
        description: 'Burglary alarm',
        partition: '1',
        receivedAt: now,
      }),
    ),
    each((i) => bytesOf(i + 3, FINGERPRINT_BYTES)),
    each((i) => frames[i % frames.length]?.write((i % 9999) + 1, 'BA', (i % 8) + 1, nowMs)),
  ];
}

/** Writes batches of `batch` rows for `seconds`. */
export async function bareRun(pool: Pool, batch: number, seconds: number): Promise<BareResult> {
  const client = await pool.connect();
  try {
    const run = randomBytes(4).toString('hex');
    const start = await client.query<{ size: number }>('select size from ledger_heads where post_id = $1', [
      POST,
    ]);
    let size = Number(start.rows[0]?.size ?? 0);
    const peaks = randomBytes(8 + 14 * 32);
    const tookMs: number[] = [];
    const started = performance.now();
    let elapsedMs = 0;
    for (let made = 0; elapsedMs < seconds * 1000; made += batch) {
      const columns = columnsOf(batch, run, made);
      const at = new Date().toISOString();
      const begun = performance.now();
      await write(client, [POST, size, size + batch, peaks, at, ...columns]);
      tookMs.push(performance.now() - begun);
      elapsedMs = performance.now() - started;
      size += batch;
    }
    return {
      perS: (tookMs.length * batch * 1000) / elapsedMs,
      meanMs: tookMs.reduce((sum, ms) => sum + ms, 0) / tookMs.length,
      p50Ms: percentile(tookMs, 0.5),
      p99Ms: percentile(tookMs, 0.99),
    };
  } finally {
    client.release();
  }
}

async function write(client: PoolClient, values: unknown[]): Promise<void> {
  const done = await client.query({ name: 'bare', text: STATEMENT, values });
  if (done.rowCount !== 1) throw new Error('The head moved under the bare batches.');
}
