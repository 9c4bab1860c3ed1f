import { useState } from 'react';

/** One command at a time, and what went wrong with it. */
export function useAct(after: () => void) {
  const [busy, setBusy] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const act = async (id: string, work: () => Promise<unknown>): Promise<boolean> => {
    setBusy(id);
    setProblem(null);
    try {
      await work();
      after();
      return true;
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
      return false;
    } finally {
      setBusy(null);
    }
  };
  return { busy, problem, act };
}
