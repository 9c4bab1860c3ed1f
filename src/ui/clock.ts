import { createContext, useContext, useSyncExternalStore } from 'react';

/*
 * One clock for every time on the screen. It runs on the browser's steady timer and is set by the server's
 * heartbeat, so that ages are right on a desk whose own clock is wrong. One timer ticks for all.
 */
const TICK_MS = 250;
const listeners = new Set<() => void>();
let offsetMs = 0;
let zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
let timer: ReturnType<typeof setInterval> | undefined;

/** This browser's time, ms since 1970 UTC, steady: it never steps back when the desk clock is changed. */
export function browserNowMs(): number {
  return performance.timeOrigin + performance.now();
}

/** The server's time now, ms since 1970 UTC, as well as the last heartbeat told it. */
export function nowMs(): number {
  return browserNowMs() + offsetMs;
}

/** Server time minus browser time. createLive sets it at every beat. */
export function setServerOffsetMs(value: number): void {
  offsetMs = value;
}

/** The post's IANA zone, such as `Asia/Seoul`: local time means this, wherever the browser stands. */
export function setPostZone(value: string): void {
  zone = value;
  for (const listener of listeners) listener();
}

export function postZone(): string {
  return zone;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    for (const each of listeners) each();
  }, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** A clock that components read. */
export interface Ticking {
  readonly nowMs: () => number;
  readonly subscribe: (listener: () => void) => () => void;
}

const Clock = createContext<Ticking>({ nowMs, subscribe });
/** Another clock for what stands below: in a replay ages are those of that moment. */
export const ClockProvider = Clock.Provider;

/** Server time for components, in whole steps (1 s by default): renders again only when the step changes. */
export function useNow(stepMs = 1000): number {
  const clock = useContext(Clock);
  return useSyncExternalStore(clock.subscribe, () => Math.floor(clock.nowMs() / stepMs) * stepMs);
}

/** The post's zone for components. */
export function usePostZone(): string {
  return useSyncExternalStore(subscribe, postZone);
}
