import { useState } from 'react';
import type { FormEvent } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Checkbox } from '../../../ui/checkbox.tsx';
import { SideSheet } from '../../../ui/dialog.tsx';
import { Field, PinInput, TextInput } from '../../../ui/field.tsx';
import { Select } from '../../../ui/select.tsx';
import { Notice } from '../../../ui/states.tsx';
import { useLanguage } from '../../../ui/words.ts';
import { ROLES } from '../model.ts';
import type { Person, Role } from '../model.ts';
import { sentenceOf, useIdentityCalls } from './calls.ts';
import { useWords } from './words.ts';

/** Adds or changes one person. PIN and password are write-only; empty means unchanged. */
export function PersonSheet(props: { person: Person | null; onClose: () => void; onSaved: () => void }) {
  const { person } = props;
  const say = useWords();
  const calls = useIdentityCalls();
  const { languages, language: shown } = useLanguage();
  const [name, setName] = useState(person?.name ?? '');
  const [signIn, setSignIn] = useState(person?.signIn ?? '');
  const [role, setRole] = useState<Role>(person?.role ?? 'guard');
  const [language, setLanguage] = useState(person?.language ?? shown);
  const [callSign, setCallSign] = useState(person?.callSign ?? '');
  const [password, setPassword] = useState('');
  const [pin, setPin] = useState('');
  const [active, setActive] = useState(person?.active ?? true);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    const form = {
      name: name.trim(),
      role,
      language,
      ...(callSign.trim() === '' ? {} : { callSign: callSign.trim() }),
      ...(password === '' ? {} : { password }),
      ...(pin === '' ? {} : { pin }),
    };
    try {
      if (person === null) await calls.addPerson({ ...form, signIn: signIn.trim() });
      else await calls.changePerson(person.id, { ...form, active });
      props.onSaved();
    } catch (error) {
      setProblem(sentenceOf(error));
    }
    setBusy(false);
  };
  return (
    <SideSheet
      open
      onClose={props.onClose}
      title={
        person === null ? say('identity.addPerson') : say('identity.changePerson', { name: person.name })
      }
    >
      <form className="grid gap-4" onSubmit={(event) => void save(event)}>
        <Field label={say('identity.name')}>
          <TextInput
            required
            maxLength={80}
            autoComplete="off"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
        {person === null && (
          <Field label={say('identity.signIn')} hint={say('identity.signInHint')}>
            <TextInput
              required
              maxLength={64}
              autoComplete="off"
              value={signIn}
              onChange={(event) => setSignIn(event.target.value)}
            />
          </Field>
        )}
        <Field label={say('identity.role')}>
          <Select
            value={role}
            onChange={setRole}
            options={ROLES.map((value) => ({ value, label: say(`identity.role.${value}`) }))}
          />
        </Field>
        <Field label={say('identity.language')}>
          <Select
            value={language}
            onChange={setLanguage}
            options={languages.map(({ code, name: label }) => ({ value: code, label }))}
          />
        </Field>
        <Field label={say('identity.callSign')} optional hint={say('identity.callSignHint')}>
          <TextInput
            maxLength={40}
            autoComplete="off"
            value={callSign}
            onChange={(event) => setCallSign(event.target.value)}
          />
        </Field>
        <Field
          label={say('identity.pin')}
          optional
          hint={say(person?.hasPin === true ? 'identity.pinKept' : 'identity.pinHint')}
        >
          <PinInput value={pin} onChange={setPin} />
        </Field>
        <Field
          label={say('identity.password')}
          optional
          hint={
            person?.hasPassword === true
              ? say('identity.passwordKept')
              : say('identity.passwordHint', { n: 12 })
          }
        >
          <TextInput
            type="password"
            autoComplete="new-password"
            maxLength={256}
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </Field>
        {person !== null && (
          <Checkbox checked={active} onChange={setActive}>
            {say('identity.active')}
          </Checkbox>
        )}
        {problem !== null && <Notice tone="problem">{problem}</Notice>}
        <Button type="submit" kind="primary" size="large" busy={busy}>
          {say('identity.save')}
        </Button>
      </form>
    </SideSheet>
  );
}
