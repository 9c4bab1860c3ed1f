/* Starts that cannot work end with one sentence that says what to do, and leave nothing running or half-written. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { createSocket } from 'node:dgram';
import { createServer, type Server as NetServer } from 'node:net';
import { join } from 'node:path';
import { startLoosePostgres } from './control.ts';
import { openSmallDisk, whyNoDisk } from './disk.ts';
import { expect, newFolder, processesUnder, signal, until } from './room.ts';
import type { Case } from './run.ts';
import {
  HOST,
  newPorts,
  personAt,
  spawnServer,
  startServer,
  stopServer,
  tail,
  type Setting,
} from './server.ts';

const END_LIMIT_MS = 60_000;

interface BadStart {
  readonly name: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly dataDir?: string;
  readonly says: RegExp;
  /** Nothing may stand in the data folder afterwards. */
  readonly untouched?: boolean;
}

export const badStart: Case = async ({ room }) => {
  const folder = newFolder(room, 'bad-start');
  const ports = newPorts();
  const setting: Setting = { folder, dataDir: join(folder, 'data'), ...ports };
  const seen: string[] = [];
  const play = async (bad: BadStart, own = ports): Promise<void> => {
    await refuse(folder, bad, own);
    seen.push(bad.name);
  };
  // It is waited for, as a database that starts would be: meanwhile the others are played.
  const nothing = play(
    {
      name: 'DATABASE_URL to nothing',
      env: { DATABASE_URL: `postgres://nobody:secret-word@${HOST}:1/none` },
      says: /does not answer.*DATABASE_URL/,
    },
    newPorts(),
  );
  nothing.catch(() => undefined);

  const taken = await listen(ports.port);
  await play({ name: 'PORT taken', says: new RegExp(`Port ${ports.port} .*in use.*PORT`) });
  await close(taken);
  const panel = await listen(ports.dc09Port);
  await play({ name: 'DC09_PORT taken', says: new RegExp(`Port ${ports.dc09Port} .*in use.*DC09_PORT`) });
  await close(panel);
  const udp = createSocket('udp4');
  await new Promise<void>((resolve) => udp.bind({ address: HOST, port: ports.dc09Port }, resolve));
  await play({
    name: 'DC09_PORT taken on UDP',
    says: new RegExp(`Port ${ports.dc09Port} .*in use.*DC09_PORT`),
  });
  await new Promise<void>((resolve) => udp.close(() => resolve()));

  for (const bad of brokenSettings(ports.port)) await play(bad);
  for (const bad of brokenFolders(folder)) await play(bad);
  await playSmallDisk(folder, play);
  await playDatabases(folder, play);
  await playSecond(setting);
  await nothing;
  seen.push('second instance');
  return `${seen.length} bad starts refused with a sentence and nothing left behind: ${seen.join(', ')}`;
};

function brokenSettings(port: number): BadStart[] {
  const setting = (name: string, value: string, says: RegExp): BadStart => ({
    name: `${name}=${value}`,
    env: { [name]: value },
    says,
    untouched: true,
  });
  return [
    setting('PORT', 'eighty', /PORT is "eighty".*Use a number/),
    setting('PORT', '70000', /PORT is "70000".*Use a number/),
    setting('DC09_PORT', '-1', /DC09_PORT is "-1".*Use a number/),
    setting('DC09_PORT', String(port), /both.*own port/),
    setting('DATABASE_URL', 'mysql://x/y', /DATABASE_URL .*postgres:\/\//),
    setting('MQTT_URL', 'http://broker', /MQTT_URL .*mqtt:\/\//),
    setting('DEMO', 'maybe', /DEMO is "maybe".*Use 1/),
    setting('HOST', '203.0.113.7', /HOST/),
  ].map((bad) => (bad.name.startsWith('HOST') ? { ...bad, untouched: false } : bad));
}

function brokenFolders(folder: string): BadStart[] {
  const file = join(folder, 'a-file');
  writeFileSync(file, 'not a folder');
  const closed = newFolder(folder, 'closed');
  chmodSync(closed, 0o500);
  const through = { name: 'DATA_DIR through a file', dataDir: join(file, 'data'), says: /DATA_DIR/ };
  const atFile = { name: 'DATA_DIR is a file', dataDir: file, says: /DATA_DIR/ };
  const locked = {
    name: 'DATA_DIR not writable',
    dataDir: join(closed, 'data'),
    says: /not writable.*DATA_DIR/,
  };
  // Root may write anywhere but in /proc.
  const proc = { name: 'DATA_DIR cannot be made', dataDir: '/proc/post-one/data', says: /DATA_DIR/ };
  return [through, atFile, process.getuid?.() === 0 ? proc : locked];
}

/** A read-only disk, and one too small for a database. */
async function playSmallDisk(folder: string, play: (bad: BadStart) => Promise<void>): Promise<void> {
  if (whyNoDisk(['mount']) !== null) return;
  const disk = openSmallDisk(newFolder(folder, 'small'), 20);
  await play({ name: 'disk too small', dataDir: join(disk.path, 'data'), says: /full.*free at least/i });
  execFileSync('mount', ['-o', 'remount,ro', disk.path]);
  await play({ name: 'read-only disk', dataDir: join(disk.path, 'other'), says: /read-only/ });
  await disk.close();
}

async function playDatabases(folder: string, play: (bad: BadStart) => Promise<void>): Promise<void> {
  const to = (url: string): Readonly<Record<string, string>> => ({ DATABASE_URL: url });
  const data = newFolder(folder, 'loose');
  const loose = await startLoosePostgres(data);
  await play({
    name: 'DATABASE_URL with synchronous_commit=off',
    env: to(loose.url),
    says: /synchronous_commit = off.*set it to on/,
  });
  await play({
    name: 'DATABASE_URL to a database that is not there',
    env: to(loose.url.replace('/postgres?', '/nowhere?')),
    says: /does not exist.*create it/,
  });
  for (const pid of processesUnder(data)) signal(pid, 'SIGKILL');
}

async function refuse(
  folder: string,
  bad: BadStart,
  ports: { port: number; dc09Port: number },
): Promise<void> {
  // One folder for those that come as far as the database, so that it is made once.
  const own = bad.untouched === true || bad.env?.['DATABASE_URL'] !== undefined;
  const dataDir = bad.dataDir ?? join(folder, own ? `data-${bad.name.replace(/\W+/g, '-')}` : 'data');
  const server = spawnServer({ folder, dataDir, ...ports, env: bad.env });
  await until(`${bad.name}: the start ends`, END_LIMIT_MS, () => server.ended() !== null);
  const said = server.output();
  const code = server.ended()?.code;
  expect(code === 1, `${bad.name}: ended with ${JSON.stringify(server.ended())}: ${tail(said)}`);
  expect(bad.says.test(said), `${bad.name}: it says: ${tail(said)}`);
  const sentence = said.split('Post One did not start.\n')[1]?.trim() ?? '';
  expect(
    sentence !== '' && sentence.split('\n').length <= 2 && !/\n\s+at /.test(sentence),
    `${bad.name}: no sentence but: ${tail(said)}`,
  );
  expect(!said.includes('secret-word'), `${bad.name}: the password is printed`);
  const left = processesUnder(dataDir);
  expect(left.length === 0, `${bad.name}: ${left.length} processes are left running`);
  if (bad.untouched === true) expect(!existsSync(dataDir), `${bad.name}: ${dataDir} was made all the same`);
  const half = existsSync(dataDir)
    ? safeList(dataDir).filter((name) => /\.tmp$|\.new|pgdata\.new/.test(name))
    : [];
  expect(half.length === 0, `${bad.name}: left half-written: ${half.join(', ')}`);
}

function safeList(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

/** The second instance is refused, and the first one does not notice. */
async function playSecond(setting: Setting): Promise<void> {
  const first = await startServer(setting);
  const second = spawnServer({ ...setting, ...newPorts() });
  await until('the second instance ends', END_LIMIT_MS, () => second.ended() !== null);
  expect(second.ended()?.code === 1, `the second instance ended with ${JSON.stringify(second.ended())}`);
  expect(
    new RegExp(`process ${first.pid}\\) is running on .*stop it, or set DATA_DIR`).test(second.output()),
    `the second instance says: ${tail(second.output())}`,
  );
  const health = await personAt(setting.port, '').call('GET', '/api/health');
  expect(health.status === 200, 'the first instance goes on');
  await stopServer(first, setting);
}

function listen(port: number): Promise<NetServer> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', reject);
    server.listen({ host: HOST, port }, () => resolve(server));
  });
}

const close = (server: NetServer): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
