import { useCallback, useState } from 'react';

/** The sentence of anything thrown. */
export const sentenceOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

export interface Command {
  /** The name of the running one. */
  readonly busy: string | null;
  /** Why the last failed, until the next try. */
  readonly problem: string | null;
  /** True when it was done. */
  readonly run: (name: string, work: () => Promise<unknown>) => Promise<boolean>;
}

/** One command at a time, in its place. `after` belongs to each that is done. */
export function useCommand(after?: () => unknown): Command {
  const [busy, setBusy] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const run = useCallback(
    async (name: string, work: () => Promise<unknown>) => {
      setBusy(name);
      setProblem(null);
      try {
        await work();
        await after?.();
        return true;
      } catch (error) {
        setProblem(sentenceOf(error));
        return false;
      } finally {
        setBusy(null);
      }
    },
    [after],
  );
  return { busy, problem, run };
}
