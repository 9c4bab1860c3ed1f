import {
  DoorClosed,
  DoorOpen,
  LockKeyhole,
  LockKeyholeOpen,
  ShieldAlert,
  UserCheck,
  UserX,
} from 'lucide-react';
import { Button } from '../../../ui/button.tsx';
import { Table } from '../../../ui/table.tsx';
import { nameIn } from '../../../ui/direction.ts';
import { LocalTime } from '../../../ui/time.tsx';
import { useLanguage } from '../../../ui/words.ts';
import { personText, type DoorEvent, type DoorOutcome } from '../model.ts';
import { useWords } from './words.ts';

const SYMBOLS: Readonly<Record<DoorOutcome, typeof DoorOpen>> = {
  granted: UserCheck,
  denied: UserX,
  opened: DoorOpen,
  closed: DoorClosed,
  forced: ShieldAlert,
  held: DoorOpen,
  disarmed: LockKeyholeOpen,
  armed: LockKeyhole,
};
const LOUD: readonly DoorOutcome[] = ['denied', 'forced', 'held', 'disarmed'];

/** What happened, in words and with a symbol: never by colour alone. */
export function Outcome(props: { event: DoorEvent }) {
  const say = useWords();
  const { outcome, tested } = props.event;
  const Symbol = SYMBOLS[outcome];
  return (
    <span
      className={`inline-flex items-center gap-2 whitespace-nowrap ${LOUD.includes(outcome) ? 'font-semibold' : ''}`}
    >
      <Symbol size={16} aria-hidden="true" className="shrink-0" />
      {say(`doors.outcome.${outcome}`)}
      {tested && <span className="font-normal text-ink-3">{say('doors.tested')}</span>}
    </span>
  );
}

const useDoorName = (): ((event: DoorEvent) => string) => {
  const { language } = useLanguage();
  return ({ doorName }) => nameIn(doorName, language);
};

function ToAlarm(props: { event: DoorEvent; onAlarm: (id: string) => void }) {
  const say = useWords();
  const { alarmId } = props.event;
  if (alarmId === null) return null;
  return (
    <Button size="small" onClick={() => props.onAlarm(alarmId)}>
      {say('doors.alarm')}
    </Button>
  );
}

interface RowsProps {
  readonly events: readonly DoorEvent[];
  readonly onAlarm: (id: string) => void;
}

/** Who, which door, when, and what came of it. */
export function DoorTable(props: RowsProps) {
  const say = useWords();
  const nameOf = useDoorName();
  return (
    <Table
      caption={say('doors.title')}
      captionHidden
      columns={[
        { key: 'at', label: say('doors.at') },
        { key: 'outcome', label: say('doors.outcome') },
        { key: 'door', label: say('doors.door') },
        { key: 'who', label: say('doors.who') },
        { key: 'text', label: say('doors.text') },
        { key: 'alarm', label: say('doors.alarm') },
      ]}
      rows={props.events.map((event) => ({
        key: event.id,
        cells: [
          <LocalTime key="at" atMs={Date.parse(event.at)} form="both" />,
          <Outcome key="outcome" event={event} />,
          nameOf(event),
          personText(event) || <span className="text-ink-3">{say('doors.nobody')}</span>,
          event.text ?? '',
          <ToAlarm key="alarm" event={event} onAlarm={props.onAlarm} />,
        ],
      }))}
    />
  );
}

/** The same in two lines each, for a phone and beside the log. */
export function DoorLines(props: RowsProps) {
  const say = useWords();
  const nameOf = useDoorName();
  return (
    <ul aria-label={say('doors.title')} className="m-0 list-none p-0">
      {props.events.map((event) => (
        <li
          key={event.id}
          className="flex min-h-[48px] items-center gap-3 border-b border-line px-3 py-1 text-table"
        >
          <span className="grid min-w-0 flex-1 gap-[2px]">
            <span className="flex flex-wrap items-center gap-x-3">
              <Outcome event={event} />
              <span className="truncate">{nameOf(event)}</span>
            </span>
            <span className="flex flex-wrap gap-x-3 text-ink-2">
              <LocalTime atMs={Date.parse(event.at)} form="both" className="text-ink-3" />
              <span className="truncate">{personText(event) || say('doors.nobody')}</span>
            </span>
          </span>
          <ToAlarm event={event} onAlarm={props.onAlarm} />
        </li>
      ))}
    </ul>
  );
}
