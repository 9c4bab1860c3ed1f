/*
 * Power cuts under load: ours loses nothing that it acknowledged, and two controls, cut in the same way and asked
 * in the same way, are shown to lose. Without their losses the case has not passed.
 */
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkAll, lostOf, type Seen } from './check.ts';
import { memoryFrames, startLoosePostgres, touch, type ControlPlan } from './control.ts';
import { openLoopDisk, whyNoDisk, type Disk } from './disk.ts';
import { linkPlans, startLoad, type Load } from './load.ts';
import { expect, newFolder, now, quantile, say, until } from './room.ts';
import type { Case } from './run.ts';
import {
  newPorts,
  openPool,
  runPost1,
  setUp,
  spawnServer,
  startServer,
  stopServer,
  type Setting,
} from './server.ts';

const DISK_MB = 700;
const FIRST_ACK_LIMIT_MS = 10_000;
/** Each cut catches what was acknowledged in the last moments: one is nearly always enough. */
const CONTROL_CUTS_MAX = 4;

export const cuts: Case = async ({ room, cuts }) => {
  const why = whyNoDisk(['mkfs.ext4', 'losetup', 'mount', 'xfs_io']);
  if (why !== null) return { skipped: why };
  const ours = await cutOurs(newFolder(room, 'cuts'), cuts);
  const loose = await cutAsync(newFolder(room, 'cut-async'));
  const memory = await cutMemory(newFolder(room, 'cut-memory'));
  for (const [name, control] of Object.entries({ 'synchronous_commit=off': loose, 'in-memory': memory }))
    expect(
      control.lost > 0,
      `the control ${name} lost nothing of ${control.acked}: this test proves nothing`,
    );
  return `${ours}; controls lost as they must: synchronous_commit=off ${loose.lost} of ${loose.acked}, in-memory ${memory.lost} of ${memory.acked}`;
};

async function cutOurs(folder: string, cuts: number): Promise<string> {
  const disk = openLoopDisk(folder, DISK_MB);
  const setting: Setting = { folder, dataDir: join(disk.path, 'data'), ...newPorts() };
  let server = await startServer(setting);
  const links = linkPlans(10, 4, 6);
  await setUp(server, setting, links);
  const load = startLoad(folder, { port: setting.dc09Port, links });
  const waits: number[] = [];
  let seen: Seen | null = null;
  try {
    await load.firstAckAfter(now(), FIRST_ACK_LIMIT_MS);
    for (let round = 0; round < cuts; round += 1) {
      await sleep(250 + Math.random() * 750);
      await disk.cut([server.pid]);
      const from = now();
      server = await startServer(setting);
      const tookMs = (await load.firstAckAfter(from, FIRST_ACK_LIMIT_MS + 5_000)) - from;
      expect(tookMs <= FIRST_ACK_LIMIT_MS, `the first ACK came ${Math.round(tookMs)} ms after the restart`);
      waits.push(tookMs);
      await load.pause();
      const pool = openPool(setting.dataDir);
      seen = await checkAll(pool, load.record()).finally(() => pool.end());
      load.resume();
      if ((round + 1) % 5 === 0) say(`  cut ${round + 1} of ${cuts}: ${seen.acked} acknowledged, 0 lost`);
    }
    const verified = await runPost1(setting, ['verify']);
    expect(verified.code === 0, `post1 verify: ${verified.output}`);
    load.stop();
    await stopServer(server, setting);
  } finally {
    load.stop();
  }
  await disk.close();
  expect(seen !== null && seen.acked > 0, 'something was acknowledged');
  return `${cuts} power cuts, ${seen.acked} acknowledged, 0 lost, 0 doubled, ${seen.entries} entries verify, slowest first ACK ${Math.round(quantile(waits, 1))} ms`;
}

interface Loss {
  readonly acked: number;
  readonly lost: number;
}

async function cutAsync(folder: string): Promise<Loss> {
  const disk = openLoopDisk(folder, DISK_MB);
  const dataDir = newFolder(disk.path, 'data');
  let postgres = await startLoosePostgres(dataDir);
  await refusedByOurs(folder, postgres.url);
  disk.sync();
  const port = newPorts().dc09Port;
  const lost = await cutControl(disk, folder, { kind: 'async', port, store: postgres.host }, async () => {
    postgres = await startLoosePostgres(dataDir);
    return postgres.frames();
  });
  await disk.close();
  return lost;
}

/** Our own server must not start on such a database. */
async function refusedByOurs(folder: string, url: string): Promise<void> {
  const ports = newPorts();
  const dataDir = newFolder(folder, 'refused');
  const server = spawnServer({ folder, dataDir, ...ports, env: { DATABASE_URL: url } });
  await until('ours refuses synchronous_commit = off', 20_000, () => server.ended() !== null);
  expect(server.ended()?.code === 1, `ours ended with ${JSON.stringify(server.ended())}`);
  expect(
    /synchronous_commit = off.*set it to on/.test(server.output()),
    `ours refused with: ${server.output()}`,
  );
}

async function cutMemory(folder: string): Promise<Loss> {
  const disk = openLoopDisk(folder, 64);
  const store = touch(disk.path, 'frames');
  disk.sync();
  const plan: ControlPlan = { kind: 'memory', port: newPorts().dc09Port, store };
  const lost = await cutControl(disk, folder, plan, async () => memoryFrames(store));
  await disk.close();
  return lost;
}

/** Loads the control, cuts its power, and counts what it acknowledged and does not have. */
async function cutControl(
  disk: Disk,
  folder: string,
  plan: ControlPlan,
  kept: () => Promise<ReadonlySet<string>>,
): Promise<Loss> {
  const self = process.argv[1];
  expect(self !== undefined, 'the program knows its own file');
  let lost = 0;
  let acked = 0;
  for (let round = 0; round < CONTROL_CUTS_MAX && lost === 0; round += 1) {
    const words = ['--role', 'control', JSON.stringify(plan)];
    const control = fork(self, words, { cwd: folder, execArgv: [] });
    const links = linkPlans(14, 0, 6);
    const load: Load = startLoad(folder, { port: plan.port, links, name: `panels-${round}` });
    try {
      await load.firstAckAfter(now(), FIRST_ACK_LIMIT_MS);
      await sleep(1_000);
      await disk.cut(control.pid === undefined ? [] : [control.pid]);
    } finally {
      load.stop();
      control.kill('SIGKILL');
    }
    const record = load.record();
    acked += record.acked.size;
    lost += lostOf(record, await kept()).length;
  }
  return { acked, lost };
}
