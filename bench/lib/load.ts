/*
 * The load: alarm panels in a process of their own, speaking DC-09 over real TCP sockets.
 * The benchmark forks itself with LOAD_ROLE; jobs and results travel over the IPC channel.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { acknowledgedSequence, createFrameWriter, type FrameWriter } from './frames.ts';
import { percentile } from './report.ts';

const LOAD_ROLE = '--load';
const CARRIAGE_RETURN = 0x0d;
/** Waiting for the last answers after a job. */
const LAST_ANSWERS_MS = 60_000;
/** Points of one panel that send signals: few, as when the same devices chatter. */
export const POINTS = 8;

export interface LoadJob {
  readonly port: number;
  /** Accounts are `firstAccount` and those after it, one for each connection. */
  readonly firstAccount: number;
  readonly links: number;
  /**
   * closed: each link sends its next signal when the last one is acknowledged, for `seconds` after `warmS`.
   * open: `total` signals spread over `seconds` whatever the answers; 0 seconds sends all at once.
   */
  readonly plan:
    | { readonly kind: 'closed'; readonly warmS: number; readonly seconds: number }
    | {
        readonly kind: 'open';
        readonly total: number;
        readonly seconds: number;
        /** Indices of signals that are hold-ups, on point 900 and up. */
        readonly holdUps: readonly number[];
      };
}

export interface LoadResult {
  /** All signals of the job, the warm-up included. */
  readonly sent: number;
  readonly acknowledged: number;
  /** Answers that were no ACK of the signal sent. */
  readonly wrong: number;
  /** Of the measured part only. */
  readonly perS: number;
  readonly seconds: number;
  readonly meanMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** Wall clock, in ms, at which each hold-up was due. */
  readonly holdUpsAtMs: readonly number[];
}

export interface LoadGenerator {
  run(job: LoadJob): Promise<LoadResult>;
  stop(): void;
}

/** In the main process: forks the generator. */
export function startLoad(): LoadGenerator {
  const child: ChildProcess = fork(fileURLToPath(import.meta.url), [LOAD_ROLE], {
    serialization: 'advanced',
  });
  return {
    run(job) {
      return new Promise((resolve, reject) => {
        const died = (code: number | null): void => reject(new Error(`The load generator ended (${code}).`));
        child.once('exit', died);
        child.once('message', (message: { result?: LoadResult; error?: string }) => {
          child.off('exit', died);
          if (message.result) resolve(message.result);
          else reject(new Error(message.error ?? 'The load generator failed.'));
        });
        child.send(job);
      });
    },
    stop: () => child.kill(),
  };
}

/** True in the forked process, which then serves jobs; a benchmark begins with it. */
export function isLoadProcess(): boolean {
  if (process.argv[2] !== LOAD_ROLE) return false;
  process.on('message', (job: LoadJob) => {
    runJob(job).then(
      (result) => process.send?.({ result }),
      (error: unknown) => process.send?.({ error: String(error) }),
    );
  });
  return true;
}

interface Link {
  readonly socket: Socket;
  readonly writer: FrameWriter;
  sequence: number;
  /** When each signal that waits for its answer was due, by sequence number. */
  readonly due: Map<number, number>;
}

interface Tally {
  sent: number;
  acknowledged: number;
  wrong: number;
  readonly latenciesMs: number[];
  measuring: boolean;
}

async function runJob(job: LoadJob): Promise<LoadResult> {
  const tally: Tally = { sent: 0, acknowledged: 0, wrong: 0, latenciesMs: [], measuring: false };
  let onAnswer: (link: Link) => void = () => undefined;
  const links = await Promise.all(
    Array.from({ length: job.links }, (_, i) =>
      openLink(job.port, String(job.firstAccount + i), tally, (link) => onAnswer(link)),
    ),
  );
  try {
    const { plan } = job;
    const begun = performance.now();
    const holdUpsAtMs: number[] = [];
    let seconds: number;
    if (plan.kind === 'closed')
      seconds = await closedLoop(links, tally, plan, (listener) => (onAnswer = listener));
    else {
      tally.measuring = true;
      await openLoop(links, tally, plan, holdUpsAtMs);
      await lastAnswers(tally);
      seconds = (performance.now() - begun) / 1000;
    }
    const { latenciesMs } = tally;
    return {
      sent: tally.sent,
      acknowledged: tally.acknowledged,
      wrong: tally.wrong,
      seconds,
      perS: latenciesMs.length / seconds,
      meanMs: latenciesMs.reduce((sum, ms) => sum + ms, 0) / Math.max(1, latenciesMs.length),
      p50Ms: percentile(latenciesMs, 0.5),
      p99Ms: percentile(latenciesMs, 0.99),
      maxMs: percentile(latenciesMs, 1),
      holdUpsAtMs,
    };
  } finally {
    for (const link of links) link.socket.destroy();
  }
}

async function closedLoop(
  links: readonly Link[],
  tally: Tally,
  plan: { warmS: number; seconds: number },
  setListener: (listener: (link: Link) => void) => void,
): Promise<number> {
  let going = true;
  const next = (link: Link): void => {
    if (going) send(link, tally, 'BA', (link.sequence % POINTS) + 1, performance.now());
  };
  setListener(next);
  for (const link of links) next(link);
  await sleep(plan.warmS * 1000);
  tally.measuring = true;
  const begun = performance.now();
  await sleep(plan.seconds * 1000);
  tally.measuring = false;
  const seconds = (performance.now() - begun) / 1000;
  going = false;
  await lastAnswers(tally);
  return seconds;
}

async function openLoop(
  links: readonly Link[],
  tally: Tally,
  plan: { total: number; seconds: number; holdUps: readonly number[] },
  holdUpsAtMs: number[],
): Promise<void> {
  const begun = performance.now();
  const spacingMs = (plan.seconds * 1000) / plan.total;
  for (let i = 0; i < plan.total;) {
    const now = performance.now();
    for (; i < plan.total && begun + i * spacingMs <= now; i++) {
      const link = links[i % links.length];
      if (!link) continue;
      const dueMs = begun + i * spacingMs;
      const holdUp = plan.holdUps.indexOf(i);
      if (holdUp >= 0) holdUpsAtMs.push(performance.timeOrigin + dueMs);
      // Each link's signals come from its points in turn; every point opens an alarm at its first.
      if (holdUp >= 0) send(link, tally, 'HA', 900 + holdUp, dueMs);
      else send(link, tally, 'BA', (Math.floor(i / links.length) % POINTS) + 1, dueMs);
    }
    if (i < plan.total) await sleep(1);
  }
}

function send(link: Link, tally: Tally, code: string, point: number, dueMs: number): void {
  link.sequence = (link.sequence % 9999) + 1;
  tally.sent += 1;
  link.due.set(link.sequence, dueMs);
  link.socket.write(
    link.writer.write(link.sequence, code, point, performance.timeOrigin + performance.now()),
  );
}

async function lastAnswers(tally: Tally): Promise<void> {
  const deadline = performance.now() + LAST_ANSWERS_MS;
  while (tally.acknowledged + tally.wrong < tally.sent && performance.now() < deadline) await sleep(2);
}

function openLink(
  port: number,
  account: string,
  tally: Tally,
  onAnswer: (link: Link) => void,
): Promise<Link> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true });
    const link: Link = { socket, writer: createFrameWriter(account), sequence: 0, due: new Map() };
    let rest: Buffer | null = null;
    socket.once('error', reject);
    socket.once('connect', () => resolve(link));
    socket.on('data', (chunk: Buffer) => {
      let bytes: Buffer = rest ? Buffer.concat([rest, chunk]) : chunk;
      for (let end = bytes.indexOf(CARRIAGE_RETURN); end >= 0; end = bytes.indexOf(CARRIAGE_RETURN)) {
        take(link, tally, bytes.subarray(0, end + 1));
        bytes = bytes.subarray(end + 1);
        onAnswer(link);
      }
      rest = bytes.length > 0 ? bytes : null;
    });
  });
}

function take(link: Link, tally: Tally, answer: Buffer): void {
  const sequence = acknowledgedSequence(answer);
  const dueMs = sequence === null ? undefined : link.due.get(sequence);
  if (sequence === null || dueMs === undefined) {
    tally.wrong += 1;
    return;
  }
  link.due.delete(sequence);
  tally.acknowledged += 1;
  if (tally.measuring) tally.latenciesMs.push(performance.now() - dueMs);
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
