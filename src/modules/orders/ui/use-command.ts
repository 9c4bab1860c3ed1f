import { useQueryClient } from '@tanstack/react-query';
import { useCommand as useOneCommand, type Command as OneCommand } from '../../../ui/use-command.ts';
import { ORDERS } from './calls.ts';

export interface Command extends Omit<OneCommand, 'run'> {
  /** What was done; null when it failed. */
  readonly run: <T>(name: string, work: () => Promise<T>) => Promise<T | null>;
}

/** One command at a time; what the screens know of orders is asked again after it. */
export function useCommand(): Command {
  const cache = useQueryClient();
  const { busy, problem, run } = useOneCommand(() => cache.invalidateQueries({ queryKey: [ORDERS] }));
  return {
    busy,
    problem,
    async run<T>(name: string, work: () => Promise<T>) {
      let done: T | null = null;
      const well = await run(name, async () => (done = await work()));
      return well ? done : null;
    },
  };
}
