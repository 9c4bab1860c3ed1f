/*
 * Search in a log of five million entries in three languages, asked over HTTP by a signed-in RSO: rare, common and
 * paired words, with and without other filters, other words each time. The first request of each question counts.
 * Then the whole log as CSV, a million and a half rows, while the server's memory is watched.
 */
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { plainText, wordsOf } from '../src/modules/ledger/search-words.ts';
import { connectDatabase } from '../src/platform/postgres/connect.ts';
import { mustBe, percentile, progress, report } from './lib/report.ts';
import { seedLedger } from './lib/seed.ts';
import { dataFolder, startServer, type BenchServer } from './lib/server.ts';
import { call, signInAsRso } from './lib/session.ts';

const LIMIT_MS = 150;
/** Different texts; each stands about 550 times in five million entries. */
const TEXTS = 9_000;
const CHUNK = 500_000;

const PARTS = {
  en: ['Gate', 'patrol', 'closed', 'visitor', 'camera', 'fence', 'north', 'van', 'light', 'guard'],
  ko: ['정문에서', '순찰', '차량', '확인함', '후문', '방문객', '카메라', '울타리', '조명', '경비원'],
  ar: ['البوابة', 'دورية', 'سيارة', 'زائر', 'الكاميرا', 'سياج', 'إضاءة', 'حارس', 'السفارة', 'مغلق'],
} as const;
const LANGUAGES = ['en', 'ko', 'ar'] as const;

/** Text `n`: some common words of its language, and one word of its own. */
function textOf(n: number): string {
  const parts = PARTS[LANGUAGES[n % 3] ?? 'en'];
  const common = parts.filter((_, i) => (n * (i + 3)) % (i + 2) === 0);
  return `${common.join(' ')} code${n}x`;
}

async function seedWords(dataDir: string, entries: number): Promise<void> {
  const log = { info: () => undefined, warn: () => undefined };
  const database = await connectDatabase({ databaseUrl: undefined, dataDir, log });
  try {
    const { pool } = database;
    await pool.query('create table bench_texts (n int primary key, words text[], plain text)');
    for (let n = 0; n < TEXTS; n++) {
      const plain = plainText(textOf(n));
      await pool.query('insert into bench_texts values ($1, $2, $3)', [n, wordsOf(plain), plain]);
    }
    await pool.query('drop index log_words_words');
    for (let from = 0; from < entries; from += CHUNK) {
      await pool.query(
        `insert into log_words select p.id, g, t.words, t.plain from posts p, generate_series($1::bigint, $2::bigint) g
         join bench_texts t on t.n = (g * 7919) % ${TEXTS}`,
        [from, Math.min(entries, from + CHUNK) - 1],
      );
      progress(`${Math.min(entries, from + CHUNK)} entries with words`);
    }
    await pool.query("set maintenance_work_mem = '1GB'");
    await pool.query('create index log_words_words on log_words using gin (words) with (fastupdate = off)');
    await pool.query('drop table bench_texts');
    // The follower has these entries already.
    await pool.query(
      `insert into ledger_cursors select id, 'search', $1 from posts on conflict (post_id, follower) do update set seq = excluded.seq`,
      [entries - 1],
    );
    await pool.query('vacuum analyze log_words');
  } finally {
    await database.close();
  }
}

const spread = (i: number, count: number): number => Math.floor(((i * 0.618034) % 1) * count);
const pick = <T>(list: readonly T[], i: number): T => list[i % list.length] as T;
const q = (text: string): string => `/api/log?q=${encodeURIComponent(text)}`;

const QUESTIONS: readonly { readonly name: string; readonly path: (i: number) => string }[] = [
  { name: 'rare', path: (i) => q(`code${spread(i, TEXTS)}x`) },
  { name: 'none', path: (i) => q(`absent${i}`) },
  { name: 'common_en', path: (i) => q(pick(PARTS.en, i)) },
  { name: 'common_ko', path: (i) => q(pick(PARTS.ko, i)) },
  { name: 'common_ar', path: (i) => q(pick(PARTS.ar, i)) },
  { name: 'two_common', path: (i) => q(`${pick(PARTS.en, i)} ${pick(PARTS.en, i + 3)}`) },
  { name: 'two_languages', path: (i) => q(`${pick(PARTS.ko, i)} ${pick(PARTS.ar, i)}`) },
  { name: 'common_and_rare', path: (i) => q(`${pick(PARTS.ko, i)} code${3 * spread(i, TEXTS / 3) + 1}x`) },
  { name: 'common_of_kind', path: (i) => `${q(pick(PARTS.ko, i))}&kinds=log.noted` },
  {
    name: 'common_of_person',
    path: (i) => `${q(pick(PARTS.ar, i))}&actor=usr_${String(i % 40).padStart(19, '0')}`,
  },
  { name: 'rare_of_kind', path: (i) => `${q(`code${spread(i, TEXTS)}x`)}&kinds=log.noted,alarm.closed` },
];

const LOOK_EVERY_ROWS = 50_000;
/**
 * The young generation alone fills up to three times its 64 MiB before it is collected, so the first third of an
 * export says what it holds; the rest may hold little more.
 */
const GROWTH_LIMIT_MIB = 64;

const residentMiB = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;

/** Reads the log as CSV to its end; resident memory of the server, looked at every so many rows. */
function exportAll(server: BenchServer, cookie: string): Promise<{ rows: number; heldMiB: number[] }> {
  return new Promise((resolve, reject) => {
    const path = '/api/log/export?format=csv';
    const asked = request({ host: '127.0.0.1', port: server.port, path, headers: { cookie } }, (reply) => {
      let rows = 0;
      const heldMiB: number[] = [];
      reply.on('data', (chunk: Buffer) => {
        for (const byte of chunk) if (byte === 0x0a) rows += 1;
        if (rows >= LOOK_EVERY_ROWS * (heldMiB.length + 1)) heldMiB.push(residentMiB(server.pid));
      });
      reply.on('error', reject);
      reply.on('end', () => resolve({ rows, heldMiB }));
      mustBe(reply.statusCode === 200, `export: ${reply.statusCode}`);
    });
    asked.on('error', reject);
    asked.end();
  });
}

async function measureExport(server: BenchServer, cookie: string, atLeast: number): Promise<void> {
  const begun = performance.now();
  const { rows, heldMiB } = await exportAll(server, cookie);
  const seconds = (performance.now() - begun) / 1000;
  mustBe(rows >= atLeast, `${rows} rows of at least ${atLeast}`);
  const third = Math.ceil(heldMiB.length / 3);
  report('search', {
    figure: 'export_grew_mib',
    value: Math.max(0, Math.max(...heldMiB.slice(third)) - Math.max(...heldMiB.slice(0, third))),
    unit: 'MiB',
    limit: GROWTH_LIMIT_MIB,
    against: 'the most resident memory in the first third',
    detail: {
      rows,
      rows_per_s: Math.round(rows / seconds),
      first_mib: Math.round(heldMiB[0] ?? 0),
      looks: heldMiB.length,
    },
  });
}

async function main(): Promise<void> {
  const short = process.argv.includes('--short');
  const folder = dataFolder();
  const [entries, alarms, runs] = short ? [400_000, 3_000, 20] : [5_000_000, 300_000, 100];
  try {
    await seedLedger(folder.path, entries, alarms);
    await seedWords(folder.path, entries);
    const server = await startServer(folder.path);
    try {
      const cookie = await signInAsRso(server);
      for (const question of QUESTIONS) {
        const tookMs: number[] = [];
        let rows = 0;
        for (let i = 0; i < runs; i++) {
          const begun = performance.now();
          const reply = await call(server.port, 'GET', question.path(i), { cookie });
          tookMs.push(performance.now() - begun);
          mustBe(reply.status === 200, `${question.path(i)}: ${reply.status} ${reply.text.slice(0, 200)}`);
          rows += (JSON.parse(reply.text) as { entries: unknown[] }).entries.length;
        }
        report('search', {
          figure: `${question.name}_p99_ms`,
          value: percentile(tookMs, 0.99),
          unit: 'ms',
          limit: LIMIT_MS,
          against: 'stated limit',
          detail: { p50_ms: Number(percentile(tookMs, 0.5).toFixed(2)), runs, rows, entries },
        });
      }
      await measureExport(server, cookie, short ? 100_000 : 1_000_000);
    } finally {
      await server.stop();
    }
  } finally {
    folder.remove();
  }
}

await main();
