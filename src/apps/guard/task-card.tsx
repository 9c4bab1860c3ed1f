import { Ban, Check, Flag, Footprints, Hourglass, MapPin, Radio } from 'lucide-react';
import type { ReactNode } from 'react';
import { spokenNumber } from '../../kernel/id.ts';
import type { Task } from '../../modules/dispatch/model.ts';
import { taskCan } from '../../modules/dispatch/model.ts';
import { Button } from '../../ui/button.tsx';
import { PrioritySymbol } from '../../ui/priority-symbol.tsx';
import { useLanguage } from '../../ui/words.ts';
import { useGuardWords } from './guard-words.ts';
import { timeText } from './phone-clock.ts';
import { inLanguage } from './phone-model.ts';

/** The task in hand: the order in the guard's language, the radio sentence, and the one next thing. */
export function TaskCard(props: {
  task: Task;
  /** An act about it has not reached the watch yet. */
  unsent: boolean;
  onAct: (action: 'accept' | 'there') => void;
  onFinish: () => void;
  onDecline: () => void;
}) {
  const { task } = props;
  const say = useGuardWords();
  const { language } = useLanguage();
  const order = inLanguage(task.order, language);
  const radio = inLanguage(task.radio, language);
  const titleId = `order-${task.id}`;
  const mark = (fallback: boolean) => (fallback ? 'en' : undefined);
  return (
    <section aria-labelledby={titleId} className="grid gap-4 rounded-corner border border-edge bg-panel p-4">
      <div className="grid gap-1">
        <p className="m-0 flex items-center gap-2 text-guard text-ink-2">
          <PrioritySymbol
            priority={task.priority}
            look={task.state === 'sent' ? 'filled' : 'outline'}
            size={32}
            decorative
          />
          <span className="sr-only">{say('guard.priority', { priority: task.priority })}</span>
          <span>{say('guard.taskState', { state: task.state })}</span>
        </p>
        <h1 id={titleId} lang={mark(order.fallback)} className="m-0 text-guard-title font-bold text-balance">
          {order.text}
        </h1>
        <p className="m-0 text-body text-ink-2">
          {say('guard.task', {
            number: spokenNumber('T', task.number),
            alarm: spokenNumber('A', task.alarmNumber),
          })}
          {order.fallback && ` · ${say('guard.inEnglish')}`}
        </p>
      </div>
      <figure className="m-0 border-s-2 border-edge ps-3">
        <figcaption className="flex items-center gap-2 text-body text-ink-2">
          <Radio size={16} aria-hidden="true" />
          {say('guard.radioSentence')}
        </figcaption>
        <blockquote lang={mark(radio.fallback)} className="m-0 text-guard">
          {radio.text}
        </blockquote>
      </figure>
      <Times task={task} unsent={props.unsent} />
      <div className="grid gap-2">
        <NextButton {...props} />
        {taskCan('decline', task.state) && (
          <Button size="thumb" icon={<Ban size={22} />} onClick={props.onDecline}>
            {say('guard.decline')}
          </Button>
        )}
      </div>
    </section>
  );
}

function Times(props: { task: Task; unsent: boolean }) {
  const say = useGuardWords();
  const { sentAt, acceptedAt, thereAt } = props.task;
  const steps = [
    { word: say('guard.sentAt'), at: sentAt },
    { word: say('guard.acceptedAt'), at: acceptedAt },
    { word: say('guard.thereAt'), at: thereAt },
  ];
  return (
    <div className="grid gap-2">
      <ol className="m-0 grid list-none grid-cols-3 gap-2 p-0 text-body">
        {steps.map(({ word, at }) => (
          <li key={word} className={at === null ? 'text-ink-3' : 'text-ink-1'}>
            <span
              aria-hidden="true"
              className={
                at === null
                  ? 'mb-1 block h-2 rounded-full bg-selected'
                  : 'mb-1 block h-2 rounded-full bg-inverse'
              }
            />
            <span className="block">{word}</span>
            <span className="block min-h-5 font-semibold">{at === null ? '' : timeText(at)}</span>
          </li>
        ))}
      </ol>
      {props.unsent && (
        <p className="m-0 flex items-center gap-2 text-body text-ink-1">
          <Hourglass size={16} aria-hidden="true" className="shrink-0" />
          {say('guard.notSentYet')}
        </p>
      )}
    </div>
  );
}

const NEXT_ICON: Readonly<Record<'accept' | 'there' | 'done', ReactNode>> = {
  accept: <Footprints size={24} />,
  there: <MapPin size={24} />,
  done: <Flag size={24} />,
};

function NextButton(props: {
  task: Task;
  onAct: (action: 'accept' | 'there') => void;
  onFinish: () => void;
}) {
  const say = useGuardWords();
  const { state } = props.task;
  const next = state === 'sent' ? 'accept' : state === 'accepted' ? 'there' : 'done';
  return (
    <Button
      // A new button each time: a double tap on Accept must not land on "I am there".
      key={next}
      kind="primary"
      size="thumb"
      className="min-h-[72px]"
      icon={next === 'done' ? <Check size={24} /> : NEXT_ICON[next]}
      onClick={() => (next === 'done' ? props.onFinish() : props.onAct(next))}
    >
      {say(`guard.${next}`)}
    </Button>
  );
}

/** A task in one line: another open one (with a button to show it), or one that ended. */
export function TaskRow(props: { task: Task; onShow?: () => void }) {
  const { task } = props;
  const say = useGuardWords();
  const { language } = useLanguage();
  const order = inLanguage(task.order, language);
  const number = spokenNumber('T', task.number);
  const inside = (
    <>
      <PrioritySymbol
        priority={task.priority}
        look={props.onShow ? (task.state === 'sent' ? 'filled' : 'outline') : 'cleared'}
        size={26}
      />
      <span className="min-w-0 flex-1 text-start">
        <span lang={order.fallback ? 'en' : undefined} className="block truncate text-guard font-semibold">
          {order.text}
        </span>
        <span className="block text-body text-ink-2">
          {number} · {say('guard.taskState', { state: task.state })} · {timeText(task.endedAt ?? task.sentAt)}
        </span>
      </span>
    </>
  );
  const look = 'flex min-h-[60px] w-full items-center gap-3 rounded-corner px-3 py-2';
  if (!props.onShow) return <li className={look}>{inside}</li>;
  return (
    <li className="grid grid-cols-[minmax(0,1fr)]">
      <button
        type="button"
        className={`${look} border border-edge bg-raised text-ink-1`}
        onClick={props.onShow}
      >
        <span className="sr-only">{say('guard.show', { number })}: </span>
        {inside}
      </button>
    </li>
  );
}
