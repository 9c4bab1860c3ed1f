import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useIdentityCalls } from '../../modules/identity/ui/calls.ts';
import type { LogContext } from '../../modules/watch/ui/log-words.ts';
import { alarmNamed, callSignOf, useAlarmNamesVersion } from './alarm-names.ts';
import { useSession } from './session.ts';

/** People are added rarely; who was added since is known by the next look at Set up. */
const NAMES_STALE_MS = 60_000;

/** What the lines of the log look up: alarms, people and tasks. A new object when more is known. */
export function useLogContext(): LogContext {
  const { store, board, me, may } = useSession();
  const version = useAlarmNamesVersion();
  const people = board?.snapshot.people;
  const tasks = board?.tasks;
  const everybody = useQuery({
    queryKey: ['people'],
    queryFn: useIdentityCalls().people,
    enabled: may('people.see'),
    staleTime: NAMES_STALE_MS,
  }).data;
  return useMemo(() => {
    const names = new Map<string, string>();
    for (const { id, name } of [...(people ?? []), ...(everybody ?? [])]) names.set(id, name);
    names.set(me.person.id, me.person.name);
    const signs = new Map(
      [...(tasks?.values() ?? [])].flat().map((task) => [task.id as string, task.callSign]),
    );
    return {
      version,
      alarm: (id) => store.alarm(id) ?? alarmNamed(id),
      personName: (id) => names.get(id),
      callSignOfTask: (id) => signs.get(id) ?? callSignOf(id),
    };
  }, [store, people, everybody, tasks, me, version]);
}
