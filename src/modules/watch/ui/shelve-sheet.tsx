import { useState } from 'react';
import type { FormEvent } from 'react';
import { Button } from '../../../ui/button.tsx';
import { nowMs } from '../../../ui/clock.ts';
import { SideSheet } from '../../../ui/dialog.tsx';
import { Field, TextArea } from '../../../ui/field.tsx';
import { Notice } from '../../../ui/states.tsx';
import { toInstant } from '../../../kernel/time.ts';
import type { Alarm } from '../model.ts';
import { useWatchCalls } from './calls.ts';
import { Choices } from './close-form.tsx';
import { alarmNumber } from './names.ts';
import { useCommand } from '../../../ui/use-command.ts';
import { useWords } from './words.ts';

/** Minutes to put an alarm aside for; the last one is the most that is allowed. */
const SPANS = ['30', '60', '120', '240', '480'] as const;

/** For how long, and why. The alarm leaves the queue and comes back by itself. */
export function ShelveSheet(props: { alarm: Alarm; open: boolean; onClose: () => void }) {
  const { alarm } = props;
  const say = useWords();
  const calls = useWatchCalls();
  const command = useCommand();
  const [minutes, setMinutes] = useState<(typeof SPANS)[number]>('60');
  const [reason, setReason] = useState('');
  const ready = reason.trim() !== '';
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!ready) return;
    const until = toInstant(nowMs() + Number(minutes) * 60_000);
    if (await command.run('shelve', () => calls.shelve(alarm.id, until, reason.trim()))) props.onClose();
  };
  return (
    <SideSheet
      open={props.open}
      onClose={props.onClose}
      title={say('watch.shelve.title', { alarm: alarmNumber(alarm) })}
    >
      <form className="grid gap-4" onSubmit={(event) => void submit(event)}>
        <p className="m-0 text-body text-ink-2">{say('watch.shelve.what')}</p>
        <Choices
          legend={say('watch.shelve.span')}
          name="span"
          value={minutes}
          options={SPANS.map((value) => ({
            value,
            label:
              Number(value) < 60
                ? say('watch.shelve.minutes', { n: Number(value) })
                : say('watch.shelve.hours', { n: Number(value) / 60 }),
          }))}
          onChange={setMinutes}
        />
        <Field label={say('watch.shelve.reason')} hint={say('watch.findingHint')}>
          <TextArea value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
        </Field>
        {command.problem !== null && <Notice tone="problem">{command.problem}</Notice>}
        <Button type="submit" kind="primary" size="large" disabled={!ready} busy={command.busy !== null}>
          {say('watch.shelve')}
        </Button>
      </form>
    </SideSheet>
  );
}
