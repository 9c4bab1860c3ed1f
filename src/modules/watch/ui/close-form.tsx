import { joined } from '../../../ui/kit-words.ts';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { Button } from '../../../ui/button.tsx';
import { SideSheet } from '../../../ui/dialog.tsx';
import { Field, TextArea } from '../../../ui/field.tsx';
import { Notice } from '../../../ui/states.tsx';
import type { Task } from '../../dispatch/model.ts';
import { CAUSES, OUTCOMES } from '../model.ts';
import type { Alarm, Outcome } from '../model.ts';
import { useWatchCalls } from './calls.ts';
import { alarmNumber } from './names.ts';
import { useCommand } from '../../../ui/use-command.ts';
import { knownWord, useWords } from './words.ts';

/** One of a few, as buttons in a row. */
export function Choices<T extends string>(props: {
  legend: string;
  name: string;
  value: T | null;
  options: readonly { readonly value: T; readonly label: string }[];
  onChange: (value: T) => void;
}) {
  return (
    <fieldset className="m-0 grid gap-2 border-0 p-0">
      <legend className="mb-1 p-0 text-label font-semibold text-ink-2">{props.legend}</legend>
      <div className="flex flex-wrap gap-2">
        {props.options.map((option) => (
          <label
            key={option.value}
            className="inline-flex min-h-control cursor-pointer items-center rounded-corner border border-edge bg-raised px-3 text-body has-checked:bg-inverse has-checked:font-semibold has-checked:text-on-inverse has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-ink-1"
          >
            <input
              type="radio"
              className="sr-only"
              name={props.name}
              value={option.value}
              checked={props.value === option.value}
              onChange={() => props.onChange(option.value)}
            />
            {option.label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** Outcome, cause, finding. Says at once when somebody is still on the way. Keeps what was typed. */
export function CloseForm(props: {
  alarm: Alarm;
  openTasks: readonly Task[];
  open: boolean;
  onClose: () => void;
}) {
  const { alarm, openTasks } = props;
  const say = useWords();
  const calls = useWatchCalls();
  const command = useCommand();
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [cause, setCause] = useState<string | null>(null);
  const [finding, setFinding] = useState('');
  const causes: readonly string[] = outcome === null ? [] : CAUSES[outcome];
  const ready = outcome !== null && cause !== null && finding.trim() !== '' && openTasks.length === 0;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (outcome === null || cause === null || !ready) return;
    const done = await command.run('close', () =>
      calls.close(alarm.id, { outcome, cause, finding: finding.trim() }),
    );
    if (done) props.onClose();
  };
  return (
    <SideSheet
      open={props.open}
      onClose={props.onClose}
      title={say('watch.closeTitle', { alarm: alarmNumber(alarm) })}
    >
      <form className="grid gap-4" onSubmit={(event) => void submit(event)}>
        {openTasks.length > 0 && (
          <Notice tone="problem">
            {say('watch.closeTasksOpen', { who: joined(openTasks.map((task) => task.callSign)) })}
          </Notice>
        )}
        {!alarm.acknowledged && <Notice tone="problem">{say('watch.closeUnseen')}</Notice>}
        <Choices
          legend={say('watch.outcome')}
          name="outcome"
          value={outcome}
          options={OUTCOMES.map((value) => ({ value, label: say(`watch.outcome.${value}`) }))}
          onChange={(value) => {
            setOutcome(value);
            setCause(null);
          }}
        />
        {outcome !== null && (
          <Choices
            legend={say('watch.cause')}
            name="cause"
            value={cause}
            options={causes.map((value) => {
              const word = knownWord(`watch.cause.${value}`);
              return { value, label: word === null ? value : say(word) };
            })}
            onChange={setCause}
          />
        )}
        <Field label={say('watch.finding')} hint={say('watch.findingHint')}>
          <TextArea value={finding} maxLength={2000} onChange={(event) => setFinding(event.target.value)} />
        </Field>
        {command.problem !== null && <Notice tone="problem">{command.problem}</Notice>}
        <Button
          type="submit"
          kind="primary"
          size="large"
          disabled={!ready || !alarm.acknowledged}
          busy={command.busy !== null}
        >
          {say('watch.closeAlarm')}
        </Button>
      </form>
    </SideSheet>
  );
}
