import type { Position } from '../../kernel/geo.ts';
import { toInstant } from '../../kernel/time.ts';
import { phoneNowMs } from './phone-clock.ts';
import { exchange } from './transport.ts';

/** Why position is shared now; null: it is not. */
export type SharingReason = 'task' | 'duty' | 'help';
export type SharingState = 'off' | 'can-ask' | 'sharing' | 'waiting' | 'denied';

const EVERY_MS = 15_000;
/** A fix older than this says more about the past than about help. */
const FRESH_MS = 120_000;

interface Fix {
  readonly position: Position;
  readonly accuracyM: number;
  readonly atMs: number;
}

/*
 * Position leaves the phone only while there is a reason (an open task, duty, a call for help), at most every
 * EVERY_MS, newest only: an old position is worth nothing, so it never enters the outbox. The phone's own
 * permission is asked on a tap of the guard, never out of the blue.
 */
export interface Sharing {
  want(reason: SharingReason | null): void;
  /** On a tap: lets the phone ask its user for permission. */
  ask(): void;
  /** The latest position when it is fresh enough to help. */
  latest(): Position | undefined;
  state(): SharingState;
  subscribe(listener: () => void): () => void;
}

export function createSharing(): Sharing {
  let reason: SharingReason | null = null;
  let state: SharingState = 'off';
  let watchId: number | null = null;
  let fix: Fix | null = null;
  let sentAtMs = -Infinity;
  const listeners = new Set<() => void>();

  function set(next: SharingState): void {
    if (state === next) return;
    state = next;
    for (const listener of listeners) listener();
  }

  function send(): void {
    const now = phoneNowMs();
    if (!fix || reason === null || now - sentAtMs < EVERY_MS) return;
    sentAtMs = now;
    const { position, accuracyM, atMs } = fix;
    void exchange('POST', '/guard/position', {
      key: crypto.randomUUID(),
      body: { ...position, accuracyM: Math.round(accuracyM), at: toInstant(atMs) },
    });
  }

  function watch(): void {
    if (watchId !== null || !('geolocation' in navigator)) return;
    set('waiting');
    watchId = navigator.geolocation.watchPosition(
      ({ coords }) => {
        const position = { lat: coords.latitude, lon: coords.longitude };
        fix = { position, accuracyM: coords.accuracy, atMs: phoneNowMs() };
        set('sharing');
        send();
      },
      (error) => {
        if (error.code !== error.PERMISSION_DENIED) return;
        unwatch();
        set('denied');
      },
      { enableHighAccuracy: true, maximumAge: 5_000 },
    );
  }

  function unwatch(): void {
    if (watchId !== null) navigator.geolocation.clearWatch(watchId);
    watchId = null;
  }

  async function permission(): Promise<PermissionState> {
    if (!('geolocation' in navigator)) return 'denied';
    try {
      return (await navigator.permissions.query({ name: 'geolocation' })).state;
    } catch {
      // Older phones cannot be asked without asking the user.
      return 'prompt';
    }
  }

  async function follow(): Promise<void> {
    if (reason === null) {
      unwatch();
      set('off');
      return;
    }
    const allowed = await permission();
    if (reason === null) return;
    if (allowed === 'granted') watch();
    else if (watchId === null) set(allowed === 'denied' ? 'denied' : 'can-ask');
  }

  return {
    want(next) {
      if (next === reason) return;
      reason = next;
      void follow();
    },
    ask() {
      if (state !== 'denied') watch();
    },
    latest: () => (fix && phoneNowMs() - fix.atMs < FRESH_MS ? fix.position : undefined),
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
