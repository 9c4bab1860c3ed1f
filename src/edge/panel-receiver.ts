/**
 * SIA DC-09 receiver on TCP and UDP.
 *
 * A connection is open while frames come; it is cut when an unfinished frame is SLOW_FRAME_MS old, when no frame
 * came for IDLE_MS or in MAX_NOISE_BYTES, or when the receiver stops. Each frame is decoded, its signals are
 * written to disk, and only then acknowledged. Frames that fail are answered as the standard says and counted by account.
 */
import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { createServer, type Server, type Socket } from 'node:net';
import type { Clock } from '../kernel/time.ts';
import type { IncomingSignal } from '../modules/technical/model.ts';
import type { Log } from '../platform/log.ts';
import { StartRefused } from '../platform/postgres/start-refused.ts';
import { decodeFrame } from '../wire/dc09/decode.ts';
import { acknowledge, negative, unable } from '../wire/dc09/encode.ts';
import { createFramer } from '../wire/dc09/frame.ts';
import type { AccountSettings, Dc09Message, WireFault } from '../wire/dc09/message.ts';
import { windowOk } from '../wire/dc09/timestamp.ts';
import { accountOf, panelSource, signalsOf } from './dc09-signals.ts';

const MAX_CONNECTIONS = 2_000;
const SLOW_FRAME_MS = 15_000;
const IDLE_MS = 15 * 60_000;
const FIRST_FRAME_MS = 30_000;
/** Frames of one connection that wait for the disk; then the socket is not read until some are answered. */
const MAX_IN_FLIGHT = 64;
/** Datagrams that wait for the disk; more are dropped unanswered and come again. */
const MAX_DATAGRAMS = 5_000;
/** Bytes in a row that hold no whole frame; then the sender is cut off: reading its noise holds up real panels. */
const MAX_NOISE_BYTES = 256 * 1024;
/** Unsent answers of a panel that does not read them; then it is cut off. */
const MAX_UNSENT_BYTES = 64 * 1024;

/** What the receiver needs of an account. */
export interface ReceiverAccount {
  readonly keys: readonly Buffer[];
  readonly panel: {
    readonly decimalLength: boolean;
    readonly windowPastS: number | null;
    readonly windowFutureS: number | null;
    readonly windowApplies: 'encrypted' | 'all';
    readonly enabled: boolean;
  };
}

export interface ReceiverDeps {
  readonly host: string;
  readonly port: number;
  readonly clock: Clock;
  readonly log: Log;
  readonly account: (account: string) => ReceiverAccount | null;
  readonly receiveSignals: (signals: readonly IncomingSignal[], raw: Buffer) => Promise<unknown>;
  readonly heard: (source: string) => void;
  readonly stranger: (account: string) => void;
  readonly fault: (source: string, sentence: string) => void;
}

export interface ReceiverCounts {
  frames: number;
  acknowledged: number;
  refusedTime: number;
  unable: number;
  unanswered: number;
  noise: number;
  connections: number;
}

export interface PanelReceiver {
  readonly port: number;
  counts(): Readonly<ReceiverCounts>;
  close(): Promise<void>;
}

/** The bytes to send back, or null for silence. */
type Answer = Buffer | null;

const NO_SETTINGS: AccountSettings = { keys: [], decimalLength: false };

/** Opens the port on TCP and UDP. Rejects with a sentence when it is taken or not allowed. */
export async function startPanelReceiver(deps: ReceiverDeps): Promise<PanelReceiver> {
  const counts: ReceiverCounts = {
    frames: 0,
    acknowledged: 0,
    refusedTime: 0,
    unable: 0,
    unanswered: 0,
    noise: 0,
    connections: 0,
  };
  const sockets = new Set<Socket>();
  const handle = (bytes: Buffer): Answer | Promise<Answer> => answerFrame(deps, counts, bytes);

  const server: Server = createServer({ noDelay: true, keepAlive: true }, (socket) => {
    sockets.add(socket);
    counts.connections = sockets.size;
    socket.on('close', () => {
      sockets.delete(socket);
      counts.connections = sockets.size;
    });
    serveConnection(socket, deps, counts, handle);
  });
  server.maxConnections = MAX_CONNECTIONS;
  const port = await listenTcp(server, deps.host, deps.port);
  const udp = await listenUdp(deps, counts, handle, port).catch((error: unknown) => {
    server.close();
    throw error;
  });

  return {
    port,
    counts: () => counts,
    async close() {
      for (const socket of sockets) socket.destroy();
      await Promise.all([
        new Promise((resolve) => server.close(resolve)),
        new Promise<void>((resolve) => udp.close(() => resolve())),
      ]);
    },
  };
}

function serveConnection(
  socket: Socket,
  deps: ReceiverDeps,
  counts: ReceiverCounts,
  handle: (bytes: Buffer) => Answer | Promise<Answer>,
): void {
  const framer = createFramer();
  let inFlight = 0;
  let withoutFrame = 0;
  let slow: NodeJS.Timeout | null = null;
  let out: Buffer[] = [];
  let known = false;
  // Not the socket's own time, which begins anew with each byte: noise, drop by drop, must not hold a place.
  const first = setTimeout(() => socket.destroy(), FIRST_FRAME_MS);
  socket.on('timeout', () => socket.destroy());
  socket.on('error', () => socket.destroy());

  // Answers that are ready in the same turn leave in one packet; the only one that is owed leaves at once.
  function send(answer: Buffer): void {
    if (inFlight === 0 && out.length === 0) {
      if (socket.writable) socket.write(answer);
      if (socket.writableLength > MAX_UNSENT_BYTES) socket.destroy();
      return;
    }
    if (out.length === 0)
      setImmediate(() => {
        const bytes = out.length === 1 ? out[0] : Buffer.concat(out);
        out = [];
        if (bytes && socket.writable) socket.write(bytes);
        if (socket.writableLength > MAX_UNSENT_BYTES) socket.destroy();
      });
    out.push(answer);
  }

  function take(bytes: Buffer): void {
    const answer = handle(bytes);
    if (answer instanceof Promise) {
      inFlight += 1;
      if (inFlight >= MAX_IN_FLIGHT) socket.pause();
      void answer.then(answered);
    } else if (answer) send(answer);
  }

  function answered(answer: Answer): void {
    inFlight -= 1;
    if (answer) send(answer);
    if (inFlight < MAX_IN_FLIGHT && socket.isPaused()) socket.resume();
  }

  socket.on('data', (chunk: Buffer) => {
    withoutFrame += chunk.length;
    for (const outcome of framer.push(chunk)) {
      if (outcome.kind === 'frame') {
        // Set once: the socket itself begins its time anew with each byte.
        if (!known) {
          clearTimeout(first);
          socket.setTimeout(IDLE_MS);
        }
        known = true;
        withoutFrame = 0;
        take(outcome.bytes);
      } else noise(deps, counts, outcome.reason, outcome.length, socket.remoteAddress ?? '');
    }
    if (withoutFrame > MAX_NOISE_BYTES) socket.destroy();
    if (framer.pendingBytes() === 0) {
      if (slow) clearTimeout(slow);
      slow = null;
    } else slow ??= setTimeout(() => socket.destroy(), SLOW_FRAME_MS);
  });
  socket.on('close', () => {
    clearTimeout(first);
    if (slow) clearTimeout(slow);
    for (const outcome of framer.finish())
      if (outcome.kind === 'noise')
        noise(deps, counts, outcome.reason, outcome.length, socket.remoteAddress ?? '');
  });
}

const NOISE_SAYS = {
  'not-dc09': 'Bytes that are no DC-09 frame. Check that the sender speaks SIA DC-09.',
  unfinished: 'A frame broke off before its end. Check the line to the panel.',
  'too-long': 'A frame longer than the standard allows. Check the sender.',
} as const;

function noise(
  deps: ReceiverDeps,
  counts: ReceiverCounts,
  reason: keyof typeof NOISE_SAYS,
  length: number,
  address: string,
): void {
  counts.noise += 1;
  counts.unanswered += 1;
  deps.fault(`address:${address.replace('::ffff:', '')}`, `${NOISE_SAYS[reason]} (${length} bytes)`);
}

/** Answers at once what needs no disk. Neither throws nor rejects. */
function answerFrame(deps: ReceiverDeps, counts: ReceiverCounts, bytes: Buffer): Answer | Promise<Answer> {
  counts.frames += 1;
  const decoded = decodeFrame(bytes, (account) => {
    const found = account === null ? null : deps.account(account);
    return found ? { keys: found.keys, decimalLength: found.panel.decimalLength } : NO_SETTINGS;
  });
  if (!decoded.ok) return answerFault(deps, counts, decoded.fault);
  const message = decoded.value;
  if (message.kind === 'response') return null;
  const account = accountOf(message);
  const source = panelSource(account);
  const settings = account === null ? null : deps.account(account);
  const nowMs = deps.clock.nowMs();
  if (!timeFits(message, settings, nowMs)) {
    counts.refusedTime += 1;
    deps.fault(
      source,
      `The panel's clock is off (it says ${message.timestampRaw ?? ''} UTC). Set its clock, or widen the window of account ${account ?? ''}.`,
    );
    return negative(nowMs, message.crcFormat);
  }
  const key = message.keyIndex === null ? null : (settings?.keys[message.keyIndex] ?? null);
  if (message.kind === 'supervision') {
    if (settings) deps.heard(source);
    else deps.stranger(account ?? 'none');
    counts.acknowledged += 1;
    return acknowledge(message, key, nowMs);
  }
  return keepThenAnswer(deps, counts, { message, bytes, settings, source, account, key });
}

function keepThenAnswer(
  deps: ReceiverDeps,
  counts: ReceiverCounts,
  frame: {
    message: Dc09Message;
    bytes: Buffer;
    settings: ReceiverAccount | null;
    source: string;
    account: string | null;
    key: Buffer | null;
  },
): Promise<Answer> {
  const { message, settings, source } = frame;
  let signals: readonly IncomingSignal[] = signalsOf(message);
  if (settings && !settings.panel.enabled) signals = signals.map((s) => ({ ...s, change: 'note' }));
  const kept = (): Answer => {
    if (settings) {
      deps.heard(source);
      if (settings.keys.length > 0 && !message.encrypted)
        deps.fault(
          source,
          `Account ${frame.account ?? ''} has a key, but this message came in the clear. Turn encryption on in the panel.`,
        );
    } else deps.stranger(frame.account ?? 'none');
    counts.acknowledged += 1;
    return acknowledge(message, frame.key, deps.clock.nowMs());
  };
  // The intake has told the console already. The panel keeps its event and sends it again, or goes elsewhere.
  const refused = (): Answer => {
    counts.unable += 1;
    return unable(message);
  };
  return deps.receiveSignals(signals, frame.bytes).then(kept, refused);
}

function timeFits(message: Dc09Message, settings: ReceiverAccount | null, nowMs: number): boolean {
  const pastS = settings ? settings.panel.windowPastS : 40;
  const futureS = settings ? settings.panel.windowFutureS : 20;
  if (pastS === null || futureS === null) return true;
  if (!message.encrypted && settings?.panel.windowApplies !== 'all') return true;
  // An encrypted frame must carry a time: it is what makes a recorded frame worthless later (DC-09 5.5.1.9).
  if (message.timestampMs === null) return !message.encrypted;
  return windowOk(message.timestampMs, nowMs, { pastS, futureS });
}

function answerFault(deps: ReceiverDeps, counts: ReceiverCounts, fault: WireFault): Buffer | null {
  const account = fault.header.account;
  deps.fault(panelSource(account), fault.sentence);
  if (fault.answer === 'none') {
    counts.unanswered += 1;
    return null;
  }
  if (account !== null && !deps.account(account)) deps.stranger(account);
  counts.unable += 1;
  return unable(fault.header);
}

/** A sentence for a port that cannot be opened. */
export function portSentence(error: unknown, what: string, setting: string, port: number): string {
  const code = (error as { code?: string }).code;
  if (code === 'EADDRINUSE')
    return `Port ${port} for ${what} is in use. Stop the program that has it, or choose another with ${setting}.`;
  if (code === 'EACCES')
    return `Port ${port} for ${what} needs more rights. Choose one above 1023 with ${setting}.`;
  if (code === 'EADDRNOTAVAIL')
    return `The address for ${what} does not belong to this machine. Set HOST to one that does.`;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return `HOST, the address for ${what}, is no address and no known name. Set it to an address of this machine.`;
  return `Port ${port} for ${what} could not be opened (${error instanceof Error ? error.message : String(error)}). Choose another with ${setting}.`;
}

const refused = (error: unknown, what: string, port: number): StartRefused =>
  new StartRefused('port-unusable', portSentence(error, what, 'DC09_PORT', port), error);

function listenTcp(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(refused(error, 'alarm panels', port)));
    server.listen({ host, port, backlog: 1_024 }, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

function listenUdp(
  deps: ReceiverDeps,
  counts: ReceiverCounts,
  handle: (bytes: Buffer) => Answer | Promise<Answer>,
  port: number,
): Promise<UdpSocket> {
  const udp = createSocket({
    type: deps.host.includes(':') ? 'udp6' : 'udp4',
    recvBufferSize: 4 * 1024 * 1024,
  });
  let inFlight = 0;
  let open = true;
  udp.on('close', () => (open = false));
  udp.on('message', (datagram, from) => {
    if (inFlight >= MAX_DATAGRAMS) return;
    const framer = createFramer();
    for (const outcome of [...framer.push(datagram), ...framer.finish()]) {
      if (outcome.kind === 'noise') {
        noise(deps, counts, outcome.reason, outcome.length, from.address);
        continue;
      }
      inFlight += 1;
      void Promise.resolve(handle(outcome.bytes))
        // Written while the port closed: the panel sends again and is answered then.
        .then((answer) => answer && open && udp.send(answer, from.port, from.address))
        .finally(() => {
          inFlight -= 1;
        });
    }
  });
  return new Promise((resolve, reject) => {
    udp.once('error', (error) => reject(refused(error, 'alarm panels over UDP', port)));
    udp.bind({ address: deps.host, port }, () => {
      udp.removeAllListeners('error');
      udp.on('error', (error) => deps.log.error('udp receiver', error));
      resolve(udp);
    });
  });
}
