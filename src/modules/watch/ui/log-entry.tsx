import { useState } from 'react';
import { AttachedFile } from '../../../ui/attachment.tsx';
import { Button } from '../../../ui/button.tsx';
import { SideSheet } from '../../../ui/dialog.tsx';
import { Field, TextArea, TextInput } from '../../../ui/field.tsx';
import { Notice } from '../../../ui/states.tsx';
import { LocalTime } from '../../../ui/time.tsx';
import { CORRECTABLE } from '../../ledger/model.ts';
import type { LedgerEntry } from '../../ledger/model.ts';
import { useWatchCalls } from './calls.ts';
import { JumpButton } from './jump-button.tsx';
import { useLogLine } from './log-words.ts';
import type { LogContext } from './log-words.ts';
import { useCommand } from '../../../ui/use-command.ts';
import { useWords } from './words.ts';

/** One entry whole, what corrects it, and the form that corrects it: the entry itself never changes. */
export function LogEntrySheet(props: {
  entry: LedgerEntry | null;
  corrections: readonly LedgerEntry[];
  context: LogContext;
  onClose: () => void;
  onCorrected: () => void;
}) {
  const say = useWords();
  const { entry } = props;
  return (
    <SideSheet
      open={entry !== null}
      onClose={props.onClose}
      title={entry === null ? '' : say('watch.entry', { seq: String(entry.seq) })}
    >
      {entry !== null && <Entry key={entry.seq} {...props} entry={entry} />}
    </SideSheet>
  );
}

function Entry(props: {
  entry: LedgerEntry;
  corrections: readonly LedgerEntry[];
  context: LogContext;
  onCorrected: () => void;
}) {
  const say = useWords();
  const calls = useWatchCalls();
  const command = useCommand();
  const lineOf = useLogLine(props.context);
  const [text, setText] = useState('');
  const [reason, setReason] = useState('');
  const { entry } = props;
  const send = async () => {
    const sent = await command.run('correct', () => calls.correct(entry.seq, text.trim(), reason.trim()));
    if (!sent) return;
    setText('');
    setReason('');
    props.onCorrected();
  };
  const line = (one: LedgerEntry) => (
    <div key={one.seq} className="grid gap-1 border-b border-line pb-2">
      <span className="flex gap-3 text-table text-ink-2">
        <LocalTime atMs={Date.parse(one.at)} form="both" />
        <span>{lineOf(one).who}</span>
      </span>
      <span className="text-body break-words whitespace-pre-wrap">{lineOf(one).what}</span>
      <AttachedFile file={one.body?.['file']} />
    </div>
  );
  return (
    <div className="grid gap-4">
      {line(entry)}
      <div className="empty:hidden">
        <JumpButton at={entry.at} />
      </div>
      {props.corrections.length > 0 && (
        <section aria-label={say('watch.corrections')} className="grid gap-2">
          <h3 className="m-0 text-table font-bold">{say('watch.corrections')}</h3>
          {props.corrections.map(line)}
        </section>
      )}
      {calls.may('log.write') && entry.body !== null && CORRECTABLE.includes(entry.kind) && (
        <form
          className="grid gap-3"
          onSubmit={(event) => {
            event.preventDefault();
            void send();
          }}
        >
          {command.problem !== null && <Notice tone="problem">{command.problem}</Notice>}
          <Field label={say('watch.correctText')} hint={say('watch.correctHint')}>
            <TextArea value={text} maxLength={4000} onChange={(event) => setText(event.target.value)} />
          </Field>
          <Field label={say('watch.correctReason')}>
            <TextInput value={reason} maxLength={400} onChange={(event) => setReason(event.target.value)} />
          </Field>
          <Button
            type="submit"
            kind="primary"
            busy={command.busy !== null}
            disabled={text.trim() === '' || reason.trim() === ''}
          >
            {say('watch.correct')}
          </Button>
        </form>
      )}
    </div>
  );
}
