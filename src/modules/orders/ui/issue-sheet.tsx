import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { SideSheet } from '../../../ui/dialog.tsx';
import { Field, TextArea } from '../../../ui/field.tsx';
import { Notice } from '../../../ui/states.tsx';
import type { Zone } from '../../site/model.ts';
import type { Order, SopVersion } from '../model.ts';
import { useOrderCalls } from './calls.ts';
import { ChangesList } from './changes-list.tsx';
import { useCommand } from './use-command.ts';
import { useWords } from './words.ts';

/** Puts a draft in force, with what changed in the words of who answers for it. */
export function IssueSheet(props: {
  order: Order;
  draft: SopVersion;
  zones: readonly Zone[];
  onClose: () => void;
  onIssued: () => void;
}) {
  const { order, draft } = props;
  const say = useWords();
  const calls = useOrderCalls();
  const command = useCommand();
  const [note, setNote] = useState('');
  const ready = note.trim() !== '';
  const issued = order.versions.find((each) => each.state === 'issued');
  const issue = async () => {
    const done = await command.run('issue', () => calls.issue(order.id, draft.revision, note.trim()));
    if (done !== null) props.onIssued();
  };
  return (
    <SideSheet open onClose={props.onClose} title={say('orders.issueTitle', { n: draft.card.version })}>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) void issue();
        }}
      >
        <p className="m-0 text-body text-ink-2">{say('orders.issueWhat')}</p>
        <Field label={say('orders.note')} hint={say('orders.noteHint')}>
          <TextArea value={note} maxLength={500} onChange={(event) => setNote(event.target.value)} />
        </Field>
        {command.problem !== null && <Notice tone="problem">{command.problem}</Notice>}
        <Button type="submit" kind="primary" size="large" disabled={!ready} busy={command.busy !== null}>
          {say('orders.issueNow')}
        </Button>
        {issued !== undefined && (
          <ChangesList
            from={issued.card}
            to={draft.card}
            zones={props.zones}
            label={say('orders.changesFrom', { n: issued.card.version })}
          />
        )}
      </form>
    </SideSheet>
  );
}
