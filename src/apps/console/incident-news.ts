import type { QueryClient } from '@tanstack/react-query';
import type { IncidentWhole } from '../../modules/incident/model.ts';
import { INCIDENTS } from '../../modules/incident/ui/calls.ts';

/** News is gathered for so long before anything is asked again: a flood asks no more often than a quiet day. */
const GATHER_MS = 300;

interface Entry {
  readonly kind: string;
  readonly subjects: readonly string[];
}

/** Alarms of the incidents that some screen has asked for. */
function shownAlarms(cache: QueryClient): ReadonlySet<string> {
  const shown = cache.getQueriesData<IncidentWhole>({ queryKey: [INCIDENTS, 'one'] });
  return new Set(
    shown.flatMap(([, whole]) => whole?.incident.alarms.map((alarm) => alarm.id as string) ?? []),
  );
}

const concerns = (entry: Entry, alarms: ReadonlySet<string>): boolean =>
  entry.kind.startsWith('incident.') ||
  (/^(alarm|task)\./.test(entry.kind) && alarms.has(entry.subjects[0] ?? ''));

/** Asks for incidents again when the ledger tells something of them, of their alarms or of their tasks. */
export function followIncidents(cache: QueryClient): {
  readonly entries: (entries: readonly Entry[]) => void;
  readonly askAgain: () => void;
} {
  let planned = false;
  const askAgain = () => {
    if (planned) return;
    planned = true;
    setTimeout(() => {
      planned = false;
      void cache.invalidateQueries({ queryKey: [INCIDENTS] });
    }, GATHER_MS);
  };
  return {
    askAgain,
    entries: (entries) => {
      const alarms = shownAlarms(cache);
      if (entries.some((entry) => concerns(entry, alarms))) askAgain();
    },
  };
}
