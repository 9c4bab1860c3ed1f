/**
 * From the panel's socket to the painted row in a real Chromium: one hold-up a second, calm and during floods.
 *
 * calm: 20 s without anything else. flood_1000: 1,000 signals in 10 s with the pointer on the selected row, which
 * must not move by a pixel. flood_5000: 5,000 in 10 s. In each: the longest task in the page, the frames, and whether the
 * selection is the same. A row counts from the frame in which it is painted, by the same clock as the sender's.
 */
import { existsSync } from 'node:fs';
import { chromium, type Page } from 'playwright-core';
import { isLoadProcess, startLoad, type LoadGenerator } from './lib/load.ts';
import { registerPanels } from './lib/panels.ts';
import { mustBe, pause, percentile, progress, report } from './lib/report.ts';
import { withServer, type BenchServer } from './lib/server.ts';
import { signInAsRso } from './lib/session.ts';
import { settled } from './lib/settled.ts';

const FLOOD_ACCOUNT = 2_000;
const LINKS = 275;
/** Each phase probes from an account of its own, so that each probe opens a new row. */
const PROBE_ACCOUNT = 2_900;
const FIRST_ALARMS = 12;
/** Looks in a row, 100 ms apart, that may find the selected row not drawn. */
const MOST_ABSENT = 3;
const LONGEST_TASK_MS = 200;
const FRAME_LIMIT_MS = 33;
const RENDER_LIMIT_MS = 30_000;
const FLAGS = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'];

/** What the page tells of itself; times are wall clock in ms. */
interface Seen {
  readonly painted: Record<string, number>;
  readonly longestTaskMs: number;
  readonly longTasks: number;
  /** Milliseconds between two frames, oldest first. */
  readonly framesMs: readonly number[];
}

/** Runs in the page: notes when each probe's row was painted, and every long task. */
function watchPage(): void {
  const seen = {
    painted: {} as Record<string, number>,
    longestTaskMs: 0,
    longTasks: 0,
    framesMs: [] as number[],
  };
  Object.assign(window, { benchSeen: seen });
  let lastFrameMs = performance.now();
  const frame = (): void => {
    const nowMs = performance.now();
    seen.framesMs.push(nowMs - lastFrameMs);
    lastFrameMs = nowMs;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) {
      seen.longTasks += 1;
      seen.longestTaskMs = Math.max(seen.longestTaskMs, task.duration);
    }
  }).observe({ type: 'longtask' });
  const after = (work: () => void): void => {
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.addEventListener('message', work);
      channel.port1.start();
      channel.port2.postMessage(null);
    });
  };
  new MutationObserver(() => {
    for (const row of document.querySelectorAll('[role=option][data-row]')) {
      // Account and point, however the title puts them.
      const probe = /\b(29\d\d)\D{1,9}(9\d\d)\b/
        .exec(row.textContent ?? '')
        ?.slice(1)
        .join(' ');
      if (probe === undefined || probe in seen.painted) continue;
      seen.painted[probe] = Number.NaN;
      after(() => (seen.painted[probe] = performance.timeOrigin + performance.now()));
    }
  }).observe(document, { childList: true, subtree: true, characterData: true });
}

const readSeen = (page: Page): Promise<Seen> =>
  page.evaluate(() => (window as unknown as { benchSeen: Seen }).benchSeen);

const clearTasks = (page: Page): Promise<void> =>
  page.evaluate(() => {
    Object.assign((window as unknown as { benchSeen: Seen }).benchSeen, {
      longestTaskMs: 0,
      longTasks: 0,
    });
    (window as unknown as { benchSeen: { framesMs: number[] } }).benchSeen.framesMs.length = 0;
  });

/** The selected row: its alarm and where it stands in the window, in a frame that is about to be painted. */
const selection = (page: Page): Promise<{ id: string | null; top: number } | null> =>
  page.evaluate(
    () =>
      new Promise<{ id: string | null; top: number } | null>((resolve) => {
        requestAnimationFrame(() => {
          const row = document.querySelector('[role=option][aria-selected=true]');
          resolve(row && { id: row.getAttribute('data-row'), top: row.getBoundingClientRect().top });
        });
      }),
  );

/** What the detail beside the queue shows. */
const detailHeading = (page: Page): Promise<string> =>
  page.getByRole('complementary', { name: 'Selected alarm' }).getByRole('heading').first().innerText();

interface Phase {
  readonly name: string;
  readonly probes: number;
  readonly flood: { readonly total: number; readonly seconds: number } | null;
  readonly limitMs: number;
  /** The pointer rests on the selected row, which then may not move; new rows come in above the view. */
  readonly pointerOnRow: boolean;
}

async function run(
  phase: Phase,
  index: number,
  on: { page: Page; server: BenchServer; probes: LoadGenerator; flood: LoadGenerator },
): Promise<void> {
  const { page, server } = on;
  const account = PROBE_ACCOUNT + index;
  if (phase.pointerOnRow) await page.locator('[role=option][aria-selected=true]').hover();
  else await page.mouse.move(2, 2);
  await pause(500);
  await clearTasks(page);
  const heading = await detailHeading(page);
  const before = await selection(page);
  let movedPx = 0;
  let absent = 0;
  let watching = phase.pointerOnRow;
  const watcher = (async () => {
    while (watching) {
      const now = await selection(page);
      // A row that is only drawn in the next frame has not moved; one that stays away has.
      if (now === null) absent += 1;
      else {
        absent = 0;
        movedPx = Math.max(movedPx, Math.abs(now.top - (before?.top ?? 0)));
      }
      if (absent > MOST_ABSENT) movedPx = Number.MAX_SAFE_INTEGER;
      await pause(100);
    }
  })();
  const job = { port: server.dc09Port };
  const [probed, flooded] = await Promise.all([
    on.probes.run({
      ...job,
      firstAccount: account,
      links: 1,
      plan: {
        kind: 'open',
        total: phase.probes,
        seconds: phase.probes,
        holdUps: Array.from({ length: phase.probes }, (_, i) => i),
      },
    }),
    phase.flood &&
      on.flood.run({
        ...job,
        firstAccount: FLOOD_ACCOUNT,
        links: LINKS,
        plan: { kind: 'open', ...phase.flood, holdUps: [] },
      }),
  ]);
  mustBe(probed.acknowledged === phase.probes, 'every probe was acknowledged');
  mustBe(!flooded || flooded.acknowledged === flooded.sent, 'the whole flood was acknowledged');
  watching = false;
  await watcher;
  if (!phase.pointerOnRow) await tellLatency(phase, account, page, probed.holdUpsAtMs);
  await tellPage(phase, page, heading, movedPx);
}

async function tellLatency(
  phase: Phase,
  account: number,
  page: Page,
  dueMs: readonly number[],
): Promise<void> {
  const name = (i: number): string => `${account} ${900 + i}`;
  const deadline = performance.now() + RENDER_LIMIT_MS;
  let seen = await readSeen(page);
  const missing = (): boolean => dueMs.some((_, i) => !(seen.painted[name(i)] ?? Number.NaN));
  while (missing() && performance.now() < deadline) {
    await pause(100);
    seen = await readSeen(page);
  }
  mustBe(!missing(), `${phase.name}: a hold-up never stood on the screen`);
  const tookMs = dueMs.map((due, i) => (seen.painted[name(i)] ?? 0) - due);
  progress(`${phase.name}: ${tookMs.map((ms) => Math.round(ms)).join(' ')} ms`);
  report('screen', {
    figure: `${phase.name}_socket_to_row_p99_ms`,
    value: percentile(tookMs, 0.99),
    unit: 'ms',
    limit: phase.limitMs,
    against: 'stated limit',
    detail: { p50_ms: Math.round(percentile(tookMs, 0.5)), rows: tookMs.length },
  });
}

async function tellPage(phase: Phase, page: Page, heading: string, movedPx: number): Promise<void> {
  const seen = await readSeen(page);
  report('screen', {
    figure: `${phase.name}_longest_task_ms`,
    value: seen.longestTaskMs,
    unit: 'ms',
    limit: LONGEST_TASK_MS,
    against: 'stated limit',
    detail: { long_tasks: seen.longTasks },
  });
  report('screen', {
    figure: `${phase.name}_frame_p95_ms`,
    value: percentile(seen.framesMs, 0.95),
    unit: 'ms',
    limit: FRAME_LIMIT_MS,
    against: 'stated limit, between two frames',
    detail: { frames: seen.framesMs.length, p50_ms: Number(percentile(seen.framesMs, 0.5).toFixed(1)) },
  });
  // A row outside the view is not in the page: the detail says what is selected.
  const same = (await detailHeading(page)) === heading;
  report('screen', {
    figure: `${phase.name}_selection_moved_${phase.pointerOnRow ? 'px' : 'times'}`,
    value: phase.pointerOnRow ? movedPx : Number(!same),
    unit: phase.pointerOnRow ? 'px' : 'changes',
    limit: 1,
    against: 'one would be too many',
  });
  mustBe(same, `${phase.name}: another alarm was selected than before`);
}

async function main(): Promise<void> {
  const short = process.argv.includes('--short');
  const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
  mustBe(existsSync(executablePath), `there is no Chromium at ${executablePath}; name one with CHROMIUM`);
  const probes = startLoad();
  const flood = startLoad();
  const share = short ? 0.2 : 1;
  const phases: readonly Phase[] = [
    { name: 'calm', probes: 20 * share, flood: null, limitMs: 1_000, pointerOnRow: false },
    {
      name: 'flood_1000',
      probes: 10 * share,
      flood: { total: 1_000 * share, seconds: 10 * share },
      limitMs: 5_000,
      pointerOnRow: true,
    },
    {
      name: 'flood_5000',
      probes: 14 * share,
      flood: { total: 5_000 * share, seconds: 10 * share },
      limitMs: 5_000,
      pointerOnRow: false,
    },
  ].map((phase) => ({ ...phase, probes: Math.ceil(phase.probes) }));
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  try {
    await withServer(async (server, { pool }) => {
      await registerPanels(pool, FLOOD_ACCOUNT, LINKS);
      const cookie = await signInAsRso(server);
      const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } });
      const [name = '', value = ''] = cookie.split('=');
      await context.addCookies([{ name, value, url: `http://127.0.0.1:${server.port}` }]);
      const page = await context.newPage();
      await page.addInitScript(watchPage);
      await page.goto(`http://127.0.0.1:${server.port}/`);
      await page.getByRole('main').waitFor();
      await openFirstAlarms(server, probes);
      await page.locator('[role=option]').first().click();
      for (const [index, phase] of phases.entries()) {
        await run(phase, index, { page, server, probes, flood });
        progress(`${phase.name}: triage settled ${Math.round(await settled(pool))} ms later`);
      }
    });
  } finally {
    await browser.close();
    probes.stop();
    flood.stop();
  }
}

/**
 * A first signal from each probe account and from some more, so that unknown panels are announced and the board
 * stands in its flood form (over ten alarms in ten minutes) before the clock runs.
 */
async function openFirstAlarms(server: BenchServer, load: LoadGenerator): Promise<void> {
  await load.run({
    port: server.dc09Port,
    firstAccount: PROBE_ACCOUNT,
    links: FIRST_ALARMS,
    plan: { kind: 'open', total: FIRST_ALARMS, seconds: 0, holdUps: [] },
  });
  await pause(2_000);
}

if (!isLoadProcess()) await main();
