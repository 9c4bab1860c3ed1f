/* A live view that lost its server resumes with `since`: every entry once, in order, without a gap. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { linkPlans, startLoad } from './load.ts';
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
  type Person,
  type Setting,
} from './server.ts';

const KILLS = 4;

interface Entry {
  readonly seq: number;
  readonly prev: number;
}

/** A browser's view of the stream: what it received, and where it goes on. */
interface View {
  readonly seqs: number[];
  readonly resyncs: number;
  stop(): void;
}

export const liveResume: Case = async ({ room }) => {
  const folder = newFolder(room, 'live');
  const setting: Setting = { folder, dataDir: join(folder, 'data'), ...newPorts() };
  let server = await startServer(setting);
  const links = linkPlans(6, 0, 2);
  const { rso } = await setUp(server, setting, links);
  const load = startLoad(folder, { port: setting.dc09Port, links });
  const board = await rso.call('GET', '/api/board');
  const from = Number(board.json['seq']);
  expect(Number.isInteger(from), 'the board names the sequence to go on from');
  const view = openView(setting.port, rso, from);
  try {
    for (let round = 0; round < KILLS; round += 1) {
      await sleep(500 + Math.random() * 500);
      const victims = round % 2 === 0 ? [server.pid] : [server.pid, ...postgresOf(setting.dataDir)];
      for (const pid of victims) signal(pid, 'SIGKILL');
      await until('the server is gone', 5_000, () => server.ended() !== null);
      server = await startServer(setting);
      await load.firstAckAfter(now(), 15_000);
    }
    await load.pause();
    const pool = openPool(setting.dataDir);
    try {
      return await compare(pool, view, from);
    } finally {
      await pool.end();
    }
  } finally {
    view.stop();
    load.stop();
    if (server.ended() === null) await stopServer(server, setting);
  }
};

async function compare(pool: ReturnType<typeof openPool>, view: View, from: number): Promise<string> {
  const read = async (): Promise<number[]> => {
    const { rows } = await pool.query<{ seq: number }>(
      // Signals themselves stay in the log; what they became is streamed.
      `select seq from ledger_entries where seq > $1 and kind not like 'signal.%' order by seq`,
      [from],
    );
    return rows.map((row) => Number(row.seq));
  };
  let stored: number[] = [];
  await until('the view catches up', 20_000, async () => {
    stored = await read();
    return stored.length > 0 && view.seqs.at(-1) === stored.at(-1);
  });
  expect(view.resyncs === 0, `the view was told ${view.resyncs} times to begin anew`);
  const wrong = stored.findIndex((seq, i) => view.seqs[i] !== seq);
  expect(
    wrong < 0 && view.seqs.length === stored.length,
    `entry ${stored[wrong]} was expected and ${view.seqs[wrong]} came (${view.seqs.length} came, ${stored.length} stand in the ledger)`,
  );
  return `${KILLS} kills under an open view: ${view.seqs.length} entries, each once, in order, no gap`;
}

function openView(port: number, person: Person, since: number): View {
  const seqs: number[] = [];
  const ended = new AbortController();
  const counts = { resyncs: 0 };
  let seen = since;
  void (async () => {
    while (!ended.signal.aborted) {
      try {
        await readStream(port, person, seen, ended.signal, (event, data) => {
          if (event === 'resync') counts.resyncs += 1;
          if (event !== 'entries') return;
          for (const entry of JSON.parse(data) as Entry[]) {
            if (entry.prev !== seen) counts.resyncs += 1;
            seqs.push(entry.seq);
            seen = entry.seq;
          }
        });
      } catch {
        // The server is away: the browser comes back as well.
      }
      await sleep(100);
    }
  })();
  return {
    seqs,
    get resyncs() {
      return counts.resyncs;
    },
    stop: () => ended.abort(),
  };
}

async function readStream(
  port: number,
  person: Person,
  since: number,
  signal: AbortSignal,
  take: (event: string, data: string) => void,
): Promise<void> {
  const response = await fetch(`http://${HOST}:${port}/api/live?since=${since}`, {
    headers: { cookie: person.cookie },
    signal,
  });
  if (response.status !== 200 || response.body === null) throw new Error(`live answered ${response.status}`);
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const event = /^event: (.*)$/m.exec(block)?.[1];
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (event !== undefined && data !== undefined) take(event, data);
    }
  }
}
