/**
 * Plays the server's endless fragmented MP4 in a video element by Media Source Extensions.
 *
 * Starting: asked, nothing shown yet. Live: fragments come and play. Gone: the stream ended or never came; asked
 * again after RETRY_MS, until it is stopped. What was shown last stays in the picture.
 */
export type PlayState =
  | { readonly state: 'starting' }
  | { readonly state: 'live' }
  | { readonly state: 'gone'; readonly why: string; readonly sinceMs: number };

const RETRY_MS = 3_000;
/** Further behind than this it jumps forward; the rest of the picture is not kept. */
const BEHIND_S = 3;
const EDGE_S = 0.4;
const KEEP_S = 20;
const MAX_WAITING = 64;

export interface PlayerWords {
  /** The server's refusal in the language shown. */
  readonly refusal: (code: string, says: string) => string;
  readonly ended: () => string;
  readonly codec: (type: string) => string;
  readonly offline: () => string;
}

/** Begins to play; the returned function ends it. `nowMs`: for the time since when it is gone. */
export function playLive(
  video: HTMLVideoElement,
  url: string,
  words: PlayerWords,
  onState: (state: PlayState) => void,
  nowMs: () => number,
): () => void {
  const stopper = new AbortController();
  let timer: ReturnType<typeof setTimeout> | null = null;
  const begin = (): void => {
    once(video, url, words, stopper.signal, () => onState({ state: 'live' })).then(
      (why) => {
        if (stopper.signal.aborted) return;
        onState({ state: 'gone', why, sinceMs: nowMs() });
        timer = setTimeout(begin, RETRY_MS);
      },
      () => undefined,
    );
  };
  onState({ state: 'starting' });
  begin();
  return () => {
    stopper.abort();
    if (timer !== null) clearTimeout(timer);
  };
}

/** One connection, until it ends; resolves to why. */
async function once(
  video: HTMLVideoElement,
  url: string,
  words: PlayerWords,
  signal: AbortSignal,
  onLive: () => void,
): Promise<string> {
  let answer: Response;
  try {
    answer = await fetch(url, { signal, credentials: 'same-origin', cache: 'no-store' });
  } catch {
    return words.offline();
  }
  if (!answer.ok || answer.body === null) {
    const problem = (await answer.json().catch(() => ({}))) as { code?: string; says?: string };
    return words.refusal(problem.code ?? '', problem.says ?? words.ended());
  }
  const type = answer.headers.get('content-type') ?? '';
  if (!('MediaSource' in globalThis) || !MediaSource.isTypeSupported(type)) {
    await answer.body.cancel();
    return words.codec(type);
  }
  const media = new MediaSource();
  const source = URL.createObjectURL(media);
  const opened = new Promise((resolve) => media.addEventListener('sourceopen', resolve, { once: true }));
  video.src = source;
  try {
    await opened;
    await pump(video, media.addSourceBuffer(type), answer.body.getReader(), onLive);
  } catch {
    // The network, or bytes that do not decode: asked again either way.
  } finally {
    URL.revokeObjectURL(source);
  }
  return words.ended();
}

async function pump(
  video: HTMLVideoElement,
  buffer: SourceBuffer,
  reader: ReadableStreamDefaultReader<Uint8Array>,
  onLive: () => void,
): Promise<void> {
  let waiting = 0;
  const free = () =>
    buffer.updating
      ? new Promise<void>((resolve) => buffer.addEventListener('updateend', () => resolve(), { once: true }))
      : Promise.resolve();
  for (;;) {
    const { value, done } = await reader.read();
    if (done || ++waiting > MAX_WAITING) return;
    await free();
    buffer.appendBuffer(new Uint8Array(value));
    await free();
    waiting = 0;
    const end = buffer.buffered.length === 0 ? 0 : buffer.buffered.end(buffer.buffered.length - 1);
    if (end === 0) continue;
    // A stream begins at any time, and gaps are jumped over.
    if (end - video.currentTime > BEHIND_S || video.currentTime > end) video.currentTime = end - EDGE_S;
    if (video.paused) void video.play().catch(() => undefined);
    const first = buffer.buffered.start(0);
    if (end - first > KEEP_S * 2) {
      buffer.remove(first, end - KEEP_S);
      await free();
    }
    onLive();
  }
}
