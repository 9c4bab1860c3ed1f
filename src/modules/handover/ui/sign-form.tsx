import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Field, PinInput } from '../../../ui/field.tsx';
import { Select } from '../../../ui/select.tsx';
import { Notice } from '../../../ui/states.tsx';
import { LocalTime } from '../../../ui/time.tsx';
import type { Part, Signature } from '../model.ts';
import { useCommand } from '../../../ui/use-command.ts';
import { useWords } from './words.ts';

const NOBODY = 'nobody';

/** One of the two signatures: a name and its PIN, or who signed and when. */
export function SignForm(props: {
  part: Part;
  signature: Signature | null;
  people: readonly { readonly id: string; readonly name: string }[];
  ready: boolean;
  onSign: (userId: string, pin: string) => Promise<unknown>;
}) {
  const say = useWords();
  const command = useCommand();
  const [userId, setUserId] = useState(NOBODY);
  const [pin, setPin] = useState('');
  const { part, signature } = props;
  const send = async () => {
    await command.run('sign', () => props.onSign(userId, pin));
    setPin('');
  };
  return (
    <form
      aria-label={say(`handover.${part}`)}
      className="grid content-start gap-3 rounded-corner border border-line p-3"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <h3 className="m-0 text-body font-bold">{say(`handover.${part}`)}</h3>
      {signature !== null ? (
        <p className="m-0 text-body">
          {say('handover.signedBy', { name: signature.name })}{' '}
          <LocalTime atMs={Date.parse(signature.at)} form="both" />
        </p>
      ) : (
        <>
          <p className="m-0 text-table text-ink-2">{say(`handover.${part}Hint`)}</p>
          {command.problem !== null && <Notice tone="problem">{command.problem}</Notice>}
          <Field label={say('handover.who')}>
            <Select
              value={userId}
              onChange={setUserId}
              options={[
                { value: NOBODY, label: say('handover.choose') },
                ...props.people.map((person) => ({ value: person.id, label: person.name })),
              ]}
            />
          </Field>
          <Field label={say('handover.pin')}>
            <PinInput value={pin} onChange={setPin} />
          </Field>
          <Button
            type="submit"
            kind="primary"
            busy={command.busy !== null}
            disabled={!props.ready || userId === NOBODY || pin === ''}
          >
            {say('handover.sign')}
          </Button>
        </>
      )}
    </form>
  );
}
