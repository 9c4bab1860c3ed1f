import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Checkbox } from '../../../ui/checkbox.tsx';
import { Field, TextInput } from '../../../ui/field.tsx';
import { Select } from '../../../ui/select.tsx';
import { EmptyState, ErrorState, LoadingState, Notice } from '../../../ui/states.tsx';
import { nameIn } from '../../../ui/direction.ts';
import { useLanguage } from '../../../ui/words.ts';
import type { DoorCalls, DoorFilters } from './calls.ts';
import { DoorNames } from './door-names.tsx';
import { DoorLines, DoorTable } from './door-rows.tsx';
import { useDoors } from './use-doors.ts';
import { useWords } from './words.ts';

const PAGE = 50;
const ANY = 'any';

function Filters(props: {
  calls: DoorCalls;
  filters: DoorFilters;
  onChange: (filters: DoorFilters) => void;
}) {
  const say = useWords();
  const { language } = useLanguage();
  const { filters, onChange } = props;
  const seen = useQuery({ queryKey: ['doors', 'seen'], queryFn: props.calls.seen });
  const [person, setPerson] = useState(filters.person ?? '');
  const asked = person.trim();
  return (
    <form
      className="flex flex-wrap items-end gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        onChange({ ...filters, person: asked === '' ? undefined : asked });
      }}
    >
      <Field label={say('doors.door')} className="w-[260px] max-md:w-full">
        <Select
          value={filters.door ?? ANY}
          onChange={(door) => onChange({ ...filters, door: door === ANY ? undefined : door })}
          options={[
            { value: ANY, label: say('doors.anyDoor') },
            ...(seen.data ?? []).map(({ door, name }) => ({ value: door, label: nameIn(name, language) })),
          ]}
        />
      </Field>
      <Field label={say('doors.person')} optional className="w-[260px] max-md:w-full">
        <TextInput
          maxLength={80}
          autoComplete="off"
          value={person}
          onChange={(event) => setPerson(event.target.value)}
          onBlur={() => onChange({ ...filters, person: asked === '' ? undefined : asked })}
        />
      </Field>
      <Checkbox
        className="min-h-control items-center"
        checked={filters.denied === true}
        onChange={(denied) => onChange({ ...filters, denied: denied ? true : undefined })}
      >
        {say('doors.deniedOnly')}
      </Checkbox>
      <Button type="submit">{say('doors.find')}</Button>
    </form>
  );
}

function List(props: {
  calls: DoorCalls;
  filters: DoorFilters;
  version: number;
  tall: boolean;
  onAlarm: (id: string) => void;
}) {
  const say = useWords();
  const query = useDoors(props.calls, props.filters, props.version, PAGE);
  const events = query.data?.pages.flatMap((page) => page.events);
  if (events === undefined)
    return query.error === null ? (
      <LoadingState />
    ) : (
      <ErrorState
        title={say('doors.failed')}
        stillWorks={say('doors.stillWorks')}
        todo={query.error.message}
        action={<Button onClick={() => void query.refetch()}>{say('doors.again')}</Button>}
      />
    );
  const filtered = Object.values(props.filters).some((value) => value !== undefined);
  if (events.length === 0)
    return (
      <EmptyState title={say(filtered ? 'doors.noneFound' : 'doors.none')}>
        {say(filtered ? 'doors.noneFoundHint' : 'doors.noneHint')}
      </EmptyState>
    );
  return (
    <>
      {query.error !== null && <Notice tone="problem">{query.error.message}</Notice>}
      {props.tall ? (
        <DoorLines events={events} onAlarm={props.onAlarm} />
      ) : (
        <DoorTable events={events} onAlarm={props.onAlarm} />
      )}
      {query.hasNextPage && (
        <Button
          className="justify-self-start"
          busy={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {say('doors.older')}
        </Button>
      )}
    </>
  );
}

/** Doors and panels: who passed, who was refused, who armed and disarmed. Live, newest first. */
export function DoorsScreen(props: {
  calls: DoorCalls;
  /** Rises with each entry of the live stream that tells of a door. */
  version: number;
  mayName: boolean;
  tall: boolean;
  onAlarm: (id: string) => void;
}) {
  const say = useWords();
  const [filters, setFilters] = useState<DoorFilters>({});
  const [naming, setNaming] = useState(false);
  return (
    <section className="fades min-h-0 flex-1 overflow-y-auto bg-panel p-4">
      <div className="mx-auto grid max-w-[1400px] content-start gap-4">
        <div className="flex flex-wrap items-center gap-3">
          <h1 className="m-0 text-title font-bold">{say('doors.title')}</h1>
          <Button className="ms-auto" onClick={() => setNaming(true)}>
            {say('doors.names')}
          </Button>
        </div>
        <Filters calls={props.calls} filters={filters} onChange={setFilters} />
        <List {...props} filters={filters} />
      </div>
      {naming && <DoorNames calls={props.calls} mayChange={props.mayName} onClose={() => setNaming(false)} />}
    </section>
  );
}
