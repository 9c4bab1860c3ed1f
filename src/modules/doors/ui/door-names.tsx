import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { SideSheet } from '../../../ui/dialog.tsx';
import { Field, TextInput } from '../../../ui/field.tsx';
import { ErrorState, LoadingState, Notice } from '../../../ui/states.tsx';
import { useCommand } from '../../../ui/use-command.ts';
import { shortCredential, type DoorUser } from '../model.ts';
import type { DoorCalls } from './calls.ts';
import { useWords } from './words.ts';

/** Names shown at once; the search finds the others. */
const MAX_SHOWN = 100;
const EMPTY = { source: '', credential: '', name: '' };

function AddName(props: { calls: DoorCalls; onDone: () => void }) {
  const say = useWords();
  const command = useCommand();
  const [form, setForm] = useState(EMPTY);
  const save = async () => {
    if (!(await command.run('add', () => props.calls.addUser(form)))) return;
    setForm({ ...EMPTY, source: form.source });
    props.onDone();
  };
  return (
    <form
      className="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Field label={say('doors.credential')} hint={say('doors.credentialHint')}>
        <TextInput
          required
          maxLength={60}
          autoComplete="off"
          value={form.credential}
          onChange={(event) => setForm({ ...form, credential: event.target.value })}
        />
      </Field>
      <Field label={say('doors.source')} hint={say('doors.sourceHint')} optional>
        <TextInput
          maxLength={200}
          autoComplete="off"
          value={form.source}
          onChange={(event) => setForm({ ...form, source: event.target.value })}
        />
      </Field>
      <Field label={say('doors.name')}>
        <TextInput
          required
          maxLength={80}
          autoComplete="off"
          value={form.name}
          onChange={(event) => setForm({ ...form, name: event.target.value })}
        />
      </Field>
      {command.problem !== null && <Notice tone="problem">{command.problem}</Notice>}
      <Button type="submit" kind="primary" busy={command.busy !== null}>
        {say('doors.addName')}
      </Button>
    </form>
  );
}

function NameRow(props: { user: DoorUser; calls: DoorCalls; mayChange: boolean; onDone: () => void }) {
  const say = useWords();
  const command = useCommand();
  const { user, calls } = props;
  const [name, setName] = useState<string | null>(null);
  const run = async (what: string, work: () => Promise<unknown>) => {
    if (!(await command.run(what, work))) return;
    setName(null);
    props.onDone();
  };
  const number = `${shortCredential(user.credential)}${user.source === '' ? '' : `, ${user.source}`}`;
  return (
    <li className="grid gap-2 border-b border-line py-2">
      <div className="flex items-center gap-2">
        <span className="grid min-w-0 flex-1">
          <span className="truncate text-body">{user.name}</span>
          <span className="truncate font-mono text-label text-ink-2">{number}</span>
        </span>
        {props.mayChange && name === null && (
          <Button
            size="small"
            aria-label={say('doors.changeNamed', { name: user.name })}
            onClick={() => setName(user.name)}
          >
            {say('doors.change')}
          </Button>
        )}
      </div>
      {name !== null && (
        <form
          className="grid gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            void run('rename', () => calls.renameUser(user.id, name));
          }}
        >
          <Field label={say('doors.name')}>
            <TextInput
              required
              maxLength={80}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          </Field>
          <div className="flex flex-wrap gap-2">
            <Button type="submit" size="small" busy={command.busy === 'rename'}>
              {say('doors.save')}
            </Button>
            <Button
              size="small"
              busy={command.busy === 'remove'}
              onClick={() => void run('remove', () => calls.removeUser(user.id))}
            >
              {say('doors.remove')}
            </Button>
            <Button size="small" kind="ghost" onClick={() => setName(null)}>
              {say('doors.cancel')}
            </Button>
          </div>
        </form>
      )}
      {command.problem !== null && <Notice tone="problem">{command.problem}</Notice>}
    </li>
  );
}

/** Whose number or card it is: read by all who see the list, changed by those who may change devices. */
export function DoorNames(props: { calls: DoorCalls; mayChange: boolean; onClose: () => void }) {
  const say = useWords();
  const cache = useQueryClient();
  const users = useQuery({ queryKey: ['doors', 'users'], queryFn: props.calls.users });
  const [wanted, setWanted] = useState('');
  const done = () => void cache.invalidateQueries({ queryKey: ['doors'] });
  const found = (users.data ?? []).filter((user) =>
    `${user.name} ${user.credential} ${user.source}`.toLowerCase().includes(wanted.trim().toLowerCase()),
  );
  return (
    <SideSheet open onClose={props.onClose} title={say('doors.names')}>
      <div className="grid gap-4">
        {props.mayChange ? (
          <AddName calls={props.calls} onDone={done} />
        ) : (
          <p className="m-0 text-body text-ink-2">{say('doors.namesReadOnly')}</p>
        )}
        <Field label={say('doors.findName')} optional>
          <TextInput maxLength={80} value={wanted} onChange={(event) => setWanted(event.target.value)} />
        </Field>
        {users.error !== null && <ErrorState title={say('doors.failed')} todo={users.error.message} />}
        {users.data === undefined && users.error === null && <LoadingState />}
        {users.data !== undefined && found.length === 0 && (
          <p className="m-0 text-body text-ink-2">{say('doors.noNames')}</p>
        )}
        <ul aria-label={say('doors.names')} className="m-0 list-none p-0">
          {found.slice(0, MAX_SHOWN).map((user) => (
            <NameRow
              key={user.id}
              user={user}
              calls={props.calls}
              mayChange={props.mayChange}
              onDone={done}
            />
          ))}
        </ul>
      </div>
    </SideSheet>
  );
}
