/*
 * kill -9 under load over TCP and UDP: Node, Node alone with its postmaster left behind, one backend, the
 * postmaster, and all of them. After each the server is restarted where it died, as an operator would.
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkAll, type Seen } from './check.ts';
import { linkPlans, startLoad, type Load } from './load.ts';
import { expect, newFolder, now, quantile, say, signal, until } from './room.ts';
import type { Case } from './run.ts';
import {
  backendsOf,
  newPorts,
  openPool,
  postgresOf,
  postmasterOf,
  runPost1,
  setUp,
  startServer,
  stopServer,
  type Server,
  type Setting,
} from './server.ts';

const FIRST_ACK_LIMIT_MS = 10_000;
const DATABASE_BACK_MS = 15_000;
const KINDS = ['node', 'backend', 'postmaster', 'all', 'orphan'] as const;
type Kind = (typeof KINDS)[number];

export const kills: Case = async ({ room, kills }) => {
  const folder = newFolder(room, 'kills');
  const setting: Setting = { folder, dataDir: join(folder, 'data'), ...newPorts() };
  let server = await startServer(setting);
  const links = linkPlans(10, 4, 6);
  // Four links stay strangers to the server: they must be kept as well.
  await setUp(
    server,
    setting,
    links.filter((_, i) => i % 5 !== 0 || links[i]?.key !== null),
  );
  const load = startLoad(folder, { port: setting.dc09Port, links });
  const waits: Record<Kind, number[]> = { node: [], backend: [], postmaster: [], all: [], orphan: [] };
  let seen: Seen | null = null;
  try {
    await load.firstAckAfter(now(), FIRST_ACK_LIMIT_MS);
    for (let round = 0; round < kills; round += 1) {
      const kind = KINDS[round % KINDS.length] ?? 'node';
      await sleep(250 + Math.random() * 750);
      const { back, tookMs } = await killOnce(kind, server, setting, load);
      server = back;
      waits[kind].push(tookMs);
      seen = await checkQuiet(setting, load);
      if ((round + 1) % 5 === 0)
        say(
          `  kill ${round + 1} of ${kills}: ${seen.acked} acknowledged, 0 lost, first ACK after ${Math.round(tookMs)} ms`,
        );
    }
    const verified = await runPost1(setting, ['verify']);
    expect(verified.code === 0, `post1 verify: ${verified.output}`);
    load.stop();
    await stopServer(server, setting);
  } finally {
    load.stop();
  }
  expect(seen !== null && seen.acked > 0, 'something was acknowledged');
  const slowest = KINDS.filter((kind) => waits[kind].length > 0)
    .map((kind) => `${kind} ${waits[kind].length}x ${Math.round(quantile(waits[kind], 1))} ms`)
    .join(', ');
  return `${kills} kills, ${seen.acked} acknowledged, 0 lost, 0 doubled, ${seen.repeats} repeats kept, ${seen.effects} effects, ${seen.entries} entries verify; slowest first ACK: ${slowest}`;
};

/** Silence, then everything must be there. */
async function checkQuiet(setting: Setting, load: Load): Promise<Seen> {
  await load.pause();
  const pool = openPool(setting.dataDir);
  try {
    // The first ACK may have left before the postmaster noticed the kill, and began to recover.
    await until('the database answers after the kill', DATABASE_BACK_MS, () =>
      pool.query('select 1').then(
        () => true,
        () => false,
      ),
    );
    const record = load.record();
    expect(record.acked.size === record.sent.size, 'every signal is acknowledged in the end');
    return await checkAll(pool, record);
  } finally {
    await pool.end();
    load.resume();
  }
}

async function killOnce(
  kind: Kind,
  server: Server,
  setting: Setting,
  load: Load,
): Promise<{ back: Server; tookMs: number }> {
  const { dataDir } = setting;
  const postmaster = postmasterOf(dataDir);
  expect(postmaster !== null, 'a postmaster runs before the kill');
  let back = server;
  let from = now();
  if (kind === 'backend') {
    const backends = backendsOf(dataDir);
    const victim = backends[Math.floor(Math.random() * backends.length)];
    expect(victim !== undefined, 'the server has a database session');
    signal(victim, 'SIGKILL');
  } else if (kind === 'postmaster') signal(postmaster, 'SIGKILL');
  else {
    const victims = kind === 'all' ? [server.pid, ...postgresOf(dataDir)] : [server.pid];
    for (const pid of victims) signal(pid, 'SIGKILL');
    await until('the server is gone', 5_000, () => server.ended() !== null, 2);
    if (kind === 'orphan') {
      await sleep(500);
      expect(postmasterOf(dataDir) === postmaster, 'the postmaster is left behind');
    }
    from = now();
    back = await startServer(setting);
    if (kind === 'orphan')
      expect(postmasterOf(dataDir) === postmaster, 'the postmaster left behind is taken over');
  }
  const first = await load.firstAckAfter(from, FIRST_ACK_LIMIT_MS + 5_000).catch((error: unknown) => {
    throw new Error(
      `after killing ${kind}: ${String(error)}; the server said: ${back.output().slice(-1_000)}`,
    );
  });
  const tookMs = first - from;
  expect(
    tookMs <= FIRST_ACK_LIMIT_MS,
    `after killing ${kind} the first ACK came after ${Math.round(tookMs)} ms`,
  );
  return { back, tookMs };
}
