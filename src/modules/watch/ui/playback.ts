/**
 * The clock of a replay: where it stands, how fast it runs, and the hour that its scrubber shows. Pure.
 *
 * Paused or playing. It plays until it reaches the live edge and is then paused; past the end of the hour the
 * scrubber shows the next one. It never leaves the record: not before its first entry, not past the live edge.
 */
export const SPEEDS = [1, 2, 10, 60] as const;
export type Speed = (typeof SPEEDS)[number];

/** The newest seconds are left to the live board: what is being written now may still come in. */
export const LIVE_EDGE_MS = 3_000;
export const HOUR_MS = 3_600_000;
export const STEP_MS = 10_000;
export const BIG_STEP_MS = 60_000;
/** A page that slept does not skip what it did not show: one step of the clock is at most so long, in real time. */
const MAX_ELAPSED_MS = 1_000;

export interface Playback {
  readonly atMs: number;
  /** The hour of the scrubber: from here up to an hour later. */
  readonly hourMs: number;
  readonly playing: boolean;
  readonly speed: Speed;
}

/** From where to where one can go now. */
export interface Reach {
  readonly firstMs: number;
  readonly lastMs: number;
}

export const hourOf = (atMs: number): number => Math.floor(atMs / HOUR_MS) * HOUR_MS;

/** The reach of a record that began at `beganAt`, when it is `nowMs`. */
export function reachOf(beganAt: string | null, nowMs: number): Reach {
  const lastMs = nowMs - LIVE_EDGE_MS;
  return { firstMs: Math.min(lastMs, beganAt === null ? 0 : Date.parse(beganAt)), lastMs };
}

const within = (atMs: number, reach: Reach): number =>
  Math.max(reach.firstMs, Math.min(reach.lastMs, Math.round(atMs)));

export function playbackAt(atMs: number, reach: Reach): Playback {
  const at = within(atMs, reach);
  return { atMs: at, hourMs: hourOf(at), playing: false, speed: 1 };
}

/** Another moment; whether it plays stays as it was. */
export function seek(playback: Playback, atMs: number, reach: Reach): Playback {
  const at = within(atMs, reach);
  return { ...playback, atMs: at, hourMs: hourOf(at) };
}

/** Real time passed: the clock moves by it times its speed. */
export function tick(playback: Playback, elapsedMs: number, reach: Reach): Playback {
  if (!playback.playing) return playback;
  const step = Math.max(0, Math.min(elapsedMs, MAX_ELAPSED_MS)) * playback.speed;
  const next = seek(playback, playback.atMs + step, reach);
  return next.atMs >= reach.lastMs ? { ...next, playing: false } : next;
}

/** Plays or pauses; at the live edge there is nothing to play. */
export function toggle(playback: Playback, reach: Reach): Playback {
  return { ...playback, playing: !playback.playing && playback.atMs < reach.lastMs };
}

export const atSpeed = (playback: Playback, speed: Speed): Playback => ({ ...playback, speed });
