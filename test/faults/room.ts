/*
 * Everything that a run of the faults makes lies under one folder: files, mounts, loop devices, and processes,
 * whose working folder or command line names it. So that one sweep of the folder ends all of it, and nothing else.
 */
import { execFileSync, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const SWEEP_TRIES = 50;
const SWEEP_PAUSE_MS = 100;

/** Says one line of progress. */
export const say = (line: string): void => void process.stderr.write(`faults: ${line}\n`);

/** Wall-clock milliseconds with fractions: comparable between processes of one machine. */
export const now = (): number => performance.timeOrigin + performance.now();

/** Makes the folder of a run. A janitor process sweeps it when this process is gone, however it went. */
export function openRoom(): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'post-one-faults-')));
  const self = process.argv[1];
  if (self === undefined) throw new Error('the program knows its own file');
  const janitor = spawn(process.execPath, [self, '--role', 'janitor', root], {
    stdio: ['pipe', 'ignore', 'inherit'],
    detached: true,
    cwd: '/',
  });
  janitor.unref();
  const line = janitor.stdin;
  if (line && 'unref' in line && typeof line.unref === 'function') line.unref();
  return root;
}

/** The janitor: waits until its standard input ends, then sweeps. */
export async function runJanitor(root: string): Promise<void> {
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => undefined);
  process.stdin.resume();
  await new Promise<void>((resolve) => {
    process.stdin.on('end', resolve);
    process.stdin.on('error', () => resolve());
  });
  await sweep(root);
}

/** A folder of its own for one case. */
export function newFolder(root: string, name: string): string {
  const path = join(root, name);
  mkdirSync(path, { recursive: true });
  return path;
}

/** Ends what runs under `root`, unmounts and detaches what is mounted there, and removes the folder. */
export async function sweep(root: string): Promise<void> {
  for (let tries = 0; existsSync(root) && tries < SWEEP_TRIES; tries += 1) {
    for (const pid of processesUnder(root)) signal(pid, 'SIGKILL');
    for (const mount of mountsUnder(root).toReversed()) quietly('umount', [mount]);
    for (const loop of loopsUnder(root)) quietly('losetup', ['-d', loop]);
    if (mountsUnder(root).length === 0 && processesUnder(root).length === 0) {
      rmSync(root, { recursive: true, force: true, maxRetries: 3 });
      return;
    }
    await sleep(SWEEP_PAUSE_MS);
  }
}

/** Sends a signal; a process that is gone already is not an error. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** True while the process runs (a zombie does not). */
export function isAlive(pid: number): boolean {
  const state = readOr(`/proc/${pid}/stat`);
  return state !== '' && state.charAt(state.lastIndexOf(')') + 2) !== 'Z';
}

/** Every living process, other than this one and janitors, that works in `folder` or names it. */
export function processesUnder(folder: string): number[] {
  return livingProcesses().filter((pid) => {
    const command = readOr(`/proc/${pid}/cmdline`);
    if (command.includes('--role\0janitor')) return false;
    return isWithin(linkOr(`/proc/${pid}/cwd`), folder) || command.includes(`${folder}/`);
  });
}

function livingProcesses(): number[] {
  if (!existsSync('/proc/self')) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid && isAlive(pid));
}

const isWithin = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);

function mountsUnder(root: string): string[] {
  return readOr('/proc/mounts')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((path) => isWithin(path, root));
}

function loopsUnder(root: string): string[] {
  if (!existsSync('/sys/block')) return [];
  return readdirSync('/sys/block')
    .filter((name) => name.startsWith('loop'))
    .filter((name) => isWithin(readOr(`/sys/block/${name}/loop/backing_file`).trim(), root))
    .map((name) => `/dev/${name}`);
}

function quietly(program: string, words: string[]): void {
  try {
    execFileSync(program, words, { stdio: 'ignore' });
  } catch {
    // Tried again by the next round of the sweep.
  }
}

export function readOr(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

function linkOr(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

/** Waits until `test` holds; throws `what` after `limitMs`. Returns the milliseconds waited. */
export async function until(
  what: string,
  limitMs: number,
  test: () => boolean | Promise<boolean>,
  everyMs = 20,
): Promise<number> {
  const from = performance.now();
  while (!(await test())) {
    if (performance.now() - from > limitMs) throw new Error(`${what}: not within ${limitMs / 1000} s`);
    await sleep(everyMs);
  }
  return performance.now() - from;
}

/** Fails the case with a sentence. */
export function expect(holds: boolean, says: string): asserts holds {
  if (!holds) throw new Error(says);
}

/** The `share` quantile of some numbers, 0 for none. */
export function quantile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
