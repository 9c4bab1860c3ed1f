/**
 * An alarm panel's dialler, ours: for `post1 panel`, the demo and the benchmarks. It speaks to any DC-09 receiver.
 *
 * Idle: no message waits. Sending: one message is out, and is sent again with the same sequence number until it
 * is answered or TRIES are used up. A broken connection is opened again for the next try.
 */
import { createSocket } from 'node:dgram';
import { connect, type Socket } from 'node:net';
import type { Clock } from '../kernel/time.ts';
import { decodeFrame } from '../wire/dc09/decode.ts';
import { encodeFrame, type FrameToSend } from '../wire/dc09/encode.ts';
import { createFramer } from '../wire/dc09/frame.ts';

const TRIES = 3;

export interface DiallerOptions {
  readonly host: string;
  readonly port: number;
  readonly transport: 'tcp' | 'udp';
  readonly account: string;
  readonly key: Buffer | null;
  readonly clock: Clock;
  readonly crcFormat?: 'hex' | 'binary';
  readonly receiver?: string | null;
  readonly line?: string | null;
  /** Milliseconds until a message without answer is sent again (default 5000). */
  readonly timeoutMs?: number;
  /** Plain frames carry a timestamp too unless false. */
  readonly timestamp?: boolean;
}

export type DialOutcome = 'acknowledged' | 'refused-time' | 'unable' | 'no-answer';

export interface Dialler {
  send(message: Pick<FrameToSend, 'token' | 'dataBlock' | 'extended'>): Promise<DialOutcome>;
  close(): void;
}

/** Body of a Contact ID message: `#1234|1130 01 005`. `qualifier` 1 new, 3 restored. */
export const contactIdBody = (
  account: string,
  qualifier: '1' | '3' | '6',
  event: string,
  group: string,
  zone: string,
): string => `#${account}|${qualifier}${event} ${group.padStart(2, '0')} ${zone.padStart(3, '0')}`;

/** Body of a SIA message: `#1234|Nri1/BA5^text^`. */
export const siaBody = (
  account: string,
  code: string,
  point: string,
  text: string,
  partition = '1',
): string =>
  `#${account}|Nri${partition}/${code}${point}${text === '' ? '' : `^${text.replaceAll('^', ' ')}^`}`;

export function createDialler(options: DiallerOptions): Dialler {
  let sequence = 0;
  let closed = false;
  const link = options.transport === 'tcp' ? tcpLink(options) : udpLink(options);

  async function sendNow(
    message: Pick<FrameToSend, 'token' | 'dataBlock' | 'extended'>,
  ): Promise<DialOutcome> {
    sequence = (sequence % 9999) + 1;
    const frame: FrameToSend = {
      ...message,
      sequence: message.token === 'NULL' ? '0000' : String(sequence).padStart(4, '0'),
      account: options.account,
      line: options.line ?? '0',
      receiver: options.receiver ?? null,
      crcFormat: options.crcFormat ?? 'hex',
      key: options.key,
      timestampMs: options.key || options.timestamp !== false ? options.clock.nowMs() : null,
    };
    const bytes = encodeFrame(frame);
    for (let attempt = 0; attempt < TRIES && !closed; attempt++) {
      const answer = await link.exchange(bytes, options.timeoutMs ?? 5_000);
      if (answer === null) continue;
      const decoded = decodeFrame(answer, () => ({
        keys: options.key ? [options.key] : [],
        decimalLength: false,
      }));
      if (!decoded.ok) continue;
      if (decoded.value.token === 'NAK') return 'refused-time';
      if (decoded.value.token === 'DUH') return 'unable';
      if (decoded.value.token === 'ACK' && decoded.value.sequence === frame.sequence) return 'acknowledged';
    }
    return 'no-answer';
  }

  // One message is out at a time, as on a panel: answers carry no more than a sequence number.
  let turn: Promise<unknown> = Promise.resolve();
  return {
    send(message) {
      const sent = turn.then(() => sendNow(message));
      turn = sent.catch(() => undefined);
      return sent;
    },
    close() {
      closed = true;
      link.close();
    },
  };
}

interface Link {
  /** Sends the bytes and gives the next frame that comes, or null after `timeoutMs` or a broken line. */
  exchange(bytes: Buffer, timeoutMs: number): Promise<Buffer | null>;
  close(): void;
}

function waiter(): { wait(timeoutMs: number): Promise<Buffer | null>; give(frame: Buffer | null): void } {
  let resolve: ((frame: Buffer | null) => void) | null = null;
  let timer: NodeJS.Timeout | null = null;
  const give = (frame: Buffer | null): void => {
    if (timer) clearTimeout(timer);
    const told = resolve;
    resolve = null;
    told?.(frame);
  };
  return {
    give,
    wait: (timeoutMs) =>
      new Promise((done) => {
        resolve = done;
        timer = setTimeout(() => give(null), timeoutMs);
      }),
  };
}

function tcpLink(options: DiallerOptions): Link {
  let socket: Socket | null = null;
  const answers = waiter();

  function open(): Promise<Socket | null> {
    if (socket && !socket.destroyed) return Promise.resolve(socket);
    return new Promise((resolve) => {
      const framer = createFramer();
      const fresh = connect({ host: options.host, port: options.port, noDelay: true }, () => resolve(fresh));
      fresh.on('data', (chunk: Buffer) => {
        for (const outcome of framer.push(chunk)) if (outcome.kind === 'frame') answers.give(outcome.bytes);
      });
      fresh.on('error', () => resolve(null));
      fresh.on('close', () => {
        if (socket === fresh) socket = null;
        answers.give(null);
      });
      socket = fresh;
    });
  }

  return {
    async exchange(bytes, timeoutMs) {
      const line = await open();
      if (!line) {
        // Nothing listens: wait a little, as a panel would, before the next try.
        await new Promise((resolve) => setTimeout(resolve, Math.min(500, timeoutMs)));
        return null;
      }
      const answer = answers.wait(timeoutMs);
      line.write(bytes);
      return answer;
    },
    close() {
      socket?.destroy();
      answers.give(null);
    },
  };
}

function udpLink(options: DiallerOptions): Link {
  const socket = createSocket(options.host.includes(':') ? 'udp6' : 'udp4');
  const answers = waiter();
  socket.on('message', (datagram) => {
    const framer = createFramer();
    for (const outcome of [...framer.push(datagram), ...framer.finish()])
      if (outcome.kind === 'frame') answers.give(outcome.bytes);
  });
  socket.on('error', () => answers.give(null));
  return {
    exchange(bytes, timeoutMs) {
      const answer = answers.wait(timeoutMs);
      socket.send(bytes, options.port, options.host);
      return answer;
    },
    close() {
      answers.give(null);
      socket.close();
    },
  };
}
