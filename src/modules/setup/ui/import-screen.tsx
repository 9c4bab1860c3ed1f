import { useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { Button, buttonClasses } from '../../../ui/button.tsx';
import { Field } from '../../../ui/field.tsx';
import { Select } from '../../../ui/select.tsx';
import { EmptyState, Notice } from '../../../ui/states.tsx';
import { Table } from '../../../ui/table.tsx';
import { IMPORT_KINDS, type ImportKind, type ImportPreview } from '../model.ts';
import { useSetupCalls } from './calls.ts';
import { useCommand } from '../../../ui/use-command.ts';
import { useWords } from './words.ts';

/** What is wrong, row by row, in the language now shown. */
function Faults(props: { preview: ImportPreview }) {
  const say = useWords();
  return (
    <Table
      caption={say('setup.faults', { n: props.preview.faultCount })}
      columns={[
        { key: 'row', label: say('setup.row'), align: 'end' },
        { key: 'column', label: say('setup.column') },
        { key: 'what', label: say('setup.what') },
      ]}
      rows={props.preview.faults.map((fault, index) => ({
        key: `${fault.row}-${fault.column}-${fault.code}-${index}`,
        cells: [
          fault.row,
          <span key="column" className="font-mono">
            {fault.column}
          </span>,
          say(`setup.fault.${fault.code}`, { value: fault.value }),
        ],
      }))}
    />
  );
}

function Rows(props: { preview: ImportPreview }) {
  const say = useWords();
  return (
    <Table
      caption={say('setup.rows')}
      columns={[
        { key: 'row', label: say('setup.row'), align: 'end' },
        { key: 'key', label: say('setup.key') },
        { key: 'action', label: say('setup.action') },
      ]}
      rows={props.preview.rows.map((row) => ({
        key: String(row.row),
        cells: [row.row, row.key, say(`setup.action.${row.action}`)],
      }))}
    />
  );
}

/** Choose a file, see what it would do and what is wrong by row, take it over whole. */
export function ImportScreen() {
  const say = useWords();
  const calls = useSetupCalls();
  const cache = useQueryClient();
  const fileId = useId();
  const [kind, setKind] = useState<ImportKind>('zones');
  const [csv, setCsv] = useState('');
  const [preview, setPreview] = useState<ImportPreview | null>(null);
  const [done, setDone] = useState<ImportPreview | null>(null);
  const command = useCommand(() => void cache.invalidateQueries());
  if (!calls.may('site.change')) return <EmptyState title={say('setup.mayNot')} />;
  const kinds = IMPORT_KINDS.filter((each) => each !== 'people' || calls.may('people.change'));
  const read = (file: File) =>
    command.run('read', async () => {
      setPreview(null);
      setDone(null);
      const text = await file.text();
      setPreview(await calls.preview(kind, text));
      setCsv(text);
    });
  const apply = (digest: string) =>
    command.run('apply', async () => {
      setDone(await calls.apply(kind, csv, digest));
      setPreview(null);
    });
  return (
    <div className="grid content-start gap-4">
      <p className="m-0 text-body text-ink-2">{say('setup.importHint')}</p>
      <div className="flex flex-wrap items-end gap-3">
        <Field label={say('setup.importKind')}>
          <Select
            value={kind}
            onChange={(next) => {
              setKind(next);
              setPreview(null);
              setDone(null);
            }}
            options={kinds.map((each) => ({ value: each, label: say(`setup.kind.${each}`) }))}
          />
        </Field>
        <a className={buttonClasses('secondary', 'normal')} href={`/api/import/templates/${kind}`} download>
          {say('setup.template')}
        </a>
      </div>
      <div className="grid gap-1">
        <label htmlFor={fileId} className="text-table font-semibold">
          {say('setup.file')}
        </label>
        <input
          id={fileId}
          type="file"
          accept=".csv,text/csv"
          className="min-h-control text-body"
          onChange={(event) => {
            const file = event.target.files?.[0];
            event.target.value = '';
            if (file !== undefined) void read(file);
          }}
        />
      </div>
      {command.problem !== null && <Notice tone="problem">{command.problem}</Notice>}
      {done !== null && (
        <Notice tone="done">{say('setup.imported', { add: done.add, change: done.change })}</Notice>
      )}
      {preview !== null && (
        <div className="grid gap-4">
          <p className="m-0 text-body" role="status">
            {say('setup.summary', { add: preview.add, change: preview.change, same: preview.same })}
          </p>
          {preview.faultCount > 0 ? (
            <Faults preview={preview} />
          ) : (
            <div>
              <Button
                kind="primary"
                busy={command.busy !== null}
                disabled={preview.add + preview.change === 0}
                onClick={() => void apply(preview.digest)}
              >
                {say('setup.apply')}
              </Button>
            </div>
          )}
          <Rows preview={preview} />
        </div>
      )}
    </div>
  );
}
