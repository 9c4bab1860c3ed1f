/**
 * The disk under the data folder: announced when it fills, and a ballast file given up when it is full, so that
 * alarms can be written again while people make room.
 */
import { diskSpace, releaseBallast, reserveBallast } from './files.ts';
import type { Log } from './log.ts';
import type { Troubles } from './troubles.ts';

const LOOK_MS = 5_000;
const WARN_SHARE = 0.8;
/** A large disk that is 80 % full has room for years: warn only when less than this is left. */
const PLENTY_BYTES = 5 * 1024 ** 3;
/** The ballast is taken back when this much is free again. */
const ROOM_BYTES = 512 * 1024 ** 2;

export interface DiskWatch {
  /** A write failed for want of space. */
  full(): void;
  stop(): void;
}

export async function watchDisk(deps: {
  readonly dataDir: string;
  readonly troubles: Troubles;
  readonly log: Log;
}): Promise<DiskWatch> {
  const { dataDir, troubles, log } = deps;
  let given = false;
  await reserveBallast(dataDir).catch((error: unknown) => log.error('ballast', error));

  async function look(): Promise<void> {
    const space = await diskSpace(dataDir);
    const used = 1 - space.freeBytes / Math.max(1, space.totalBytes);
    if (used >= WARN_SHARE && space.freeBytes < PLENTY_BYTES)
      troubles.set(
        'disk-filling',
        `The disk is ${Math.floor(used * 100)} % full. Free space on the server before it stops taking alarms.`,
      );
    else troubles.clear('disk-filling');
    if (given && space.freeBytes > ROOM_BYTES && (await reserveBallast(dataDir)) !== 'no-space') {
      given = false;
      troubles.clear('disk-full');
    }
  }
  const timer = setInterval(() => void look().catch((error: unknown) => log.error('disk', error)), LOOK_MS);
  timer.unref();
  await look().catch((error: unknown) => log.error('disk', error));

  return {
    full() {
      troubles.set(
        'disk-full',
        'The disk is full. Panels are told to keep their events. Free space on the server now.',
      );
      if (given) return;
      given = true;
      void releaseBallast(dataDir).then((bytes) => log.warn('ballast released', { bytes }));
    },
    stop: () => clearInterval(timer),
  };
}
