import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { ORDERS } from './calls.ts';

/** One command at a time; what the screens know of orders is asked again after it. */
export function useCommand(): {
  busy: string | null;
  problem: string | null;
  run: <T>(name: string, work: () => Promise<T>) => Promise<T | null>;
} {
  const cache = useQueryClient();
  const [busy, setBusy] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const run = useCallback(
    async <T>(name: string, work: () => Promise<T>): Promise<T | null> => {
      setBusy(name);
      setProblem(null);
      try {
        const done = await work();
        await cache.invalidateQueries({ queryKey: [ORDERS] });
        return done;
      } catch (error) {
        setProblem(error instanceof Error ? error.message : String(error));
        return null;
      } finally {
        setBusy(null);
      }
    },
    [cache],
  );
  return { busy, problem, run };
}
