import { useCallback, useState } from 'react';

/** The sentence of anything thrown. */
export const sentenceOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

/**
 * One command at a time, in its place: `busy` names the running one, `problem` says why the last failed
 * and stays until the next try.
 */
export function useCommand(): {
  busy: string | null;
  problem: string | null;
  run: (name: string, work: () => Promise<unknown>) => Promise<boolean>;
  clear: () => void;
} {
  const [busy, setBusy] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const run = useCallback(async (name: string, work: () => Promise<unknown>) => {
    setBusy(name);
    setProblem(null);
    try {
      await work();
      return true;
    } catch (error) {
      setProblem(sentenceOf(error));
      return false;
    } finally {
      setBusy(null);
    }
  }, []);
  const clear = useCallback(() => setProblem(null), []);
  return { busy, problem, run, clear };
}
