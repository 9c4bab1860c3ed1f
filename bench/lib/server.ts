/* The real server for a benchmark: dist/server/main.mjs as a child process on a data folder of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connectDatabase, type Database } from '../../src/platform/postgres/connect.ts';
import { pause } from './report.ts';

/** As `npm start` does: young objects of a storm die before they are moved, which halves the collector's work. */
const AS_STARTED = '--max-semi-space-size=64';
const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 25_000;
/** Last output kept to explain a failed start. */
const KEPT_OUTPUT_BYTES = 20_000;

const silent = { info: () => undefined, warn: () => undefined };

export interface BenchServer {
  readonly port: number;
  readonly dc09Port: number;
  readonly pid: number;
  readonly setupCode: string | null;
  output(): string;
  stop(): Promise<void>;
}

/** The folder with the built server: this program lies in dist/tools. BENCH_DIST names another build. */
export const distFolder = (): string =>
  process.env['BENCH_DIST'] ?? dirname(dirname(fileURLToPath(import.meta.url)));

/** A fresh data folder; `remove` deletes it. */
export function dataFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(process.env['BENCH_DIR'] ?? tmpdir(), 'post-one-bench-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }) };
}

/** A server process that may still be starting. */
export interface SpawnedServer {
  readonly child: ChildProcess;
  output(): string;
  stop(): Promise<void>;
}

/** Spawns the server; the caller finds out when it is ready. */
export function spawnServer(dataDir: string, env: Readonly<Record<string, string>>): SpawnedServer {
  const { DATABASE_URL: _url, MQTT_URL: _mqtt, DEMO: _demo, ...inherited } = process.env;
  const nodeArguments = [AS_STARTED, ...(process.env['BENCH_NODE_ARGS']?.split(' ') ?? [])];
  const child = spawn(process.execPath, [...nodeArguments, join(distFolder(), 'server', 'main.mjs')], {
    env: { ...inherited, ...env, DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString()).slice(-KEPT_OUTPUT_BYTES);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  return { child, output: () => output, stop: () => stop(child) };
}

/** Starts the server on ports that the system chooses, or on those of `env`, and waits until it says so. */
export async function startServer(
  dataDir: string,
  env: Readonly<Record<string, string>> = {},
): Promise<BenchServer> {
  const { child, output, stop } = spawnServer(dataDir, { PORT: '0', DC09_PORT: '0', ...env });
  const ready = await readyLine(child, output);
  return { ...ready, pid: child.pid ?? 0, output, stop };
}

async function readyLine(
  child: ChildProcess,
  output: () => string,
): Promise<{ port: number; dc09Port: number; setupCode: string | null }> {
  const deadline = performance.now() + START_LIMIT_MS;
  while (performance.now() < deadline && child.exitCode === null) {
    const text = output();
    const page = /Post One is ready: .*:(\d+)\//.exec(text);
    const panels = /Alarm panels: .*port (\d+)/.exec(text);
    if (page && panels)
      return {
        port: Number(page[1]),
        dc09Port: Number(panels[1]),
        setupCode: /First sign-in code: (\S+)/.exec(text)?.[1] ?? null,
      };
    await pause(5);
  }
  await stop(child);
  throw new Error(`The server did not start:\n${output()}`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
  await ended;
  clearTimeout(force);
}

/** A pool of our own on the database of the server that runs on `dataDir`. */
export function joinDatabase(dataDir: string, poolMax = 2): Promise<Database> {
  return connectDatabase({ databaseUrl: undefined, dataDir, log: silent, join: true, poolMax });
}

/** Runs `work` with a server on a fresh folder, and removes everything after it, also when it throws. */
export async function withServer(
  work: (server: BenchServer, database: Database, dataDir: string) => Promise<void>,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const folder = dataFolder();
  let server: BenchServer | null = null;
  let database: Database | null = null;
  try {
    server = await startServer(folder.path, env);
    database = await joinDatabase(folder.path);
    await work(server, database, folder.path);
  } catch (error) {
    if (server) process.stderr.write(`Last words of the server:\n${server.output().slice(-2_000)}\n`);
    throw error;
  } finally {
    await database?.close();
    await server?.stop();
    folder.remove();
  }
}
