/* The real server as a child process, on a data folder and ports of its own, and a person signed in to it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { columnTypes } from '../../src/platform/postgres/column-types.ts';
import { expect, isAlive, newFolder, processesUnder, readOr, signal, until } from './room.ts';

const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 25_000;
export const HOST = '127.0.0.1';

/** Where the built programs lie: beside this bundle, which is dist/tools/faults.mjs. */
const program = (name: string): string => resolve(import.meta.dirname, '..', 'server', name);

let portsGiven = 0;
/** Two ports that no other case of this run uses. */
export function newPorts(): { port: number; dc09Port: number } {
  portsGiven += 1;
  return { port: 18_300 + portsGiven, dc09Port: 11_300 + portsGiven };
}

export interface Setting {
  /** Holds the log; also the server's working folder. Lies outside a failing disk. */
  readonly folder: string;
  readonly dataDir: string;
  readonly port: number;
  readonly dc09Port: number;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Server {
  readonly pid: number;
  readonly child: ChildProcess;
  /** Milliseconds since 1970 when it was started. */
  readonly ended: () => { code: number | null; signal: string | null } | null;
  readonly output: () => string;
}

const GIVEN = /^(DATA_DIR|DATABASE_URL|DEMO|MQTT_URL|HOST|PORT|DC09_PORT|PG\w+)$/;
const plainEnv = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      (pair): pair is [string, string] => !GIVEN.test(pair[0]) && pair[1] !== undefined,
    ),
  );

/** Starts the server and does not wait. */
export function spawnServer(setting: Setting): Server {
  newFolder(setting.folder, '.');
  const logPath = join(setting.folder, `server.${setting.port}.log`);
  const log = openSync(logPath, 'a');
  const from = readFileSync(logPath).length;
  const child = spawn(process.execPath, [program('main.mjs')], {
    cwd: setting.folder,
    stdio: ['ignore', log, log],
    env: {
      ...plainEnv(),
      DATA_DIR: setting.dataDir,
      PORT: String(setting.port),
      DC09_PORT: String(setting.dc09Port),
      HOST,
      ...setting.env,
    },
  });
  closeSync(log);
  let end: { code: number | null; signal: string | null } | null = null;
  child.on('exit', (code, name) => (end = { code, signal: name }));
  child.on('error', () => (end = { code: -1, signal: null }));
  return {
    pid: child.pid ?? -1,
    child,
    ended: () => end,
    output: () => readFileSync(logPath).subarray(from).toString('utf8'),
  };
}

/** Starts the server and waits until it says that it is ready. */
export async function startServer(setting: Setting): Promise<Server> {
  const server = spawnServer(setting);
  await until('the server says that it is ready', START_LIMIT_MS, () => {
    const end = server.ended();
    expect(end === null, `the server ended (${JSON.stringify(end)}): ${tail(server.output())}`);
    return server.output().includes('Post One is ready');
  });
  return server;
}

/** Stops the server in order, and waits until nothing of it is left. */
export async function stopServer(server: Server, setting: Setting): Promise<void> {
  signal(server.pid, 'SIGTERM');
  await until('the server stops', STOP_LIMIT_MS, () => server.ended() !== null);
  await until('its database is gone', 5_000, () => processesUnder(setting.dataDir).length === 0);
}

export const tail = (text: string, characters = 1_500): string => text.slice(-characters).trim();

/** The postmaster of a data folder, or null. */
export function postmasterOf(dataDir: string): number | null {
  const pid = Number.parseInt(readOr(join(dataDir, 'pgdata', 'postmaster.pid')).split('\n')[0] ?? '', 10);
  return Number.isSafeInteger(pid) && pid > 1 && isAlive(pid) ? pid : null;
}

/** Every Postgres process of a data folder. */
export const postgresOf = (dataDir: string): number[] =>
  processesUnder(join(dataDir, 'pgdata')).filter((pid) => readOr(`/proc/${pid}/comm`).trim() === 'postgres');

/** Sessions of the server (not the postmaster's helpers). */
export const backendsOf = (dataDir: string): number[] =>
  postgresOf(dataDir).filter((pid) => readOr(`/proc/${pid}/cmdline`).startsWith('postgres: post_one '));

/** A pool on the server's own database, as an outsider beside it would open it. */
export function openPool(dataDir: string): pg.Pool {
  const near = join(dataDir, 'run');
  expect(existsSync(near), `the socket lies in ${near}`);
  const pool = new pg.Pool({
    host: near,
    port: 5432,
    user: 'post_one',
    database: 'post_one',
    max: 2,
    types: columnTypes,
    connectionTimeoutMillis: 10_000,
  });
  pool.on('error', () => undefined);
  return pool;
}

/** One person at the server: an administrator made with the code from the terminal, then an RSO. */
export interface Person {
  readonly call: (
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<{ status: number; json: Record<string, unknown>; headers: Headers }>;
  readonly cookie: string;
}

export function personAt(port: number, cookie: string): Person {
  return {
    cookie,
    async call(method, path, body, headers = {}) {
      const response = await fetch(`http://${HOST}:${port}${path}`, {
        method,
        headers: {
          ...(cookie === '' ? {} : { cookie }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(20_000),
      });
      const text = await response.text();
      let json: Record<string, unknown> = {};
      try {
        json = JSON.parse(text) as Record<string, unknown>;
      } catch {
        json = { text };
      }
      return { status: response.status, json, headers: response.headers };
    },
  };
}

const cookieOf = (headers: Headers): string => (headers.get('set-cookie') ?? '').split(';')[0] ?? '';
const SECRETS = { password: 'a long enough word 4711', pin: '471108' };

/** Sets the post up: the administrator, an RSO, and one registered panel for each account. */
export async function setUp(
  server: Server,
  setting: Setting,
  panels: readonly { account: string; key: string | null }[],
): Promise<{ administrator: Person; rso: Person }> {
  const code = /First sign-in code: (\S+)/.exec(server.output())?.[1];
  expect(code !== undefined, 'the server printed a first sign-in code');
  const nobody = personAt(setting.port, '');
  const first = await nobody.call('POST', '/api/setup/administrator', {
    code,
    name: 'Administrator',
    signIn: 'admin',
    ...SECRETS,
  });
  expect(first.status === 200, `the administrator could not be made: ${JSON.stringify(first.json)}`);
  const administrator = personAt(setting.port, cookieOf(first.headers));
  const added = await administrator.call('POST', '/api/people', {
    name: 'Officer',
    signIn: 'rso',
    role: 'rso',
    ...SECRETS,
  });
  expect(added.status === 201, `the RSO could not be added: ${JSON.stringify(added.json)}`);
  for (const { account, key } of panels) {
    const registered = await administrator.call('POST', '/api/panels', {
      account,
      name: `Panel ${account}`,
      windowPastS: null,
      windowFutureS: null,
      ...(key === null ? {} : { keys: [key] }),
    });
    expect(registered.status === 201, `panel ${account}: ${JSON.stringify(registered.json)}`);
  }
  return { administrator, rso: await signIn(setting.port, 'rso') };
}

export async function signIn(port: number, name: string): Promise<Person> {
  const reply = await personAt(port, '').call('POST', '/api/session', {
    signIn: name,
    pin: SECRETS.pin,
    seat: 'Test seat',
  });
  expect(reply.status === 200, `${name} could not sign in: ${JSON.stringify(reply.json)}`);
  return personAt(port, cookieOf(reply.headers));
}

/** Runs a command of the administrator's tool beside the server. */
export async function runPost1(setting: Setting, words: string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [program('post1.mjs'), ...words], {
      cwd: setting.folder,
      env: { ...plainEnv(), DATA_DIR: setting.dataDir, ...setting.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (bytes: Buffer) => (output += bytes.toString('utf8')));
    child.stderr.on('data', (bytes: Buffer) => (output += bytes.toString('utf8')));
    child.on('close', (code) => resolve({ code: code ?? -1, output }));
  });
}
