import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { chmod, chown } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { findPackage } from '../../src/platform/postgres/binaries.ts';
import { connectDatabase } from '../../src/platform/postgres/connect.ts';
import type { ConnectOptions, Database } from '../../src/platform/postgres/connect.ts';
import { postgresProcesses } from '../../src/platform/postgres/processes.ts';
import { AS_NOBODY } from '../../src/platform/postgres/run-as.ts';
import { startPostgres } from '../../src/platform/postgres/supervisor.ts';
import type { RunningPostgres, StartOptions } from '../../src/platform/postgres/supervisor.ts';

import { bundleChild, killChildren, startChild as startAny } from './postgres-process.ts';

const log = { info: () => undefined, warn: () => undefined };
const root = process.getuid?.() === 0;

let scratch = '';
let bundle = '';
let folders = 0;
const running: RunningPostgres[] = [];
const open: Database[] = [];
const dataDirs: string[] = [];

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'post-one-pg-'));
  await chmod(scratch, 0o755);
  // The child finds packages as the product does, from the folder of its bundle upwards.
  symlinkSync(join(process.cwd(), 'node_modules'), join(scratch, 'node_modules'));
  bundle = join(scratch, 'child.mjs');
  await bundleChild(bundle);
});

afterEach(async () => {
  killChildren();
  await Promise.all(open.splice(0).map((database) => database.close()));
  await Promise.all(running.splice(0).map((postgres) => postgres.stop()));
  for (const dataDir of dataDirs) {
    for (const pid of postgresProcesses(join(dataDir, 'pgdata'))) process.kill(pid, 'SIGKILL');
  }
});

afterAll(() => rmSync(scratch, { recursive: true, force: true, maxRetries: 5 }));

const newDataDir = (under = scratch) => {
  folders += 1;
  const dataDir = join(under, `data-${folders}`);
  dataDirs.push(dataDir);
  return dataDir;
};

const start = async (options: Partial<StartOptions> & { dataDir: string }) => {
  const postgres = await startPostgres({ log, ...options });
  running.push(postgres);
  return postgres;
};

const connect = async (options: Partial<ConnectOptions> & { dataDir: string }) => {
  const database = await connectDatabase({ log, databaseUrl: undefined, ...options });
  open.push(database);
  return database;
};

const startChild = (dataDir: string, mode: 'hold' | 'write', asNobody = false) =>
  startAny(bundle, dataDir, mode, asNobody);

const eventually = async (what: string, test: () => Promise<boolean>) => {
  for (let waited = 0; waited < 15_000; waited += 50) {
    if (await test().catch(() => false)) return;
    await sleep(50);
  }
  throw new Error(`never happened: ${what}`);
};

test('a first start makes the cluster, a second one only opens it, and the settings keep what is acknowledged', async () => {
  const dataDir = newDataDir();
  const began = performance.now();
  const cold = await connect({ dataDir });
  const coldMs = performance.now() - began;
  await cold.pool.query('create table kept (at timestamptz, day date, size bigint)');
  await cold.pool.query(`insert into kept values ('2026-11-02T12:04:33.12Z', '2026-11-02', 7)`);
  expect(cold.version).toMatch(/^18\./);
  expect(cold.place).not.toContain('@localhost:5432/post_one?password');
  await cold.close();
  const again = performance.now();
  const warm = await connect({ dataDir });
  const warmMs = performance.now() - again;
  expect((await warm.pool.query('select * from kept')).rows).toEqual([
    { at: '2026-11-02T12:04:33.120Z', day: '2026-11-02', size: 7 },
  ]);
  const settings = await warm.pool.query<{ name: string; setting: string }>(
    `select name, setting from pg_settings where name = any($1)`,
    [
      [
        'fsync',
        'synchronous_commit',
        'full_page_writes',
        'listen_addresses',
        'TimeZone',
        'data_checksums',
        'server_encoding',
      ],
    ],
  );
  expect(Object.fromEntries(settings.rows.map(({ name, setting }) => [name, setting]))).toEqual({
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    listen_addresses: '',
    TimeZone: 'UTC',
    data_checksums: 'on',
    server_encoding: 'UTF8',
  });
  expect(statSync(warm.postgres?.connection.host ?? '').mode & 0o777).toBe(0o700);
  console.log(JSON.stringify({ coldMs: Math.round(coldMs), warmMs: Math.round(warmMs) }));
});

test('what alter system spoils is put right by the command line', async () => {
  const dataDir = newDataDir();
  const first = await connect({ dataDir });
  await first.pool.query('alter system set fsync = off');
  await first.pool.query('alter system set synchronous_commit = off');
  await first.close();
  const second = await connect({ dataDir });
  expect((await second.pool.query('show fsync')).rows).toEqual([{ fsync: 'on' }]);
});

test('after kill -9 of the process, the next one takes its database over and every acknowledged row is there', async () => {
  const dataDir = newDataDir();
  const child = startChild(dataDir, 'write');
  const { opened } = await child.until((said) => said.opened !== undefined);
  await child.until((said) => (said.acked ?? 0) >= 50);
  await child.kill();
  const last = child.said.findLast((said) => said.acked !== undefined)?.acked ?? 0;
  const database = await connect({ dataDir });
  expect(database.postgres?.adopted).toBe(true);
  expect(database.postgres?.pids().postmaster).toBe(opened);
  const { rows } = await database.pool.query<{ count: number; last: number }>(
    'select count(*), max(number) as last from acked',
  );
  expect(rows[0]?.last).toBeGreaterThanOrEqual(last);
  expect(rows[0]?.count).toBe(rows[0]?.last);
  await database.close();
  expect(postgresProcesses(join(dataDir, 'pgdata'))).toEqual([]);
});

test('after kill -9 of the process and its postmaster, the next one recovers every acknowledged row', async () => {
  const dataDir = newDataDir();
  const child = startChild(dataDir, 'write');
  const { opened = 0 } = await child.until((said) => said.opened !== undefined);
  await child.until((said) => (said.acked ?? 0) >= 50);
  await child.kill();
  process.kill(opened, 'SIGKILL');
  const last = child.said.findLast((said) => said.acked !== undefined)?.acked ?? 0;
  const database = await connect({ dataDir });
  expect(database.postgres?.adopted).toBe(false);
  const { rows } = await database.pool.query<{ last: number }>('select max(number) as last from acked');
  expect(rows[0]?.last).toBeGreaterThanOrEqual(last);
});

test('a pid file that is torn, or whose pid belongs to a stranger by now, does not stop a start', async () => {
  const dataDir = newDataDir();
  await (await start({ dataDir })).stop();
  const pidFile = join(dataDir, 'pgdata', 'postmaster.pid');
  writeFileSync(pidFile, '');
  await (await start({ dataDir })).stop();
  const stranger = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)']);
  writeFileSync(pidFile, `${stranger.pid}\n${dataDir}/pgdata\n1\n5432\n${dataDir}/run\n\n`);
  writeFileSync(join(dataDir, 'run', '.s.PGSQL.5432.lock'), `${stranger.pid}\n`);
  await start({ dataDir });
  expect(stranger.exitCode).toBeNull();
  stranger.kill('SIGKILL');
});

test('a second Post One on the same folder is refused and told which process holds it', async () => {
  const dataDir = newDataDir();
  const child = startChild(dataDir, 'hold');
  await child.until((said) => said.opened !== undefined);
  const through = join(scratch, 'another-name');
  symlinkSync(dataDir, through);
  const says = `Another Post One (process ${child.pid}) is running on ${dataDir}: stop it, or set DATA_DIR to another folder.`;
  await expect(connect({ dataDir: through })).rejects.toThrow(says);
  const external = { dataDir, databaseUrl: 'postgresql://nobody@127.0.0.1:1/none' };
  await expect(connect(external)).rejects.toThrow(`(process ${child.pid})`);
  const tool = await connect({ dataDir, join: true });
  expect(tool.kind).toBe('joined');
  await tool.close();
  await child.kill();
  await connect({ dataDir });
});

test('two that start at the same moment: one runs, one is refused', async () => {
  const dataDir = newDataDir();
  const both = [startChild(dataDir, 'hold'), startChild(dataDir, 'hold')];
  await Promise.all(
    both.map((child) => child.until((said) => said.opened !== undefined || said.refused !== undefined)),
  );
  const said = both.flatMap((child) => child.said);
  expect(said.filter((line) => line.opened !== undefined)).toHaveLength(1);
  expect(said.find((line) => line.refused !== undefined)?.refused).toContain('Another Post One');
});

test('a folder whose path is too long for a socket works', async () => {
  const dataDir = newDataDir(join(scratch, 'x'.repeat(100), 'y'.repeat(60), 'z'.repeat(40)));
  const database = await connect({ dataDir });
  expect((await database.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  expect(database.postgres?.connection.host.length).toBeLessThan(100);
  await expect(connect({ dataDir })).rejects.toThrow('Another Post One');
});

test('a folder with a space, a comma and a quote in its name works', async () => {
  const database = await connect({ dataDir: newDataDir(join(scratch, 'a "b", c')) });
  expect((await database.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
});

/** The platform package as npm leaves it when install scripts are off: no links. */
const packageWithoutLinks = () => {
  const bare = mkdtempSync(join(scratch, 'package-'));
  cpSync(findPackage(), bare, {
    recursive: true,
    filter: (path) => !/\.so(\.\d+)?$/.test(path) || !isLink(path),
  });
  return bare;
};
const isLink = (path: string) =>
  readdirSync(dirname(path), { withFileTypes: true }).some(
    (entry) => join(dirname(path), entry.name) === path && entry.isSymbolicLink(),
  );

test('with install scripts off, the library links are made at start', async () => {
  const packageDir = packageWithoutLinks();
  expect(existsSync(join(packageDir, 'native/lib/libicuuc.so.60'))).toBe(false);
  await start({ dataDir: newDataDir(), packageDir });
  expect(existsSync(join(packageDir, 'native/lib/libicuuc.so.60'))).toBe(true);
});

test.runIf(root)(
  'as root, programs in a folder closed to others run, by copy when another user runs them',
  async () => {
    const packageDir = packageWithoutLinks();
    await chmod(packageDir, 0o700);
    const dataDir = newDataDir();
    await (await start({ dataDir, packageDir })).stop();
    expect(readdirSync(dataDir).filter((name) => name.startsWith('postgres-18'))).toEqual([]);
    await start({ dataDir, packageDir, runAs: AS_NOBODY });
    expect(readdirSync(dataDir).filter((name) => name.startsWith('postgres-18'))).toHaveLength(1);
  },
);

test.runIf(root)('as root on the data folder of another user, Postgres runs as that user', async () => {
  const dataDir = newDataDir();
  mkdirSync(dataDir, { mode: 0o700 });
  await chown(dataDir, 65_534, 65_534);
  const postgres = await start({ dataDir });
  expect(statSync(`/proc/${postgres.pids().postmaster}`).uid).toBe(65_534);
  await postgres.stop();
  await startChild(dataDir, 'hold', true).until((said) => said.opened !== undefined);
});

test.runIf(root)(
  'as root without user namespaces, Postgres runs as another user, and back again',
  async () => {
    const dataDir = newDataDir();
    const first = await start({ dataDir, runAs: AS_NOBODY, packageDir: packageWithoutLinks() });
    expect(statSync(`/proc/${first.pids().postmaster}`).uid).toBe(65_534);
    await first.stop();
    await (await start({ dataDir })).stop();
    await start({ dataDir, runAs: AS_NOBODY });
  },
);

test.runIf(root)(
  'as root without user namespaces, a folder that user cannot reach is refused with advice',
  async () => {
    const closed = join(scratch, 'closed');
    mkdirSync(closed, { mode: 0o700 });
    await expect(start({ dataDir: newDataDir(closed), runAs: AS_NOBODY })).rejects.toThrow(
      /ordinary user, or set DATA_DIR/,
    );
  },
);

test('a data folder that cannot be used is refused with a sentence that says what to do', async () => {
  const file = join(scratch, 'a-file');
  writeFileSync(file, '');
  await expect(start({ dataDir: join(file, 'data') })).rejects.toThrow(
    /is not a folder or runs through a file: set DATA_DIR/,
  );
  const foreign = join(scratch, 'foreign');
  mkdirSync(foreign, { mode: 0o555 });
  if (root) await chown(foreign, 0, 0);
  const child = startChild(join(foreign, 'data'), 'hold', root);
  const { refused } = await child.until((said) => said.refused !== undefined);
  expect(refused).toMatch(/is not writable for this user: change its owner, or set DATA_DIR/);
});

test('an initdb that was killed half-way is thrown away and done again', async () => {
  const dataDir = newDataDir();
  for (const delayMs of [60, 200, 350]) {
    const child = startChild(dataDir, 'hold');
    await sleep(delayMs);
    await child.kill();
  }
  mkdirSync(join(dataDir, 'pgdata.new-dead', 'base'), { recursive: true });
  await start({ dataDir });
  expect(readdirSync(dataDir).filter((name) => name.startsWith('pgdata'))).toEqual(['pgdata']);
});

test('a damaged cluster is never replaced by an empty one', async () => {
  const dataDir = newDataDir();
  mkdirSync(join(dataDir, 'pgdata', 'base'), { recursive: true });
  await expect(start({ dataDir })).rejects.toThrow(/is damaged .* restore a backup/);
  expect(existsSync(join(dataDir, 'pgdata', 'base'))).toBe(true);
});

test('a killed postmaster is started again, a killed backend needs nothing, and the same pool goes on', async () => {
  const database = await connect({ dataDir: newDataDir() });
  const { pool, postgres } = database;
  if (postgres === undefined) throw new Error('not embedded');
  await pool.query('create table counted (number int)');
  const exits: string[] = [];
  postgres.onExit(({ how }) => exits.push(how));
  const answers = async () => (await pool.query('insert into counted values (1)')).rowCount === 1;
  const busy = pool.query('select pg_sleep(20)').catch((error: unknown) => error);
  await sleep(100);
  const began = performance.now();
  process.kill(postgres.pids().postmaster ?? 0, 'SIGKILL');
  await eventually('an exit is told', async () => exits.length === 1);
  expect(postgres.status().state).toBe('restarting');
  await eventually('it answers after the postmaster', answers);
  const healedMs = performance.now() - began;
  expect(await busy).toBeInstanceOf(Error);
  expect(exits).toEqual(['signal SIGKILL']);
  await eventually('it says so', async () => postgres.status().state === 'ready');
  expect(postgres.status()).toEqual({ state: 'ready', reason: undefined, restarts: 1 });
  const { rows } = await pool.query<{ pid: number }>('select pg_backend_pid() as pid');
  process.kill(rows[0]?.pid ?? 0, 'SIGKILL');
  await eventually('it answers after the backend', answers);
  expect(postgres.status().restarts).toBe(1);
  console.log(JSON.stringify({ healedMs: Math.round(healedMs) }));
});

test('an adopted postmaster that dies is started again too', async () => {
  const dataDir = newDataDir();
  const child = startChild(dataDir, 'hold');
  await child.until((said) => said.opened !== undefined);
  await child.kill();
  const database = await connect({ dataDir });
  expect(database.postgres?.adopted).toBe(true);
  process.kill(database.postgres?.pids().postmaster ?? 0, 'SIGKILL');
  await eventually('it answers', async () => {
    const answered = await database.pool.query('select 1');
    return answered.rowCount === 1 && database.postgres?.status().restarts === 1;
  });
});

test('an external database that may lose what it acknowledged is refused', async () => {
  const postgres = await start({ dataDir: newDataDir() });
  const databaseUrl = postgres.url;
  const good = await connect({ dataDir: newDataDir(), databaseUrl });
  expect(good.kind).toBe('external');
  await good.pool.query('alter database post_one set synchronous_commit = off');
  await expect(connect({ dataDir: newDataDir(), databaseUrl })).rejects.toThrow(
    /synchronous_commit = off.* set it to on/,
  );
  await good.pool.query('alter database post_one set synchronous_commit = remote_apply');
  await connect({ dataDir: newDataDir(), databaseUrl });
});

test('a wrong DATABASE_URL is refused with a sentence and without its password', async () => {
  const refusal = async (databaseUrl: string) => {
    const error = await connect({ dataDir: newDataDir(), databaseUrl, waitMs: 100 }).catch(
      (failed: unknown) => failed,
    );
    expect(String(error)).not.toContain('s3cret');
    return String(error);
  };
  expect(await refusal('mysql://u:s3cret@host/db')).toMatch(/write it as postgresql:/);
  expect(await refusal('nonsense s3cret')).toMatch(/write it as postgresql:/);
  expect(await refusal('postgresql://u:s3cret@127.0.0.1:1/db')).toMatch(
    /127\.0\.0\.1:1\/db does not answer .*ECONNREFUSED/,
  );
  const postgres = await start({ dataDir: newDataDir() });
  expect(await refusal(postgres.url.replace('/post_one?', '/elsewhere?'))).toMatch(
    /does not exist: create it/,
  );
});
