import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../../../ui/button.tsx';
import { classes } from '../../../ui/classes.ts';
import { LocalTime } from '../../../ui/time.tsx';
import { nameIn } from '../../../ui/direction.ts';
import { useLanguage } from '../../../ui/words.ts';
import type { Alarm, Sop, SopStep, StepDone } from '../model.ts';
import { otherName, useNameIn } from './names.ts';
import { useWords } from './words.ts';

function TickBox(props: { done: boolean; label: string; disabled: boolean; onToggle: () => void }) {
  return (
    <button
      type="button"
      role="checkbox"
      aria-checked={props.done}
      aria-label={props.label}
      disabled={props.disabled}
      onClick={props.onToggle}
      className={classes(
        'grid size-6 max-md:size-8 shrink-0 place-items-center rounded-[4px] border disabled:cursor-not-allowed disabled:opacity-60',
        props.done ? 'border-inverse bg-inverse text-on-inverse' : 'border-edge bg-raised',
      )}
    >
      {props.done && <Check size={18} strokeWidth={2.5} aria-hidden="true" />}
    </button>
  );
}

/** What the step needs besides a tick: the send button, the choices, the way to the closing form. */
function StepExtra(props: {
  step: SopStep;
  done: StepDone | undefined;
  disabled: boolean;
  send: ReactNode;
  onChoose: (choice: string) => void;
  onClose: () => void;
}) {
  const say = useWords();
  const name = useNameIn();
  const { step, done } = props;
  if (done !== undefined) return null;
  if (step.kind === 'send') return props.send;
  if (step.kind === 'outcome') {
    return (
      <Button size="small" disabled={props.disabled} onClick={props.onClose}>
        {say('watch.closeAlarm')}
      </Button>
    );
  }
  if (step.kind === 'choose') {
    return (step.choices ?? []).map((choice) => (
      <Button
        key={choice.en}
        size="small"
        disabled={props.disabled}
        onClick={() => props.onChoose(choice.en)}
      >
        {name(choice)}
      </Button>
    ));
  }
  return null;
}

function StepHint(props: { step: SopStep; languages: readonly string[] }) {
  const say = useWords();
  const { language } = useLanguage();
  const { step } = props;
  const other = otherName(step.text, language, props.languages);
  const parts = [
    step.hint === undefined ? null : nameIn(step.hint, language),
    step.kind === 'two-person' && step.hint === undefined ? say('watch.sop.twoPeople') : null,
    step.timerS === undefined ? null : say('watch.sop.timer', { n: step.timerS }),
  ].filter((part) => part !== null);
  return (
    <>
      {parts.length > 0 && <span className="block text-table text-ink-3">{parts.join('. ')}</span>}
      {other !== null && (
        <span lang={other.language} className="block text-table text-ink-3">
          {other.text}
        </span>
      )}
    </>
  );
}

/** "Do this": the steps of the standing order; the current one is outlined, each done one says who and when. */
export function SopCard(props: {
  alarm: Alarm;
  sop: Sop;
  languages: readonly string[];
  disabled: boolean;
  busyStep: number | null;
  onStep: (index: number, done: boolean, choice?: string) => void;
  onClose: () => void;
  /** The button that sends the best responder, or null while nobody can go. */
  send: ReactNode;
}) {
  const say = useWords();
  const name = useNameIn();
  const { alarm, sop } = props;
  const doneAt = new Map(alarm.steps.map((step) => [step.index, step]));
  const current = sop.steps.findIndex((_, index) => !doneAt.has(index));
  return (
    <section aria-label={say('watch.doThis')} className="grid gap-1">
      <h3 className="m-0 px-1 text-label font-semibold text-ink-3">
        {say('watch.sop.version', { title: name(sop.title), n: sop.version })}{' '}
        <LocalTime atMs={Date.parse(sop.issuedAt)} form="date" className="text-label font-normal" />
      </h3>
      <ol className="m-0 grid list-none gap-1 p-0">
        {sop.steps.map((step, index) => {
          const done = doneAt.get(index);
          const waiting = props.disabled || props.busyStep === index;
          return (
            <li
              // oxlint-disable-next-line react/no-array-index-key -- a step is its place on the card
              key={index}
              aria-current={index === current ? 'step' : undefined}
              className={classes(
                'flex gap-3 rounded-corner border px-2 py-2',
                index === current ? 'border-edge bg-raised' : 'border-transparent',
              )}
            >
              <TickBox
                done={done !== undefined}
                label={name(step.text)}
                disabled={waiting}
                onToggle={() => props.onStep(index, done === undefined)}
              />
              <div className="min-w-0 flex-1">
                <span
                  className={classes('block text-body', done === undefined ? 'font-semibold' : 'text-ink-3')}
                >
                  {name(step.text)}
                </span>
                {done === undefined && <StepHint step={step} languages={props.languages} />}
                {done?.choice !== undefined && (
                  <span className="block text-table text-ink-2">{done.choice}</span>
                )}
              </div>
              {done === undefined ? (
                <div className="flex max-w-[50%] flex-wrap items-start justify-end gap-1">
                  <StepExtra
                    step={step}
                    done={done}
                    disabled={waiting}
                    send={props.send}
                    onChoose={(choice) => props.onStep(index, true, choice)}
                    onClose={props.onClose}
                  />
                </div>
              ) : (
                <span className="shrink-0 text-end text-label text-ink-3">
                  <LocalTime atMs={Date.parse(done.at)} className="block text-table" />
                  {done.byName}
                </span>
              )}
            </li>
          );
        })}
      </ol>
    </section>
  );
}
