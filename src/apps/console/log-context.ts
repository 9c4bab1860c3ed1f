import { useMemo } from 'react';
import type { LogContext } from '../../modules/watch/ui/log-words.ts';
import { alarmNamed, callSignOf, useAlarmNamesVersion } from './alarm-names.ts';
import { useSession } from './session.ts';

/** What the lines of the log look up: alarms, people and tasks. A new object when more is known. */
export function useLogContext(): LogContext {
  const { store, board, me } = useSession();
  const version = useAlarmNamesVersion();
  const people = board?.snapshot.people;
  const tasks = board?.tasks;
  return useMemo(() => {
    const names = new Map(people?.map((person) => [person.id as string, person.name]));
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
  }, [store, people, tasks, me, version]);
}
