import { useQueryClient } from '@tanstack/react-query';
import { useCommand as useOneCommand, type Command } from '../../../ui/use-command.ts';
import { INCIDENTS } from './calls.ts';

/**
 * One command at a time. What is shown is asked for again after each, also after a refusal: it was refused because
 * something had changed.
 */
export function useCommand(): Command {
  const cache = useQueryClient();
  const command = useOneCommand();
  const ask = () => cache.invalidateQueries({ queryKey: [INCIDENTS] }).catch(() => undefined);
  return { ...command, run: (name, work) => command.run(name, () => work().finally(ask)) };
}
