import { useQuery } from '@tanstack/react-query';
import { Button } from '../../../ui/button.tsx';
import { useNow, usePostZone } from '../../../ui/clock.ts';
import { EmptyState, ErrorState, LoadingState } from '../../../ui/states.tsx';
import { Table } from '../../../ui/table.tsx';
import { timeText, useAgeText } from '../../../ui/time.tsx';
import type { AnsweringRole, Seat } from '../model.ts';
import type { SeatCalls } from './calls.ts';
import { useWords } from './words.ts';

const EVERY_MS = 5_000;

/** What is known of the sound and of the last check, in words. */
function useSeatWords() {
  const say = useWords();
  const zone = usePostZone();
  const time = (at: string) => timeText(Date.parse(at), zone, 'minute');
  return {
    say,
    time,
    sound: ({ sound }: Seat) =>
      sound === null
        ? say('seat.soundNotAsked')
        : say(sound.heard ? 'seat.soundHeard' : 'seat.soundNotHeard', { time: time(sound.at) }),
    check: ({ lastCheck }: Seat) =>
      lastCheck === null
        ? say('seat.noCheck')
        : say(`seat.check.${lastCheck.how}`, { time: time(lastCheck.at), n: lastCheck.afterS }),
  };
}

/** Who sits where, how each console is and since when: for those who answer for the watch. */
export function SeatsScreen(props: { calls: SeatCalls; live: boolean }) {
  const { say, time, sound, check } = useSeatWords();
  const age = useAgeText();
  const now = useNow();
  const query = useQuery({
    queryKey: ['seats'],
    queryFn: props.calls.seats,
    refetchInterval: EVERY_MS,
    enabled: props.live,
  });
  if (query.error !== null)
    return (
      <ErrorState
        title={say('seat.failed')}
        todo={query.error.message}
        action={<Button onClick={() => void query.refetch()}>{say('seat.tryAgain')}</Button>}
      />
    );
  if (query.data === undefined) return props.live ? <LoadingState /> : <EmptyState title={say('seat.off')} />;
  if (query.data.length === 0)
    return <EmptyState title={say('seat.nobody')}>{say('seat.nobodyHint')}</EmptyState>;
  const columns = ['seat', 'who', 'state', 'since', 'heard', 'sound', 'check'] as const;
  return (
    <Table
      caption={say('seat.title')}
      columns={columns.map((key) => ({ key, label: say(`seat.column.${key}`) }))}
      rows={query.data.map((seat) => ({
        key: `${seat.userId} ${seat.seat}`,
        cells: [
          seat.seat,
          <span key="who">
            {seat.name} <span className="text-ink-3">{say(`seat.role.${seat.role as AnsweringRole}`)}</span>
          </span>,
          <span key="state" className={seat.state === 'well' ? 'text-ink-2' : 'font-semibold'}>
            {say(`seat.state.${seat.state}`)}
          </span>,
          time(seat.since),
          age(now - Date.parse(seat.heardAt)),
          sound(seat),
          check(seat),
        ],
      }))}
    />
  );
}
