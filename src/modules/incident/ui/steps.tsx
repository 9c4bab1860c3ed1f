import { Check } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { classes } from '../../../ui/classes.ts';
import { Field, TextInput } from '../../../ui/field.tsx';
import { LocalTime } from '../../../ui/time.tsx';
import { incidentCan, type Incident, type IncidentStep } from '../model.ts';
import { useIncidentCalls } from './calls.ts';
import { useNameIn } from '../../../ui/words.ts';
import type { Command } from '../../../ui/use-command.ts';
import { useWords } from './words.ts';

/** The steps of the template: each is done, or skipped with a reason; either can be taken back while it is open. */
export function Steps(props: { incident: Incident; command: Command; live: boolean }) {
  const say = useWords();
  const { incident } = props;
  const current = incident.steps.findIndex((step) => step.state === 'open');
  return (
    <section aria-label={say('incident.steps')} className="grid content-start gap-2">
      <h3 className="m-0 text-body font-bold">{say('incident.steps')}</h3>
      <ol className="m-0 grid list-none gap-1 p-0">
        {incident.steps.map((step, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- a step is its place on the list
          <OneStep key={index} {...props} step={step} index={index} current={index === current} />
        ))}
      </ol>
    </section>
  );
}

function OneStep(props: {
  incident: Incident;
  command: Command;
  live: boolean;
  step: IncidentStep;
  index: number;
  current: boolean;
}) {
  const { incident, command, step, index } = props;
  const say = useWords();
  const name = useNameIn();
  const calls = useIncidentCalls();
  const [skipping, setSkipping] = useState(false);
  const text = name(step.text);
  const acts = calls.may('incident.change') && incidentCan('step', incident.state);
  const off = !props.live || command.busy !== null;
  const set = async (state: IncidentStep['state'], reason?: string) => {
    const done = await command.run(`step${index}`, () => calls.step(incident.id, index, state, reason));
    if (done) setSkipping(false);
  };
  const button = (state: 'done' | 'open', label: 'done' | 'undo') => (
    <Button
      size="small"
      kind={state === 'done' ? 'secondary' : 'ghost'}
      disabled={off}
      aria-label={say(`incident.step.${label}Name`, { n: index + 1, text })}
      onClick={() => void set(state)}
    >
      {say(`incident.step.${label}`)}
    </Button>
  );
  return (
    <li
      aria-current={props.current ? 'step' : undefined}
      className={classes(
        'grid gap-2 rounded-corner border px-3 py-2',
        props.current ? 'border-edge bg-raised' : 'border-line',
      )}
    >
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 max-md:items-start">
        <span className="w-6 shrink-0 text-end text-table text-ink-3">{index + 1}</span>
        <span className="min-w-[180px] flex-1">
          <span
            className={classes('block text-body', step.state === 'open' ? 'font-semibold' : 'text-ink-2')}
          >
            {text}
          </span>
          {step.state !== 'open' && (
            <span className="flex flex-wrap items-center gap-x-2 text-label text-ink-3">
              {step.state === 'done' && <Check size={14} aria-hidden="true" />}
              {say(step.state === 'done' ? 'incident.step.doneBy' : 'incident.step.skippedBy', {
                name: step.byName,
              })}{' '}
              {step.at !== null && <LocalTime atMs={Date.parse(step.at)} className="text-label" />}
              {step.reason !== null && <span className="text-ink-2">{step.reason}</span>}
            </span>
          )}
        </span>
        {acts && (
          <span className="flex gap-1">
            {step.state === 'open' && button('done', 'done')}
            {step.state === 'open' && (
              <Button
                size="small"
                kind="ghost"
                disabled={off}
                aria-expanded={skipping}
                aria-label={say('incident.step.skipName', { n: index + 1, text })}
                onClick={() => setSkipping(!skipping)}
              >
                {say('incident.step.skip')}
              </Button>
            )}
            {step.state !== 'open' && button('open', 'undo')}
          </span>
        )}
      </div>
      {acts && skipping && step.state === 'open' && (
        <SkipForm off={off} onSkip={(reason) => void set('skipped', reason)} />
      )}
    </li>
  );
}

function SkipForm(props: { off: boolean; onSkip: (reason: string) => void }) {
  const say = useWords();
  const [reason, setReason] = useState('');
  return (
    <form
      className="flex flex-wrap items-end gap-2 ps-9 max-md:ps-0"
      onSubmit={(event) => {
        event.preventDefault();
        if (reason.trim() !== '') props.onSkip(reason.trim());
      }}
    >
      <Field label={say('incident.step.skipReason')} className="min-w-[200px] flex-1">
        <TextInput
          value={reason}
          maxLength={500}
          autoFocus
          onChange={(event) => setReason(event.target.value)}
        />
      </Field>
      <Button type="submit" disabled={props.off || reason.trim() === ''}>
        {say('incident.step.skipNow')}
      </Button>
    </form>
  );
}
