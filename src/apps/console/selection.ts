import { useSyncExternalStore } from 'react';

/*
 * The selected row outlives a look at another screen and, since the address of the board names it, a reload.
 * It ends with the session.
 */
const PARAMETER = 'alarm';
/** Browsers refuse addresses that change too often, such as while J is held down. */
const WRITE_AFTER_MS = 250;

/** What this console selects, for a window of the map on another monitor; `which` asks for it. Only ids travel. */
const windows = new BroadcastChannel('post-one.selection');
/** A channel knows no other origin than ours. */
const tellWindows = windows.postMessage.bind(windows);
let following = false;
windows.addEventListener('message', ({ data }) => {
  if (data === 'which' && !following) tellWindows({ alarm: selectedId });
});

/** Takes over what other windows of this browser select; returns what ends it. */
export function followOtherWindows(take: (id: string | null) => void): () => void {
  const hear = ({ data }: MessageEvent<unknown>) => {
    const id = typeof data === 'object' && data !== null && 'alarm' in data ? data.alarm : undefined;
    if (id === null || typeof id === 'string') take(id);
  };
  following = true;
  windows.addEventListener('message', hear);
  tellWindows('which');
  return () => {
    following = false;
    windows.removeEventListener('message', hear);
  };
}

let selectedId = new URLSearchParams(location.search).get(PARAMETER);
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

/** Writes the selection into the address of the board; another screen's address stays as it is. */
export function showSelection(): void {
  clearTimeout(timer);
  if (location.pathname !== '/') return;
  const unnamed = selectedId === null || selectedId.startsWith('group:');
  const search = unnamed ? '' : `?${PARAMETER}=${encodeURIComponent(selectedId ?? '')}`;
  if (search !== location.search) history.replaceState(history.state, '', `/${search}`);
}

/** Selects an alarm or a group by its id; null selects nothing. */
export function select(id: string | null): void {
  selectedId = id;
  if (!following) tellWindows({ alarm: id });
  for (const listener of listeners) listener();
  clearTimeout(timer);
  if (id === null) showSelection();
  else timer = setTimeout(showSelection, WRITE_AFTER_MS);
}

export const useSelection = (): string | null =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => selectedId,
  );
