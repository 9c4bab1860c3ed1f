/**
 * Looks whether cameras are there.
 *
 * Unknown: not asked since the start. Live: it answered the last time. Missed: it did not, once or twice. Offline:
 * three times in a row; said once, and taken back with the next answer.
 */
import type { CameraFault } from './camera-http.ts';

const EVERY_MS = 15_000;
const MISSES = 3;
const AT_ONCE = 8;
const MAX_CAMERAS = 1_000;

export interface CameraWatch {
  /** Asks every camera once, now. */
  look(): Promise<void>;
  stop(): Promise<void>;
}

/** `greet` rejects with a fault as a word when the camera does not answer. */
export function watchCameras<Camera extends { readonly id: string }>(deps: {
  readonly cameras: () => Promise<readonly Camera[]>;
  readonly greet: (camera: Camera) => Promise<void>;
  readonly onLive: (camera: Camera) => Promise<void>;
  readonly onOffline: (camera: Camera, fault: CameraFault) => Promise<void>;
  readonly onBug: (error: unknown) => void;
}): CameraWatch {
  const misses = new Map<string, number>();
  let looking: Promise<void> | null = null;
  let stopped = false;

  async function one(camera: Camera): Promise<void> {
    const fault = await deps.greet(camera).then(
      () => null,
      (error: unknown): CameraFault => (typeof error === 'string' ? (error as CameraFault) : 'no-answer'),
    );
    if (stopped) return;
    if (fault === null) {
      misses.delete(camera.id);
      await deps.onLive(camera);
      return;
    }
    const missed = (misses.get(camera.id) ?? 0) + 1;
    misses.set(camera.id, missed);
    if (missed >= MISSES) await deps.onOffline(camera, fault);
  }

  async function all(): Promise<void> {
    const cameras = (await deps.cameras()).slice(0, MAX_CAMERAS);
    const known = new Set(cameras.map((camera) => camera.id));
    for (const id of misses.keys()) if (!known.has(id)) misses.delete(id);
    const waiting = [...cameras];
    const worker = async (): Promise<void> => {
      for (let next = waiting.shift(); next && !stopped; next = waiting.shift()) await one(next);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  }

  const look = (): Promise<void> => {
    looking ??= all()
      .catch(deps.onBug)
      .finally(() => {
        looking = null;
      });
    return looking;
  };
  const timer = setInterval(() => void look(), EVERY_MS);
  timer.unref();
  return {
    look,
    async stop() {
      stopped = true;
      clearInterval(timer);
      await looking;
    },
  };
}
