/**
 * Opening the board and paging alarms and the log with five million entries and 300,000 alarms in the database,
 * asked over HTTP by a signed-in RSO, one request after the other, other parameters each time. The first request
 * of each question counts too.
 */
import { alarmId, COMMON_KIND, RARE_KIND, seedLedger, ZONES, type Seeded } from './lib/seed.ts';
import { mustBe, percentile, progress, report } from './lib/report.ts';
import { dataFolder, startServer } from './lib/server.ts';
import { call, signInAsRso } from './lib/session.ts';

const LIMIT_MS = 100;

interface Question {
  readonly name: string;
  /** Path of the `i`th request. */
  readonly path: (i: number) => string;
  /** Most entries may be missing where the seed has few; 1 unless told. */
  readonly least?: number;
}

/** A number from 0 up to `count`, spread evenly and the same in each run. */
const spread = (i: number, count: number): number => Math.floor(((i * 0.618034) % 1) * count);

function questions(seeded: Seeded): readonly Question[] {
  const { entries, alarms, firstAt } = seeded;
  const entryMs = (Date.now() - firstAt.getTime()) / entries;
  const at = (seq: number): string => new Date(firstAt.getTime() + seq * entryMs).toISOString();
  const actor = (i: number): string => `usr_${String(i % 40).padStart(19, '0')}`;
  const day = (i: number): string => {
    const from = spread(i, entries - 20_000);
    return `from=${at(from)}&to=${at(from + 13_700)}`;
  };
  const deepAlarm = (i: number): string => {
    const n = spread(i, alarms);
    return `${at((n * entries) / alarms)},${alarmId(n)}`;
  };
  const common = 'alarm.raised,alarm.acknowledged,alarm.closed';
  return [
    { name: 'board', path: () => '/api/board' },
    { name: 'alarms_first', path: () => '/api/alarms' },
    { name: 'alarms_open', path: () => '/api/alarms?state=open' },
    { name: 'alarms_closed', path: () => '/api/alarms?state=closed' },
    { name: 'alarms_priority', path: (i) => `/api/alarms?priority=${(i % 4) + 1}` },
    { name: 'alarms_open_priority', path: (i) => `/api/alarms?state=open&priority=${(i % 4) + 1}`, least: 0 },
    { name: 'alarms_zone', path: (i) => `/api/alarms?zone=zon_${i % ZONES}` },
    { name: 'alarms_kind', path: (i) => `/api/alarms?kind=${i % 2 ? 'intrusion' : 'tamper'}` },
    { name: 'alarms_rare_kind', path: () => '/api/alarms?kind=gas' },
    { name: 'alarms_no_such_kind', path: () => '/api/alarms?kind=fire', least: 0 },
    { name: 'alarms_zone_rare_kind', path: (i) => `/api/alarms?kind=gas&zone=zon_${i % ZONES}`, least: 0 },
    {
      name: 'alarms_zone_kind_priority',
      path: (i) => `/api/alarms?kind=intrusion&zone=zon_${(i % 12) * 2}&priority=1`,
      least: 0,
    },
    { name: 'alarms_deep', path: (i) => `/api/alarms?before=${deepAlarm(i)}` },
    {
      name: 'alarms_deep_closed_kind',
      path: (i) => `/api/alarms?state=closed&kind=intrusion&before=${deepAlarm(i)}`,
    },
    { name: 'alarm', path: (i) => `/api/alarms/${alarmId(spread(i, alarms))}` },
    { name: 'alarm_story', path: (i) => `/api/alarms/${alarmId(spread(i, alarms))}/story` },
    { name: 'log_first', path: () => '/api/log' },
    { name: 'log_everything', path: () => '/api/log?kinds=all' },
    { name: 'log_signals', path: () => '/api/log?kinds=signal.received' },
    { name: 'log_common_kind', path: () => `/api/log?kinds=${COMMON_KIND}` },
    { name: 'log_common_kinds', path: () => `/api/log?kinds=${common}` },
    { name: 'log_rare_kind', path: () => `/api/log?kinds=${RARE_KIND}` },
    { name: 'log_no_such_kind', path: () => '/api/log?kinds=drill.begun', least: 0 },
    { name: 'log_actor', path: (i) => `/api/log?actor=${actor(i)}` },
    { name: 'log_no_such_actor', path: (i) => `/api/log?actor=usr_nobody${i}`, least: 0 },
    { name: 'log_panel', path: (i) => `/api/log?kinds=all&actor=dc09:${1000 + (i % 48)}` },
    { name: 'log_actor_common_kind', path: (i) => `/api/log?actor=${actor(i)}&kinds=alarm.closed` },
    { name: 'log_actor_rare_kind', path: (i) => `/api/log?actor=${actor(i)}&kinds=${RARE_KIND}`, least: 0 },
    { name: 'log_thread', path: (i) => `/api/log?thread=${alarmId(spread(i, alarms))}` },
    { name: 'log_day', path: (i) => `/api/log?${day(i)}` },
    { name: 'log_day_everything', path: (i) => `/api/log?kinds=all&${day(i)}` },
    { name: 'log_day_rare_kind', path: (i) => `/api/log?kinds=${RARE_KIND}&${day(i)}`, least: 0 },
    { name: 'log_day_actor', path: (i) => `/api/log?actor=${actor(i)}&${day(i)}` },
    { name: 'log_deep', path: (i) => `/api/log?before=${spread(i, entries)}` },
    { name: 'log_deep_everything', path: (i) => `/api/log?kinds=all&before=${spread(i, entries)}` },
    {
      name: 'log_deep_common_kind',
      path: (i) => `/api/log?kinds=${COMMON_KIND}&before=${spread(i, entries)}`,
    },
    { name: 'log_deep_actor', path: (i) => `/api/log?actor=${actor(i)}&before=${spread(i, entries)}` },
  ];
}

async function ask(port: number, cookie: string, question: Question, runs: number): Promise<void> {
  const tookMs: number[] = [];
  let rows = 0;
  let bytes = 0;
  for (let i = 0; i < runs; i++) {
    const begun = performance.now();
    const reply = await call(port, 'GET', question.path(i), { cookie });
    tookMs.push(performance.now() - begun);
    mustBe(reply.status === 200, `${question.path(i)}: ${reply.status} ${reply.text.slice(0, 200)}`);
    const body = JSON.parse(reply.text) as { entries?: unknown[]; alarms?: unknown[] };
    rows = Math.max(rows, body.entries?.length ?? body.alarms?.length ?? 1);
    bytes = reply.text.length;
  }
  mustBe(rows >= (question.least ?? 1), `${question.name} gave nothing`);
  report('board', {
    figure: `${question.name}_p99_ms`,
    value: percentile(tookMs, 0.99),
    unit: 'ms',
    limit: LIMIT_MS,
    against: 'stated limit',
    detail: { p50_ms: Number(percentile(tookMs, 0.5).toFixed(2)), runs, rows, bytes },
  });
}

async function main(): Promise<void> {
  const short = process.argv.includes('--short');
  const folder = dataFolder();
  const [entries, alarms] = short ? [50_000, 3_000] : [5_000_000, 300_000];
  try {
    const begun = performance.now();
    const seeded = await seedLedger(folder.path, entries, alarms);
    progress(`seeded in ${Math.round((performance.now() - begun) / 1000)} s`);
    const server = await startServer(folder.path);
    try {
      const cookie = await signInAsRso(server);
      for (const question of questions(seeded)) await ask(server.port, cookie, question, short ? 5 : 60);
    } finally {
      await server.stop();
    }
  } finally {
    folder.remove();
  }
}

await main();
