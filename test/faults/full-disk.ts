/* A full disk is announced and never a false ACK: writing stops, reading goes on, and space brings it all back. */
import { closeSync, existsSync, openSync, statfsSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkAll } from './check.ts';
import { openSmallDisk, whyNoDisk } from './disk.ts';
import { linkPlans, startLoad, type Load } from './load.ts';
import { expect, newFolder, now, say, until } from './room.ts';
import type { Case } from './run.ts';
import { newPorts, openPool, setUp, startServer, stopServer, type Person, type Setting } from './server.ts';

const DISK_MB = 360;
/** What the filler leaves, so that the load itself fills the rest. */
const LEFT_MB = 20;
const PAD_BYTES = 1_600;
const FULL_LIMIT_MS = 60_000;
const BACK_LIMIT_MS = 10_000;
const CLEAR_LIMIT_MS = 15_000;
const READS = 40;
const MEGABYTE = 1024 * 1024;

export const fullDisk: Case = async ({ room }) => {
  const why = whyNoDisk(['mount']);
  if (why !== null) return { skipped: why };
  const folder = newFolder(room, 'full');
  const disk = openSmallDisk(folder, DISK_MB);
  const setting: Setting = { folder, dataDir: join(disk.path, 'data'), ...newPorts() };
  const server = await startServer(setting);
  const links = linkPlans(16, 0, 4);
  const { rso } = await setUp(server, setting, links);
  expect(existsSync(join(setting.dataDir, 'ballast')), 'room is kept back in a ballast file');
  const load = startLoad(folder, { port: setting.dc09Port, links, gapMs: 0, padBytes: PAD_BYTES });
  try {
    await load.firstAckAfter(now(), BACK_LIMIT_MS);
    const filler = fill(disk.path, 'filler', LEFT_MB);
    const stopped = await untilFull(load, rso);
    const reads = await readWhileFull(rso);
    expect(server.ended() === null, `the server lives on: ${server.output().slice(-800)}`);
    unlinkSync(filler);
    const from = now();
    const backMs = (await load.firstAckAfter(from, BACK_LIMIT_MS + 20_000)) - from;
    expect(backMs <= BACK_LIMIT_MS, `writing came back ${Math.round(backMs)} ms after space did`);
    await until('health is clear of disk-full', CLEAR_LIMIT_MS, async () => {
      const codes = await degraded(rso);
      return !codes.includes('disk-full') && !codes.includes('intake-failing');
    });
    await load.pause(30_000);
    const pool = openPool(setting.dataDir);
    const seen = await checkAll(pool, load.record()).finally(() => pool.end());
    load.stop();
    await stopServer(server, setting);
    await disk.close();
    return `full after ${stopped.acked} acknowledged: ${stopped.unable} DUH, ballast ${stopped.ballast}, health says ${stopped.codes.join(' + ')}; while full ${reads}; first ACK ${Math.round(backMs)} ms after space; ${seen.acked} acknowledged, 0 lost, 0 doubled, ${seen.entries} entries verify`;
  } finally {
    load.stop();
  }
};

function fill(path: string, name: string, leftMb: number): string {
  const filler = join(path, name);
  const file = openSync(filler, 'w');
  const chunk = Buffer.alloc(MEGABYTE, 7);
  const free = (): number => {
    const found = statfsSync(path);
    return (found.bavail * found.bsize) / MEGABYTE;
  };
  try {
    while (free() > leftMb) writeSync(file, chunk);
  } catch (error) {
    expect((error as NodeJS.ErrnoException).code === 'ENOSPC', String(error));
  }
  closeSync(file);
  return filler;
}

/** Full: nothing was acknowledged for two seconds while panels were told to keep their events. */
async function untilFull(
  load: Load,
  person: Person,
): Promise<{ acked: number; unable: number; ballast: string; codes: string[] }> {
  let last = await load.report();
  let still = performance.now();
  const codes = new Set<string>();
  await until(
    'the disk fills',
    FULL_LIMIT_MS,
    async () => {
      const report = await load.report();
      if (report.acked !== last.acked) still = performance.now();
      last = report;
      for (const code of await degraded(person)) codes.add(code);
      return report.unable > 0 && performance.now() - still > 2_000;
    },
    250,
  );
  expect(codes.has('disk-full'), `/api/health names the full disk (it says: ${[...codes].join(', ')})`);
  return { acked: last.acked, unable: last.unable, ballast: 'given up', codes: [...codes] };
}

async function degraded(person: Person): Promise<string[]> {
  const health = await person.call('GET', '/api/health').catch(() => null);
  const list = (health?.json['degraded'] ?? []) as { code: string }[];
  return list.map((trouble) => trouble.code);
}

async function readWhileFull(person: Person): Promise<string> {
  let good = 0;
  const bad = new Map<string, number>();
  for (let i = 0; i < READS; i += 1) {
    const board = await person.call('GET', '/api/board');
    if (board.status === 200) good += 1;
    else {
      const code = `${board.status} ${String(board.json['code'])}`;
      bad.set(code, (bad.get(code) ?? 0) + 1);
    }
    await sleep(100);
  }
  say(`  while full: ${good} of ${READS} reads of the board`);
  expect(
    good === READS,
    `only ${good} of ${READS} reads of the board worked while full (${[...bad].join(', ')})`,
  );
  const written = await person.call('POST', '/api/log', { text: 'A note while the disk is full' });
  expect(
    written.status < 300 || (written.status === 503 && typeof written.json['says'] === 'string'),
    `a note while full was answered ${written.status} ${JSON.stringify(written.json)}`,
  );
  return `${good} of ${READS} boards read, a note answered ${written.status} ${String(written.json['code'] ?? '')}`.trim();
}
