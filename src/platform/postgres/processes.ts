import { readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/*
 * What runs on this machine, as far as a data folder is concerned. A pid alone proves nothing: it may have
 * been reused since a power cut, so a postmaster is ours only if its command line names our folder.
 */

const PROCESSES_MAX = 200_000;

/** What `postmaster.pid` says: the process, and the folder of its socket. */
export interface PostmasterFile {
  readonly pid: number;
  readonly socketDir: string;
}

/** True while the pid is taken, also by a zombie: the only thing that Postgres itself looks at. */
function isTaken(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM means that it exists and belongs to someone else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** True while the process exists and is not a zombie that nobody has collected. */
export function isAlive(pid: number): boolean {
  if (!isTaken(pid)) return false;
  if (process.platform !== 'linux') return true;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.charAt(stat.lastIndexOf(')') + 2) !== 'Z';
  } catch {
    return false;
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

/** Reads `postmaster.pid` under `pgdata`; undefined when absent, empty or torn by a power cut. */
export function readPostmasterFile(pgdata: string): PostmasterFile | undefined {
  try {
    const lines = readFileSync(join(pgdata, 'postmaster.pid'), 'utf8').split('\n');
    const pid = Number.parseInt(lines[0] ?? '', 10);
    if (!Number.isSafeInteger(pid) || pid < 2) return undefined;
    return { pid, socketDir: (lines[4] ?? '').trim() };
  } catch {
    return undefined;
  }
}

/** The living postmaster of `pgdata`, or undefined: the pid file's process must be a postgres of that folder. */
export function findPostmaster(pgdata: string): PostmasterFile | undefined {
  const file = readPostmasterFile(pgdata);
  if (file === undefined || file.pid === process.pid || !isAlive(file.pid)) return undefined;
  // As a whole word: another folder's name may begin with ours.
  return ` ${commandOf(file.pid).replaceAll('"', ' ').trim()} `.includes(` ${pgdata} `) ? file : undefined;
}

function commandOf(pid: number): string {
  try {
    if (process.platform === 'linux')
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    if (process.platform === 'win32') {
      const query = `(Get-CimInstance Win32_Process -Filter "ProcessId=${pid}").CommandLine`;
      return execFileSync('powershell', ['-NoProfile', '-Command', query], { encoding: 'utf8' });
    }
    return execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    return '';
  }
}

/**
 * Every living Postgres process that works in `pgdata` (postmaster, backends, orphans of a killed
 * postmaster). Linux only: elsewhere empty, and the caller waits until Postgres itself lets go.
 */
export function postgresProcesses(pgdata: string): number[] {
  if (process.platform !== 'linux') return [];
  const found: number[] = [];
  for (const name of readdirSync('/proc').slice(0, PROCESSES_MAX)) {
    if (!/^\d+$/.test(name)) continue;
    try {
      if (readlinkSync(`/proc/${name}/cwd`) !== pgdata) continue;
      if (readFileSync(`/proc/${name}/comm`, 'latin1').trim() !== 'postgres') continue;
      if (isAlive(Number(name))) found.push(Number(name));
    } catch {
      // Gone meanwhile, or another user's: not ours.
    }
  }
  return found;
}

/**
 * Removes what would stop a start without reason: a torn pid file, or one whose pid belongs to a stranger or
 * a zombie by now; and the marks of the socket. A dead pid is left to Postgres, whose own check for leftover backends
 * reads that file. Call only when `findPostmaster` found none.
 */
export function removeStaleMarks(pgdata: string, socketFile: string): void {
  const file = readPostmasterFile(pgdata);
  if (file === undefined || isTaken(file.pid)) rmSync(join(pgdata, 'postmaster.pid'), { force: true });
  rmSync(socketFile, { force: true });
  rmSync(`${socketFile}.lock`, { force: true });
}
