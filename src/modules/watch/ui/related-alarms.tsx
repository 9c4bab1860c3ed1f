import { useQuery } from '@tanstack/react-query';
import { joined } from '../../../ui/kit-words.ts';
import { PrioritySymbol, lookOf } from '../../../ui/priority-symbol.tsx';
import { LocalTime } from '../../../ui/time.tsx';
import type { Alarm } from '../model.ts';
import { useWatchCalls } from './calls.ts';
import { alarmNumber, useAlarmState } from './names.ts';
import { useNameIn } from '../../../ui/words.ts';
import { useWords } from './words.ts';

/** Alarms of the same zone, source or kind, and which of these it is. */
export function RelatedAlarms(props: { alarm: Alarm; onOpen: (id: string) => void }) {
  const { alarm } = props;
  const say = useWords();
  const name = useNameIn();
  const state = useAlarmState();
  const calls = useWatchCalls();
  const query = useQuery({
    queryKey: ['related', alarm.id, alarm.revision],
    queryFn: async () => (await calls.alarm(alarm.id)).related,
  });
  const sharedWith = (other: Alarm): string =>
    joined([
      ...(other.zoneId !== null && other.zoneId === alarm.zoneId ? [say('watch.related.zone')] : []),
      ...(other.source === alarm.source ? [say('watch.related.source')] : []),
      ...(other.kind === alarm.kind ? [say('watch.related.kind')] : []),
    ]);
  return (
    <section aria-label={say('watch.related')} className="grid grid-cols-[minmax(0,1fr)] gap-1">
      <h3 className="m-0 text-label font-semibold text-ink-3">{say('watch.related')}</h3>
      {query.error !== null && <p className="m-0 text-table">{query.error.message}</p>}
      {query.data?.length === 0 && <p className="m-0 text-table text-ink-3">{say('watch.related.none')}</p>}
      <ul className="m-0 grid list-none grid-cols-[minmax(0,1fr)] gap-1 p-0">
        {(query.data ?? []).map((other) => (
          <li key={other.id}>
            <button
              type="button"
              onClick={() => props.onOpen(other.id)}
              className="flex min-h-control w-full cursor-pointer items-center gap-2 rounded-corner border-0 bg-transparent px-1 text-start text-table text-ink-1 hover:bg-raised"
            >
              <PrioritySymbol
                priority={other.priority}
                look={other.open ? lookOf(other).look : 'cleared'}
                glows={false}
                size={18}
              />
              <span className="min-w-0 flex-1">
                <span className="block truncate">
                  {alarmNumber(other)} {name(other.title)}
                </span>
                <span className="block truncate text-label text-ink-3">
                  <LocalTime atMs={Date.parse(other.raisedAt)} form="both" />{' '}
                  {joined([state(other), sharedWith(other)])}
                </span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
