import { createPlace, createSseReader, readEntries } from './live-reader.ts';
import type { LiveEntry } from './live-reader.ts';

/*
 * The live stream runs in a worker: browsers slow the timers of a hidden tab to once a minute, and a watch
 * that is not looked at must still sound.
 *
 * States: waiting (for `start` or the next attempt), connecting, reading. A connection ends when the server
 * closes it, when nothing is heard for 8 s, or when an event is too long; then it waits 0.25 s, 0.5 s, 1 s
 * and at most 2 s, and resumes after the last entry seen. Signed out (401, 403): it tries every 2 s as well.
 */
export type ToWorker = { type: 'start'; url: string; since: number } | { type: 'try' };
export type FromWorker =
  | { type: 'pulse' }
  | { type: 'beat'; at: string; beat: Readonly<Record<string, unknown>> }
  | { type: 'entries'; entries: LiveEntry[]; last: number }
  | { type: 'resync'; last: number }
  | { type: 'signed-out' };

const SILENCE_MS = 8_000;
const PULSE_MS = 2_000;
const FIRST_WAIT_MS = 250;
const MAX_WAIT_MS = 2_000;
/** Entries of a flood go to the page in handfuls, so that it draws once per handful. */
const GATHER_MS = 50;
const MAX_GATHERED = 2_000;

function tell(message: FromWorker): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- to our own page, which has no origin to name
  self.postMessage(message);
}

function createGatherer(): { add: (entries: LiveEntry[], last: number) => void; flush: () => void } {
  let gathered: LiveEntry[] = [];
  let lastSeq = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (gathered.length > 0) tell({ type: 'entries', entries: gathered, last: lastSeq });
    gathered = [];
  };
  return {
    flush,
    add: (entries, last) => {
      gathered.push(...entries);
      lastSeq = last;
      if (gathered.length >= MAX_GATHERED) flush();
      else timer ??= setTimeout(flush, GATHER_MS);
    },
  };
}

async function readStream(
  url: string,
  place: ReturnType<typeof createPlace>,
  stop: AbortController,
): Promise<void> {
  const gatherer = createGatherer();
  let silence: ReturnType<typeof setTimeout> | undefined;
  const heard = () => {
    clearTimeout(silence);
    silence = setTimeout(() => stop.abort(), SILENCE_MS);
  };
  heard();
  try {
    const joiner = url.includes('?') ? '&' : '?';
    const answer = await fetch(`${url}${joiner}since=${place.last()}`, {
      headers: { accept: 'text/event-stream' },
      credentials: 'same-origin',
      cache: 'no-store',
      signal: stop.signal,
    });
    if (answer.status === 401 || answer.status === 403) tell({ type: 'signed-out' });
    if (!answer.ok || answer.body === null) {
      await answer.body?.cancel();
      return;
    }
    const reader = answer.body.getReader();
    const decoder = new TextDecoder();
    const sse = createSseReader((name, data) => {
      if (name === 'entries') {
        const { fresh, gap } = place.take(readEntries(data));
        if (fresh.length > 0) gatherer.add(fresh, place.last());
        if (gap) {
          gatherer.flush();
          tell({ type: 'resync', last: place.last() });
        }
      } else if (name === 'beat') {
        heard();
        const beat = JSON.parse(data) as { at: string } & Readonly<Record<string, unknown>>;
        tell({ type: 'beat', at: beat.at, beat });
      } else if (name === 'resync') {
        const at = JSON.parse(data) as { seq: number };
        place.moveTo(at.seq);
        tell({ type: 'resync', last: place.last() });
      }
    });
    for (;;) {
      const piece = await reader.read();
      if (piece.done) return;
      if (!sse.take(decoder.decode(piece.value, { stream: true }))) return stop.abort();
    }
  } finally {
    clearTimeout(silence);
    gatherer.flush();
  }
}

let tryNow: () => void = () => {};

async function run(url: string, since: number): Promise<never> {
  const place = createPlace(since);
  let waitMs = FIRST_WAIT_MS;
  for (;;) {
    const before = performance.now();
    const stop = new AbortController();
    tryNow = () => stop.abort();
    try {
      await readStream(url, place, stop);
    } catch {
      // Server gone, network gone, or silence: all are answered by the next attempt, and the page is told by the missing beat.
    }
    // A connection that lived a while was good: begin again with short waits.
    if (performance.now() - before > MAX_WAIT_MS * 2) waitMs = FIRST_WAIT_MS;
    await new Promise<void>((done) => {
      const timer = setTimeout(done, waitMs);
      tryNow = () => {
        clearTimeout(timer);
        done();
      };
    });
    waitMs = Math.min(waitMs * 2, MAX_WAIT_MS);
  }
}

self.addEventListener('message', (event: MessageEvent<ToWorker>) => {
  if (event.data.type === 'try') tryNow();
  else void run(event.data.url, event.data.since);
});
setInterval(() => tell({ type: 'pulse' }), PULSE_MS);
