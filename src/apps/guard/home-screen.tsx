import { FilePenLine, Phone as PhoneIcon, Radio } from 'lucide-react';
import { useState } from 'react';
import type { Task } from '../../modules/dispatch/model.ts';
import { Button } from '../../ui/button.tsx';
import { useGuardWords } from './guard-words.ts';
import type { GuardWord } from './guard-words.ts';
import type { OutboxItem, TaskAct } from './outbox-model.ts';
import { timeText } from './phone-clock.ts';
import type { Phone } from './phone.ts';
import type { Home, PhoneState } from './phone-model.ts';
import type { Sharing, SharingReason } from './position.ts';
import { Tile } from './parts.tsx';
import { Refusals } from './refusals.tsx';
import { TaskCard, TaskRow } from './task-card.tsx';
import { useSharing } from './use-phone.ts';

const EARLIER_SHOWN = 5;

/** An act about a task, as the outbox wants it. */
export function taskAct(task: Task, action: TaskAct['action'], finding = ''): TaskAct {
  const said = finding === '' ? {} : { finding };
  return { kind: 'task', action, taskId: task.id, taskNumber: task.number, ...said };
}

/** Home: the task in hand or none, other tasks, and the five things a guard needs (ux.md 4, picture 4). */
export function HomeScreen(props: {
  phone: Phone;
  state: PhoneState;
  home: Home;
  items: readonly OutboxItem[];
  open: readonly Task[];
  ended: readonly Task[];
  sharing: Sharing;
  sharingReason: SharingReason | null;
  go: (hash: string) => void;
}) {
  const { phone, home, items, open } = props;
  const say = useGuardWords();
  const [chosen, setChosen] = useState<string | null>(null);
  const current = open.find((task) => task.id === chosen) ?? open[0];
  const others = open.filter((task) => task !== current);
  const waits = (task: Task) =>
    items.some((item) => item.state === 'waiting' && item.act.kind === 'task' && item.act.taskId === task.id);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] content-start gap-4 p-4">
      <Refusals items={items} onRead={(keys) => void phone.outbox.dismiss(keys)} />
      {current ? (
        <TaskCard
          key={current.id}
          task={current}
          unsent={waits(current)}
          onAct={(action) => {
            setChosen(current.id);
            if (action === 'accept') props.sharing.ask();
            void phone.act(taskAct(current, action));
          }}
          onFinish={() => props.go(`finish/${current.id}`)}
          onDecline={() => props.go(`decline/${current.id}`)}
        />
      ) : (
        <NoTask radioChannel={home.post.radioChannel} />
      )}
      {others.length > 0 && (
        <section className="grid grid-cols-[minmax(0,1fr)] gap-2">
          <h2 className="m-0 text-guard font-semibold text-ink-2">
            {say('guard.otherTasks', { count: others.length })}
          </h2>
          <ul className="m-0 grid grid-cols-[minmax(0,1fr)] list-none gap-2 p-0">
            {others.map((task) => (
              <TaskRow key={task.id} task={task} onShow={() => setChosen(task.id)} />
            ))}
          </ul>
        </section>
      )}
      <Tiles {...props} />
      <PositionLine sharing={props.sharing} reason={props.sharingReason} />
      {props.ended.length > 0 && (
        <section className="grid grid-cols-[minmax(0,1fr)] gap-1">
          <h2 className="m-0 text-guard font-semibold text-ink-2">{say('guard.earlier')}</h2>
          <ul className="m-0 grid grid-cols-[minmax(0,1fr)] list-none p-0">
            {props.ended.slice(0, EARLIER_SHOWN).map((task) => (
              <TaskRow key={task.id} task={task} />
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

function NoTask(props: { radioChannel: string | null }) {
  const say = useGuardWords();
  const channel = props.radioChannel;
  return (
    <section className="grid gap-1 rounded-corner border border-line bg-panel p-4">
      <h1 className="m-0 text-guard-title font-bold text-balance">
        {channel === null ? say('guard.noTask') : say('guard.noTaskRadio', { channel })}
      </h1>
      <p className="m-0 text-guard text-ink-2">{say('guard.noTaskHint')}</p>
    </section>
  );
}

function Tiles(props: {
  phone: Phone;
  state: PhoneState;
  home: Home;
  items: readonly OutboxItem[];
  go: (hash: string) => void;
}) {
  const say = useGuardWords();
  const { phone, items } = props;
  const { sentAt } = props.state;
  /** What became of the last one: waiting on this phone, or with the watch. */
  const noteOf = (kind: 'report' | 'radio-check'): string | undefined => {
    const waiting = items.findLast((item) => item.act.kind === kind && item.state === 'waiting');
    if (waiting) return say('guard.savedTime', { time: timeText(waiting.at) });
    const at = sentAt[kind];
    return at === undefined ? undefined : say('guard.sentTime', { time: timeText(at) });
  };
  const { watchPhone } = props.home.post;
  return (
    <div className="grid grid-cols-2 gap-2 [&>:last-child:nth-child(odd)]:col-span-2">
      <Tile icon={<FilePenLine size={26} />} note={noteOf('report')} onPress={() => props.go('report')}>
        {say('guard.report')}
      </Tile>
      <Tile
        icon={<Radio size={26} />}
        note={noteOf('radio-check')}
        onPress={() => void phone.act({ kind: 'radio-check' })}
      >
        {say('guard.radioCheck')}
      </Tile>
      {watchPhone && (
        <Tile icon={<PhoneIcon size={26} />} href={`tel:${watchPhone.replace(/[^\d+*#]/g, '')}`}>
          {say('guard.callWatch')}
        </Tile>
      )}
    </div>
  );
}

const SHARING_WORDS = {
  task: 'guard.positionTask',
  duty: 'guard.positionDuty',
  help: 'guard.positionHelp',
} as const satisfies Record<SharingReason, GuardWord>;

/** Says whether and why position leaves this phone; asks for it only when there is a task or a call for help. */
export function PositionLine(props: { sharing: Sharing; reason: SharingReason | null; className?: string }) {
  const say = useGuardWords();
  const state = useSharing(props.sharing);
  const { reason } = props;
  if (reason === null || state === 'off') return null;
  if (state === 'can-ask') {
    return reason === 'duty' ? null : (
      <Button size="thumb" onClick={() => props.sharing.ask()}>
        {say('guard.positionAsk')}
      </Button>
    );
  }
  const word =
    state === 'denied'
      ? 'guard.positionDenied'
      : state === 'waiting'
        ? 'guard.positionMissing'
        : SHARING_WORDS[reason];
  return <p className={props.className ?? 'm-0 text-center text-body text-ink-2'}>{say(word)}</p>;
}
