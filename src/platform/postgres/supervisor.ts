import { constants } from 'node:fs';
import { access, realpath, unlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureDir, explainFileError, writeFileDurably } from '../files.ts';
import { findPackage, prepareBinaries } from './binaries.ts';
import { keptPassword, prepareCluster } from './cluster.ts';
import { lockDataDir } from './data-dir-lock.ts';
import type { DataDirLock } from './data-dir-lock.ts';
import { trimLog } from './log-file.ts';
import {
  adoptPostmaster,
  connectionOf,
  endOrphans,
  endPostmaster,
  ensureDatabase,
  startPostmaster,
} from './postmaster.ts';
import type { Connection, Postmaster, PostgresLog, Surroundings } from './postmaster.ts';
import { findPostmaster, isAlive, postgresProcesses } from './processes.ts';
import { chooseRunAs, openPathFor } from './run-as.ts';
import type { RunAs } from './run-as.ts';
import { StartRefused } from './start-refused.ts';

/*
 * Keeps one Postgres alive for one data folder.
 *   ready       it answers. Begins: start or adoption succeeded. Ends: the postmaster is gone, or stop().
 *   restarting  it is gone and is being started again, with growing pauses. Ends: it answers, or stop().
 *   down        DOWN_AFTER attempts failed in a row; attempts go on every RETRY_MAX_MS, since a full disk may be
 *               emptied at any moment. Ends: it answers, or stop().
 *   stopped     stop() was called. Final.
 * A killed backend needs nothing from here: Postgres ends all sessions, recovers and goes on.
 */

const RETRY_FIRST_MS = 100;
const RETRY_MAX_MS = 5000;
const DOWN_AFTER = 5;
/** A postmaster we did not start tells us nothing when it dies: look for it. */
const WATCH_ADOPTED_MS = 200;
const TRIM_LOG_MS = 60_000;

export type PostgresState = 'ready' | 'restarting' | 'down' | 'stopped';

/** What `onExit` tells: a postmaster died without being asked to. */
export interface PostmasterExit {
  readonly pid: number;
  /** `signal SIGKILL`, `exit 1`, or `gone` for an adopted one. */
  readonly how: string;
}

/** A supervised Postgres. `connection` stays the same over restarts. */
export interface RunningPostgres {
  readonly connection: Connection;
  /** For people: holds no password. */
  readonly url: string;
  /** Server version, such as `18.4`. */
  readonly version: string;
  /** True when the postmaster of an earlier run was taken over. */
  readonly adopted: boolean;
  /** `postmaster` is undefined while restarting; `all` (Linux) adds its children. */
  pids(): { postmaster: number | undefined; all: number[] };
  /** `reason` says why it is not ready; `restarts` counts unexpected ends so far. */
  status(): { state: PostgresState; reason: string | undefined; restarts: number };
  /** Calls back at each unexpected end; returns how to unsubscribe. */
  onExit(told: (exit: PostmasterExit) => void): () => void;
  /** Ends Postgres (fast, then immediate after 10 s) and frees the data folder. */
  stop(): Promise<void>;
}

/** Inputs of `startPostgres`; the optional ones are for tests. */
export interface StartOptions {
  readonly dataDir: string;
  readonly log: PostgresLog;
  /** Folder of the platform package, instead of the installed one. */
  readonly packageDir?: string;
  readonly runAs?: RunAs;
}

/** Starts or takes over the Postgres of `dataDir` and keeps it alive. Refuses with a StartRefused sentence. */
export async function startPostgres(options: StartOptions): Promise<RunningPostgres> {
  const dataDir = await usableFolder(options.dataDir);
  const lock = await lockDataDir(dataDir);
  try {
    const around = await prepare(dataDir, options);
    const adopted = await adoptPostmaster(around);
    const first = adopted ?? (await startPostmaster(around));
    try {
      await ensureDatabase(around.cluster);
    } catch (error) {
      await endPostmaster(around, first.pid);
      throw error;
    }
    return supervise(around, first, lock);
  } catch (error) {
    await lock.release();
    if (error instanceof StartRefused) throw error;
    if (isFileError(error))
      throw new StartRefused('data-dir-unusable', explainFileError(error, dataDir), error);
    throw error;
  }
}

/** How to reach the Postgres that another process runs on `dataDir` (real path), or undefined when none runs. */
export async function findRunning(dataDir: string): Promise<Connection | undefined> {
  const found = findPostmaster(join(dataDir, 'pgdata'));
  if (found === undefined) return undefined;
  if (process.platform !== 'win32') return connectionOf({ host: found.socketDir, password: undefined });
  return connectionOf({ host: '127.0.0.1', password: await keptPassword(dataDir) });
}

/** Makes the data folder and proves that it can be written. Returns its real path. Refuses with a sentence. */
export async function usableFolder(path: string): Promise<string> {
  const wanted = resolve(path);
  try {
    await ensureDir(wanted);
    await access(wanted, constants.W_OK | constants.X_OK);
    // As root, access() allows everything: only a write shows a read-only or full disk.
    await writeFileDurably(`${wanted}/.writable`, 'This file shows that the folder can be written.\n');
    await unlink(`${wanted}/.writable`);
    return await realpath(wanted);
  } catch (error) {
    throw new StartRefused('data-dir-unusable', explainFileError(error, wanted), error);
  }
}

function isFileError(error: unknown): boolean {
  return error instanceof Error && 'errno' in error && 'syscall' in error;
}

async function prepare(dataDir: string, options: StartOptions): Promise<Surroundings> {
  const runAs = options.runAs ?? (await chooseRunAs(dataDir));
  if (runAs.kind === 'user') await openPathFor(runAs, dataDir);
  const binaries = await prepareBinaries(options.packageDir ?? findPackage(), dataDir, runAs);
  const cluster = await prepareCluster(dataDir, binaries, runAs);
  return { dataDir, binaries, runAs, cluster, log: options.log };
}

function supervise(around: Surroundings, first: Postmaster, lock: DataDirLock): RunningPostgres {
  const { cluster, log } = around;
  const connection = connectionOf(cluster);
  const listeners = new Set<(exit: PostmasterExit) => void>();
  const stopSignal = new AbortController();
  let current: Postmaster | undefined = first;
  let state: PostgresState = 'ready';
  let reason: string | undefined;
  let restarts = 0;
  let reviving: Promise<void> = Promise.resolve();
  let stopping: Promise<void> | undefined;

  const ended = (which: Postmaster, how: string) => {
    if (current !== which || stopping !== undefined) return;
    current = undefined;
    state = 'restarting';
    reason = `the database ended (${how})`;
    restarts += 1;
    log.warn('The database ended and is started again', { pid: which.pid, how });
    for (const told of listeners) told({ pid: which.pid, how });
    reviving = revive();
  };

  const revive = async () => {
    for (let attempt = 1; !stopSignal.signal.aborted; attempt += 1) {
      try {
        const next = await startPostmaster(around);
        current = next;
        state = 'ready';
        reason = undefined;
        log.info('The database answers again', { pid: next.pid });
        watch(next, ended);
        return;
      } catch (error) {
        reason = error instanceof Error ? error.message : String(error);
        if (attempt >= DOWN_AFTER) state = 'down';
        log.warn('The database could not be started', { attempt, reason });
        const pauseMs = Math.min(RETRY_FIRST_MS * 2 ** Math.min(attempt, 10), RETRY_MAX_MS);
        await sleep(pauseMs, undefined, { signal: stopSignal.signal, ref: false }).catch(() => undefined);
      }
    }
  };

  const trimming = setInterval(() => trimLog(around.dataDir), TRIM_LOG_MS);
  trimming.unref();

  const stop = async () => {
    stopSignal.abort();
    clearInterval(trimming);
    await reviving;
    if (current !== undefined && isAlive(current.pid)) await endPostmaster(around, current.pid);
    else await endOrphans(cluster.pgdata);
    current = undefined;
    state = 'stopped';
    reason = undefined;
    await lock.release();
  };

  watch(first, ended);
  return {
    connection,
    url: `postgresql://${connection.user}@localhost:${connection.port}/${connection.database}?host=${encodeURIComponent(connection.host)}`,
    version: first.version,
    adopted: first.child === undefined,
    pids: () => ({ postmaster: current?.pid, all: postgresProcesses(cluster.pgdata) }),
    status: () => ({ state, reason, restarts }),
    onExit: (told) => {
      listeners.add(told);
      return () => void listeners.delete(told);
    },
    stop: () => (stopping ??= stop()),
  };
}

/** Calls `ended` once when the postmaster is gone. Keeps no finished process alive. */
function watch(postmaster: Postmaster, ended: (which: Postmaster, how: string) => void): void {
  const { child, pid } = postmaster;
  if (child === undefined) {
    const looking = setInterval(() => {
      if (isAlive(pid)) return;
      clearInterval(looking);
      ended(postmaster, 'gone');
    }, WATCH_ADOPTED_MS);
    looking.unref();
    return;
  }
  const tell = () =>
    ended(postmaster, child.signalCode === null ? `exit ${child.exitCode}` : `signal ${child.signalCode}`);
  if (child.exitCode !== null || child.signalCode !== null) setImmediate(tell);
  else child.once('exit', tell);
}
