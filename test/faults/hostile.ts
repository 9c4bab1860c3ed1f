/*
 * Slow and hostile clients on the alarm port: hundreds that send a byte a second or nothing, one that pours an
 * endless frame, one that never reads its answers. Real panels must not feel them.
 */
import { fork } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { encodeFrame } from '../../src/wire/dc09/encode.ts';
import { linkPlans, startLoad, type Load } from './load.ts';
import { expect, newFolder, now, quantile, readOr } from './room.ts';
import type { Case } from './run.ts';
import { HOST, newPorts, setUp, startServer, stopServer, type Server, type Setting } from './server.ts';

const SLOW_CLIENTS = 300;
const MEASURE_MS = 6_000;
const POUR_MS = 5_000;
const MAX_GROWTH_MB = 50;
const FLOOR_MS = 50;
const ROUNDS_MAX = 3;

export const hostile: Case = async ({ room }) => {
  const folder = newFolder(room, 'hostile');
  const setting: Setting = { folder, dataDir: join(folder, 'data'), ...newPorts() };
  const server = await startServer(setting);
  const links = linkPlans(8, 2, 2);
  await setUp(server, setting, links);
  const load = startLoad(folder, { port: setting.dc09Port, links, gapMs: 40 });
  try {
    await load.firstAckAfter(now(), 10_000);
    await sleep(1_500);
    let round = await measure(load, setting, server);
    // A busy machine stalls at times: the hostile clients are at fault only if it happens each time.
    for (let again = 1; !round.holds && again < ROUNDS_MAX; again += 1)
      round = await measure(load, setting, server);
    expect(server.ended() === null, 'the server lives on');
    expect(round.holds, `real panels wait: ${round.line}`);
    expect(round.grownMb < MAX_GROWTH_MB, `memory grows: ${round.line}`);
    await load.pause();
    const { sent, acked } = load.record();
    expect(sent.size === acked.size, 'every signal is acknowledged');
    load.stop();
    await stopServer(server, setting);
    return round.line;
  } finally {
    load.stop();
  }
};

/** A calm time, then the same with hostile clients. */
async function measure(
  load: Load,
  setting: Setting,
  server: Server,
): Promise<{ holds: boolean; grownMb: number; line: string }> {
  const self = process.argv[1];
  expect(self !== undefined, 'the program knows its own file');
  await load.report();
  await sleep(MEASURE_MS);
  const calm = await load.report();
  const before = residentMb(server.pid);
  const words = ['--role', 'enemies', String(setting.dc09Port)];
  const enemies = fork(self, words, { cwd: setting.folder, execArgv: [] });
  let highest = before;
  for (const from = performance.now(); performance.now() - from < MEASURE_MS; await sleep(50))
    highest = Math.max(highest, residentMb(server.pid));
  const stormy = await load.report();
  enemies.kill('SIGKILL');
  const p99 = { calm: quantile(calm.latencies, 0.99), stormy: quantile(stormy.latencies, 0.99) };
  const limit = Math.max(2 * p99.calm, FLOOR_MS);
  const grownMb = highest - before;
  return {
    holds: p99.stormy <= limit && stormy.latencies.length > 100,
    grownMb,
    line: `${SLOW_CLIENTS} slow clients, an endless frame and a deaf client: p99 ACK ${p99.stormy.toFixed(1)} ms of ${stormy.latencies.length} (calm ${p99.calm.toFixed(1)} ms of ${calm.latencies.length}, limit ${limit.toFixed(0)}), ${stormy.retries - calm.retries} retries, memory +${grownMb.toFixed(0)} MB`,
  };
}

const residentMb = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+) kB/m.exec(readOr(`/proc/${pid}/status`))?.[1] ?? 0) / 1024;

/** The hostile clients: a process of their own, so that their work is not measured as ours. */
export async function runEnemies(port: number): Promise<void> {
  process.on('disconnect', () => process.exit(0));
  for (let i = 0; i < SLOW_CLIENTS; i += 1) dripper(port, i % 3 === 0);
  pour(port);
  deaf(port);
  await sleep(60_000);
}

function open(port: number): Socket {
  const socket = connect({ host: HOST, port });
  socket.on('error', () => undefined);
  return socket;
}

/** Sends nothing, or a byte a second of a frame that never ends; comes back when it is cut off. */
function dripper(port: number, silent: boolean): void {
  const socket = open(port);
  const bytes = frame('5001', 1);
  let at = 0;
  const timer = setInterval(() => {
    if (!silent && socket.writable)
      socket.write(bytes.subarray(at % (bytes.length - 1), (at++ % (bytes.length - 1)) + 1));
  }, 1_000);
  socket.on('close', () => {
    clearInterval(timer);
    setTimeout(() => dripper(port, silent), 1_000);
  });
}

const frame = (account: string, count: number): Buffer =>
  encodeFrame({
    token: 'SIA-DCS',
    sequence: String((count % 9_999) + 1).padStart(4, '0'),
    line: '0',
    account,
    dataBlock: `#${account}|Nri1/BA1^${count}^`,
  });

/** One frame without an end, as fast as the line takes it. */
function pour(port: number): void {
  const socket = open(port);
  socket.on('close', () => setTimeout(() => pour(port), 100));
  const head = frame('5002', 1).subarray(0, -3);
  const more = Buffer.alloc(64 * 1024, 0x41);
  const until = performance.now() + POUR_MS;
  const go = (): void => {
    while (performance.now() < until && socket.writable) if (!socket.write(more)) return;
  };
  socket.on('drain', go);
  socket.on('connect', () => {
    socket.write(head);
    go();
  });
}

/** Sends a good frame every two milliseconds and never reads an answer. */
function deaf(port: number): void {
  const socket = open(port);
  socket.pause();
  let count = 0;
  setInterval(() => {
    if (socket.writable) socket.write(frame('5003', count++));
  }, 2);
}
