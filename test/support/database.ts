import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pool } from 'pg';
import type { PostId } from '../../src/kernel/id.ts';
import { insertPost } from '../../src/modules/site/store.ts';
import { migrate } from '../../src/platform/migrate.ts';
import { connectDatabase } from '../../src/platform/postgres/connect.ts';
import type { Database } from '../../src/platform/postgres/connect.ts';
import { CompactRange } from '../../src/wire/tlog/compact-range.ts';

/*
 * Databases for tests: one server per test process (the embedded one, or that of DATABASE_URL), one migrated
 * template on it, and a clone of the template for each call. A watcher process ends the embedded server and
 * removes its folder when the test process is gone, however it went.
 */

const MIGRATIONS = join(import.meta.dirname, '../../migrations');
const log = { info: () => undefined, warn: () => undefined };

/** A migrated, empty database of its own. */
export interface TestDatabase {
  readonly pool: Pool;
  /** For a second connection, or a child process with DATABASE_URL. */
  readonly url: string;
  /** A folder of its own for files beside the database. */
  readonly dataDir: string;
  /** Ends the pool, drops the database and removes the folder. */
  close(): Promise<void>;
}

interface Server {
  readonly admin: Pool;
  readonly template: string;
  urlOf(name: string): string;
}

// The test files of one worker share it, also where each file gets modules of its own.
const shared = globalThis as { postOneTestServer?: Promise<Server> };
let made = 0;

/** Opens a fresh migrated database. `poolMax`: most connections of its pool, 10 unless told. */
export async function openTestDatabase(options: { readonly poolMax?: number } = {}): Promise<TestDatabase> {
  const server = await (shared.postOneTestServer ??= startServer());
  const name = `test_${process.pid}_${uniquePart()}`;
  await server.admin.query(`create database ${name} template ${server.template}`);
  const folder = newFolder();
  const dataDir = join(folder, 'data');
  const url = server.urlOf(name);
  const database = await connectDatabase({ databaseUrl: url, dataDir, log, poolMax: options.poolMax ?? 10 });
  return {
    pool: database.pool,
    url,
    dataDir,
    async close() {
      await database.close();
      await server.admin.query(`drop database ${name} with (force)`);
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Adds a post with an empty ledger and returns its id. */
export async function addTestPost(pool: Pool, id = 'pst_test'): Promise<PostId> {
  const post = {
    id: id as PostId,
    name: { en: 'Test post' },
    timeZone: 'Asia/Seoul',
    languages: ['en', 'ko'],
    demo: false,
    settings: {},
  };
  await insertPost(pool, post, CompactRange.empty().toBytes(), '2026-01-01T00:00:00.000Z');
  return post.id;
}

function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'post-one-test-'));
}

const uniquePart = (): string => `${Math.floor(performance.timeOrigin % 1e9)}_${(made += 1)}`;

async function startServer(): Promise<Server> {
  const url = process.env['DATABASE_URL']?.trim() ?? '';
  const folder = newFolder();
  // The embedded server may run as another user than root.
  await chmod(folder, 0o755);
  const database = await connectDatabase({
    databaseUrl: url,
    dataDir: join(folder, 'data'),
    log,
    poolMax: 2,
  });
  if (database.kind === 'embedded') endWithUs(folder);
  else process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const urlOf = (name: string): string => addressOf(database, url, name);
  const template = `template_${process.pid}_${uniquePart()}`;
  await database.pool.query(`create database ${template}`);
  const inside = await connectDatabase({
    databaseUrl: urlOf(template),
    dataDir: join(folder, 'template'),
    log,
    poolMax: 2,
  });
  await migrate(inside.pool, MIGRATIONS);
  await inside.close();
  if (database.kind === 'external') dropWithUs(url, template);
  database.pool.options.allowExitOnIdle = true;
  return { admin: database.pool, template, urlOf };
}

function addressOf(database: Database, url: string, name: string): string {
  const address = new URL(url === '' ? 'postgresql://localhost/x' : url);
  address.pathname = `/${name}`;
  const connection = database.postgres?.connection;
  if (connection === undefined) return address.href;
  address.username = connection.user;
  if (connection.password !== undefined) address.password = connection.password;
  if (connection.host.startsWith('/')) address.searchParams.set('host', connection.host);
  else address.hostname = connection.host;
  address.port = String(connection.port);
  return address.href;
}

/** Waits for the end of its input, which is our end, then stops the server at once: nothing in it is kept. */
const END = `cat >/dev/null
read -r pid < "$1/data/pgdata/postmaster.pid" && kill -QUIT "$pid"
for i in 1 2 3 4 5 6 7 8 9 10; do kill -0 "$pid" 2>/dev/null || break; sleep 0.2; done
rm -rf "$1"`;

function endWithUs(folder: string): void {
  const watcher = spawn('sh', ['-c', END, 'sh', folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  watcher.unref();
  if (watcher.stdin && 'unref' in watcher.stdin && typeof watcher.stdin.unref === 'function')
    watcher.stdin.unref();
}

/** The same for the template on an external server. */
function dropWithUs(url: string, template: string): void {
  const script = `process.stdin.on('end', async () => {
    const { Client } = require('pg');
    const client = new Client({ connectionString: ${JSON.stringify(url)} });
    await client.connect();
    await client.query('drop database if exists ${template} with (force)');
    await client.end();
  }).resume()`;
  const watcher = spawn(process.execPath, ['-e', script], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    cwd: join(import.meta.dirname, '../..'),
  });
  watcher.unref();
  if (watcher.stdin && 'unref' in watcher.stdin && typeof watcher.stdin.unref === 'function')
    watcher.stdin.unref();
}
