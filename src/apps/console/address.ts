import { useSyncExternalStore } from 'react';

/*
 * Where the console stands, as its path says. Seven lines of history are all that five screens need; a
 * router library costs 28 kB of the first load (budget: 200 kB).
 */
const listeners = new Set<() => void>();

function tell(): void {
  for (const listener of listeners) listener();
}

globalThis.addEventListener('popstate', tell);

/** Shows another screen; `replace` leaves no way back to this one. */
export function goTo(path: string, options: { replace?: boolean } = {}): void {
  if (path === location.pathname) return;
  if (options.replace === true) history.replaceState(null, '', path);
  else history.pushState(null, '', path);
  tell();
}

/** The path now shown. */
export const usePath = (): string =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => location.pathname,
  );

/** The address of the board at a moment: its time in ms since 1970 UTC. */
export const replayPath = (at: string): string => `/replay/${Date.parse(at)}`;

/** The address of one incident. */
export const incidentPath = (id: string): string => `/incidents/${encodeURIComponent(id)}`;

/** The address of one order, or of their list. */
export const orderPath = (id: string | null): string =>
  id === null ? '/orders' : `/orders/${encodeURIComponent(id)}`;

/** Is this the map in a window of its own, for another monitor? */
export const mapAlone = (): boolean =>
  location.pathname === '/map' && new URLSearchParams(location.search).has('alone');

/** The address of one alarm. */
export const alarmPath = (id: string): string => `/alarms/${encodeURIComponent(id)}`;
