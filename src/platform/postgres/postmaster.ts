import { closeSync } from 'node:fs';
import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { errorCode, explainFileError } from '../files.ts';
import { systemClock } from '../clock.ts';
import type { Binaries } from './binaries.ts';
import { commandLineSettings, DATABASE_NAME, DATABASE_PORT, DATABASE_USER } from './cluster.ts';
import type { Cluster } from './cluster.ts';
import { lastComplaint, logEnd, logPath, openLog } from './log-file.ts';
import { findPostmaster, isAlive, postgresProcesses, removeStaleMarks, signal } from './processes.ts';
import { ensureOwner, runAsToEnd, spawnAs } from './run-as.ts';
import type { RunAs } from './run-as.ts';
import { StartRefused } from './start-refused.ts';

/* One life of one postmaster: starting it, waiting until it answers, ending it. supervisor.ts keeps it alive. */

/** Crash recovery replays at most a few GB of log; five minutes covers a slow disk. */
const READY_LIMIT_MS = 300_000;
const READY_POLL_MS = 20;
const PATIENCE_NOTE_MS = 10_000;
const START_ATTEMPTS_MAX = 10;
const START_PAUSE_MS = 500;
const ADOPT_LIMIT_MS = 5000;
const FAST_STOP_MS = 10_000;
const IMMEDIATE_STOP_MS = 5000;
const ORPHANS_LEAVE_MS = 200;
const ORPHANS_KILLED_MS = 5000;
const GONE_POLL_MS = 10;

/** What the supervisor says to the operator; a sentence and optional detail. */
export interface PostgresLog {
  info(message: string, detail?: Readonly<Record<string, unknown>>): void;
  warn(message: string, detail?: Readonly<Record<string, unknown>>): void;
}

/** How to reach the database: a part of what `pg` takes. */
export interface Connection {
  /** Folder of the Unix socket, or 127.0.0.1 on Windows. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  readonly password?: string;
}

/** What one start needs; the same for all restarts. */
export interface Surroundings {
  readonly dataDir: string;
  readonly binaries: Binaries;
  readonly runAs: RunAs;
  readonly cluster: Cluster;
  readonly log: PostgresLog;
}

/** A postmaster that answers. `child` is absent when another run started it. */
export interface Postmaster {
  readonly pid: number;
  readonly version: string;
  readonly child: ChildProcess | undefined;
}

export function connectionOf(cluster: Pick<Cluster, 'host' | 'password'>): Connection {
  const base = { host: cluster.host, port: DATABASE_PORT, user: DATABASE_USER, database: DATABASE_NAME };
  return cluster.password === undefined ? base : { ...base, password: cluster.password };
}

/** Takes over the postmaster that a killed run left behind; stops it when it does not fit and returns undefined. */
export async function adoptPostmaster(around: Surroundings): Promise<Postmaster | undefined> {
  const { cluster, log } = around;
  const found = findPostmaster(cluster.pgdata);
  if (found === undefined) return undefined;
  if (!cluster.settingsChanged && found.socketDir === (process.platform === 'win32' ? '' : cluster.host)) {
    const deadline = systemClock.monotonicMs() + ADOPT_LIMIT_MS;
    while (systemClock.monotonicMs() < deadline && isAlive(found.pid)) {
      const answer = await ask(cluster).catch(() => undefined);
      if (answer === undefined) {
        await sleep(READY_POLL_MS);
        continue;
      }
      if (answer.dataDirectory !== cluster.pgdata || !sameVersion(answer.version, around.binaries)) break;
      log.info('Took over the database of the run before', { pid: found.pid });
      return { pid: found.pid, version: answer.version, child: undefined };
    }
  }
  log.warn('The database of the run before is stopped and started again', { pid: found.pid });
  await endPostmaster(around, found.pid);
  return undefined;
}

/** Starts a postmaster and waits until it answers. Refuses with what Postgres complained about. */
export async function startPostmaster(around: Surroundings): Promise<Postmaster> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await tryPostmaster(around);
    } catch (error) {
      // A killed process may hold its memory or its pid for a moment longer.
      const passing =
        error instanceof StartRefused &&
        /pre-existing shared memory|lock file ".*" already exists/.test(error.message);
      if (!passing || attempt >= START_ATTEMPTS_MAX) throw error;
      await sleep(START_PAUSE_MS);
    }
  }
}

async function tryPostmaster(around: Surroundings): Promise<Postmaster> {
  const { cluster, dataDir } = around;
  await endOrphans(cluster.pgdata);
  removeStaleMarks(cluster.pgdata, cluster.socketFile);
  const from = logEnd(dataDir);
  const output = openLog(dataDir);
  await ensureOwner(logPath(dataDir), around.runAs);
  const words = ['-D', cluster.pgdata, ...commandLineSettings(cluster)];
  const child = spawnAs(around.runAs, around.binaries.postgres, words, {
    cwd: cluster.pgdata,
    stdio: ['ignore', output, output],
    // A session of its own: Ctrl-C in the terminal must reach Post One first, which then stops it in order.
    detached: true,
    windowsHide: true,
  });
  const failed: { why?: string } = {};
  child.once('error', (error) => (failed.why = error.message));
  child.once(
    'exit',
    (code, name) => (failed.why ??= lastComplaint(dataDir, from) + ` (${name ?? `exit ${code}`})`),
  );
  child.unref();
  closeSync(output);
  const started = systemClock.monotonicMs();
  let noted = started;
  while (failed.why === undefined) {
    const answer = await ask(cluster).catch((error: unknown) => explainSilence(error));
    if (answer !== undefined && child.pid !== undefined)
      return { pid: child.pid, version: answer.version, child };
    const now = systemClock.monotonicMs();
    if (now - started > READY_LIMIT_MS) break;
    if (now - noted > PATIENCE_NOTE_MS) {
      noted = now;
      around.log.warn('The database is still recovering', { seconds: Math.round((now - started) / 1000) });
    }
    await sleep(READY_POLL_MS);
  }
  if (failed.why === undefined && child.pid !== undefined) await endPostmaster(around, child.pid);
  throw startFailure(dataDir, failed.why ?? `no answer within ${READY_LIMIT_MS / 1000} s`);
}

function startFailure(dataDir: string, why: string): StartRefused {
  if (/no space left/i.test(why))
    return new StartRefused('disk-full', explainFileError({ code: 'ENOSPC' }, dataDir));
  return new StartRefused(
    'postgres-failed',
    `The database did not start: ${why.replace(/\.$/, '')}. Read ${dataDir}/postgres.log, mend what it names, and start again.`,
  );
}

/** While it starts it is absent, deaf, or says 57P03; anything else is a fault that waiting does not mend. */
function explainSilence(error: unknown): undefined {
  const waiting = ['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', '57P03', '57P01', '57P02', '53300'];
  const code = errorCode(error);
  // pg reports a connection closed during the handshake without a code.
  if (code === undefined || waiting.includes(code)) return undefined;
  throw error;
}

async function ask(cluster: Cluster): Promise<{ version: string; dataDirectory: string }> {
  const rows = await once(cluster, 'postgres', (client) =>
    client.query<{ version: string; data: string }>(
      `select current_setting('server_version') as version, current_setting('data_directory') as data`,
    ),
  );
  const row = rows.rows[0];
  if (row === undefined) throw new Error('the database gave no answer');
  return { version: row.version, dataDirectory: row.data };
}

/** Makes our database when it is missing (first start, or a start that was killed just before). */
export async function ensureDatabase(cluster: Cluster): Promise<void> {
  await once(cluster, 'postgres', async (client) => {
    const found = await client.query('select 1 from pg_database where datname = $1', [DATABASE_NAME]);
    if (found.rowCount === 0) await client.query(`create database ${DATABASE_NAME} template template0`);
  });
}

async function once<T>(cluster: Cluster, database: string, use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({
    ...connectionOf(cluster),
    database,
    ssl: false,
    options: '-c timezone=UTC',
    application_name: 'post-one supervisor',
    connectionTimeoutMillis: ADOPT_LIMIT_MS,
  });
  // A postmaster killed between two messages must not become an unhandled error event.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await use(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

function sameVersion(serverVersion: string, binaries: Binaries): boolean {
  return binaries.packageVersion === 'unknown' || binaries.packageVersion.startsWith(`${serverVersion}.`);
}

/** Ends a postmaster: fast shutdown, after 10 s immediate, after 5 s more by force, with all its children. */
export async function endPostmaster(around: Surroundings, pid: number): Promise<void> {
  const { cluster, binaries, runAs } = around;
  if (process.platform === 'win32') {
    await runAsToEnd(
      runAs,
      binaries.pgCtl,
      ['stop', '-D', cluster.pgdata, '-m', 'fast', '-t', '10'],
      cluster.pgdata,
    );
    if (isAlive(pid)) signal(pid, 'SIGKILL');
    return;
  }
  signal(pid, 'SIGINT');
  if (!(await gone(() => !isAlive(pid), FAST_STOP_MS))) {
    around.log.warn('The database did not stop within 10 s and is stopped at once', { pid });
    signal(pid, 'SIGQUIT');
    if (!(await gone(() => !isAlive(pid), IMMEDIATE_STOP_MS))) signal(pid, 'SIGKILL');
  }
  await endOrphans(cluster.pgdata);
}

/** Waits for the children of a dead postmaster (they notice within moments) and kills those that linger. */
export async function endOrphans(pgdata: string): Promise<void> {
  const none = () => postgresProcesses(pgdata).length === 0;
  if (await gone(none, ORPHANS_LEAVE_MS)) return;
  for (const pid of postgresProcesses(pgdata)) signal(pid, 'SIGKILL');
  await gone(none, ORPHANS_KILLED_MS);
}

async function gone(test: () => boolean, limitMs: number): Promise<boolean> {
  const deadline = systemClock.monotonicMs() + limitMs;
  while (!test()) {
    if (systemClock.monotonicMs() > deadline) return false;
    await sleep(GONE_POLL_MS);
  }
  return true;
}
