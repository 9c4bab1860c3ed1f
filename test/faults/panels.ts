/*
 * The client outside: a process of its own that plays many panels and writes down, in a file outside whatever
 * fails, each signal before its first try (`S`) and each acknowledgement after it was read on the socket (`A`).
 *
 * A link is idle, or has one signal out, which is sent again with the same bytes until it is acknowledged: after
 * RETRY_MS of silence, after a broken line, and PATIENCE_MS after DUH.
 */
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { openSync, writeSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { decodeFrame } from '../../src/wire/dc09/decode.ts';
import { encodeFrame } from '../../src/wire/dc09/encode.ts';
import { createFramer } from '../../src/wire/dc09/frame.ts';
import { now } from './room.ts';

const RETRY_MS = 700;
const REOPEN_MS = 60;
const PATIENCE_MS = 150;
const ZONES = 12;
const MAX_LATENCIES = 200_000;

export interface LinkPlan {
  readonly account: string;
  readonly transport: 'tcp' | 'udp';
  /** Hex, or null for plain. */
  readonly key: string | null;
}

export interface LoadPlan {
  readonly host: string;
  readonly port: number;
  readonly record: string;
  readonly links: readonly LinkPlan[];
  /** Rest between an acknowledgement and the next signal of a link. */
  readonly gapMs: number;
  /** Random text carried by each signal, to fill a disk. */
  readonly padBytes: number;
}

export type Order =
  | { readonly do: 'pause' | 'resume' | 'report' }
  /** Tells when the first signal that was first sent after `at` is acknowledged. */
  | { readonly do: 'mark'; readonly at: number };

export interface Report {
  readonly sent: number;
  readonly acked: number;
  readonly unable: number;
  readonly retries: number;
  readonly waiting: number;
  /** From the first try to the ACK, since the last report. */
  readonly latencies: readonly number[];
}
export type Told =
  ({ readonly told: 'report' | 'paused' } & Report) | { readonly told: 'marked'; readonly at: number };

interface Line {
  /** Sends the bytes and gives the next frame, or null after a silence or a broken line. */
  exchange(bytes: Buffer): Promise<Buffer | null>;
}

/** Plays the panels until the parent is gone. */
export async function runPanels(plan: LoadPlan): Promise<void> {
  const record = openSync(plan.record, 'a');
  const counts = { sent: 0, acked: 0, unable: 0, retries: 0, waiting: 0 };
  let latencies: number[] = [];
  let paused = false;
  let mark: number | null = null;
  const tell = (told: Told): void => void process.send?.(told);
  const report = (told: 'report' | 'paused'): void => {
    tell({ told, ...counts, latencies });
    latencies = [];
  };

  async function play(link: LinkPlan): Promise<void> {
    const line = link.transport === 'tcp' ? tcpLine(plan) : udpLine(plan);
    const key = link.key === null ? null : Buffer.from(link.key, 'hex');
    for (let count = 1; ; count += 1) {
      while (paused) await sleep(10);
      const sequence = String(((count - 1) % 9_999) + 1).padStart(4, '0');
      const name = `${link.account}-${count}`;
      const pad = plan.padBytes === 0 ? '' : ` ${randomBytes(plan.padBytes / 2).toString('hex')}`;
      const bytes = encodeFrame({
        token: 'SIA-DCS',
        sequence,
        line: '0',
        account: link.account,
        dataBlock: `#${link.account}|Nri1/BA${(count % ZONES) + 1}^${name}${pad}^`,
        key,
        // Panels with and without a clock.
        timestampMs: key !== null || count % 2 === 0 ? now() : null,
      });
      await deliver(line, link, key, sequence, name, bytes);
      if (plan.gapMs > 0) await sleep(plan.gapMs);
    }
  }

  async function deliver(
    line: Line,
    link: LinkPlan,
    key: Buffer | null,
    sequence: string,
    name: string,
    bytes: Buffer,
  ): Promise<void> {
    const firstAt = now();
    writeSync(record, `S\t${name}\t${bytes.toString('hex')}\n`);
    counts.sent += 1;
    counts.waiting += 1;
    for (let tries = 0; ; tries += 1) {
      if (tries > 0) counts.retries += 1;
      const answer = await line.exchange(bytes);
      if (answer === null) continue;
      const said = decodeFrame(answer, () => ({ keys: key ? [key] : [], decimalLength: false }));
      if (!said.ok) continue;
      if (said.value.token === 'DUH') {
        counts.unable += 1;
        await sleep(PATIENCE_MS);
      }
      const { token, account, sequence: echoed } = said.value;
      if (token === 'ACK' && echoed === sequence && account === link.account) break;
    }
    const at = now();
    writeSync(record, `A\t${name}\n`);
    counts.acked += 1;
    counts.waiting -= 1;
    if (latencies.length < MAX_LATENCIES) latencies.push(at - firstAt);
    if (mark !== null && firstAt >= mark) {
      mark = null;
      tell({ told: 'marked', at });
    }
  }

  process.on('message', (order: Order) => {
    if (order.do === 'mark') mark = order.at;
    else if (order.do === 'report') report('report');
    else if (order.do === 'resume') paused = false;
    else {
      paused = true;
      void (async () => {
        while (counts.waiting > 0 && paused) await sleep(5);
        if (paused) report('paused');
      })();
    }
  });
  process.on('disconnect', () => process.exit(0));
  await Promise.all(plan.links.map(play));
}

/** Gives one answer to one who waits; more answers are kept for nobody. */
function waiter() {
  let resolve: ((frame: Buffer | null) => void) | null = null;
  let timer: NodeJS.Timeout | null = null;
  const give = (frame: Buffer | null): void => {
    if (timer) clearTimeout(timer);
    const told = resolve;
    resolve = null;
    told?.(frame);
  };
  const wait = (): Promise<Buffer | null> =>
    new Promise((done) => {
      resolve = done;
      timer = setTimeout(() => give(null), RETRY_MS);
    });
  return { give, wait };
}

function tcpLine({ host, port }: LoadPlan): Line {
  let open: Socket | null = null;
  const answers = waiter();
  const dial = (): Promise<Socket | null> =>
    new Promise((resolve) => {
      const framer = createFramer();
      const socket = connect({ host, port, noDelay: true });
      const patience = setTimeout(() => socket.destroy(), RETRY_MS);
      socket.on('connect', () => {
        clearTimeout(patience);
        open = socket;
        resolve(socket);
      });
      socket.on('data', (chunk: Buffer) => {
        for (const outcome of framer.push(chunk)) if (outcome.kind === 'frame') answers.give(outcome.bytes);
      });
      socket.on('error', () => undefined);
      socket.on('close', () => {
        clearTimeout(patience);
        if (open === socket) open = null;
        answers.give(null);
        resolve(null);
      });
    });
  return {
    async exchange(bytes) {
      const socket = open ?? (await dial());
      if (socket === null) {
        await sleep(REOPEN_MS);
        return null;
      }
      const answer = answers.wait();
      socket.write(bytes);
      return answer;
    },
  };
}

function udpLine({ host, port }: LoadPlan): Line {
  const socket = createSocket('udp4');
  const answers = waiter();
  socket.on('message', (datagram) => {
    const framer = createFramer();
    for (const outcome of [...framer.push(datagram), ...framer.finish()])
      if (outcome.kind === 'frame') answers.give(outcome.bytes);
  });
  socket.on('error', () => undefined);
  return {
    exchange(bytes) {
      const answer = answers.wait();
      socket.send(bytes, port, host, () => undefined);
      return answer;
    },
  };
}
