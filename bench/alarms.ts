/**
 * How many alarm signals a second are on disk and acknowledged, and how long a panel waits for its ACK.
 *
 * Closed loop over 1, 8, 64 and 275 TCP connections, one registered account each (a post knows its panels;
 * strangers would cost the server less), each signal distinct in account, sequence, point or time. The limit is
 * the same rows written by bare `pg` batches of as many rows on the same database, while the server is idle.
 * Rounds alternate (bare, ours, bare, ours); medians are told. Acknowledged and stored counts must be equal.
 */
import type { Pool } from 'pg';
import { bareRun, prepareBare, type BareResult } from './lib/bare.ts';
import { isLoadProcess, startLoad, type LoadGenerator, type LoadResult } from './lib/load.ts';
import { registerPanels } from './lib/panels.ts';
import { median, mustBe, progress, report } from './lib/report.ts';
import { withServer, type BenchServer } from './lib/server.ts';
import { settled } from './lib/settled.ts';

const FIRST_ACCOUNT = 2_000;
const MAX_LINKS = 275;

async function stored(pool: Pool): Promise<{ signals: number; entries: number; repeats: number }> {
  const rows = await pool.query<{ signals: number; entries: number; repeats: number }>(
    `select (select count(*)::int from signals where post_id <> 'pst_bare') signals,
       (select count(*)::int from signals where post_id <> 'pst_bare' and repeat_of is not null) repeats,
       (select count(*)::int from ledger_entries where post_id <> 'pst_bare' and kind in ('signal.received', 'signal.repeated')) entries`,
  );
  return rows.rows[0] ?? { signals: 0, entries: 0, repeats: 0 };
}

async function ours(
  server: BenchServer,
  pool: Pool,
  load: LoadGenerator,
  links: number,
  times: { warmS: number; seconds: number },
): Promise<LoadResult> {
  const before = await stored(pool);
  const result = await load.run({
    port: server.dc09Port,
    firstAccount: FIRST_ACCOUNT,
    links,
    plan: { kind: 'closed', ...times },
  });
  const after = await stored(pool);
  mustBe(result.wrong === 0, `${result.wrong} answers were no ACK of the signal sent`);
  mustBe(result.acknowledged === result.sent, `${result.sent - result.acknowledged} were not answered`);
  mustBe(
    after.signals - before.signals === result.acknowledged &&
      after.entries - before.entries === result.acknowledged,
    `${result.acknowledged} acknowledged, ${after.signals - before.signals} signals and ${after.entries - before.entries} entries stored`,
  );
  mustBe(after.repeats === 0, `${after.repeats} distinct signals were taken for repeats`);
  return result;
}

function tell(links: number, bare: readonly BareResult[], mine: readonly LoadResult[]): void {
  const detail = {
    ack_p50_ms: Number(median(mine.map((r) => r.p50Ms)).toFixed(2)),
    ack_p99_ms: Number(median(mine.map((r) => r.p99Ms)).toFixed(2)),
    connections: links,
  };
  report('alarms', {
    figure: `acked_per_s_${links}`,
    value: median(mine.map((r) => r.perS)),
    unit: '1/s',
    limit: median(bare.map((r) => r.perS)),
    against: 'bare pg batches',
    detail,
  });
  if (links !== 1) return;
  report('alarms', {
    figure: 'ack_p50_ms_1',
    value: median(mine.map((r) => r.p50Ms)),
    unit: 'ms',
    limit: median(bare.map((r) => r.p50Ms)),
    against: 'one bare pg commit, median',
  });
  report('alarms', {
    figure: 'ack_mean_ms_1',
    value: median(mine.map((r) => r.meanMs)),
    unit: 'ms',
    limit: median(bare.map((r) => r.meanMs)),
    against: 'one bare pg commit, mean',
  });
}

async function main(): Promise<void> {
  const short = process.argv.includes('--short');
  const only = process.argv.find((word) => /^\d+$/.test(word));
  const rounds = short ? 1 : 3;
  const times = short ? { warmS: 0.3, seconds: 1 } : { warmS: 1, seconds: 6 };
  const bareS = short ? 1 : 4;
  const load = startLoad();
  await withServer(async (server, database) => {
    const { pool } = database;
    await prepareBare(pool);
    await registerPanels(pool, FIRST_ACCOUNT, MAX_LINKS);
    await ours(server, pool, load, MAX_LINKS, { warmS: 0.3, seconds: 1 });
    for (const links of only ? [Number(only)] : [1, 8, 64, MAX_LINKS]) {
      const bare: BareResult[] = [];
      const mine: LoadResult[] = [];
      for (let round = 0; round < rounds; round++) {
        await settled(pool);
        bare.push(await bareRun(pool, links, bareS));
        mine.push(await ours(server, pool, load, links, times));
        progress(
          `${links} connections: bare ${Math.round(bare.at(-1)?.perS ?? 0)}/s (p50 ${bare.at(-1)?.p50Ms.toFixed(2)} ms), ` +
            `ours ${Math.round(mine.at(-1)?.perS ?? 0)}/s (p50 ${mine.at(-1)?.p50Ms.toFixed(2)}, p99 ${mine.at(-1)?.p99Ms.toFixed(2)} ms)`,
        );
      }
      tell(links, bare, mine);
    }
  }).finally(() => load.stop());
}

if (!isLoadProcess()) await main();
