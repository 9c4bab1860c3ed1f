import { createHash } from 'node:crypto';
import { closeSync, constants, openSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { Server } from 'node:net';
import { join } from 'node:path';
import { errorCode } from '../files.ts';
import { StartRefused } from './start-refused.ts';

/*
 * One Post One per data folder. The lock is held by the kernel for the living process, so kill -9 and a power
 * cut leave nothing to clean up:
 *   Linux    an abstract socket named after the folder's device and inode (atomic), then a listening socket in
 *            the folder itself, which is seen from other containers that share the folder;
 *   macOS    a file opened with O_EXLOCK;
 *   Windows  a named pipe.
 * The holder answers every caller with its pid, so that the second one can name the first.
 */

const LOCK_NAME = 'post-one.lock';
const ASK_TIMEOUT_MS = 1000;
const ANSWER_BYTES_MAX = 64;
const O_EXLOCK = 0x20;

/** The held lock of a data folder. */
export interface DataDirLock {
  release(): Promise<void>;
}

/** Takes the lock of an existing folder, or refuses with a sentence that names the holder's pid. */
export async function lockDataDir(dataDir: string): Promise<DataDirLock> {
  if (process.platform === 'linux') return lockOnLinux(dataDir);
  if (process.platform === 'win32') {
    const server = await listen(`\\\\.\\pipe\\${lockWord(dataDir)}`, dataDir);
    return { release: () => closeServer(server) };
  }
  return lockByFile(dataDir);
}

/** True when a Post One is running on the folder (also this very process). */
export async function isDataDirLocked(dataDir: string): Promise<boolean> {
  try {
    const lock = await lockDataDir(dataDir);
    await lock.release();
    return false;
  } catch (error) {
    if (error instanceof StartRefused && error.code === 'data-dir-in-use') return true;
    throw error;
  }
}

async function lockOnLinux(dataDir: string): Promise<DataDirLock> {
  const abstract = await listen(`\0${lockWord(dataDir)}`, dataDir);
  // The folder is addressed through /proc, since its real path may exceed the 107 bytes of a socket address.
  // It stays open as long as the lock, because closing a server unlinks that same path.
  const folder = openSync(dataDir, constants.O_RDONLY | constants.O_DIRECTORY);
  const short = `/proc/self/fd/${folder}/${LOCK_NAME}`;
  try {
    const holder = await askHolder(short);
    if (holder !== undefined) throw inUse(dataDir, holder);
    rmSync(join(dataDir, LOCK_NAME), { force: true });
    const visible = await listen(short, dataDir);
    return {
      release: async () => {
        rmSync(join(dataDir, LOCK_NAME), { force: true });
        await closeServer(visible);
        await closeServer(abstract);
        closeSync(folder);
      },
    };
  } catch (error) {
    await closeServer(abstract);
    closeSync(folder);
    throw error;
  }
}

function lockByFile(dataDir: string): DataDirLock {
  const path = join(dataDir, LOCK_NAME);
  let held: number;
  try {
    held = openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_NONBLOCK | O_EXLOCK, 0o600);
  } catch (error) {
    if (errorCode(error) === 'EAGAIN') throw inUse(dataDir, 'see post-one.lock');
    throw error;
  }
  writeFileSync(held, String(process.pid));
  return {
    release: async () => closeSync(held),
  };
}

function lockWord(dataDir: string): string {
  const folder = statSync(dataDir);
  const digest = createHash('sha256').update(`${folder.dev}:${folder.ino}`).digest('hex').slice(0, 32);
  return `post-one-${digest}`;
}

async function listen(path: string, dataDir: string): Promise<Server> {
  try {
    return await listenAt(path);
  } catch (error) {
    if (errorCode(error) !== 'EADDRINUSE') throw error;
    throw inUse(dataDir, (await askHolder(path)) ?? 'unknown');
  }
}

function listenAt(path: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((caller) => {
      caller.on('error', () => caller.destroy());
      caller.end(String(process.pid));
    });
    server.once('error', reject);
    server.listen({ path }, () => {
      // The lock must not keep a finished process alive.
      server.unref();
      resolve(server);
    });
  });
}

function askHolder(path: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    let answer = '';
    const caller = connect({ path });
    const finish = (holder: string | undefined) => {
      caller.destroy();
      resolve(holder);
    };
    caller.setTimeout(ASK_TIMEOUT_MS, () => finish('unknown'));
    caller.on('data', (bytes) => {
      answer = (answer + bytes.toString('latin1')).slice(0, ANSWER_BYTES_MAX);
    });
    caller.on('end', () => finish(/^\d+$/.test(answer) ? answer : 'unknown'));
    caller.on('error', () => finish(undefined));
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

function inUse(dataDir: string, pid: string): StartRefused {
  return new StartRefused(
    'data-dir-in-use',
    `Another Post One (process ${pid}) is running on ${dataDir}: stop it, or set DATA_DIR to another folder.`,
  );
}
