import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { AttachedFile, AttachFile } from '../../../ui/attachment.tsx';
import { Button } from '../../../ui/button.tsx';
import { Field, TextInput } from '../../../ui/field.tsx';
import { ErrorState, LoadingState, Notice } from '../../../ui/states.tsx';
import { LocalTime } from '../../../ui/time.tsx';
import type { LedgerEntry } from '../../ledger/model.ts';
import { incidentCan, type Incident } from '../model.ts';
import { INCIDENTS, useIncidentCalls } from './calls.ts';
import { useCommand } from './use-command.ts';
import { useWords } from './words.ts';

/** An entry as a line of the log, or null for one that another line tells already. */
export type LineOf = (entry: LedgerEntry) => { readonly who: string; readonly what: string } | null;

/** What happened, from the ledger, oldest first: the incident's own entries, its alarms' and their tasks'. */
export function Timeline(props: { incident: Incident; live: boolean; lineOf: LineOf }) {
  const say = useWords();
  const calls = useIncidentCalls();
  const { incident } = props;
  const found = useQuery({
    queryKey: [INCIDENTS, 'timeline', incident.id],
    queryFn: () => calls.timeline(incident.id),
  });
  const body = () => {
    if (found.isPending) return <LoadingState className="p-0!" />;
    if (found.data === undefined)
      return (
        <ErrorState
          title={say('incident.timelineFailed')}
          todo={found.error.message}
          action={<Button onClick={() => void found.refetch()}>{say('incident.again')}</Button>}
        />
      );
    return (
      <>
        <ol aria-label={say('incident.timeline')} className="m-0 grid list-none gap-2 p-0 text-table">
          {found.data.entries.map((entry) => {
            const line = props.lineOf(entry);
            if (line === null) return null;
            return (
              <li
                key={entry.seq}
                className="grid grid-cols-[150px_minmax(0,1fr)] items-baseline gap-2 max-md:grid-cols-1 max-md:gap-0"
              >
                <LocalTime atMs={Date.parse(entry.at)} form="both" className="text-ink-3" />
                <span>
                  <span className="block break-words text-ink-1">{line.what}</span>
                  <AttachedFile file={entry.body?.['file']} />
                  <span className="block text-label text-ink-3">{line.who}</span>
                </span>
              </li>
            );
          })}
        </ol>
        {found.data.cut && <Notice>{say('incident.timelineCut', { n: found.data.entries.length })}</Notice>}
      </>
    );
  };
  return (
    <section aria-label={say('incident.timeline')} className="grid min-w-0 content-start gap-3">
      <h3 className="m-0 text-body font-bold">{say('incident.timeline')}</h3>
      {calls.may('incident.change') && incidentCan('note', incident.state) && (
        <NoteForm incident={incident} live={props.live} />
      )}
      {body()}
    </section>
  );
}

function NoteForm(props: { incident: Incident; live: boolean }) {
  const say = useWords();
  const calls = useIncidentCalls();
  const command = useCommand();
  const [text, setText] = useState('');
  const [file, setFile] = useState<File | null>(null);
  const send = async () => {
    const note = text.trim();
    if (note === '') return;
    if (!(await command.run('note', () => calls.note(props.incident.id, note, file)))) return;
    setText('');
    setFile(null);
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
      <div className="flex items-end gap-2">
        <Field label={say('incident.note')} className="min-w-0 flex-1">
          <TextInput value={text} maxLength={2000} onChange={(event) => setText(event.target.value)} />
        </Field>
        <AttachFile file={file} disabled={!props.live} onFile={setFile} />
        <Button
          type="submit"
          busy={command.busy !== null}
          disabled={!props.live || text.trim() === ''}
          className="whitespace-nowrap"
        >
          {say('incident.noteSend')}
        </Button>
      </div>
    </form>
  );
}
