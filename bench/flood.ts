/**
 * A flood over 275 links: 5,000 signals spread over 10 s whatever the answers (latency counts from the instant
 * each was due), three hold-ups inside that must stand on the board as P1 within a second; then 40,000 at once.
 * Nothing may be lost: what was acknowledged is counted in the database.
 */
import type { Pool } from 'pg';
import { isLoadProcess, startLoad, type LoadGenerator, type LoadResult } from './lib/load.ts';
import { registerPanels } from './lib/panels.ts';
import { mustBe, pause, progress, report, until } from './lib/report.ts';
import { withServer, type BenchServer } from './lib/server.ts';
import { settled } from './lib/settled.ts';

const FIRST_ACCOUNT = 2_000;
const LINKS = 275;
const HOLD_UPS = 3;
const LOOK_MS = 20;
const SEEN_LIMIT_MS = 60_000;

const countSignals = async (pool: Pool): Promise<number> =>
  (await pool.query<{ n: number }>('select count(*)::int n from signals where repeat_of is null')).rows[0]
    ?.n ?? 0;

/** Looks until `count` P1 hold-ups are open; gives the wall clock at which each was first seen, in order. */
async function watchHoldUps(pool: Pool, count: number): Promise<number[]> {
  const seen: number[] = [];
  await until(
    'hold-ups on the board',
    SEEN_LIMIT_MS,
    async () => {
      const rows = await pool.query<{ n: number }>(
        `select count(*)::int n from alarms where kind = 'hold-up' and priority = 1 and open`,
      );
      while (seen.length < (rows.rows[0]?.n ?? 0)) seen.push(performance.timeOrigin + performance.now());
      return seen.length >= count;
    },
    LOOK_MS,
  );
  return seen;
}

function check(result: LoadResult, stored: number): void {
  mustBe(result.wrong === 0, `${result.wrong} answers were no ACK of the signal sent`);
  mustBe(result.acknowledged === result.sent, `${result.sent - result.acknowledged} were not answered`);
  mustBe(stored === result.acknowledged, `${result.acknowledged} acknowledged, ${stored} stored`);
}

async function spread(server: BenchServer, pool: Pool, load: LoadGenerator, total: number, seconds: number) {
  const before = await countSignals(pool);
  const holdUps = [0.25, 0.5, 0.75].map((share) => Math.floor(share * total));
  const seen = watchHoldUps(pool, HOLD_UPS);
  const result = await load.run({
    port: server.dc09Port,
    firstAccount: FIRST_ACCOUNT,
    links: LINKS,
    plan: { kind: 'open', total, seconds, holdUps },
  });
  const seenAtMs = await seen;
  const behindMs = await settled(pool);
  const stored = (await countSignals(pool)) - before;
  check(result, stored);
  progress(
    `${total} in ${seconds} s: p99 ${result.p99Ms.toFixed(1)} ms, board ${behindMs.toFixed(0)} ms behind at the end`,
  );
  report('flood', {
    figure: 'flood_ack_p99_ms',
    value: result.p99Ms,
    unit: 'ms',
    limit: 250,
    against: 'stated limit, from the instant due',
    detail: { ack_p50_ms: result.p50Ms, ack_max_ms: result.maxMs, sent: result.sent, stored },
  });
  report('flood', {
    figure: 'flood_lost',
    value: result.acknowledged - stored,
    unit: 'signals',
    limit: 1,
    against: 'one would be too many',
  });
  report('flood', {
    figure: 'hold_up_on_board_ms',
    value: Math.max(...seenAtMs.map((at, i) => at - (result.holdUpsAtMs[i] ?? at))),
    unit: 'ms',
    limit: 1_000,
    against: 'stated limit, slowest of three, looked for every 20 ms',
  });
  report('flood', {
    figure: 'flood_triage_behind_ms',
    value: behindMs,
    unit: 'ms',
    limit: 1_000,
    against: 'stated limit, after the last answer',
  });
}

async function atOnce(server: BenchServer, pool: Pool, load: LoadGenerator, total: number): Promise<void> {
  const before = await countSignals(pool);
  const result = await load.run({
    port: server.dc09Port,
    firstAccount: FIRST_ACCOUNT,
    links: LINKS,
    plan: { kind: 'open', total, seconds: 0, holdUps: [] },
  });
  const durable = (await countSignals(pool)) - before;
  const behindMs = await settled(pool);
  check(result, durable);
  progress(`${total} at once: ${result.seconds.toFixed(2)} s, board ${(behindMs / 1000).toFixed(2)} s later`);
  report('flood', {
    figure: 'burst_durable_s',
    value: result.seconds,
    unit: 's',
    limit: 8,
    against: 'stated limit',
    detail: { sent: result.sent, stored: durable, per_s: Math.round(result.sent / result.seconds) },
  });
  report('flood', {
    figure: 'burst_triaged_s',
    value: result.seconds + behindMs / 1000,
    unit: 's',
    limit: 30,
    against: 'stated limit',
  });
}

async function main(): Promise<void> {
  const short = process.argv.includes('--short');
  const load = startLoad();
  await withServer(async (server, { pool }) => {
    await registerPanels(pool, FIRST_ACCOUNT, LINKS);
    await load.run({
      port: server.dc09Port,
      firstAccount: FIRST_ACCOUNT,
      links: LINKS,
      plan: { kind: 'closed', warmS: 0.2, seconds: 1 },
    });
    await settled(pool);
    await (short ? spread(server, pool, load, 1_000, 2) : spread(server, pool, load, 5_000, 10));
    await pause(1_000);
    await atOnce(server, pool, load, short ? 4_000 : 40_000);
  }).finally(() => load.stop());
}

if (!isLoadProcess()) await main();
