/**
 * How long a start takes: cold (an empty data folder) and warm (a second start on it), to the first successful
 * GET /api/health and to the first acknowledged signal. Asked for every few milliseconds from outside.
 */
import { request } from 'node:http';
import { createServer } from 'node:net';
import { startLoad, isLoadProcess, type LoadGenerator } from './lib/load.ts';
import { median, mustBe, pause, progress, report } from './lib/report.ts';
import { dataFolder, spawnServer } from './lib/server.ts';

const LOOK_MS = 5;
const START_LIMIT_MS = 60_000;
const COLD_LIMIT_S = 10;
const WARM_LIMIT_S = 3;
const ACCOUNT = 3_000;

interface Start {
  readonly healthS: number;
  readonly ackS: number;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

function healthy(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request({ host: '127.0.0.1', port, path: '/api/health' }, (reply) => {
      reply.resume();
      reply.on('end', () => resolve(reply.statusCode === 200));
    });
    asked.on('error', () => resolve(false));
    asked.end();
  });
}

/** One start and stop; a signal is sent as soon as the panel port takes a connection. */
async function start(dataDir: string, load: LoadGenerator): Promise<Start> {
  const [port, dc09Port] = [await freePort(), await freePort()];
  const begun = performance.now();
  const server = spawnServer(dataDir, { PORT: String(port), DC09_PORT: String(dc09Port) });
  const seconds = (): number => (performance.now() - begun) / 1000;
  const wait = async (test: () => Promise<boolean>): Promise<number> => {
    while (!(await test())) {
      mustBe(performance.now() - begun < START_LIMIT_MS, `the server did not start:\n${server.output()}`);
      await pause(LOOK_MS);
    }
    return seconds();
  };
  const acknowledged = (): Promise<boolean> =>
    load
      .run({
        port: dc09Port,
        firstAccount: ACCOUNT,
        links: 1,
        plan: { kind: 'open', total: 1, seconds: 0, holdUps: [] },
      })
      .then(
        (result) => result.acknowledged === 1,
        () => false,
      );
  try {
    const [healthS, ackS] = await Promise.all([wait(() => healthy(port)), wait(acknowledged)]);
    return { healthS, ackS };
  } finally {
    await server.stop();
  }
}

function tell(name: string, starts: readonly Start[], limitS: number): void {
  const figures: [string, (start: Start) => number][] = [
    ['health', (s) => s.healthS],
    ['first_ack', (s) => s.ackS],
  ];
  for (const [what, of] of figures)
    report('start', {
      figure: `${name}_to_${what}_s`,
      value: median(starts.map(of)),
      unit: 's',
      limit: limitS,
      against: 'stated limit',
      detail: { slowest: Math.max(...starts.map(of)), runs: starts.length },
    });
}

async function main(): Promise<void> {
  const rounds = process.argv.includes('--short') ? 1 : 5;
  const load = startLoad();
  const cold: Start[] = [];
  const warm: Start[] = [];
  try {
    for (let round = 0; round < rounds; round++) {
      const folder = dataFolder();
      try {
        cold.push(await start(folder.path, load));
        warm.push(await start(folder.path, load));
      } finally {
        folder.remove();
      }
      progress(
        `cold: health ${cold.at(-1)?.healthS.toFixed(2)} s, ACK ${cold.at(-1)?.ackS.toFixed(2)} s; ` +
          `warm: health ${warm.at(-1)?.healthS.toFixed(2)} s, ACK ${warm.at(-1)?.ackS.toFixed(2)} s`,
      );
    }
  } finally {
    load.stop();
  }
  tell('cold', cold, COLD_LIMIT_S);
  tell('warm', warm, WARM_LIMIT_S);
}

if (!isLoadProcess()) await main();
