import { useState } from 'react';

/** One command at a time: `problem` says why the last failed, until the next try. */
export function useCommand(): {
  readonly busy: string | null;
  readonly problem: string | null;
  readonly run: (name: string, work: () => Promise<unknown>) => Promise<boolean>;
} {
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
        setBusy(null);
      }
    },
  };
}
