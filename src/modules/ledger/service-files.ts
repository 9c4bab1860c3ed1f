/**
 * The static files of a log, outside the database, in the C2SP tlog-tiles layout:
 *   DATA_DIR/ledger/<post>/checkpoint         the newest published head, a signed note
 *   DATA_DIR/ledger/<post>/checkpoint.next    signed, but perhaps without its row in the database yet
 *   DATA_DIR/ledger/<post>/tile/...           hashes and entries; not full ones end in .p/<width>
 */
import { randomBytes } from 'node:crypto';
import { open, rename, rm, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ensureDir, errorCode, readFileIfThere, syncFolder, writeFileDurably } from '../../platform/files.ts';
import { HASH_BYTES } from '../../wire/tlog/merkle.ts';
import { decodeBundle, encodeBundle, TILE_WIDTH } from '../../wire/tlog/tiles.ts';
import { safeName } from './service-key.ts';
import { createTileEdge, edgeTiles, logPath, type LogFile, type TileEdge } from './tile-edge.ts';

const WRITES_AT_ONCE = 16;
const CHECKPOINT = 'checkpoint';
const NEXT = 'checkpoint.next';

export const ledgerFolder = (dataDir: string, postId: string): string =>
  join(dataDir, 'ledger', safeName(postId));

export const readPublished = (folder: string): Promise<Buffer | undefined> =>
  readFileIfThere(join(folder, CHECKPOINT));
export const readPending = (folder: string): Promise<Buffer | undefined> =>
  readFileIfThere(join(folder, NEXT));

/** Puts the signed note on disk before anybody else hears of it. */
export const writePending = (folder: string, note: string): Promise<void> =>
  writeFileDurably(join(folder, NEXT), note, 0o644);

/** Makes the pending note the published one. */
export async function publishPending(folder: string): Promise<void> {
  await rename(join(folder, NEXT), join(folder, CHECKPOINT));
  await syncFolder(folder);
}

/** Writes files so that after a power cut each is whole or absent; returns when all are on disk. */
export async function writeLogFiles(folder: string, files: readonly LogFile[]): Promise<void> {
  const folders = new Set(files.map((file) => dirname(join(folder, file.path))));
  await ensureDir(folder);
  for (const path of folders) await ensureDir(path);
  for (let at = 0; at < files.length; at += WRITES_AT_ONCE)
    await Promise.all(
      files.slice(at, at + WRITES_AT_ONCE).map((file) => put(join(folder, file.path), file.bytes)),
    );
  await Promise.all([...folders].map((path) => syncFolder(path)));
}

async function put(path: string, bytes: Buffer): Promise<void> {
  const temporary = join(dirname(path), `.${randomBytes(6).toString('hex')}.tmp`);
  try {
    const file = await open(temporary, 'wx', 0o644);
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
}

/** Removes the narrower versions of tiles that are full now and published. */
export async function removeOutgrown(folder: string, full: readonly string[]): Promise<void> {
  for (const path of full) await rm(join(folder, `${path}.p`), { recursive: true, force: true });
}

/**
 * The first `width` hashes of a tile (level 0 and up), or a bundle (level -1) of the first `width` entries, from
 * the file of that width, else from the full one, else from the one of `widest`. Undefined: no such file.
 */
export async function readLogFile(
  folder: string,
  file: { readonly level: number; readonly index: number; readonly width: number },
  widest = TILE_WIDTH,
): Promise<Buffer | undefined> {
  for (const width of new Set([file.width, TILE_WIDTH, widest])) {
    if (width < file.width) continue;
    const bytes = await readIfFile(join(folder, logPath({ ...file, width })));
    if (bytes === undefined) continue;
    if (width === file.width) return bytes;
    if (file.level >= 0) return bytes.subarray(0, file.width * HASH_BYTES);
    const entries = decodeBundle(bytes, width);
    if (entries.ok) return encodeBundle(entries.value.slice(0, file.width));
  }
  return undefined;
}

async function readIfFile(path: string): Promise<Buffer | undefined> {
  try {
    return await readFileIfThere(path);
  } catch (error) {
    if (errorCode(error) === 'ENOTDIR' || errorCode(error) === 'EISDIR') return undefined;
    throw error;
  }
}

/** The edge of the tree of `size` leaves from its files; null when a file is missing or of another length. */
export async function readEdge(folder: string, size: number): Promise<TileEdge | null> {
  const rows: Buffer[][] = [];
  let entries: Buffer[] = [];
  for (const tile of edgeTiles(size)) {
    const bytes = await readLogFile(folder, tile);
    if (bytes === undefined) return null;
    if (tile.level < 0) {
      const decoded = decodeBundle(bytes, tile.width);
      if (!decoded.ok) return null;
      entries = decoded.value;
      continue;
    }
    if (bytes.length !== tile.width * HASH_BYTES) return null;
    const row: Buffer[] = [];
    for (let at = 0; at < bytes.length; at += HASH_BYTES) row.push(bytes.subarray(at, at + HASH_BYTES));
    rows[tile.level] = row;
  }
  return createTileEdge(size, { rows: Array.from(rows, (row) => row ?? []), entries });
}
