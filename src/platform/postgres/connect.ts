import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'pg';
import type { PoolClient, PoolConfig } from 'pg';
import { systemClock } from '../clock.ts';
import { errorCode } from '../files.ts';
import { columnTypes } from './column-types.ts';
import { isDataDirLocked, lockDataDir } from './data-dir-lock.ts';
import { checkServer } from './server-check.ts';
import type { PostgresLog } from './postmaster.ts';
import { StartRefused } from './start-refused.ts';
import { findRunning, startPostgres, usableFolder } from './supervisor.ts';
import type { RunningPostgres } from './supervisor.ts';

/* One pool for the whole process, on the built-in Postgres or on the one of DATABASE_URL. */

const POOL_MAX = 16;
const WAIT_MS = 30_000;
const RETRY_MS = 250;
const CONNECT_TIMEOUT_MS = 10_000;

/** Inputs of `connectDatabase`. */
export interface ConnectOptions {
  /** DATABASE_URL; undefined or empty starts the built-in Postgres. */
  readonly databaseUrl: string | undefined;
  readonly dataDir: string;
  readonly log: PostgresLog;
  /** Most connections at a time, 10 unless told. */
  readonly poolMax?: number;
  /** How long to wait for a database that starts or recovers, 30 s unless told. */
  readonly waitMs?: number;
  /** Admin tools: share the database of a Post One that runs on `dataDir`, instead of being refused. */
  readonly join?: boolean;
}

/** An open database. Its sessions are in UTC; column types as in column-types.ts. */
export interface Database {
  readonly pool: Pool;
  readonly kind: 'embedded' | 'external' | 'joined';
  /** Server version, such as `18.4`. */
  readonly version: string;
  /** For people and logs: where the database is, without password. */
  readonly place: string;
  /** The supervisor; only when `kind` is `embedded`. */
  readonly postgres: RunningPostgres | undefined;
  /** Ends the pool, then the Postgres we run, then frees the data folder. */
  close(): Promise<void>;
}

/** Opens the database and checks that it keeps what it acknowledges; refuses with a StartRefused sentence. */
export async function connectDatabase(options: ConnectOptions): Promise<Database> {
  const url = options.databaseUrl?.trim() ?? '';
  return url === '' ? connectEmbedded(options) : connectExternal(options, url);
}

async function connectEmbedded(options: ConnectOptions): Promise<Database> {
  if (options.join === true) {
    const dataDir = await usableFolder(options.dataDir);
    const running = (await isDataDirLocked(dataDir)) ? await findRunning(dataDir) : undefined;
    if (running !== undefined) {
      const place = `the running Post One on ${dataDir}`;
      return open(options, { ...running, ssl: false }, 'joined', place, undefined, async () => undefined);
    }
  }
  const postgres = await startPostgres(options);
  const settings = { ...postgres.connection, ssl: false };
  return open(options, settings, 'embedded', postgres.url, postgres, () => postgres.stop());
}

async function connectExternal(options: ConnectOptions, url: string): Promise<Database> {
  const place = placeOf(url);
  if (options.join === true)
    return open(options, { connectionString: url }, 'external', place, undefined, async () => undefined);
  const lock = await lockDataDir(await usableFolder(options.dataDir));
  return open(options, { connectionString: url }, 'external', place, undefined, () => lock.release());
}

async function open(
  options: ConnectOptions,
  settings: PoolConfig,
  kind: Database['kind'],
  place: string,
  postgres: RunningPostgres | undefined,
  afterwards: () => Promise<void>,
): Promise<Database> {
  let pool: Pool | undefined;
  try {
    pool = createPool(settings, options);
    const client = await connectPatiently(pool, place, kind, options.waitMs ?? WAIT_MS);
    try {
      const version = await checkServer(client, options.log);
      const close = once(async () => {
        await pool?.end();
        await afterwards();
      });
      return { pool, kind, version, place, postgres, close };
    } finally {
      client.release();
    }
  } catch (error) {
    await pool?.end();
    await afterwards();
    throw error;
  }
}

function once(act: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= act());
}

function createPool(settings: PoolConfig, options: ConnectOptions): Pool {
  const pool = new Pool({
    ...settings,
    max: options.poolMax ?? POOL_MAX,
    types: columnTypes,
    keepAlive: true,
    application_name: 'post-one',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    // The pool waits for this promise before it hands the client out.
    onConnect: async (client) => {
      // While a session is taken the pool does not listen: a backend killed between two statements of a
      // transaction would end the whole process. The next statement fails, and says so to its caller.
      client.on('error', () => undefined);
      await client.query("set time zone 'UTC'");
    },
  });
  // An idle session that ends (a killed backend, a restart) is replaced at the next use.
  pool.on('error', (error) => options.log.warn('A database connection was lost', { reason: error.message }));
  return pool;
}

async function connectPatiently(
  pool: Pool,
  place: string,
  kind: Database['kind'],
  waitMs: number,
): Promise<PoolClient> {
  const deadline = systemClock.monotonicMs() + waitMs;
  for (;;) {
    try {
      return await pool.connect();
    } catch (error) {
      if (!isConnectionFault(error) || systemClock.monotonicMs() > deadline) {
        throw kind === 'external' ? explainExternal(error, place) : error;
      }
      await sleep(RETRY_MS);
    }
  }
}

const CONNECTION_FAULTS = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOENT',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/**
 * True when the database is absent, starting, stopping or was lost, so that trying again makes sense. The
 * outcome of a commit that failed so is unknown: repeat it only under an idempotency key.
 */
export function isConnectionFault(error: unknown): boolean {
  const code = errorCode(error);
  // Class 08: connection; 57P01-57P03: shutdown, crash, starting; 53300: no free slot.
  if (code !== undefined) return CONNECTION_FAULTS.has(code) || /^(08...|57P0[123]|53300)$/.test(code);
  return (
    error instanceof Error &&
    /connection terminated|timeout exceeded when trying to connect|not queryable/i.test(error.message)
  );
}

/** `host:port/database` of a DATABASE_URL, or a refusal when it is no such address. Never the password. */
function placeOf(url: string): string {
  let parsed: URL | undefined;
  try {
    parsed = new URL(url);
  } catch {
    parsed = undefined;
  }
  if (
    parsed === undefined ||
    !['postgres:', 'postgresql:'].includes(parsed.protocol) ||
    parsed.pathname.length < 2
  ) {
    throw new StartRefused(
      'database-url',
      'DATABASE_URL is not a Postgres address: write it as postgresql://user:password@host:5432/database, or unset it to use the built-in database.',
    );
  }
  const host = parsed.host || parsed.searchParams.get('host') || 'localhost';
  return `${host}${parsed.pathname}`;
}

function explainExternal(error: unknown, place: string): StartRefused {
  const code = errorCode(error) ?? '';
  const reason = error instanceof Error && error.message !== '' ? error.message : code || String(error);
  const refuse = (says: string) => new StartRefused('database-unreachable', says, error);
  if (code === '28P01' || code === '28000') {
    return refuse(`The database ${place} rejects the user or password (${reason}): correct DATABASE_URL.`);
  }
  if (code === '3D000')
    return refuse(`The database ${place} does not exist: create it (createdb), or correct DATABASE_URL.`);
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return refuse(`The host of ${place} is unknown: correct DATABASE_URL, or check the name service.`);
  }
  if (code === '53300')
    return refuse(`The database ${place} has no free connection: raise max_connections, or end others.`);
  return refuse(
    `The database ${place} does not answer (${reason}): check that it runs and that DATABASE_URL is right.`,
  );
}
