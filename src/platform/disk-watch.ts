/**
 * The disk under the data folder: announced when it fills, and a ballast file given up when it is full, so that
 * alarms can be written again while people make room. The last KEEP_BYTES are never given to signals: a Postgres
 * that cannot extend its log ends, and then nothing can be read either.
 */
import { BALLAST_BYTES, diskSpace, releaseBallast, reserveBallast } from './files.ts';
import type { Log } from './log.ts';
import type { Troubles } from './troubles.ts';

const LOOK_MS = 5_000;
/** A disk with less than LOW_BYTES left is looked at more often. */
const LOOK_LOW_MS = 250;
const LOW_BYTES = 1024 ** 3;
const WARN_SHARE = 0.8;
/** A large disk that is 80 % full has room for years: warn only when less than this is left. */
const PLENTY_BYTES = 5 * 1024 ** 3;
/** Two segments of the database's log (16 MB each), and what it needs to recover. */
const KEEP_BYTES = 40 * 1024 ** 2;
/** The ballast is taken back when this much is free again: people made room, it was not the ballast's own. */
const ROOM_BYTES = 2 * BALLAST_BYTES + KEEP_BYTES;

const FULL_SAYS = 'The disk is full. Panels are told to keep their events. Free space on the server now.';
const RESERVE_SAYS =
  'The disk is full, and the room kept back for alarms is in use. Free space on the server now.';

export interface DiskWatch {
  /** A write failed for want of space. */
  full(): void;
  /** False when what is left is the database's own: signals are refused. */
  hasRoom(): boolean;
  stop(): void;
}

export async function watchDisk(deps: {
  readonly dataDir: string;
  readonly troubles: Troubles;
  readonly log: Log;
}): Promise<DiskWatch> {
  const { dataDir, troubles, log } = deps;
  let given = false;
  let freeBytes = Number.POSITIVE_INFINITY;
  let lookedMs = 0;
  let looking = false;
  await reserveBallast(dataDir).catch((error: unknown) => log.error('ballast', error));

  async function look(): Promise<void> {
    const space = await diskSpace(dataDir);
    freeBytes = space.freeBytes;
    if (freeBytes < KEEP_BYTES) full();
    const used = 1 - space.freeBytes / Math.max(1, space.totalBytes);
    if (used >= WARN_SHARE && space.freeBytes < PLENTY_BYTES)
      troubles.set(
        'disk-filling',
        `The disk is ${Math.floor(used * 100)} % full. Free space on the server before it stops taking alarms.`,
      );
    else troubles.clear('disk-filling');
    if (!given || space.freeBytes < KEEP_BYTES) return;
    troubles.set('disk-full', RESERVE_SAYS);
    if (space.freeBytes > ROOM_BYTES && (await reserveBallast(dataDir)) !== 'no-space') {
      given = false;
      troubles.clear('disk-full');
    }
  }

  function full(): void {
    troubles.set('disk-full', FULL_SAYS);
    if (given) return;
    given = true;
    void releaseBallast(dataDir)
      .then((bytes) => log.warn('ballast released', { bytes }))
      .then(look)
      .catch((error: unknown) => log.error('ballast', error));
  }

  const timer = setInterval(() => {
    lookedMs += LOOK_LOW_MS;
    if (freeBytes > LOW_BYTES && lookedMs < LOOK_MS) return;
    lookedMs = 0;
    if (looking) return;
    looking = true;
    void look()
      .catch((error: unknown) => log.error('disk', error))
      .finally(() => (looking = false));
  }, LOOK_LOW_MS);
  timer.unref();
  await look().catch((error: unknown) => log.error('disk', error));

  return {
    full,
    hasRoom: () => freeBytes >= KEEP_BYTES,
    stop: () => clearInterval(timer),
  };
}
