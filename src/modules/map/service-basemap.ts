import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readdir, rename, stat, unlink, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { newId } from '../../kernel/id.ts';
import { refuser } from '../../kernel/refusal.ts';
import type { Clock } from '../../kernel/time.ts';
import { diskSpace, ensureDir, errorCode, syncFolder } from '../../platform/files.ts';
import type { Queryable } from '../../platform/ledger-log.ts';
import type { By, Transact } from '../../platform/transact.ts';
import { PMTILES_HEAD, readPmtiles } from './files.ts';
import { CHUNK_BYTES, mapRefusals, MAX_BASEMAP_BYTES, MAX_RANGE_BYTES, type Basemap } from './model.ts';
import * as store from './store.ts';

/*
 * The city map: one PMTiles file in DATA_DIR/map. An upload is begun, takes its parts in order, and is finished:
 *   none -> open (a .part file grows; ends by finish, by another's begin after a minute without a part, or at the
 *   next start) -> none. Only a finished file with a sound header gets its name and its row, in that order.
 */
const refuse = refuser(mapRefusals);
const IDLE_MS = 60_000;
/** What must stay free: the database comes first. */
const KEEP_FREE_BYTES = 1_000_000_000;

interface Upload {
  readonly id: string;
  readonly actor: string;
  readonly fileName: string;
  readonly bytes: number;
  readonly path: string;
  readonly file: FileHandle;
  received: number;
  heardMs: number;
  busy: boolean;
}

export type Basemaps = ReturnType<typeof createBasemaps>;

/** The city map of the post: loaded by an administrator, read in parts by the screens. */
export function createBasemaps(deps: {
  readonly db: Queryable;
  readonly transact: Transact;
  readonly clock: Clock;
  readonly postId: string;
  readonly dataDir: string;
}) {
  const { db, transact, clock, postId } = deps;
  const folder = join(deps.dataDir, 'map');
  const pathOf = (id: string): string => join(folder, `${id}.pmtiles`);
  let upload: Upload | null = null;
  let beginning = false;

  async function drop(): Promise<void> {
    const old = upload;
    upload = null;
    if (old === null) return;
    await old.file.close().catch(() => undefined);
    await unlink(old.path).catch(() => undefined);
  }
  function opened(by: By, id: string): Upload {
    if (upload === null || upload.id !== id || upload.actor !== by.actor)
      throw refuse('upload-unknown', { id });
    if (upload.busy) throw refuse('upload-out-of-order');
    return upload;
  }
  /** Files that no row names: of uploads that a stop cut off, and of maps that were replaced. */
  async function sweep(): Promise<void> {
    const keep = (await store.basemap(db, postId))?.id;
    const names = await readdir(folder).catch(() => []);
    const left = names.filter((name) => name !== `${keep}.pmtiles` && /\.(pmtiles|part)$/.test(name));
    await Promise.all(left.map((name) => unlink(join(folder, name)).catch(() => undefined)));
  }
  async function begin(by: By, fileName: string, bytes: number): Promise<{ id: string; chunkBytes: number }> {
    if (bytes > MAX_BASEMAP_BYTES) throw refuse('basemap-too-large');
    if (bytes < PMTILES_HEAD) throw refuse('basemap-not-pmtiles');
    const free =
      upload === null || upload.actor === by.actor || clock.monotonicMs() - upload.heardMs > IDLE_MS;
    if (!free || upload?.busy === true || beginning) throw refuse('basemap-busy');
    beginning = true;
    try {
      await drop();
      await ensureDir(folder);
      const { freeBytes } = await diskSpace(folder);
      if (freeBytes < bytes + KEEP_FREE_BYTES) throw refuse('basemap-no-room');
      const id = newId<'basemap'>('bsm', clock.nowMs());
      const path = join(folder, `${id}.part`);
      const file = await open(path, 'wx', 0o600);
      const heardMs = clock.monotonicMs();
      upload = { id, actor: by.actor, fileName, bytes, path, file, received: 0, heardMs, busy: false };
      return { id, chunkBytes: CHUNK_BYTES };
    } finally {
      beginning = false;
    }
  }

  return {
    start: sweep,
    stop: drop,

    async current(): Promise<Basemap | null> {
      const map = await store.basemap(db, postId);
      if (map === null) return null;
      const there = await stat(pathOf(map.id)).then(
        (found) => found.size === map.bytes,
        () => false,
      );
      return { ...map, there };
    },

    begin,

    /** One part, in order. A part that came already (its answer was lost) is taken as come. */
    async put(by: By, id: string, offset: number, base64: string): Promise<{ received: number }> {
      const now = opened(by, id);
      const part = Buffer.from(base64, 'base64');
      if (offset + part.length === now.received) return { received: now.received };
      const fits = part.length > 0 && part.length <= CHUNK_BYTES && now.received + part.length <= now.bytes;
      if (offset !== now.received || !fits) throw refuse('upload-out-of-order');
      now.busy = true;
      try {
        await now.file.write(part, 0, part.length, offset);
        now.received += part.length;
        now.heardMs = clock.monotonicMs();
      } catch (error) {
        if (errorCode(error) !== 'ENOSPC') throw error;
        await drop();
        throw refuse('basemap-no-room');
      } finally {
        now.busy = false;
      }
      return { received: now.received };
    },

    /** Checks the header, gives the file its name, and then the post its map. */
    async finish(by: By, id: string): Promise<{ basemap: Basemap }> {
      const now = opened(by, id);
      if (now.received !== now.bytes) throw refuse('upload-out-of-order');
      now.busy = true;
      try {
        const head = new Uint8Array(PMTILES_HEAD);
        const readable = await open(now.path, 'r');
        await readable.read(head, 0, PMTILES_HEAD, 0).finally(() => readable.close());
        const read = readPmtiles(head, now.bytes);
        if (!read.ok) throw refuse(read.code);
        await now.file.sync();
        const sha256 = await digestOf(now.path);
        await rename(now.path, pathOf(id));
        await syncFolder(folder);
        const basemap = await transact(
          { postId, actor: by.actor, key: by.key, name: 'loadBasemap' },
          async (tx) => {
            const { fileName, bytes } = now;
            const loaded = { loadedAt: tx.now, loadedBy: by.name, there: true };
            const map: Basemap = { id, fileName, bytes, sha256, ...read.map, ...loaded };
            await store.saveBasemap(tx, map);
            tx.record({
              kind: 'basemap.loaded',
              subjects: [id],
              body: { fileName, bytes, sha256, byName: by.name },
            });
            return map;
          },
        );
        return { basemap };
      } finally {
        now.busy = false;
        await drop();
        await sweep();
      }
    },

    async remove(by: By): Promise<void> {
      await transact({ postId, actor: by.actor, key: by.key, name: 'removeBasemap' }, async (tx) => {
        const map = await store.basemap(tx.client, postId);
        if (map === null) throw refuse('basemap-unknown');
        await store.deleteBasemap(tx);
        tx.record({
          kind: 'basemap.removed',
          subjects: [map.id],
          body: { fileName: map.fileName, byName: by.name },
        });
      });
      if (upload === null) await sweep();
    },

    /** Bytes `start` to `end` (both in) of the map's file, cut at its end. */
    async read(
      id: string,
      range: { readonly start: number; readonly end: number } | null,
    ): Promise<{ bytes: Buffer; start: number; total: number }> {
      if (range === null || range.end - range.start >= MAX_RANGE_BYTES) throw refuse('range-needed');
      const map = await store.basemap(db, postId);
      if (map === null || map.id !== id) throw refuse('basemap-unknown', { id });
      if (range.start >= map.bytes) throw refuse('range-needed');
      const bytes = Buffer.alloc(Math.min(range.end + 1, map.bytes) - range.start);
      const file = await open(pathOf(id), 'r').catch(() => null);
      if (file === null) throw refuse('basemap-unknown', { id });
      const { bytesRead } = await file.read(bytes, 0, bytes.length, range.start).finally(() => file.close());
      return { bytes: bytes.subarray(0, bytesRead), start: range.start, total: map.bytes };
    },
  };
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of createReadStream(path)) hash.update(part as Buffer);
  return hash.digest('hex');
}
