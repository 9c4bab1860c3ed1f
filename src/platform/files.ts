import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, stat, statfs, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/*
 * What stands outside Postgres must survive a power cut as well: a file written without fsync came back as
 * zeros after one (shared/reliability.md 1.9). Hence temporary file, fsync, rename, fsync of the folder.
 */

const SYNC_BATCH_MAX = 32;
const BALLAST_CHUNK_BYTES = 1024 * 1024;
const BALLAST_NAME = 'ballast';

/** Room kept back for the moment the disk is full: 64 MB. */
export const BALLAST_BYTES = 64 * 1024 * 1024;

/** The `code` of a Node file or socket error, such as `ENOENT`; undefined for anything else. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Flushes a folder's entries, so that a name made or renamed in it survives a power cut. */
export async function syncFolder(path: string): Promise<void> {
  // Windows cannot open a folder for fsync; NTFS journals names by itself.
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Replaces the file at `path` as a whole: after a crash the old or the new content is there, never a mix. */
export async function writeFileDurably(
  path: string,
  bytes: Uint8Array | string,
  mode = 0o600,
): Promise<void> {
  const folder = dirname(path);
  const temporary = join(folder, `.${randomBytes(6).toString('hex')}.tmp`);
  try {
    const file = await open(temporary, 'wx', mode);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
  await syncFolder(folder);
}

/** The file's bytes, or undefined when there is no such file. Other errors are thrown. */
export async function readFileIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Makes the folder and its parents, closed to others (0700); an existing folder keeps its mode. */
export async function ensureDir(path: string, mode = 0o700): Promise<void> {
  // Step by step and not `recursive`: where a file system answers ENOENT to a folder that it does not make
  // (/proc), Node asks again for ever.
  const missing: string[] = [];
  let at = path;
  while (!(await isThere(at)) && dirname(at) !== at) {
    missing.push(at);
    at = dirname(at);
  }
  if (missing.length === 0 && !(await stat(path)).isDirectory()) await mkdir(path);
  for (const folder of missing.toReversed()) {
    await mkdir(folder, { mode }).catch((error: unknown) => {
      // Another process made it meanwhile.
      if (errorCode(error) !== 'EEXIST') throw error;
    });
  }
  if (missing.length > 0) await syncFolder(at);
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

/** Flushes every file and folder under `root`; links are not followed. For trees another program wrote. */
export async function syncTree(root: string): Promise<void> {
  const waiting: string[] = [];
  const folders = [root];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) folders.push(path);
      else if (entry.isFile()) waiting.push(path);
    }
    waiting.push(folder);
  }
  for (let at = 0; at < waiting.length; at += SYNC_BATCH_MAX) {
    await Promise.all(waiting.slice(at, at + SYNC_BATCH_MAX).map(syncPath));
  }
}

async function syncPath(path: string): Promise<void> {
  if (process.platform === 'win32' && (await stat(path)).isDirectory()) return;
  const handle = await open(path, process.platform === 'win32' ? 'r+' : 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Free (to this user) and total bytes of the file system that holds `path`. */
export async function diskSpace(path: string): Promise<{ freeBytes: number; totalBytes: number }> {
  const found = await statfs(path);
  return { freeBytes: found.bavail * found.bsize, totalBytes: found.blocks * found.bsize };
}

/**
 * Makes `dir/ballast` of `bytes`, to be given back when the disk is full. Written in full and never sparse.
 * Returns `already` when it stands, `no-space` when the disk cannot hold it (nothing is left behind).
 */
export async function reserveBallast(
  dir: string,
  bytes = BALLAST_BYTES,
): Promise<'made' | 'already' | 'no-space'> {
  const path = join(dir, BALLAST_NAME);
  const there = await stat(path).catch(() => undefined);
  if (there !== undefined && there.size >= bytes && there.blocks * 512 >= bytes) return 'already';
  const temporary = `${path}.new`;
  try {
    await fillWithNoise(temporary, bytes);
    await rename(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    if (errorCode(error) === 'ENOSPC' || errorCode(error) === 'EDQUOT') return 'no-space';
    throw error;
  }
  await syncFolder(dir);
  return 'made';
}

async function fillWithNoise(path: string, bytes: number): Promise<void> {
  // Random bytes, so that a compressing or deduplicating file system cannot keep less than it promised.
  const file = await open(path, 'w', 0o600);
  try {
    for (let left = bytes; left > 0; left -= BALLAST_CHUNK_BYTES) {
      await file.writeFile(randomBytes(Math.min(left, BALLAST_CHUNK_BYTES)));
    }
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Gives the ballast's room back. Returns the bytes freed, 0 when there was none. */
export async function releaseBallast(dir: string): Promise<number> {
  const path = join(dir, BALLAST_NAME);
  const there = await stat(path).catch(() => undefined);
  if (there === undefined) return 0;
  await unlink(path);
  await syncFolder(dir);
  return there.size;
}

/** One English sentence for a file error: what failed and what to do. */
export function explainFileError(error: unknown, path: string): string {
  switch (errorCode(error)) {
    case 'EACCES':
    case 'EPERM':
      return `The folder ${path} is not writable for this user: change its owner, or set DATA_DIR to a folder you own.`;
    case 'EROFS':
      return `The folder ${path} is on a read-only disk: set DATA_DIR to a folder on a disk that can be written.`;
    case 'ENOSPC':
    case 'EDQUOT':
      return `The disk that holds ${path} is full: free at least 500 MB, or set DATA_DIR to a folder on another disk.`;
    case 'ENOENT':
      return `The folder ${path} cannot be made: its parent is missing or on a read-only disk: make it, or set DATA_DIR to another folder.`;
    case 'ENOTDIR':
    case 'EEXIST':
      return `The path ${path} is not a folder or runs through a file: set DATA_DIR to a folder.`;
    case 'ENAMETOOLONG':
      return `The path ${path} is too long for this system: set DATA_DIR to a shorter one.`;
    default:
      return `The folder ${path} cannot be used (${error instanceof Error ? error.message : String(error)}): check DATA_DIR.`;
  }
}
