import { timeText } from './time.tsx';

/** `2026-10-01T21:04`, the time on the wall of a place as a field takes it. */
export const wallTimeText = (atMs: number, timeZone: string): string =>
  timeText(atMs, timeZone, 'both').replace(' ', 'T').slice(0, 16);

/**
 * Reads `2026-10-01T21:04`, with or without seconds, as the time on the wall of a place. Returns ms since 1970 UTC,
 * or null for anything else. An hour that a change of summer time leaves out is read as the hour after it.
 */
export function wallTimeMs(text: string, timeZone: string): number | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(text)) return null;
  const asUtc = Date.parse(`${text}Z`);
  if (Number.isNaN(asUtc)) return null;
  // Twice, since the first guess may lie on the other side of a change.
  const once = asUtc - leadMs(asUtc, timeZone);
  return asUtc - leadMs(once, timeZone);
}

/** How far the zone is ahead of UTC at an instant. */
const leadMs = (atMs: number, timeZone: string): number =>
  Date.parse(`${timeText(atMs, timeZone, 'both').replace(' ', 'T')}Z`) - Math.floor(atMs / 1000) * 1000;
