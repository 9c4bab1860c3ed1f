import { closeSync, copyFileSync, fstatSync, openSync, readSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';

/*
 * postgres.log: Postgres writes to it directly (a pipe would break it when Node dies). The file is opened for
 * appending, so it can be emptied in place: two files of at most about LOG_BYTES_MAX each.
 */

const LOG_BYTES_MAX = 8 * 1024 * 1024;
const TAIL_BYTES = 8192;

export const logPath = (dataDir: string): string => join(dataDir, 'postgres.log');

/** Opens the log for a new Postgres. The caller closes the descriptor once the child has it. */
export function openLog(dataDir: string): number {
  trimLog(dataDir);
  return openSync(logPath(dataDir), 'a', 0o600);
}

/** Moves a full log to postgres.log.1. Called at start and once a minute. */
export function trimLog(dataDir: string): void {
  const path = logPath(dataDir);
  const there = statSync(path, { throwIfNoEntry: false });
  if (there === undefined || there.size <= LOG_BYTES_MAX) return;
  try {
    copyFileSync(path, `${path}.1`);
  } finally {
    // Also when the copy does not fit: a full disk needs the room more than an old log.
    truncateSync(path);
  }
}

/** Position at which the next Postgres begins to write. */
export function logEnd(dataDir: string): number {
  return statSync(logPath(dataDir), { throwIfNoEntry: false })?.size ?? 0;
}

/** The last FATAL, PANIC or ERROR sentence written after `from`; the last line when there is none. */
export function lastComplaint(dataDir: string, from: number): string {
  let text: string;
  try {
    const file = openSync(logPath(dataDir), 'r');
    const { size } = fstatSync(file);
    const start = Math.max(size < from ? 0 : from, size - TAIL_BYTES);
    const bytes = Buffer.alloc(Math.max(0, size - start));
    readSync(file, bytes, 0, bytes.length, start);
    closeSync(file);
    text = bytes.toString('utf8');
  } catch {
    return 'no log';
  }
  const lines = text.trim().split('\n');
  const complaint = lines.findLast((line) => /\b(FATAL|PANIC|ERROR):/.test(line)) ?? lines.at(-1) ?? '';
  return complaint.replace(/^.*?\b(?:FATAL|PANIC|ERROR):\s*/, '') || 'no message';
}
