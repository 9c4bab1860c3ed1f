import { joined } from '../../../ui/kit-words.ts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { useLiveState } from '../../../ui/live.ts';
import { EmptyState, ErrorState, LoadingState } from '../../../ui/states.tsx';
import { Table } from '../../../ui/table.tsx';
import type { Person } from '../model.ts';
import { useIdentityCalls } from './calls.ts';
import { EnrolSheet } from './enrol-sheet.tsx';
import { MachineTokens } from './machine-tokens.tsx';
import { PersonSheet } from './person-sheet.tsx';
import { useWords } from './words.ts';

type Sheet =
  | { readonly what: 'person'; readonly person: Person | null }
  | { readonly what: 'enrol'; readonly person: Person };

function PeopleTable(props: {
  people: readonly Person[];
  onSheet: (sheet: Sheet) => void;
  mayChange: boolean;
  mayEnrol: boolean;
}) {
  const say = useWords();
  const acts = props.mayChange || props.mayEnrol;
  const secrets = (person: Person) =>
    joined(
      [
        person.hasPin ? say('identity.pin') : null,
        person.hasPassword ? say('identity.password') : null,
      ].filter((part) => part !== null),
    );
  return (
    <Table
      caption={say('identity.people')}
      captionHidden
      columns={[
        { key: 'name', label: say('identity.name') },
        { key: 'role', label: say('identity.role') },
        { key: 'callSign', label: say('identity.callSign') },
        { key: 'signIn', label: say('identity.signIn') },
        { key: 'secrets', label: say('identity.signsOnWith') },
        ...(acts ? [{ key: 'actions', label: say('identity.actions') }] : []),
      ]}
      rows={props.people.map((person) => ({
        key: person.id,
        cells: [
          <span key="name">
            {person.name}
            {!person.active && <strong className="ms-2">{say('identity.inactive')}</strong>}
          </span>,
          say(`identity.role.${person.role}`),
          person.callSign ?? '-',
          <span key="signIn" className="font-mono text-label">
            {person.signIn}
          </span>,
          secrets(person) === '' ? '-' : secrets(person),
          ...(acts
            ? [
                <span key="actions" className="flex gap-2 py-1">
                  {props.mayChange && (
                    <Button
                      size="small"
                      aria-label={say('identity.changePerson', { name: person.name })}
                      onClick={() => props.onSheet({ what: 'person', person })}
                    >
                      {say('identity.change')}
                    </Button>
                  )}
                  {props.mayEnrol && person.active && (
                    <Button
                      size="small"
                      aria-label={say('identity.enrolTitle', { name: person.name })}
                      onClick={() => props.onSheet({ what: 'enrol', person })}
                    >
                      {say('identity.enrol')}
                    </Button>
                  )}
                </span>,
              ]
            : []),
        ],
      }))}
    />
  );
}

/** Set up, People and phones: who may sign on, their phones, and the machines that may send signals. */
export function PeopleAndPhones() {
  const say = useWords();
  const calls = useIdentityCalls();
  const cache = useQueryClient();
  const { live } = useLiveState();
  const [sheet, setSheet] = useState<Sheet | null>(null);
  const maySee = calls.may('people.see');
  const query = useQuery({ queryKey: ['people'], queryFn: calls.people, enabled: maySee });
  const mayChange = calls.may('people.change') && live;
  const saved = () => {
    setSheet(null);
    void cache.invalidateQueries({ queryKey: ['people'] });
  };
  return (
    <div className="grid content-start gap-6">
      <div className="grid gap-2">
        <div className="flex min-h-control flex-wrap items-center gap-3">
          <h2 className="m-0 flex-1 text-bar font-bold">{say('identity.people')}</h2>
          {mayChange && (
            <Button size="small" onClick={() => setSheet({ what: 'person', person: null })}>
              {say('identity.addPerson')}
            </Button>
          )}
        </div>
        {!maySee && (
          <EmptyState title={say('identity.notAllowed')}>{say('identity.notAllowedHint')}</EmptyState>
        )}
        {maySee && query.data === undefined && query.error === null && <LoadingState />}
        {maySee && query.data === undefined && query.error !== null && (
          <ErrorState
            title={say('identity.peopleFailed')}
            todo={query.error.message}
            action={<Button onClick={() => void query.refetch()}>{say('identity.tryAgain')}</Button>}
          />
        )}
        {query.data !== undefined && (
          <PeopleTable
            people={query.data}
            onSheet={setSheet}
            mayChange={mayChange}
            mayEnrol={calls.may('phone.enrol') && live}
          />
        )}
        {maySee && !calls.may('people.change') && (
          <p className="m-0 text-table text-ink-3">{say('identity.mayNotChange')}</p>
        )}
      </div>
      {calls.may('token.change') && <MachineTokens />}
      {sheet?.what === 'person' && (
        <PersonSheet
          key={sheet.person?.id ?? 'new'}
          person={sheet.person}
          onClose={() => setSheet(null)}
          onSaved={saved}
        />
      )}
      {sheet?.what === 'enrol' && (
        <EnrolSheet key={sheet.person.id} person={sheet.person} onClose={() => setSheet(null)} />
      )}
    </div>
  );
}
