import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Checkbox } from '../../../ui/checkbox.tsx';
import { Field, PinInput, TextInput } from '../../../ui/field.tsx';
import { ErrorState, LoadingState, Notice } from '../../../ui/states.tsx';
import type { Me } from '../model.ts';
import { useCommand } from '../../../ui/use-command.ts';
import { useIdentityCalls } from './calls.ts';
import type { SignInPerson } from './calls.ts';
import { SoundTest } from './sound-test.tsx';
import { useWords } from './words.ts';

const SEAT = 'post-one.seat';
const MAX_TILES = 60;

function Tiles(props: {
  people: readonly SignInPerson[];
  chosen: string | null;
  onChoose: (person: SignInPerson) => void;
}) {
  const say = useWords();
  return (
    <div
      role="group"
      aria-label={say('identity.whoAreYou')}
      className="grid grid-cols-2 gap-2 sm:grid-cols-3"
    >
      {props.people.slice(0, MAX_TILES).map((person) => (
        <button
          key={person.id}
          type="button"
          aria-pressed={props.chosen === person.id}
          onClick={() => props.onChoose(person)}
          className="grid min-h-[60px] content-center justify-items-start gap-0 rounded-corner border border-edge bg-raised px-3 py-2 text-start aria-pressed:border-inverse aria-pressed:bg-inverse aria-pressed:text-on-inverse"
        >
          <span className="max-w-full truncate text-body font-semibold">{person.name}</span>
          <span className="max-w-full truncate text-label">{say(`identity.role.${person.role}`)}</span>
        </button>
      ))}
    </div>
  );
}

function SignOnForm(props: { person: SignInPerson | null; onDone: (me: Me) => void }) {
  const { person } = props;
  const say = useWords();
  const calls = useIdentityCalls();
  const [typedName, setTypedName] = useState('');
  const [byPassword, setByPassword] = useState(person === null || !person.hasPin);
  const [pin, setPin] = useState('');
  const [password, setPassword] = useState('');
  const [seat, setSeat] = useState(localStorage.getItem(SEAT) ?? '');
  const [shared, setShared] = useState(false);
  const { busy, problem, run } = useCommand();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const well = await run('sign on', async () => {
      localStorage.setItem(SEAT, seat.trim());
      const secret = byPassword ? { password } : { pin };
      const me = await calls.signIn({
        signIn: person?.signIn ?? typedName.trim(),
        ...secret,
        seat: seat.trim(),
        ...(shared ? { shared } : {}),
      });
      props.onDone(me);
    });
    if (!well) setPin('');
  };
  const ready =
    (person !== null || typedName.trim() !== '') &&
    seat.trim() !== '' &&
    (byPassword ? password : pin) !== '';
  return (
    <form className="grid gap-4" onSubmit={(event) => void submit(event)}>
      {person === null && (
        <Field label={say('identity.signIn')}>
          <TextInput
            autoComplete="username"
            maxLength={64}
            value={typedName}
            onChange={(event) => setTypedName(event.target.value)}
          />
        </Field>
      )}
      {byPassword ? (
        <Field label={say('identity.password')}>
          <TextInput
            type="password"
            autoComplete="current-password"
            maxLength={256}
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </Field>
      ) : (
        <Field label={say('identity.pin')}>
          <PinInput value={pin} onChange={setPin} autoFocus />
        </Field>
      )}
      {(person === null || person.hasPin) && (
        <Button
          type="button"
          kind="ghost"
          size="small"
          className="-ms-3 justify-self-start"
          onClick={() => setByPassword(!byPassword)}
        >
          {say(byPassword ? 'identity.usePin' : 'identity.usePassword')}
        </Button>
      )}
      <Field label={say('identity.seat')} hint={say('identity.seatHint')}>
        <TextInput maxLength={40} value={seat} onChange={(event) => setSeat(event.target.value)} />
      </Field>
      <Checkbox checked={shared} onChange={setShared}>
        {say('identity.shared')}
      </Checkbox>
      <SoundTest />
      {problem !== null && <Notice tone="problem">{problem}</Notice>}
      <Button type="submit" kind="primary" size="large" disabled={!ready} busy={busy !== null}>
        {say('identity.signOn')}
      </Button>
    </form>
  );
}

/** Sign on: a name tile (or a typed name), PIN or password, the seat, and the sound test. */
export function SignOn(props: { onDone: (me: Me) => void }) {
  const say = useWords();
  const calls = useIdentityCalls();
  const [chosen, setChosen] = useState<SignInPerson | 'typed' | null>(null);
  const query = useQuery({ queryKey: ['sign-in-people'], queryFn: calls.signInPeople });
  const tiles = (): ReactNode => {
    if (query.data === undefined) {
      if (query.error === null) return <LoadingState />;
      return (
        <ErrorState
          title={say('identity.peopleFailed')}
          stillWorks={say('identity.typeNameStill')}
          todo={query.error.message}
          action={<Button onClick={() => void query.refetch()}>{say('identity.tryAgain')}</Button>}
        />
      );
    }
    return (
      <Tiles
        people={query.data}
        chosen={typeof chosen === 'object' ? (chosen?.id ?? null) : null}
        onChoose={setChosen}
      />
    );
  };
  return (
    <div className="grid gap-4">
      {tiles()}
      {chosen !== 'typed' && (
        <Button
          kind="ghost"
          size="small"
          className="-ms-3 justify-self-start"
          onClick={() => setChosen('typed')}
        >
          {say('identity.notListed')}
        </Button>
      )}
      {chosen !== null && (
        <SignOnForm
          key={chosen === 'typed' ? 'typed' : chosen.id}
          person={chosen === 'typed' ? null : chosen}
          onDone={props.onDone}
        />
      )}
    </div>
  );
}
