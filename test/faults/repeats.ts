/*
 * Ten thousand signals, each sent one to three times, out of order and over two paths, through two restarts:
 * ten thousand signals, every receipt kept, one effect each. And a sequence number that came round is new.
 */
import { createSocket } from 'node:dgram';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { decodeFrame } from '../../src/wire/dc09/decode.ts';
import { encodeFrame } from '../../src/wire/dc09/encode.ts';
import { createFramer } from '../../src/wire/dc09/frame.ts';
import { checkEffects, checkLedger } from './check.ts';
import { expect, newFolder, now, signal, until } from './room.ts';
import type { Case } from './run.ts';
import {
  HOST,
  newPorts,
  openPool,
  postgresOf,
  setUp,
  startServer,
  stopServer,
  type Setting,
} from './server.ts';

const SIGNALS = 10_000;
const ACCOUNTS = 20;
/** How far two copies may overtake each other. */
const WINDOW = 60;
const LINES = 24;
const RETRY_MS = 800;
const SEND_LIMIT_MS = 120_000;

interface Copy {
  readonly bytes: Buffer;
  readonly account: string;
  readonly sequence: string;
  readonly udp: boolean;
}

export const repeats: Case = async ({ room }) => {
  const folder = newFolder(room, 'repeats');
  const setting: Setting = { folder, dataDir: join(folder, 'data'), ...newPorts() };
  let server = await startServer(setting);
  const accounts = Array.from({ length: ACCOUNTS }, (_, i) => ({ account: String(3001 + i), key: null }));
  await setUp(server, setting, accounts);
  const copies = shuffled(makeCopies(now()));
  let done = 0;
  const sending = sendAll(setting.dc09Port, copies, () => (done += 1));
  for (const share of [1 / 3, 2 / 3]) {
    await until('the copies are sent', SEND_LIMIT_MS, () => done >= copies.length * share);
    const all = share > 0.5 ? postgresOf(setting.dataDir) : [];
    for (const pid of [server.pid, ...all]) signal(pid, 'SIGKILL');
    await until('the server is gone', 5_000, () => server.ended() !== null);
    server = await startServer(setting);
  }
  await sending;
  const wrapped = await checkWrap(setting);
  const pool = openPool(setting.dataDir);
  try {
    const line = await checkCopies(pool, copies);
    const effects = await checkEffects(pool);
    const entries = await checkLedger(pool);
    return `${line}, 2 restarts, ${effects} effects, ${entries} entries verify; ${wrapped}`;
  } finally {
    await pool.end();
    await stopServer(server, setting);
  }
};

function makeCopies(atMs: number): Copy[] {
  return Array.from({ length: SIGNALS }, (_, i): Copy[] => {
    const account = String(3001 + (i % ACCOUNTS));
    const sequence = String(Math.floor(i / ACCOUNTS) + 1).padStart(4, '0');
    const bytes = encodeFrame({
      token: 'ADM-CID',
      sequence,
      line: '0',
      account,
      dataBlock: `#${account}|1130 01 ${String((i % 40) + 1).padStart(3, '0')}`,
      timestampMs: atMs,
    });
    const times = 1 + Math.floor(Math.random() * 3);
    return Array.from({ length: times }, (): Copy => ({
      bytes,
      account,
      sequence,
      udp: Math.random() < 0.5,
    }));
  }).flat();
}

/** Moves each copy by up to WINDOW places. */
const shuffled = (copies: readonly Copy[]): Copy[] =>
  copies
    .map((copy, i) => ({ copy, at: i + Math.random() * WINDOW }))
    .sort((a, b) => a.at - b.at)
    .map(({ copy }) => copy);

async function sendAll(port: number, copies: readonly Copy[], told: () => void): Promise<void> {
  let next = 0;
  const until = performance.now() + SEND_LIMIT_MS;
  await Promise.all(
    Array.from({ length: LINES }, async () => {
      const lines = { tcp: openTcp(port), udp: openUdp(port) };
      for (let copy = copies[next++]; copy !== undefined; copy = copies[next++]) {
        const line = copy.udp ? lines.udp : lines.tcp;
        while (!(await line.send(copy)))
          expect(performance.now() < until, `signals are not acknowledged within ${SEND_LIMIT_MS / 1000} s`);
        told();
      }
      lines.tcp.close();
      lines.udp.close();
    }),
  );
}

interface Line {
  /** True when the very copy was acknowledged. */
  send(copy: Copy): Promise<boolean>;
  close(): void;
}

/** Waits for the ACK of one copy at a time. */
function acknowledgements() {
  let waiting: { copy: Copy; give: (acked: boolean) => void } | null = null;
  return {
    take(bytes: Buffer): void {
      const framer = createFramer();
      for (const outcome of [...framer.push(bytes), ...framer.finish()]) {
        if (outcome.kind !== 'frame') continue;
        const said = decodeFrame(outcome.bytes, () => null);
        if (!said.ok || said.value.token !== 'ACK' || waiting === null) continue;
        if (said.value.account === waiting.copy.account && said.value.sequence === waiting.copy.sequence)
          waiting.give(true);
      }
    },
    fail: () => waiting?.give(false),
    wait: (copy: Copy): Promise<boolean> =>
      new Promise((resolve) => {
        const timer = setTimeout(() => waiting?.give(false), RETRY_MS);
        waiting = {
          copy,
          give(acked) {
            clearTimeout(timer);
            waiting = null;
            resolve(acked);
          },
        };
      }),
  };
}

function openTcp(port: number): Line {
  const answers = acknowledgements();
  let socket: Socket | null = null;
  const dial = (): Promise<Socket | null> =>
    new Promise((resolve) => {
      const fresh = connect({ host: HOST, port, noDelay: true });
      fresh.on('connect', () => resolve((socket = fresh)));
      fresh.on('data', (bytes: Buffer) => answers.take(bytes));
      fresh.on('error', () => undefined);
      fresh.on('close', () => {
        if (socket === fresh) socket = null;
        answers.fail();
        resolve(null);
      });
    });
  return {
    async send(copy) {
      const line = socket ?? (await dial());
      if (line === null) {
        await sleep(50);
        return false;
      }
      const answer = answers.wait(copy);
      line.write(copy.bytes);
      return answer;
    },
    close: () => socket?.destroy(),
  };
}

function openUdp(port: number): Line {
  const answers = acknowledgements();
  const socket = createSocket('udp4');
  socket.on('message', (bytes) => answers.take(bytes));
  socket.on('error', () => undefined);
  return {
    send(copy) {
      const answer = answers.wait(copy);
      socket.send(copy.bytes, port, HOST, () => undefined);
      return answer;
    },
    close: () => socket.close(),
  };
}

async function checkCopies(pool: ReturnType<typeof openPool>, copies: readonly Copy[]): Promise<string> {
  const { rows } = await pool.query<{ raw: string; firsts: number; receipts: number }>(
    `select encode(raw, 'hex') raw, count(*) filter (where repeat_of is null) firsts, count(*) receipts
     from signals where source like 'dc09:30%' group by raw`,
  );
  const stored = new Map(rows.map((row) => [row.raw, row]));
  const sent = new Map<string, number>();
  for (const copy of copies) {
    const raw = copy.bytes.toString('hex');
    sent.set(raw, (sent.get(raw) ?? 0) + 1);
  }
  expect(sent.size === SIGNALS, 'the frames are distinct');
  let receipts = 0;
  for (const [raw, times] of sent) {
    const row = stored.get(raw);
    expect(row !== undefined, `a signal is lost: ${Buffer.from(raw, 'hex').toString('latin1').trim()}`);
    expect(
      row.firsts === 1,
      `a signal stands ${row.firsts} times: ${Buffer.from(raw, 'hex').toString('latin1').trim()}`,
    );
    expect(row.receipts >= times, `${times} receipts acknowledged, ${row.receipts} kept`);
    receipts += row.receipts;
  }
  return `${copies.length} copies acknowledged over TCP and UDP: ${SIGNALS} signals, ${receipts} receipts kept`;
}

/** 0001 ... 9999, 0001 again at another time is new; the very same frame within seconds is a repeat. */
async function checkWrap(setting: Setting): Promise<string> {
  const account = '4001';
  const frame = (sequence: string, atMs: number): Copy => ({
    account,
    sequence,
    udp: false,
    bytes: encodeFrame({
      token: 'SIA-DCS',
      sequence,
      line: '0',
      account,
      dataBlock: `#${account}|Nri1/BA07`,
      timestampMs: atMs,
    }),
  });
  const first = frame('0001', now() - 60_000);
  const round = frame('0001', now());
  const line = openTcp(setting.dc09Port);
  for (const copy of [first, frame('9999', now() - 1_000), round, round, first])
    await until('an acknowledgement', 10_000, () => line.send(copy));
  line.close();
  const pool = openPool(setting.dataDir);
  try {
    const { rows } = await pool.query<{ raw: string; repeat: boolean }>(
      `select encode(raw, 'hex') raw, repeat_of is not null repeat from signals
       where source = 'dc09:4001' and substr(raw, 1, 1) = '\\x0a' order by seq`,
    );
    const seen = rows.map(
      (row) =>
        `${row.raw === first.bytes.toString('hex') ? 'first' : row.raw === round.bytes.toString('hex') ? 'round' : '9999'}${row.repeat ? ' again' : ''}`,
    );
    expect(
      seen.join(', ') === 'first, 9999, round, round again, first again',
      `after the number came round the signals stand as: ${seen.join(', ')}`,
    );
  } finally {
    await pool.end();
  }
  return 'a sequence number that came round (9999 to 0001) is new, the same frame again is a repeat';
}
