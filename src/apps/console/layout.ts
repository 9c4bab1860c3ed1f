import { useSyncExternalStore } from 'react';

/** phone: one thing at a time. narrow: list or map, with the detail. wide: all. huge: more room for each. */
export type Layout = 'phone' | 'narrow' | 'wide' | 'huge';

const QUERIES = ['(min-width: 768px)', '(min-width: 1600px)', '(min-width: 2400px)'] as const;
const NAMES: readonly Layout[] = ['phone', 'narrow', 'wide', 'huge'];
const lists = QUERIES.map((query) => matchMedia(query));

function subscribe(listener: () => void): () => void {
  for (const list of lists) list.addEventListener('change', listener);
  return () => {
    for (const list of lists) list.removeEventListener('change', listener);
  };
}

const layoutNow = (): Layout => NAMES[lists.filter((list) => list.matches).length] ?? 'phone';

/** Which of the four layouts this window has room for. */
export const useLayout = (): Layout => useSyncExternalStore(subscribe, layoutNow);
