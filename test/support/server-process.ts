/* Post One as it is started by people: dist/server/main.mjs in a process of its own, which a test may kill. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

const MAIN = join(import.meta.dirname, '../../dist/server/main.mjs');
const START_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 25_000;
const MAX_OUTPUT = 200_000;

export interface ServerSetting {
  readonly dataDir: string;
  readonly port: number;
  readonly dc09Port: number;
  readonly databaseUrl?: string;
  readonly demo?: boolean;
}

export interface ServerProcess {
  readonly output: () => string;
  /** Ends it in the middle of whatever it does, and waits until it is gone. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** A port of this machine that nobody used a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts the built server; resolves when it says that it is ready. */
export async function startServer(setting: ServerSetting): Promise<ServerProcess> {
  if (!existsSync(MAIN)) throw new Error('dist/server is not built: run npm run build');
  const { DATABASE_URL: _, ...inherited } = process.env;
  const child = spawn(process.execPath, [MAIN], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...inherited,
      DATA_DIR: setting.dataDir,
      HOST: '127.0.0.1',
      PORT: String(setting.port),
      DC09_PORT: String(setting.dc09Port),
      DEMO: setting.demo === true ? '1' : '0',
      ...(setting.databaseUrl === undefined ? {} : { DATABASE_URL: setting.databaseUrl }),
    },
  });
  let output = '';
  const take = (chunk: Buffer): void => {
    output = (output + chunk.toString('utf8')).slice(-MAX_OUTPUT);
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const server: ServerProcess = {
    output: () => output,
    kill: () => end(child, gone, 'SIGKILL'),
    stop: () => end(child, gone, 'SIGTERM'),
  };
  const until = performance.now() + START_WITHIN_MS;
  while (!output.includes('Post One is ready')) {
    if (child.exitCode !== null) throw new Error(`the server did not start:\n${output.slice(-2_000)}`);
    if (performance.now() > until) {
      await server.kill();
      throw new Error(`the server is not ready after a minute:\n${output.slice(-2_000)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return server;
}

async function end(child: ChildProcess, gone: Promise<void>, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  const late = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
  await gone;
  clearTimeout(late);
}
