import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { toInstant } from '../../../kernel/time.ts';
import { Button } from '../../../ui/button.tsx';
import { Checkbox } from '../../../ui/checkbox.tsx';
import { usePostZone } from '../../../ui/clock.ts';
import { Field, TextInput } from '../../../ui/field.tsx';
import { NumberField } from '../../../ui/number-field.tsx';
import { ErrorState, LoadingState, Notice } from '../../../ui/states.tsx';
import { nameIn } from '../../../ui/direction.ts';
import { useLanguage } from '../../../ui/words.ts';
import { wallTimeMs } from '../../../ui/wall-time.ts';
import { DAY_MINUTES } from '../model.ts';
import { EXERCISE, type Choices, type ExerciseCalls, type StartForm } from './calls.ts';
import { useWords } from './words.ts';

const DAY = 'day';
const SEATS_AGAIN_MS = 5_000;
const keyOf = ({ seat, userId }: { seat: string; userId: string }): string => `${userId} ${seat}`;

/** Which story: one that is written, or an hour of the record. */
function SourceField(props: { choices: Choices; value: string; onChange: (value: string) => void }) {
  const say = useWords();
  const { language } = useLanguage();
  const row = (id: string, name: string, about: string) => (
    <label key={id} className="flex min-h-6 cursor-pointer items-start gap-2">
      <input
        type="radio"
        name="source"
        value={id}
        checked={props.value === id}
        onChange={() => props.onChange(id)}
        className="mt-[3px] size-4 [accent-color:var(--ink-1)]"
      />
      <span>
        <span className="block font-semibold">{name}</span>
        <span className="block text-table text-ink-2">{about}</span>
      </span>
    </label>
  );
  return (
    <fieldset className="m-0 grid gap-3 border-0 p-0">
      <legend className="pb-1 text-label font-semibold text-ink-2">{say('exercise.what')}</legend>
      {props.choices.scenarios.map(({ id, name, about }) =>
        row(id, nameIn(name, language), nameIn(about, language)),
      )}
      {row(DAY, say('exercise.day'), say('exercise.dayAbout'))}
    </fieldset>
  );
}

/** Which seats take part: each is named, none is chosen by itself. */
function SeatsField(props: {
  choices: Choices;
  chosen: ReadonlySet<string>;
  onChange: (chosen: ReadonlySet<string>) => void;
}) {
  const say = useWords();
  const { choices, chosen } = props;
  return (
    <fieldset className="m-0 grid gap-2 border-0 p-0">
      <legend className="pb-1 text-label font-semibold text-ink-2">{say('exercise.seats')}</legend>
      {choices.seats.length === 0 && <p className="m-0 text-ink-2">{say('exercise.noSeats')}</p>}
      {choices.seats.map((each) => (
        <Checkbox
          key={keyOf(each)}
          checked={chosen.has(keyOf(each))}
          onChange={(on) => {
            const next = new Set(chosen);
            if (on) next.add(keyOf(each));
            else next.delete(keyOf(each));
            props.onChange(next);
          }}
        >
          {`${each.seat} (${each.name})`}
        </Checkbox>
      ))}
    </fieldset>
  );
}

function DayFields(props: {
  from: string;
  minutes: string;
  onFrom: (value: string) => void;
  onMinutes: (value: string) => void;
}) {
  const say = useWords();
  const [least, most] = DAY_MINUTES;
  return (
    <div className="flex flex-wrap gap-4">
      <Field label={say('exercise.from')} hint={say('exercise.fromHint')}>
        <TextInput
          type="datetime-local"
          required
          value={props.from}
          onChange={(event) => props.onFrom(event.target.value)}
        />
      </Field>
      <NumberField
        label={say('exercise.minutes')}
        hint={say('exercise.range', { least, most })}
        range={DAY_MINUTES}
        value={props.minutes}
        onChange={props.onMinutes}
      />
    </div>
  );
}

function Form(props: { choices: Choices; calls: ExerciseCalls }) {
  const { choices } = props;
  const say = useWords();
  const cache = useQueryClient();
  const [source, setSource] = useState(choices.scenarios[0]?.id ?? DAY);
  const [from, setFrom] = useState('');
  const [minutes, setMinutes] = useState('30');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [state, setState] = useState<'idle' | 'busy' | Error>('idle');
  // A seat that signed off meanwhile is chosen no more.
  const seats = choices.seats.filter((each) => chosen.has(keyOf(each)));
  const fromMs = wallTimeMs(from, usePostZone());
  const start = (event: FormEvent) => {
    event.preventDefault();
    if (source === DAY && fromMs === null) return;
    setState('busy');
    const form: StartForm = {
      source:
        source === DAY && fromMs !== null
          ? { day: { from: toInstant(fromMs), minutes: Number(minutes) } }
          : { scenario: source },
      seats: seats.map(({ seat, userId }) => ({ seat, userId })),
    };
    props.calls.start(form).then(
      () => void cache.invalidateQueries({ queryKey: EXERCISE }),
      (error: unknown) => setState(error instanceof Error ? error : new Error(String(error))),
    );
  };
  return (
    <form className="grid max-w-[640px] gap-5" onSubmit={start}>
      <SourceField choices={choices} value={source} onChange={setSource} />
      {source === DAY && <DayFields from={from} minutes={minutes} onFrom={setFrom} onMinutes={setMinutes} />}
      <SeatsField choices={choices} chosen={chosen} onChange={setChosen} />
      <p className="m-0 text-table text-ink-2">{say('exercise.apart')}</p>
      {state instanceof Error && <Notice tone="problem">{state.message}</Notice>}
      <Button
        type="submit"
        kind="primary"
        size="large"
        className="justify-self-start"
        disabled={seats.length === 0}
        busy={state === 'busy'}
      >
        {say('exercise.start', { n: seats.length })}
      </Button>
    </form>
  );
}

/** Begins an exercise: what is played, and at which seats. */
export function StartExercise(props: { calls: ExerciseCalls }) {
  const say = useWords();
  const query = useQuery({
    queryKey: ['exercise-choices'],
    queryFn: props.calls.choices,
    refetchInterval: SEATS_AGAIN_MS,
  });
  if (query.error !== null)
    return (
      <ErrorState
        title={say('exercise.failed')}
        todo={query.error.message}
        action={<Button onClick={() => void query.refetch()}>{say('exercise.tryAgain')}</Button>}
      />
    );
  if (query.data === undefined) return <LoadingState />;
  return <Form choices={query.data} calls={props.calls} />;
}
