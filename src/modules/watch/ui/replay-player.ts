/**
 * Plays the record into a board store of its own: the same store and reducer as the live board, never the same object.
 *
 * Loading: the board of the wanted moment is asked for, and the clock stands still. Ready: the board shows the moment
 * of the clock; what comes next is fetched ahead and applied as its time comes. Failed: an answer did not come, the
 * clock stands still and `again` asks anew. One request at a time: a newer wish waits for the answer of the older.
 */
import { toInstant } from '../../../kernel/time.ts';
import type { LedgerEntry } from '../../ledger/model.ts';
import type { ReplayedBoard, ReplayPage } from '../model-replay.ts';
import { createBoardStore } from './board-store.ts';
import type { BoardStore, LiveEntry } from './board-store.ts';
import {
  atSpeed,
  playbackAt,
  reachOf,
  seek,
  tick,
  toggle,
  type Playback,
  type Reach,
  type Speed,
} from './playback.ts';
import { sentenceOf } from '../../../ui/use-command.ts';

/** Asked ahead for so much real time at the speed of play, and for so much record at least. */
const AHEAD_REAL_MS = 20_000;
const AHEAD_LEAST_MS = 60_000;
/** A jump forward past this is a new board; a shorter one is played there. */
const JUMP_MS = 15 * 60_000;
/** The live edge moves on while one looks: said so often. */
const REACH_MS = 1_000;

export interface ReplayCalls {
  readonly boardAt: (at: string) => Promise<ReplayedBoard>;
  readonly entriesAfter: (after: number, until: string) => Promise<ReplayPage>;
  /** The log up to then, newest first. */
  readonly logUpTo: (at: string) => Promise<readonly LedgerEntry[]>;
}

export interface ReplayView {
  readonly playback: Playback;
  readonly reach: Reach;
  readonly state: 'loading' | 'ready' | 'failed';
  /** Why it failed, in words. */
  readonly problem: string | null;
  /** Alarms open then that cannot be shown: their text was erased. */
  readonly erased: number;
}

export interface ReplayPlayer {
  readonly store: BoardStore;
  readonly get: () => ReplayView;
  readonly subscribe: (listener: () => void) => () => void;
  readonly seek: (atMs: number) => void;
  readonly by: (deltaMs: number) => void;
  readonly toggle: () => void;
  readonly setSpeed: (speed: Speed) => void;
  /** Begins, or goes on after `stop`. Nothing is asked for before. */
  readonly start: () => void;
  /** Real time passes; call it some times a second. */
  readonly frame: () => void;
  readonly again: () => void;
  readonly stop: () => void;
}

/** What is in the store and what waits. */
interface Film {
  /** The board shows this moment; null before the first one came. */
  shownMs: number | null;
  /** All entries up to here are in the store or wait. */
  knownMs: number;
  lastSeq: number;
  waiting: LiveEntry[];
}

/** A player that begins, paused, at `startMs`. `nowMs` is the server's time. */
export function createReplayPlayer(
  calls: ReplayCalls,
  startMs: number,
  nowMs: () => number,
  store: BoardStore = createBoardStore(),
): ReplayPlayer {
  const film: Film = { shownMs: null, knownMs: 0, lastSeq: -1, waiting: [] };
  const listeners = new Set<() => void>();
  let beganAt: string | null = null;
  let frameMs = nowMs();
  let asking = false;
  let ended = true;
  const reachNow = (): Reach => reachOf(beganAt, nowMs());
  let view: ReplayView = {
    playback: playbackAt(startMs, reachNow()),
    reach: reachNow(),
    state: 'loading',
    problem: null,
    erased: 0,
  };

  function tell(change: Partial<ReplayView>): void {
    view = { ...view, ...change };
    for (const listener of listeners) listener();
  }

  /** Shows the moment of the clock as far as it is known; true when nothing more is needed for it. */
  function showNow(): boolean {
    const { atMs } = view.playback;
    if (film.shownMs === null || atMs < film.shownMs || atMs > film.knownMs) return false;
    const due = film.waiting.findIndex((entry) => Date.parse(entry.at) > atMs);
    const entries = film.waiting.splice(0, due < 0 ? film.waiting.length : due);
    if (entries.length > 0) store.apply(entries);
    film.shownMs = atMs;
    return true;
  }

  async function loadBoard(atMs: number): Promise<void> {
    const at = toInstant(atMs);
    const [answer, log] = await Promise.all([calls.boardAt(at), calls.logUpTo(at)]);
    if (ended) return;
    beganAt = answer.beganAt;
    store.load(answer.board, log);
    Object.assign(film, { shownMs: atMs, knownMs: atMs, lastSeq: answer.board.seq, waiting: [] });
    tell({ erased: answer.erased, reach: reachNow() });
  }

  async function loadAhead(untilMs: number): Promise<void> {
    const page = await calls.entriesAfter(film.lastSeq, toInstant(untilMs));
    if (ended) return;
    const last = page.entries.at(-1);
    film.waiting.push(...page.entries);
    if (last !== undefined) film.lastSeq = last.seq;
    // The next page may hold more of the last moment of this one.
    film.knownMs = page.complete || last === undefined ? untilMs : Date.parse(last.at) - 1;
  }

  /** What to ask for now, or null. */
  function wanted(): (() => Promise<void>) | null {
    const { atMs, speed, playing } = view.playback;
    const { shownMs, knownMs } = film;
    if (shownMs === null || atMs < shownMs || atMs > knownMs + JUMP_MS) return () => loadBoard(atMs);
    const need = atMs + (playing ? Math.max(AHEAD_LEAST_MS, AHEAD_REAL_MS * speed) / 2 : 0);
    const { lastMs } = reachNow();
    if (knownMs >= Math.min(need, lastMs)) return null;
    const until = Math.min(atMs + Math.max(AHEAD_LEAST_MS, AHEAD_REAL_MS * speed), lastMs);
    return () => loadAhead(until);
  }

  async function ask(): Promise<void> {
    if (asking || ended) return;
    asking = true;
    try {
      for (let next = wanted(); next !== null && !ended; next = wanted()) {
        await next();
        showNow();
        tell({ state: showNow() ? 'ready' : 'loading', problem: null });
      }
    } catch (error) {
      if (!ended) tell({ state: 'failed', problem: sentenceOf(error) });
    }
    asking = false;
  }

  function move(playback: Playback): void {
    view = { ...view, playback, reach: reachNow() };
    const shown = showNow();
    tell(view.state === 'failed' ? {} : { state: shown ? 'ready' : 'loading' });
    if (view.state !== 'failed' || !shown) void ask();
  }

  return {
    store,
    get: () => view,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    seek: (atMs) => move(seek(view.playback, atMs, reachNow())),
    by: (deltaMs) => move(seek(view.playback, view.playback.atMs + deltaMs, reachNow())),
    toggle: () => move(toggle(view.playback, reachNow())),
    setSpeed: (speed) => move(atSpeed(view.playback, speed)),
    frame: () => {
      const elapsedMs = nowMs() - frameMs;
      frameMs += elapsedMs;
      const reach = reachNow();
      if (reach.lastMs - view.reach.lastMs >= REACH_MS) tell({ reach });
      if (view.state !== 'ready' || !view.playback.playing) return;
      move(tick(view.playback, elapsedMs, reachNow()));
    },
    again: () => {
      tell({ state: 'loading', problem: null });
      void ask();
    },
    start: () => {
      ended = false;
      void ask();
    },
    stop: () => {
      ended = true;
    },
  };
}
