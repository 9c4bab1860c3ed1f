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
import { useCommand } from '../../../ui/use-command.ts';
import { useIdentityCalls } from './calls.ts';
import { useWords } from './words.ts';

interface Typed {
  readonly name: string;
  readonly signIn: string;
  readonly role: Role;
  readonly language: string;
  readonly callSign: string;
  readonly password: string;
  readonly pin: string;
  readonly active: boolean;
}
type Change = (part: Partial<Typed>) => void;

/** What is typed about a person, and how it is sent. Empty PIN and password mean unchanged. */
function usePersonForm(person: Person | null, onSaved: () => void) {
  const calls = useIdentityCalls();
  const { language: shown } = useLanguage();
  const [typed, setTyped] = useState<Typed>({
    name: person?.name ?? '',
    signIn: person?.signIn ?? '',
    role: person?.role ?? 'guard',
    language: person?.language ?? shown,
    callSign: person?.callSign ?? '',
    password: '',
    pin: '',
    active: person?.active ?? true,
  });
  const { busy, problem, run } = useCommand(onSaved);
  const change: Change = (part) => setTyped((before) => ({ ...before, ...part }));
  const save = (event: FormEvent) => {
    event.preventDefault();
    const { name, signIn, role, language, callSign, password, pin, active } = typed;
    const form = {
      name: name.trim(),
      role,
      language,
      callSign: callSign.trim() === '' ? null : callSign.trim(),
      ...(password === '' ? {} : { password }),
      ...(pin === '' ? {} : { pin }),
    };
    void run('save', () =>
      person === null
        ? calls.addPerson({ ...form, signIn: signIn.trim() })
        : calls.changePerson(person.id, { ...form, active }),
    );
  };
  return { typed, change, busy: busy !== null, problem, save };
}

/** Who it is: name, role, language, call sign. A sign-in name is given once. */
function WhoFields(props: { isNew: boolean; typed: Typed; change: Change }) {
  const { typed, change } = props;
  const say = useWords();
  const { languages } = useLanguage();
  return (
    <>
      <Field label={say('identity.name')}>
        <TextInput
          required
          maxLength={80}
          autoComplete="off"
          value={typed.name}
          onChange={(event) => change({ name: event.target.value })}
        />
      </Field>
      {props.isNew && (
        <Field label={say('identity.signIn')} hint={say('identity.signInHint')}>
          <TextInput
            required
            maxLength={60}
            autoComplete="off"
            value={typed.signIn}
            onChange={(event) => change({ signIn: event.target.value })}
          />
        </Field>
      )}
      <Field label={say('identity.role')}>
        <Select
          value={typed.role}
          onChange={(role) => change({ role })}
          options={ROLES.map((value) => ({ value, label: say(`identity.role.${value}`) }))}
        />
      </Field>
      <Field label={say('identity.language')}>
        <Select
          value={typed.language}
          onChange={(language) => change({ language })}
          options={languages.map(({ code, name: label }) => ({ value: code, label }))}
        />
      </Field>
      <Field label={say('identity.callSign')} optional hint={say('identity.callSignHint')}>
        <TextInput
          maxLength={40}
          autoComplete="off"
          value={typed.callSign}
          onChange={(event) => change({ callSign: event.target.value })}
        />
      </Field>
    </>
  );
}

/** How they prove it. What is set already is never shown, only that it is set. */
function SecretFields(props: { person: Person | null; typed: Typed; change: Change }) {
  const { person, typed, change } = props;
  const say = useWords();
  const passwordHint =
    person?.hasPassword === true ? say('identity.passwordKept') : say('identity.passwordHint', { n: 12 });
  return (
    <>
      <Field
        label={say('identity.pin')}
        optional
        hint={say(person?.hasPin === true ? 'identity.pinKept' : 'identity.pinHint')}
      >
        <PinInput value={typed.pin} onChange={(pin) => change({ pin })} />
      </Field>
      <Field label={say('identity.password')} optional hint={passwordHint}>
        <TextInput
          type="password"
          autoComplete="new-password"
          maxLength={200}
          value={typed.password}
          onChange={(event) => change({ password: event.target.value })}
        />
      </Field>
    </>
  );
}

/** Adds or changes one person. What was typed stays when the server refuses. */
export function PersonSheet(props: { person: Person | null; onClose: () => void; onSaved: () => void }) {
  const { person } = props;
  const say = useWords();
  const { typed, change, busy, problem, save } = usePersonForm(person, props.onSaved);
  return (
    <SideSheet
      open
      onClose={props.onClose}
      title={
        person === null ? say('identity.addPerson') : say('identity.changePerson', { name: person.name })
      }
    >
      <form className="grid gap-4" onSubmit={save}>
        <WhoFields isNew={person === null} typed={typed} change={change} />
        <SecretFields person={person} typed={typed} change={change} />
        {person !== null && (
          <Checkbox checked={typed.active} onChange={(active) => change({ active })}>
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
