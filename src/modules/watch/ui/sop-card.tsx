import { Check, FileText, SkipForward } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../../../ui/button.tsx';
import { classes } from '../../../ui/classes.ts';
import { useNow } from '../../../ui/clock.ts';
import { IconButton } from '../../../ui/icon-button.tsx';
import { LocalTime } from '../../../ui/time.tsx';
import { nameIn } from '../../../ui/direction.ts';
import { useLanguage, useNameIn } from '../../../ui/words.ts';
import type { OrderFile, Sop, SopStep } from '../../orders/model.ts';
import { asksFor, type StepDone, type StepTimer } from '../model-steps.ts';
import { otherName } from './names.ts';
import { useWords } from './words.ts';

/** What a step may ask for in a sheet of its own. */
export type StepAsk = 'second' | 'photo' | 'skip';

export interface CardActs {
  readonly onStep: (index: number, done: boolean, choice?: string) => void;
  readonly onAsk: (index: number, what: StepAsk) => void;
  readonly onTimer: (index: number) => void;
  readonly onFile: (file: OrderFile) => void;
  readonly onClose: () => void;
}

function TickBox(props: {
  state: 'open' | 'done' | 'skipped';
  label: string;
  disabled: boolean;
  onToggle: () => void;
}) {
  const { state } = props;
  return (
    <button
      type="button"
      role="checkbox"
      aria-checked={state === 'skipped' ? 'mixed' : state === 'done'}
      aria-label={props.label}
      disabled={props.disabled}
      onClick={props.onToggle}
      className={classes(
        'grid size-6 max-md:size-8 shrink-0 place-items-center rounded-[4px] border disabled:cursor-not-allowed disabled:opacity-60',
        state === 'done' ? 'border-inverse bg-inverse text-on-inverse' : 'border-edge bg-raised',
      )}
    >
      {state === 'done' && <Check size={18} strokeWidth={2.5} aria-hidden="true" />}
      {state === 'skipped' && <span className="h-[2px] w-3 bg-ink-1" />}
    </button>
  );
}

/** How long is left of a wait, as minutes and seconds. */
function TimerLeft(props: { timer: StepTimer }) {
  const say = useWords();
  const now = useNow();
  const endsMs = Date.parse(props.timer.endsAt);
  // The desk's clock may be a moment behind the server's: never more than the whole wait.
  const leftS = Math.ceil(Math.min(endsMs - now, endsMs - Date.parse(props.timer.startedAt)) / 1000);
  if (leftS <= 0)
    return (
      <span role="status" className="text-body font-semibold">
        {say('watch.sop.over')}
      </span>
    );
  const text = `${Math.floor(leftS / 60)}:${String(leftS % 60).padStart(2, '0')}`;
  return (
    <span role="timer" aria-label={say('watch.sop.left')} className="font-mono text-clock tabular-nums">
      {text}
    </span>
  );
}

/** What the step needs besides a tick: the send button, the choices, a wait, the way to the closing form. */
function StepExtra(props: {
  step: SopStep;
  index: number;
  timer: StepTimer | undefined;
  disabled: boolean;
  send: ReactNode;
  acts: CardActs;
}) {
  const say = useWords();
  const name = useNameIn();
  const { step, index, timer, disabled, acts } = props;
  const button = (words: string, onClick: () => void, key?: string) => (
    <Button key={key} size="small" disabled={disabled} onClick={onClick}>
      {words}
    </Button>
  );
  if (step.kind === 'send') return props.send;
  if (step.kind === 'outcome') return button(say('watch.closeAlarm'), acts.onClose);
  if (step.kind === 'choose')
    return (step.choices ?? []).map((choice) =>
      button(name(choice), () => acts.onStep(index, true, choice.en), choice.en),
    );
  if (step.kind === 'two-person') return button(say('watch.sop.confirm'), () => acts.onAsk(index, 'second'));
  if (step.kind === 'photo') return button(say('watch.sop.addPhoto'), () => acts.onAsk(index, 'photo'));
  if (step.kind !== 'timer') return null;
  return timer === undefined ? (
    button(say('watch.sop.start'), () => acts.onTimer(index))
  ) : (
    <TimerLeft timer={timer} />
  );
}

function StepHint(props: { step: SopStep; languages: readonly string[] }) {
  const say = useWords();
  const { language } = useLanguage();
  const { step } = props;
  const { timerS } = step;
  const other = otherName(step.text, language, props.languages);
  const wait =
    timerS === undefined
      ? null
      : timerS >= 120 && timerS % 60 === 0
        ? say('watch.sop.timerMin', { n: timerS / 60 })
        : say('watch.sop.timer', { n: timerS });
  const parts = [
    step.hint === undefined ? null : nameIn(step.hint, language),
    step.kind === 'two-person' && step.hint === undefined ? say('watch.sop.twoPeople') : null,
    wait,
  ].filter((part) => part !== null);
  return (
    <>
      {parts.length > 0 && <span className="block text-table text-ink-3">{parts.join('. ')}</span>}
      {other !== null && (
        <span lang={other.language} dir="auto" className="block text-table text-ink-3">
          {other.text}
        </span>
      )}
    </>
  );
}

/** What was chosen, why it was skipped, and the pictures; the document stays in reach. */
function StepWords(props: { step: SopStep; done: StepDone | undefined; onFile: CardActs['onFile'] }) {
  const say = useWords();
  const name = useNameIn();
  const { step, done } = props;
  const choice = step.choices?.find((one) => one.en === done?.choice);
  const file = (one: OrderFile) => (
    <Button
      key={one.id}
      size="small"
      kind="ghost"
      className="-ms-3 max-w-full"
      icon={<FileText size={16} className="shrink-0" />}
      onClick={() => props.onFile(one)}
    >
      <span className="truncate">{one.name}</span>
    </Button>
  );
  return (
    <>
      {done?.skipped !== undefined && (
        <span className="block text-table text-ink-2">
          {say('watch.sop.skipped', { reason: done.skipped })}
        </span>
      )}
      {done?.choice !== undefined && (
        <span className="block text-table text-ink-2">
          {choice === undefined ? done.choice : name(choice)}
        </span>
      )}
      {step.document !== undefined && file(step.document)}
      {done?.photos?.map(file)}
    </>
  );
}

interface CardProps {
  readonly sop: Sop;
  readonly steps: readonly StepDone[];
  readonly timers?: readonly StepTimer[];
  readonly languages: readonly string[];
  readonly disabled: boolean;
  readonly busyStep: number | null;
  readonly acts: CardActs;
  /** The button that sends the best responder, or null while nobody can go. */
  readonly send: ReactNode;
}

function StepRow(props: { card: CardProps; step: SopStep; index: number; current: boolean }) {
  const say = useWords();
  const name = useNameIn();
  const { card, step, index } = props;
  const { acts } = card;
  const done = card.steps.find((each) => each.index === index);
  const waiting = card.disabled || card.busyStep === index;
  const asks = asksFor(step);
  const toggle = () => {
    if (done !== undefined) acts.onStep(index, false);
    else if (asks === 'second' || asks === 'photo') acts.onAsk(index, asks);
    else acts.onStep(index, true);
  };
  return (
    <li
      aria-current={props.current ? 'step' : undefined}
      className={classes(
        'flex gap-3 rounded-corner border px-2 py-2',
        props.current ? 'border-edge bg-raised' : 'border-transparent',
      )}
    >
      <TickBox
        state={done === undefined ? 'open' : done.skipped === undefined ? 'done' : 'skipped'}
        label={name(step.text)}
        disabled={waiting || (done === undefined && asks === 'choice')}
        onToggle={toggle}
      />
      <div className="min-w-0 flex-1">
        <span className={classes('block text-body', done === undefined ? 'font-semibold' : 'text-ink-3')}>
          {name(step.text)}
        </span>
        {done === undefined && <StepHint step={step} languages={card.languages} />}
        <StepWords step={step} done={done} onFile={acts.onFile} />
      </div>
      {done === undefined ? (
        <div className="flex max-w-[50%] shrink-0 items-start gap-1">
          <div className="flex min-w-0 flex-wrap items-start justify-end gap-1">
            <StepExtra
              step={step}
              index={index}
              timer={card.timers?.find((each) => each.index === index)}
              disabled={waiting}
              send={card.send}
              acts={acts}
            />
          </div>
          {step.kind !== 'outcome' && (
            <IconButton
              className="size-[30px]! text-ink-3"
              label={say('watch.sop.skip', { step: name(step.text) })}
              icon={<SkipForward size={16} />}
              disabled={waiting}
              side="top"
              onClick={() => acts.onAsk(index, 'skip')}
            />
          )}
        </div>
      ) : (
        <span className="shrink-0 text-end text-label text-ink-3">
          <LocalTime atMs={Date.parse(done.at)} className="block text-table" />
          {done.byName}
        </span>
      )}
    </li>
  );
}

/** "Do this": the steps of the standing order; the current one is outlined, each done one says who and when. */
export function SopCard(props: CardProps) {
  const say = useWords();
  const name = useNameIn();
  const { sop } = props;
  const current = sop.steps.findIndex((_, index) => !props.steps.some((each) => each.index === index));
  return (
    <section aria-label={say('watch.doThis')} className="grid gap-1">
      <h3 className="m-0 px-1 text-label font-semibold text-ink-3">
        {say('watch.sop.version', { title: name(sop.title), n: sop.version })}{' '}
        <LocalTime atMs={Date.parse(sop.issuedAt)} form="date" className="text-label font-normal" />
      </h3>
      <ol className="m-0 grid list-none gap-1 p-0">
        {sop.steps.map((step, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- a step is its place on the card
          <StepRow key={index} card={props} step={step} index={index} current={index === current} />
        ))}
      </ol>
    </section>
  );
}
