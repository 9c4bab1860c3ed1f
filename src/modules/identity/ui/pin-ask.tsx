import { useState } from 'react';
import type { FormEvent } from 'react';
import { Button } from '../../../ui/button.tsx';
import { SideSheet } from '../../../ui/dialog.tsx';
import { Field, PinInput } from '../../../ui/field.tsx';
import { Select } from '../../../ui/select.tsx';
import { Notice } from '../../../ui/states.tsx';
import { useWords } from './words.ts';

const LAST = 'post-one.last-actor';

/** Shared console: whose action is it? Stands over the detail pane, never over the queue. */
export function PinAsk(props: {
  open: boolean;
  /** Why it is asked, in words. */
  why: string;
  people: readonly { readonly id: string; readonly name: string }[];
  onAnswer: (answer: { actor: string; pin: string } | null) => void;
}) {
  const say = useWords();
  const [actor, setActor] = useState<string | null>(sessionStorage.getItem(LAST));
  const [pin, setPin] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (actor === null || pin === '') return;
    sessionStorage.setItem(LAST, actor);
    props.onAnswer({ actor, pin });
    setPin('');
  };
  return (
    <SideSheet open={props.open} onClose={() => props.onAnswer(null)} title={say('identity.whoseAction')}>
      <form className="grid gap-4" onSubmit={submit}>
        <Notice>{props.why}</Notice>
        <Field label={say('identity.name')}>
          <Select
            value={actor}
            onChange={setActor}
            options={props.people.map(({ id, name }) => ({ value: id, label: name }))}
          />
        </Field>
        <Field label={say('identity.pin')}>
          <PinInput value={pin} onChange={setPin} autoFocus />
        </Field>
        <Button type="submit" kind="primary" size="large" disabled={actor === null || pin.length < 6}>
          {say('identity.confirm')}
        </Button>
      </form>
    </SideSheet>
  );
}
