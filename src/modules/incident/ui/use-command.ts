import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { INCIDENTS } from './calls.ts';

export interface Command {
  readonly busy: string | null;
  readonly problem: string | null;
  readonly run: (name: string, work: () => Promise<unknown>) => Promise<boolean>;
}

/**
 * One command at a time: `problem` says why the last failed, until the next try. What is shown is asked for again
 * after each, also after a refusal: it was refused because something had changed.
 */
export function useCommand(): Command {
  const cache = useQueryClient();
  const [busy, setBusy] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  return {
    busy,
    problem,
    async run(name, work) {
      setBusy(name);
      setProblem(null);
      try {
        await work();
        return true;
      } catch (error) {
        setProblem(error instanceof Error ? error.message : String(error));
        return false;
      } finally {
        await cache.invalidateQueries({ queryKey: [INCIDENTS] }).catch(() => undefined);
        setBusy(null);
      }
    },
  };
}
