import { joined } from '../../../ui/kit-words.ts';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Field, TextInput } from '../../../ui/field.tsx';
import { Select } from '../../../ui/select.tsx';
import { spokenNumber } from '../../../kernel/id.ts';
import { incidentCan, MAX_INVOLVED, type IncidentWhole } from '../model.ts';
import { useIncidentCalls } from './calls.ts';
import { useNameIn } from '../../../ui/words.ts';
import type { Command } from '../../../ui/use-command.ts';
import { useWords } from './words.ts';

export interface SideProps {
  readonly whole: IncidentWhole;
  readonly command: Command;
  readonly live: boolean;
}

function Part(props: { title: string; children: ReactNode }) {
  return (
    <section aria-label={props.title} className="grid content-start gap-2">
      <h3 className="m-0 text-body font-bold">{props.title}</h3>
      {props.children}
    </section>
  );
}

/** Who leads, and the choice of another one. */
export function Commander(
  props: SideProps & { commanders: readonly { readonly id: string; readonly name: string }[] },
) {
  const { whole, command, live } = props;
  const { incident } = whole;
  const say = useWords();
  const calls = useIncidentCalls();
  const may = calls.may('incident.change') && incidentCan('command', incident.state);
  const name = incident.commander?.name ?? say('incident.noCommander');
  // Whoever leads now is in the list also when they left since.
  const known = props.commanders.some((person) => person.id === incident.commander?.id);
  const people =
    known || incident.commander === null ? props.commanders : [incident.commander, ...props.commanders];
  return (
    <Part title={say('incident.commander')}>
      {may && people.length > 0 ? (
        <Select
          label={say('incident.commander')}
          value={(incident.commander?.id as string | undefined) ?? null}
          disabled={!live || command.busy !== null}
          options={people.map((person) => ({ value: person.id as string, label: person.name }))}
          onChange={(userId) => {
            if (userId !== incident.commander?.id)
              void command.run('command', () => calls.command(incident.id, userId));
          }}
        />
      ) : (
        <p className="m-0 text-body">{name}</p>
      )}
    </Part>
  );
}

/** The linked alarms, each with how it stands; they come in from the alarm's own page. */
export function LinkedAlarms(props: SideProps & { onAlarm: (id: string) => void }) {
  const { whole, command, live } = props;
  const { incident } = whole;
  const say = useWords();
  const name = useNameIn();
  const calls = useIncidentCalls();
  const may = calls.may('incident.change') && incidentCan('unlink', incident.state);
  const now = new Map(whole.alarms.map((alarm) => [alarm.id, alarm]));
  return (
    <Part title={say('incident.alarms')}>
      {incident.alarms.length === 0 && (
        <p className="m-0 text-table text-ink-2">
          {say(incident.state === 'open' ? 'incident.noAlarms' : 'incident.noAlarmsThen')}
        </p>
      )}
      <ul className="m-0 grid list-none gap-1 p-0">
        {incident.alarms.map((alarm) => {
          const spoken = spokenNumber('A', alarm.number);
          const going = whole.openTasks.filter((task) => task.alarmId === alarm.id);
          return (
            <li key={alarm.id} className="flex items-center gap-2 border-b border-line py-1">
              <span className="min-w-0 flex-1">
                <button
                  type="button"
                  onClick={() => props.onAlarm(alarm.id)}
                  className="min-h-6 cursor-pointer border-0 bg-transparent p-0 text-start text-body text-ink-1 underline"
                >
                  {spoken} {name(alarm.title)}
                </button>
                <span className="block text-label text-ink-2">
                  {joined([
                    say(now.get(alarm.id)?.open === true ? 'incident.alarmOpen' : 'incident.alarmClosed'),
                    ...going.map((task) => say('incident.taskOut', { callSign: task.callSign })),
                  ])}
                </span>
              </span>
              {may && (
                <Button
                  size="small"
                  kind="ghost"
                  disabled={!live || command.busy !== null}
                  aria-label={say('incident.takeOutName', { alarm: spoken })}
                  onClick={() =>
                    void command.run(`out ${alarm.id}`, () => calls.unlink(incident.id, alarm.id))
                  }
                >
                  {say('incident.takeOut')}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
    </Part>
  );
}

/** Who had a part in it, inside or outside of the post. */
export function Involved(props: SideProps) {
  const { whole, command, live } = props;
  const { incident } = whole;
  const say = useWords();
  const calls = useIncidentCalls();
  const [name, setName] = useState('');
  const [part, setPart] = useState('');
  const may = calls.may('incident.change') && incidentCan('people', incident.state);
  const ready = name.trim() !== '' && part.trim() !== '';
  const add = async () => {
    if (!ready) return;
    const added = await command.run('person', () => calls.addPerson(incident.id, name.trim(), part.trim()));
    if (!added) return;
    setName('');
    setPart('');
  };
  return (
    <Part title={say('incident.people')}>
      {incident.people.length === 0 && (
        <p className="m-0 text-table text-ink-2">{say('incident.noPeople')}</p>
      )}
      <ul className="m-0 grid list-none gap-1 p-0">
        {incident.people.map((person) => (
          <li key={person.key} className="flex items-center gap-2 border-b border-line py-1 text-body">
            <span className="min-w-0 flex-1">
              {person.name} <span className="text-table text-ink-2">{person.part}</span>
            </span>
            {may && (
              <Button
                size="small"
                kind="ghost"
                disabled={!live || command.busy !== null}
                aria-label={say('incident.removePersonName', { name: person.name })}
                onClick={() =>
                  void command.run(`person ${person.key}`, () => calls.removePerson(incident.id, person.key))
                }
              >
                {say('incident.removePerson')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {may && incident.people.length < MAX_INVOLVED && (
        <form
          aria-label={say('incident.addPerson')}
          className="flex flex-wrap items-end gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            void add();
          }}
        >
          <Field label={say('incident.personName')} className="min-w-[120px] flex-1">
            <TextInput value={name} maxLength={120} onChange={(event) => setName(event.target.value)} />
          </Field>
          <Field label={say('incident.personPart')} className="min-w-[120px] flex-1">
            <TextInput value={part} maxLength={120} onChange={(event) => setPart(event.target.value)} />
          </Field>
          <Button type="submit" disabled={!live || !ready || command.busy !== null}>
            {say('incident.addPerson')}
          </Button>
        </form>
      )}
    </Part>
  );
}
