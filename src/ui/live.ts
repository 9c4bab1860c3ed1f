import { useSyncExternalStore } from 'react';
import { browserNowMs, setServerOffsetMs } from './clock.ts';
import type { LiveEntry } from './live-reader.ts';
import type { FromWorker, ToWorker } from './live-worker.ts';
import { setLiveLook } from './theme.ts';

export type { LiveEntry } from './live-reader.ts';

/**
 * Whether what the screen shows is true now. `lastHeardAt` is the server's time of the last heartbeat (ms),
 * null before the first. `signedOut`: the server refused the stream, so the person must sign on again.
 */
export interface LiveState {
  readonly live: boolean;
  readonly lastHeardAt: number | null;
  readonly serverOffsetMs: number;
  readonly signedOut: boolean;
}

export interface Live {
  readonly stop: () => void;
  readonly tryNow: () => void;
}

/** Without a heartbeat for this long the screen says "Not live" (bound: 15 s, ux.md section 7). */
const SILENCE_MS = 8_000;
const WATCH_MS = 500;

const listeners = new Set<() => void>();
let state: LiveState = { live: true, lastHeardAt: null, serverOffsetMs: 0, signedOut: false };

function publish(next: LiveState, onState?: (state: LiveState) => void): void {
  const same =
    next.live === state.live && next.lastHeardAt === state.lastHeardAt && next.signedOut === state.signedOut;
  if (same) return;
  const turned = next.live !== state.live;
  state = next;
  if (turned) setLiveLook(next.live);
  onState?.(next);
  for (const listener of listeners) listener();
}

/** The live state for components. */
export function useLiveState(): LiveState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );
}

function post(worker: Worker, message: ToWorker): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin to name
  worker.postMessage(message);
}

const ownWorker = () => new Worker(new URL('./live-worker.ts', import.meta.url), { type: 'module' });

/**
 * Opens the live stream after entry `since`. Entries come in order, none twice; `onResync` means some were
 * missed, so load the board again. It declares "not live" after 8 s without a heartbeat, also when the
 * worker itself died, and then starts another one.
 */
export function createLive(options: {
  since: number;
  onEntries: (entries: readonly LiveEntry[]) => void;
  onResync: () => void;
  onState?: (state: LiveState) => void;
  /** Everything a heartbeat says besides its time: sources, positions, what is degraded. */
  onBeat?: (beat: Readonly<Record<string, unknown>>) => void;
  url?: string;
  makeWorker?: () => Worker;
}): Live {
  const url = options.url ?? '/api/live';
  const makeWorker = options.makeWorker ?? ownWorker;
  let last = options.since;
  let heardAt = browserNowMs();
  let pulseAt = heardAt;

  const hear = (at: string) => {
    heardAt = browserNowMs();
    const serverMs = Date.parse(at);
    const serverOffsetMs = serverMs - heardAt;
    setServerOffsetMs(serverOffsetMs);
    publish({ live: true, lastHeardAt: serverMs, serverOffsetMs, signedOut: false }, options.onState);
  };
  const receive = (event: MessageEvent<FromWorker>) => {
    pulseAt = browserNowMs();
    const message = event.data;
    if (message.type === 'beat') {
      hear(message.at);
      options.onBeat?.(message.beat);
    } else if (message.type === 'entries') {
      last = message.last;
      options.onEntries(message.entries);
    } else if (message.type === 'resync') {
      last = message.last;
      options.onResync();
    } else if (message.type === 'signed-out') publish({ ...state, signedOut: true }, options.onState);
  };
  const begin = () => {
    const worker = makeWorker();
    worker.addEventListener('message', receive);
    post(worker, { type: 'start', url, since: last });
    pulseAt = browserNowMs();
    return worker;
  };
  let worker = begin();
  setLiveLook(state.live);

  const check = () => {
    const now = browserNowMs();
    if (now - heardAt > SILENCE_MS) publish({ ...state, live: false }, options.onState);
    if (now - pulseAt > SILENCE_MS) {
      worker.terminate();
      worker = begin();
    }
  };
  const timer = setInterval(check, WATCH_MS);
  document.addEventListener('visibilitychange', check);
  return {
    tryNow: () => post(worker, { type: 'try' }),
    stop: () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', check);
      worker.terminate();
    },
  };
}
