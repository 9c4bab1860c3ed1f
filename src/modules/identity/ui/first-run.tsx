import { useState } from 'react';
import type { FormEvent } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Field, PinInput, TextInput } from '../../../ui/field.tsx';
import { Notice } from '../../../ui/states.tsx';
import type { Me } from '../model.ts';
import { useCommand } from '../../../ui/use-command.ts';
import { useIdentityCalls } from './calls.ts';
import { useWords } from './words.ts';

const PASSWORD_MIN = 12;

/** First run: the one-time code from the terminal makes the first administrator. */
export function FirstRun(props: { onDone: (me: Me) => void }) {
  const say = useWords();
  const calls = useIdentityCalls();
  const [code, setCode] = useState('');
  const [name, setName] = useState('');
  const [signIn, setSignIn] = useState('');
  const [password, setPassword] = useState('');
  const [pin, setPin] = useState('');
  const { busy, problem, run } = useCommand();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run('begin', async () =>
      props.onDone(
        await calls.createAdministrator({
          code: code.trim(),
          name: name.trim(),
          signIn: signIn.trim(),
          password,
          pin,
        }),
      ),
    );
  };
  return (
    <form className="grid gap-4" onSubmit={submit}>
      <p className="m-0 text-body text-ink-2">{say('identity.firstRunWords')}</p>
      <Field label={say('identity.code')} hint={say('identity.codeHint')}>
        <TextInput
          required
          autoComplete="one-time-code"
          maxLength={64}
          value={code}
          className="font-mono"
          onChange={(event) => setCode(event.target.value)}
        />
      </Field>
      <Field label={say('identity.name')}>
        <TextInput
          required
          autoComplete="name"
          maxLength={80}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </Field>
      <Field label={say('identity.signIn')} hint={say('identity.signInHint')}>
        <TextInput
          required
          autoComplete="username"
          maxLength={64}
          value={signIn}
          onChange={(event) => setSignIn(event.target.value)}
        />
      </Field>
      <Field label={say('identity.password')} hint={say('identity.passwordHint', { n: PASSWORD_MIN })}>
        <TextInput
          required
          type="password"
          autoComplete="new-password"
          minLength={PASSWORD_MIN}
          maxLength={256}
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
      </Field>
      <Field label={say('identity.pin')} hint={say('identity.pinHint')}>
        <PinInput value={pin} onChange={setPin} />
      </Field>
      {problem !== null && <Notice tone="problem">{problem}</Notice>}
      <Button type="submit" kind="primary" size="large" busy={busy !== null}>
        {say('identity.makeAdministrator')}
      </Button>
    </form>
  );
}
