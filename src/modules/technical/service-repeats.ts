import { hash } from 'node:crypto';
import type { SignalId } from '../../kernel/id.ts';
import type { IncomingSignal } from './model.ts';

/** A repeat with the panel's own timestamp comes within so long; a retry after an outage still counts. */
export const REPEAT_WINDOW_MS = 10 * 60_000;
/** Without a timestamp a sequence number that began anew would look the same, so the window is short. */
export const REPEAT_WINDOW_UNTIMED_MS = 2 * 60_000;
/** After so many other signals of the source its sequence number (0001-9999) may have come round again. */
export const REPEAT_WITHIN_SIGNALS = 5_000;
/** Fingerprints remembered over all sources; the oldest go first. */
export const MAX_REMEMBERED = 400_000;

export const FINGERPRINT_BYTES = 16;

/** FINGERPRINT_BYTES over every decoded field, or over the key and the signal's place in its request. */
export function fingerprint(signal: IncomingSignal, key: string | null, index = 0): Buffer {
  const fields =
    key === null
      ? [
          signal.source,
          signal.sequence ?? null,
          signal.point,
          signal.kind,
          signal.change,
          signal.code,
          signal.text ?? null,
          signal.partition ?? null,
          signal.occurredAt,
          signal.position ?? null,
          signal.mac ?? null,
          signal.link ?? null,
          ...(signal.credential === undefined ? [] : [signal.credential]),
        ]
      : [signal.source, 'key', key, index];
  return Buffer.from(hash('sha256', JSON.stringify(fields), 'binary').slice(0, FINGERPRINT_BYTES), 'latin1');
}

interface Seen {
  readonly id: SignalId;
  readonly atMs: number;
  readonly ordinal: number;
}

export interface Repeats {
  /** The signal that this one repeats, or null; then it is remembered as `id`. */
  judge(signal: IncomingSignal, print: Buffer, hasKey: boolean, id: SignalId, nowMs: number): SignalId | null;
  /** What an earlier run wrote. */
  remember(source: string, print: Buffer, id: SignalId, atMs: number): void;
  forgetAll(): void;
}

/** Remembers what came lately, by source; tells a repeat from a new signal. */
export function createRepeats(): Repeats {
  const seen = new Map<string, Seen>();
  const ordinals = new Map<string, number>();

  function remember(source: string, print: Buffer, id: SignalId, atMs: number): void {
    const ordinal = (ordinals.get(source) ?? 0) + 1;
    ordinals.set(source, ordinal);
    const key = print.toString('latin1');
    seen.delete(key);
    seen.set(key, { id, atMs, ordinal });
    if (seen.size > MAX_REMEMBERED) {
      const oldest = seen.keys().next();
      if (!oldest.done) seen.delete(oldest.value);
    }
  }

  return {
    judge(signal, print, hasKey, id, nowMs) {
      const known = seen.get(print.toString('latin1'));
      if (known && (hasKey || signal.sequence !== undefined)) {
        const windowMs = hasKey
          ? Number.POSITIVE_INFINITY
          : signal.occurredAt === null
            ? REPEAT_WINDOW_UNTIMED_MS
            : REPEAT_WINDOW_MS;
        const others = (ordinals.get(signal.source) ?? 0) - known.ordinal;
        if (nowMs - known.atMs <= windowMs && (hasKey || others < REPEAT_WITHIN_SIGNALS)) return known.id;
      }
      remember(signal.source, print, id, nowMs);
      return null;
    },
    remember,
    forgetAll() {
      seen.clear();
      ordinals.clear();
    },
  };
}
