/*
 * A disk of its own that can lose its power: ext4 on a loop file. `xfs_io -x -c shutdown` stops it without
 * writing anything more; after the next mount only what was synced before is there (reliability.md 3).
 */
import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, truncateSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { newFolder, processesUnder, signal, until } from './room.ts';

const GONE_LIMIT_MS = 15_000;
const UMOUNT_LIMIT_MS = 15_000;

/** Why no disk can be made here, or null. */
export function whyNoDisk(tools: readonly string[]): string | null {
  if (process.platform !== 'linux') return 'needs Linux';
  if (process.getuid?.() !== 0) return 'needs root, to make and mount a disk of its own';
  const missing = tools.filter((tool) => !findProgram(tool));
  if (missing.length > 0) return `needs ${missing.join(', ')} (Debian: apt-get install xfsprogs e2fsprogs)`;
  return tools.includes('losetup') && !existsSync('/dev/loop-control') ? 'needs loop devices' : null;
}

function findProgram(name: string): boolean {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return folders.some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

const run = (program: string, words: string[]): void => {
  execFileSync(program, words, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` },
  });
};

export interface Disk {
  /** Where it is mounted. */
  readonly path: string;
  /** Writes everything out, so that a cut takes only what comes later. */
  sync(): void;
  /** Cuts the power: the disk first, then the processes on it and `others`; then the power comes back. */
  cut(others: readonly number[]): Promise<void>;
  close(): Promise<void>;
}

export function openLoopDisk(folder: string, megabytes: number): Disk {
  const image = join(folder, 'disk.img');
  const path = newFolder(folder, 'disk');
  writeFileSync(image, '');
  truncateSync(image, megabytes * 1024 * 1024);
  run('mkfs.ext4', ['-qF', '-E', 'lazy_itable_init=1,lazy_journal_init=1', image]);
  const mount = (): void => run('mount', ['-o', 'loop', image, path]);
  mount();
  return {
    path,
    sync: () => run('sync', ['-f', path]),
    async cut(others) {
      run('xfs_io', ['-x', '-c', 'shutdown', path]);
      for (const pid of [...others, ...processesUnder(path)]) signal(pid, 'SIGKILL');
      await unmount(path);
      mount();
    },
    close: () => unmount(path),
  };
}

/** A small disk in memory, to be filled. */
export function openSmallDisk(folder: string, megabytes: number): Disk {
  const path = newFolder(folder, 'disk');
  run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0755`, 'post-one-faults', path]);
  return {
    path,
    sync: () => undefined,
    cut: async () => undefined,
    close: () => unmount(path),
  };
}

async function unmount(path: string): Promise<void> {
  await until('the processes on the disk are gone', GONE_LIMIT_MS, () => {
    const left = processesUnder(path);
    for (const pid of left) signal(pid, 'SIGKILL');
    return left.length === 0;
  });
  await until('the disk lets go', UMOUNT_LIMIT_MS, () => {
    try {
      run('umount', [path]);
      return true;
    } catch {
      return false;
    }
  });
}
