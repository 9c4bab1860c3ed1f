import type { Clock, Instant } from '../kernel/time.ts';
import { toInstant } from '../kernel/time.ts';

/** One thing that is not as it should be, in a sentence that says what to do. */
export interface Trouble {
  readonly code: string;
  readonly says: string;
  readonly since: Instant;
}

export interface Troubles {
  set(code: string, says: string): void;
  clear(code: string): void;
  list(): readonly Trouble[];
}

/** More kinds than the house has. */
const MAX_TROUBLES = 50;

/** What is degraded now and why: for the console's bar and `/api/health`. */
export function createTroubles(clock: Clock): Troubles {
  const troubles = new Map<string, Trouble>();
  return {
    set(code, says) {
      const known = troubles.get(code);
      if (known || troubles.size < MAX_TROUBLES)
        troubles.set(code, { code, says, since: known?.since ?? toInstant(clock.nowMs()) });
    },
    clear: (code) => void troubles.delete(code),
    list: () => [...troubles.values()],
  };
}
