/*
 * npm run faults [-- --short] [-- --kills N --cuts N] [-- names]: kills, cuts, fills, stalls and lies to the real
 * server. One line a case on stderr; the last line of stdout is `N passed, N failed`. FAULTS_KEEP names a folder
 * that gets the servers' logs and the panels' records of the run.
 */
import { cpSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { badInput } from './bad-input.ts';
import { badStart } from './bad-start.ts';
import { runControl, type ControlPlan } from './control.ts';
import { cuts } from './cuts.ts';
import { fullDisk } from './full-disk.ts';
import { hostile, runEnemies } from './hostile.ts';
import { kills } from './kills.ts';
import { liveResume } from './live-resume.ts';
import { repeats } from './repeats.ts';
import { runJanitor, openRoom, say, sweep } from './room.ts';
import { runPanels, type LoadPlan } from './panels.ts';
import type { Case, Run } from './run.ts';

const CASES: Readonly<Record<string, Case>> = {
  kills,
  cuts,
  'full-disk': fullDisk,
  'live-resume': liveResume,
  repeats,
  hostile,
  'bad-start': badStart,
  'bad-input': badInput,
};
/** No run of the short form takes longer; the long form gets more. */
const WATCHDOG_MS = 12 * 60_000;
const LONG_WATCHDOG_MS = 6 * 3_600_000;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { short: { type: 'boolean' }, kills: { type: 'string' }, cuts: { type: 'string' } },
  });
  const unknown = positionals.filter((name) => !Object.hasOwn(CASES, name));
  if (unknown.length > 0) {
    say(`there is no case ${unknown.join(', ')}; choose from ${Object.keys(CASES).join(', ')}`);
    return 2;
  }
  const short = values.short ?? false;
  const room = openRoom();
  const run: Run = {
    room,
    short,
    kills: count(values.kills, short ? 20 : 60),
    cuts: count(values.cuts, short ? 10 : 50),
  };
  const leave = (): void => void sweep(room).finally(() => process.exit(130));
  process.on('SIGINT', leave);
  process.on('SIGTERM', leave);
  setTimeout(
    () => {
      say('the run takes too long and is ended');
      leave();
    },
    short ? WATCHDOG_MS : LONG_WATCHDOG_MS,
  ).unref();
  let passed = 0;
  let failed = 0;
  try {
    for (const name of positionals.length > 0 ? positionals : Object.keys(CASES)) {
      const outcome = await play(name, run);
      if (outcome === 'passed') passed += 1;
      if (outcome === 'failed') failed += 1;
    }
  } finally {
    if (process.env['FAULTS_KEEP'])
      cpSync(room, process.env['FAULTS_KEEP'], {
        recursive: true,
        filter: (f) => !f.includes('/data') && !f.includes('/disk'),
      });
    await sweep(room);
  }
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
}

async function play(name: string, run: Run): Promise<'passed' | 'failed' | 'skipped'> {
  const from = performance.now();
  const took = (): string => `${((performance.now() - from) / 1000).toFixed(1)} s`;
  if (process.platform !== 'linux') {
    say(`${name}: skipped: needs Linux, whose /proc says which processes are ours`);
    return 'skipped';
  }
  try {
    const seen = await CASES[name]?.(run);
    if (typeof seen !== 'string') {
      say(`${name}: skipped: ${seen?.skipped ?? ''}`);
      return 'skipped';
    }
    say(`${name}: passed in ${took()}: ${seen}`);
    return 'passed';
  } catch (error) {
    const where = error instanceof Error ? (error.stack?.split('\n')[1]?.trim() ?? '') : '';
    say(
      `${name}: FAILED after ${took()}: ${error instanceof Error ? error.message : String(error)} ${where}`,
    );
    return 'failed';
  }
}

function count(text: string | undefined, otherwise: number): number {
  const value = Number(text ?? otherwise);
  return Number.isInteger(value) && value > 0 && value <= 10_000 ? value : otherwise;
}

/** The same program plays the processes that must live outside this one. */
async function start(): Promise<void> {
  const [flag, role, what = ''] = process.argv.slice(2);
  if (flag !== '--role') process.exitCode = await main();
  else if (role === 'janitor') await runJanitor(what);
  else if (role === 'panels') await runPanels(JSON.parse(what) as LoadPlan);
  else if (role === 'enemies') await runEnemies(Number(what));
  else if (role === 'control') await runControl(JSON.parse(what) as ControlPlan);
}

await start();
