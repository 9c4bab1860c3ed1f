import { Button } from '../../../ui/button.tsx';
import { ErrorState, LoadingState } from '../../../ui/states.tsx';
import type { DoorCalls } from './calls.ts';
import { DoorLines } from './door-rows.tsx';
import { useDoors } from './use-doors.ts';
import { useWords } from './words.ts';

/** The panel shows the last of them; the screen has the others. */
const SHOWN = 20;
const ALL = {};

/** What happened at the doors lately, beside the alarms. */
export function DoorsPanel(props: {
  calls: DoorCalls;
  version: number;
  onAlarm: (id: string) => void;
  onAll: () => void;
}) {
  const say = useWords();
  const query = useDoors(props.calls, ALL, props.version, SHOWN);
  const events = query.data?.pages[0]?.events;
  return (
    <section
      aria-label={say('doors.title')}
      tabIndex={0}
      className="min-h-0 w-full flex-1 overflow-y-auto border-s border-line"
    >
      <div className="flex min-h-[36px] items-center gap-3 border-b border-line px-3">
        <h2 className="m-0 text-table font-bold">{say('doors.title')}</h2>
        <Button size="small" kind="ghost" className="ms-auto" onClick={props.onAll}>
          {say('doors.all')}
        </Button>
      </div>
      {events === undefined && query.error === null && <LoadingState />}
      {events === undefined && query.error !== null && (
        <ErrorState
          title={say('doors.failed')}
          todo={query.error.message}
          action={<Button onClick={() => void query.refetch()}>{say('doors.again')}</Button>}
        />
      )}
      {events?.length === 0 && <p className="m-0 p-3 text-table text-ink-3">{say('doors.none')}</p>}
      {events !== undefined && events.length > 0 && <DoorLines events={events} onAlarm={props.onAlarm} />}
    </section>
  );
}
