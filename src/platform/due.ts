/**
 * What time itself does: rows that carry the time at which they are due. The rows drive, so a restart loses
 * nothing; the effect and the row's next time commit together, so each has its effect once.
 *
 * Waiting: knows the first due time and compares it with the clock. Taking: `take` handles what is due until it
 * says that nothing is left. Failed: tells `onTrouble` and tries again after RETRY_MS. A wall clock that is set
 * back delays nothing: the wait is also measured on the monotonic clock.
 */
import { toMs, type Clock, type Instant } from '../kernel/time.ts';

const LOOK_EVERY_MS = 200;
const RETRY_MS = 1_000;
/** Batches of one look; what is left comes with the next. */
const MAX_BATCHES = 50;

export interface DueJob {
  /** Rows may have another due time. Cheap; call it as often as you like. */
  nudge(): void;
  /** Does now what is due now. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

export async function startDue(deps: {
  readonly clock: Clock;
  /** The first time at which something is due, or null. */
  readonly first: () => Promise<Instant | null>;
  /** Does, in one transaction, what is due at `asOfMs`; says whether more may be due. */
  readonly take: (asOfMs: number) => Promise<boolean>;
  readonly onTrouble: (error: unknown) => void;
}): Promise<DueJob> {
  const { clock } = deps;
  let stale = true;
  let stopped = false;
  let running: Promise<void> | null = null;
  let retryAtMs = 0;
  let next: { readonly wallMs: number; readonly monotonicMs: number } | null = null;

  async function readNext(): Promise<void> {
    stale = false;
    const first = await deps.first();
    const wallMs = first === null ? null : toMs(first);
    next =
      wallMs === null
        ? null
        : { wallMs, monotonicMs: clock.monotonicMs() + Math.max(0, wallMs - clock.nowMs()) };
  }

  const isDue = (): boolean =>
    next !== null && (clock.nowMs() >= next.wallMs || clock.monotonicMs() >= next.monotonicMs);

  async function look(): Promise<void> {
    if (stale) await readNext();
    for (let batch = 0; batch < MAX_BATCHES && next && isDue() && !stopped; batch++) {
      if (await deps.take(Math.max(clock.nowMs(), next.wallMs))) continue;
      await readNext();
      // What somebody else holds just now comes with the next look.
      break;
    }
  }

  function run(): Promise<void> {
    running ??= look()
      .catch((error: unknown) => {
        stale = true;
        retryAtMs = clock.monotonicMs() + RETRY_MS;
        deps.onTrouble(error);
      })
      .finally(() => {
        running = null;
      });
    return running;
  }

  const timer = setInterval(() => {
    if (!running && clock.monotonicMs() >= retryAtMs && (stale || isDue())) void run();
  }, LOOK_EVERY_MS);
  timer.unref();
  await run();

  return {
    nudge() {
      stale = true;
    },
    async settle() {
      if (running) await running;
      stale = true;
      await run();
    },
    async stop() {
      stopped = true;
      clearInterval(timer);
      if (running) await running;
    },
  };
}
