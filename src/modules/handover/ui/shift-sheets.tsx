import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Checkbox } from '../../../ui/checkbox.tsx';
import { Field, TextInput } from '../../../ui/field.tsx';
import { Notice } from '../../../ui/states.tsx';
import type { Responder } from '../../dispatch/model.ts';
import type { HandoverCalls } from './calls.ts';
import { useCommand } from '../../../ui/use-command.ts';
import { useWords } from './words.ts';

/** A note that the next shift must read. */
export function PassDownNote(props: { calls: HandoverCalls }) {
  const say = useWords();
  const command = useCommand();
  const [text, setText] = useState('');
  const [done, setDone] = useState(false);
  const send = async () => {
    const sent = await command.run('note', () => props.calls.note(text.trim()));
    setDone(sent);
    if (sent) setText('');
  };
  return (
    <form
      className="grid gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {command.problem !== null && <Notice tone="problem">{command.problem}</Notice>}
      {done && <Notice tone="done">{say('handover.noteDone')}</Notice>}
      <Field label={say('handover.note')}>
        <TextInput
          value={text}
          maxLength={4000}
          onChange={(event) => {
            setText(event.target.value);
            setDone(false);
          }}
        />
      </Field>
      <div>
        <Button type="submit" busy={command.busy !== null} disabled={text.trim() === ''}>
          {say('handover.noteSend')}
        </Button>
      </div>
    </form>
  );
}

/** One round on the radio: who is on duty is called, who answers is ticked. */
export function RadioCheck(props: { calls: HandoverCalls; responders: readonly Responder[] }) {
  const say = useWords();
  const command = useCommand();
  const [answered, setAnswered] = useState<ReadonlySet<string>>(new Set());
  const [done, setDone] = useState(false);
  const onDuty = props.responders.filter((responder) => responder.onDuty);
  const send = async () => {
    const ids = onDuty.map((responder) => responder.id as string);
    const heard = ids.filter((id) => answered.has(id));
    const silent = ids.filter((id) => !answered.has(id));
    const sent = await command.run('radio', () => props.calls.radioCheck(heard, silent));
    setDone(sent);
    if (sent) setAnswered(new Set());
  };
  const tick = (id: string, on: boolean) => {
    const next = new Set(answered);
    if (on) next.add(id);
    else next.delete(id);
    setAnswered(next);
    setDone(false);
  };
  return (
    <section aria-labelledby="radio-check" className="grid content-start gap-2">
      <h2 id="radio-check" className="m-0 text-body font-bold">
        {say('handover.radio')}
      </h2>
      {command.problem !== null && <Notice tone="problem">{command.problem}</Notice>}
      {done && <Notice tone="done">{say('handover.radioDone')}</Notice>}
      <p className="m-0 text-table text-ink-2">
        {say(onDuty.length === 0 ? 'handover.radioNobody' : 'handover.radioHint')}
      </p>
      <ul className="m-0 grid list-none gap-1 p-0">
        {onDuty.map((responder) => (
          <li key={responder.id}>
            <Checkbox checked={answered.has(responder.id)} onChange={(on) => tick(responder.id, on)}>
              {responder.callSign} <span className="text-ink-2">{responder.name}</span>
            </Checkbox>
          </li>
        ))}
      </ul>
      {onDuty.length > 0 && (
        <div>
          <Button busy={command.busy !== null} onClick={() => void send()}>
            {say('handover.radioSend')}
          </Button>
        </div>
      )}
    </section>
  );
}
