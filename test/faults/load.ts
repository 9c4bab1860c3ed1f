/* The parent's side of panels.ts: starts the client, reads its record, and gives it orders. */
import { fork, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { LinkPlan, LoadPlan, Order, Report, Told } from './panels.ts';
import { expect, signal } from './room.ts';
import { HOST } from './server.ts';

/** What the client wrote down so far. Frames are hex. */
export interface Record {
  /** Name of each signal that was sent, and its frame. */
  readonly sent: ReadonlyMap<string, string>;
  readonly acked: ReadonlySet<string>;
}

export interface Load {
  readonly links: readonly LinkPlan[];
  /** Reads what was added to the record. */
  record(): Record;
  /** Stops sending, and resolves when every signal that is out is acknowledged. */
  pause(limitMs?: number): Promise<Report>;
  resume(): void;
  report(): Promise<Report>;
  /** Resolves with the moment at which a signal first sent after `at` is acknowledged. */
  firstAckAfter(at: number, limitMs: number): Promise<number>;
  stop(): void;
}

const REPORT_LIMIT_MS = 10_000;
const CHUNK_BYTES = 1 << 20;

/** Accounts 2001 and up: `tcp` plain and `secret` encrypted TCP links, and `udp` links. */
export function linkPlans(tcp: number, secret: number, udp: number): LinkPlan[] {
  return Array.from({ length: tcp + secret + udp }, (_, i): LinkPlan => {
    const encrypted = i >= tcp && i < tcp + secret;
    return {
      account: String(2001 + i),
      transport: i < tcp + secret ? 'tcp' : 'udp',
      key: encrypted ? Buffer.alloc(16, i + 1).toString('hex') : null,
    };
  });
}

export function startLoad(
  folder: string,
  plan: { port: number; links: readonly LinkPlan[]; gapMs?: number; padBytes?: number; name?: string },
): Load {
  const self = process.argv[1];
  expect(self !== undefined, 'the program knows its own file');
  const path = join(folder, `${plan.name ?? 'panels'}.record`);
  const whole: LoadPlan = {
    host: HOST,
    port: plan.port,
    record: path,
    links: plan.links,
    gapMs: plan.gapMs ?? 8,
    padBytes: plan.padBytes ?? 0,
  };
  const child = fork(self, ['--role', 'panels', JSON.stringify(whole)], { cwd: folder, execArgv: [] });
  const read = recordReader(path);
  const order = (o: Order): void => void child.send(o);
  return {
    links: plan.links,
    record: read,
    async pause(limitMs = 15_000) {
      order({ do: 'pause' });
      return hear(child, 'the panels fall silent', limitMs, (told) =>
        told.told === 'paused' ? told : null,
      ).catch((error: unknown) => {
        const { sent, acked } = read();
        const open = [...sent].filter(([name]) => !acked.has(name));
        const [name, frame = ''] = open[0] ?? [];
        throw new Error(
          `${String(error)}; ${open.length} signals have no answer, such as ${name}: ${Buffer.from(frame, 'hex').toString('latin1').trim()}`,
        );
      });
    },
    resume: () => order({ do: 'resume' }),
    async report() {
      order({ do: 'report' });
      return hear(child, 'the panels report', REPORT_LIMIT_MS, (told) =>
        told.told === 'report' ? told : null,
      );
    },
    async firstAckAfter(at, limitMs) {
      order({ do: 'mark', at });
      return hear(child, 'an acknowledgement', limitMs, (told) => (told.told === 'marked' ? told.at : null));
    },
    stop: () => {
      if (child.pid !== undefined) signal(child.pid, 'SIGKILL');
    },
  };
}

function hear<T>(
  child: ChildProcess,
  what: string,
  limitMs: number,
  pick: (told: Told) => T | null,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer);
      child.off('message', listen);
      child.off('exit', gone);
    };
    const listen = (message: unknown): void => {
      const picked = pick(message as Told);
      if (picked === null) return;
      end();
      resolve(picked);
    };
    const gone = (): void => {
      end();
      reject(new Error(`${what}: the client process ended`));
    };
    const timer = setTimeout(() => {
      end();
      reject(new Error(`${what}: not within ${limitMs / 1000} s`));
    }, limitMs);
    child.on('message', listen);
    child.on('exit', gone);
  });
}

/** Reads the file on from where it stopped, whole lines only. */
function recordReader(path: string): () => Record {
  const sent = new Map<string, string>();
  const acked = new Set<string>();
  let at = 0;
  let rest = '';
  const chunk = Buffer.alloc(CHUNK_BYTES);
  return () => {
    if (!existsSync(path)) return { sent, acked };
    const file = openSync(path, 'r');
    for (let length = -1; length !== 0;) {
      length = readSync(file, chunk, 0, CHUNK_BYTES, at);
      at += length;
      const lines = (rest + chunk.toString('latin1', 0, length)).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const [what, name = '', frame = ''] = line.split('\t');
        if (what === 'S') sent.set(name, frame);
        else acked.add(name);
      }
    }
    closeSync(file);
    return { sent, acked };
  };
}
