import { useSyncExternalStore } from 'react';
import type { Instant } from '../../kernel/time.ts';

/*
 * The phone's clock, set right by the watch. It reads the wall clock, not the browser's steady timer: that
 * one stands still while the phone sleeps, and an act after it would carry a time of hours ago.
 */
const TICK_MS = 500;
let offsetMs = 0;
let zone: string | undefined;
const formats = new Map<string, Intl.DateTimeFormat>();

/** Time at the watch, ms since 1970 UTC. */
export const phoneNowMs = (): number => new Date().getTime() + offsetMs;

/** The watch said `serverAtMs` to a question asked and answered around `phoneAtMs` (phone's own time). */
export function setWatchTime(serverAtMs: number, phoneAtMs: number): void {
  if (Number.isFinite(serverAtMs)) offsetMs = Math.round(serverAtMs - phoneAtMs);
}
export const ownNowMs = (): number => new Date().getTime();
export const watchOffsetMs = (): number => offsetMs;
export function setWatchOffsetMs(ms: number): void {
  offsetMs = ms;
}

/** The post's IANA zone; a name that this phone does not know leaves the phone's own. */
export function setZone(name: string): void {
  try {
    new Intl.DateTimeFormat('sv-SE', { timeZone: name }).format();
    if (zone !== name) formats.clear();
    zone = name;
  } catch {
    zone = undefined;
  }
}

/** `21:04`, or `21:04:33`, in the post's zone. */
export function timeText(at: Instant | number, form: 'minute' | 'second' = 'minute'): string {
  const known = formats.get(form);
  const second = form === 'second' ? ({ second: '2-digit' } as const) : {};
  const shape = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone, ...second } as const;
  const format = known ?? new Intl.DateTimeFormat('sv-SE', shape);
  formats.set(form, format);
  return format.format(typeof at === 'number' ? at : Date.parse(at));
}

const subscribe = (listener: () => void) => {
  const timer = setInterval(listener, TICK_MS);
  return () => clearInterval(timer);
};

/** Time at the watch for components, in whole steps. */
export function useNow(stepMs: number): number {
  return useSyncExternalStore(subscribe, () => Math.floor(phoneNowMs() / stepMs) * stepMs);
}
