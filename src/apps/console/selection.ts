import { useSyncExternalStore } from 'react';

/* The selected row outlives a look at another screen, and ends with the session. */
let selectedId: string | null = null;
const listeners = new Set<() => void>();

/** Selects an alarm or a group by its id; null selects nothing. */
export function select(id: string | null): void {
  selectedId = id;
  for (const listener of listeners) listener();
}

export const useSelection = (): string | null =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => selectedId,
  );
