const SHAPE = /^(\d{2}):(\d{2}):(\d{2}),(\d{2})-(\d{2})-(\d{4})$/;

/** Length of `HH:MM:SS,MM-DD-YYYY`. */
export const TIMESTAMP_LENGTH = 19;

/** The last text read and what it gave: in a storm all panels write the same second. */
let last: { readonly text: string; readonly ms: number | null } = { text: '', ms: null };

/** `HH:MM:SS,MM-DD-YYYY` (UTC) to ms since 1970; null when it is no real instant (month 00, 31 April). */
export function readTimestamp(text: string): number | null {
  if (text !== last.text) last = { text, ms: parse(text) };
  return last.ms;
}

function parse(text: string): number | null {
  const match = SHAPE.exec(text);
  if (!match) return null;
  const [hour, minute, second, month, day, year] = match.slice(1).map(Number);
  if (hour === undefined || minute === undefined || second === undefined) return null;
  if (month === undefined || day === undefined || year === undefined) return null;
  if (hour > 23 || minute > 59 || second > 59 || year < 1970) return null;
  const ms = Date.UTC(year, month - 1, day, hour, minute, second);
  const back = new Date(ms);
  return back.getUTCMonth() === month - 1 && back.getUTCDate() === day ? ms : null;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** Ms since 1970 UTC to `HH:MM:SS,MM-DD-YYYY`. Source: ANSI/SIA DC-09 5.5.1.9. */
export function writeTimestamp(ms: number): string {
  const at = new Date(ms);
  const clock = `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`;
  const year = String(at.getUTCFullYear()).padStart(4, '0');
  return `${clock},${two(at.getUTCMonth() + 1)}-${two(at.getUTCDate())}-${year}`;
}

/** How far a frame's clock may stand from ours, in seconds. */
export interface TimeWindow {
  readonly pastS: number;
  readonly futureS: number;
}

/** The window that DC-09 receivers use unless an account has its own. */
export const DEFAULT_WINDOW: TimeWindow = { pastS: 40, futureS: 20 };

/** Whether `timestampMs` lies at most `pastS` behind and `futureS` ahead of `nowMs`, bounds included. */
export function windowOk(timestampMs: number, nowMs: number, window: TimeWindow = DEFAULT_WINDOW): boolean {
  // The frame carries whole seconds, so our fraction of a second must not count against it.
  const nowWholeMs = Math.floor(nowMs / 1000) * 1000;
  return timestampMs >= nowWholeMs - window.pastS * 1000 && timestampMs <= nowWholeMs + window.futureS * 1000;
}
