/*
 * The link to the watch. It says two things: "something changed, fetch it", and whether the watch is heard.
 *
 * `heard` starts with any answer or beat and ends when nothing came for LOST_AFTER_MS, or when a fetch
 * failed. What the browser believes about its network is never asked; its events only hurry the next try.
 * Fetching runs every POLL_MS while the stream is silent, every CALM_POLL_MS while it beats, and at once on `online` and when the page shows.
 */
const BEAT_LOST_MS = 7_000;
const POLL_MS = 8_000;
/** Even under a stream that beats: a nudge that was lost must not be a task that was lost. */
const CALM_POLL_MS = 30_000;
const TICK_MS = 1_000;
export const POLL_TIMEOUT_MS = 5_000;

/** `ended`: the watch answered that this phone has no session. */
export type Fetched = 'fresh' | 'unreached' | 'failed' | 'ended';

export interface Link {
  /** Fetches now; runs that overlap share one answer. */
  fetchNow(): Promise<void>;
  /** Something else heard the watch, or failed to. */
  contact(heard: boolean): void;
  stop(): void;
}

export interface LinkDeps {
  readonly fetchHome: () => Promise<Fetched>;
  readonly onHeard: (heard: boolean) => void;
  /** Sequence that the last fetched home stands at. */
  readonly since: () => number | null;
}

/** Opens the stream and keeps it open until `stop` or until the session ended. */
export function openLink(deps: LinkDeps): Link {
  let source: EventSource | null = null;
  let lastBeatMs = -Infinity;
  let lastFetchMs = -Infinity;
  let heard: boolean | null = null;
  let running: Promise<void> | null = null;
  let again = false;
  let stopped = false;
  /** The stream broke or fell silent and no fetch has said since whether the watch is there. */
  let inDoubt = false;
  const now = () => performance.now();

  function contact(isHeard: boolean): void {
    if (heard === isHeard || stopped) return;
    heard = isHeard;
    deps.onHeard(isHeard);
  }

  async function fetchOnce(): Promise<void> {
    do {
      again = false;
      lastFetchMs = now();
      inDoubt = false;
      const outcome = await deps.fetchHome();
      if (outcome === 'ended') return stop();
      contact(outcome !== 'unreached');
      if (outcome === 'fresh') listen();
    } while (again && !stopped);
  }

  function fetchNow(): Promise<void> {
    if (stopped) return Promise.resolve();
    if (running) {
      again = true;
      return running;
    }
    running = fetchOnce().finally(() => {
      running = null;
    });
    return running;
  }

  function beat(): void {
    lastBeatMs = now();
    contact(true);
  }

  function listen(): void {
    const since = deps.since();
    if (stopped || since === null || source?.readyState === EventSource.OPEN) return;
    // One that is still between two tries is replaced: the fetch just proved that the watch answers.
    source?.close();
    source = new EventSource(`/api/live?since=${since}`);
    const fetchSoon = () => {
      beat();
      void fetchNow();
    };
    source.addEventListener('beat', beat);
    source.addEventListener('entries', fetchSoon);
    source.addEventListener('resync', fetchSoon);
    source.addEventListener('error', () => {
      // Chrome tries a broken stream every 3 s: the first break asks, the poll does the rest.
      if (lastBeatMs === -Infinity) return;
      lastBeatMs = -Infinity;
      inDoubt = true;
      tick();
    });
    source.addEventListener('open', () => {
      lastBeatMs = now();
      if (heard === false) void fetchNow();
    });
  }

  function tick(): void {
    const isSilent = now() - lastBeatMs > BEAT_LOST_MS;
    if (isSilent && source?.readyState === EventSource.OPEN) {
      // A stream that fell silent may be a dead path: a fetch decides, and opens a new one.
      source.close();
      source = null;
      inDoubt = true;
    }
    const sinceFetchMs = now() - lastFetchMs;
    const pollMs = inDoubt ? TICK_MS : isSilent ? POLL_MS : CALM_POLL_MS;
    if (sinceFetchMs > pollMs) void fetchNow();
  }

  const onShow = () => {
    if (document.visibilityState === 'visible') void fetchNow();
  };
  const onOnline = () => void fetchNow();
  const timer = setInterval(tick, TICK_MS);
  addEventListener('online', onOnline);
  addEventListener('offline', onOnline);
  addEventListener('pageshow', onShow);
  document.addEventListener('visibilitychange', onShow);

  function stop(): void {
    stopped = true;
    source?.close();
    clearInterval(timer);
    removeEventListener('online', onOnline);
    removeEventListener('offline', onOnline);
    removeEventListener('pageshow', onShow);
    document.removeEventListener('visibilitychange', onShow);
  }
  return {
    fetchNow,
    stop,
    contact(isHeard) {
      // Heard again by another way: fetch, which also opens the stream anew.
      if (heard === false && isHeard) void fetchNow();
      contact(isHeard);
    },
  };
}
