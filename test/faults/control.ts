/*
 * The controls: receivers that answer like ours and keep less than they promise. A test that cannot tell them
 * from ours proves nothing.
 *   async    a Postgres of the same binaries with synchronous_commit = off; ACK after its commit
 *   memory   a list in memory, and a file that is never synced; ACK at once
 */
import { createSocket } from 'node:dgram';
import { closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { createGroupCommit } from '../../src/platform/group-commit.ts';
import { findPackage, prepareBinaries } from '../../src/platform/postgres/binaries.ts';
import { prepareCluster } from '../../src/platform/postgres/cluster.ts';
import { chooseRunAs, spawnAs } from '../../src/platform/postgres/run-as.ts';
import { decodeFrame } from '../../src/wire/dc09/decode.ts';
import { acknowledge } from '../../src/wire/dc09/encode.ts';
import { createFramer } from '../../src/wire/dc09/frame.ts';
import { expect, now, until } from './room.ts';
import { HOST } from './server.ts';

const PORT = 5432;
const READY_LIMIT_MS = 30_000;

export interface ControlPlan {
  readonly kind: 'async' | 'memory';
  readonly port: number;
  /** Socket folder of the Postgres, or the file of the memory store. */
  readonly store: string;
}

/** The control server: a process of its own. */
export async function runControl(plan: ControlPlan): Promise<void> {
  const keep = plan.kind === 'async' ? await keepInPostgres(plan.store) : keepInMemory(plan.store);
  const answer = async (bytes: Buffer): Promise<Buffer | null> => {
    const message = decodeFrame(bytes, () => ({ keys: [], decimalLength: false }));
    if (!message.ok) return null;
    await keep(bytes);
    return acknowledge(message.value, null, now());
  };
  const server = createServer({ noDelay: true }, (socket) => {
    const framer = createFramer();
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk: Buffer) => {
      for (const outcome of framer.push(chunk))
        if (outcome.kind === 'frame')
          void answer(outcome.bytes).then(
            (bytes) => bytes && socket.writable && socket.write(bytes),
            () => undefined,
          );
    });
  });
  const udp = createSocket('udp4');
  udp.on('message', (datagram, from) => {
    void answer(datagram).then(
      (bytes) => bytes && udp.send(bytes, from.port, from.address),
      () => undefined,
    );
  });
  server.listen({ host: HOST, port: plan.port });
  udp.bind({ address: HOST, port: plan.port });
  process.on('disconnect', () => process.exit(0));
}

function keepInMemory(path: string): (bytes: Buffer) => Promise<void> {
  const list: Buffer[] = [];
  const file = openSync(path, 'a');
  return async (bytes) => {
    list.push(bytes);
    writeSync(file, `${bytes.toString('hex')}\n`);
  };
}

async function keepInPostgres(host: string): Promise<(bytes: Buffer) => Promise<void>> {
  const pool = openControlPool(host);
  const commit = createGroupCommit<Buffer, void>({
    maxBatch: 500,
    maxWaiting: 10_000,
    full: () => new Error('full'),
    async flush(frames) {
      await pool.query('insert into frames select unnest($1::bytea[])', [frames]);
      return frames.map(() => undefined);
    },
  });
  return (bytes) => commit.add(bytes);
}

function openControlPool(host: string): pg.Pool {
  const pool = new pg.Pool({ host, port: PORT, user: 'post_one', database: 'postgres', max: 1 });
  pool.on('error', () => undefined);
  return pool;
}

/** A Postgres like ours in all but one setting. */
export interface LoosePostgres {
  readonly host: string;
  /** For DATABASE_URL. */
  readonly url: string;
  readonly pid: number;
  frames(): Promise<ReadonlySet<string>>;
}

/** Starts it on `dataDir` (made at the first time) with synchronous_commit off. The caller kills it. */
export async function startLoosePostgres(dataDir: string): Promise<LoosePostgres> {
  const runAs = await chooseRunAs(dataDir);
  const binaries = await prepareBinaries(findPackage(), dataDir, runAs);
  const cluster = await prepareCluster(dataDir, binaries, runAs);
  const settings = [
    'fsync=on',
    'synchronous_commit=off',
    `port=${PORT}`,
    'listen_addresses=',
    `unix_socket_directories="${cluster.host}"`,
  ];
  const child = spawnAs(
    runAs,
    binaries.postgres,
    ['-D', cluster.pgdata, ...settings.flatMap((setting) => ['-c', setting])],
    { cwd: cluster.pgdata, stdio: 'ignore', detached: true },
  );
  child.unref();
  const { host } = cluster;
  await until('the Postgres with synchronous_commit off answers', READY_LIMIT_MS, () =>
    withPool(host, async (pool) => {
      const { rows } = await pool.query<{ synchronous_commit: string }>('show synchronous_commit');
      expect(rows[0]?.synchronous_commit === 'off', 'synchronous_commit is off in the control');
      await pool.query('create table if not exists frames (raw bytea not null)');
      return true;
    }).catch(() => false),
  );
  return {
    host,
    url: `postgresql://post_one@localhost:${PORT}/postgres?host=${encodeURIComponent(host)}`,
    pid: child.pid ?? -1,
    frames: () =>
      withPool(host, async (pool) => {
        const { rows } = await pool.query<{ raw: string }>(`select encode(raw, 'hex') raw from frames`);
        return new Set(rows.map((row) => row.raw));
      }),
  };
}

async function withPool<T>(host: string, use: (pool: pg.Pool) => Promise<T>): Promise<T> {
  const pool = openControlPool(host);
  try {
    return await use(pool);
  } finally {
    await pool.end();
  }
}

/** What the memory store's file still holds. */
export const memoryFrames = (path: string): ReadonlySet<string> =>
  new Set(existsSync(path) ? readFileSync(path, 'latin1').split('\n') : []);

/** Makes the file and its name durable, so that a cut takes only what it holds. */
export function touch(folder: string, name: string): string {
  const path = join(folder, name);
  closeSync(openSync(path, 'a'));
  return path;
}
