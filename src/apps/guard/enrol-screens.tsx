import type { ReactNode } from 'react';
import { useId, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Choices } from './parts.tsx';
import { showLanguage, useLanguage } from '../../ui/words.ts';
import { useGuardWords } from './guard-words.ts';
import type { Phone } from './phone.ts';
import type { PhoneState } from './phone-model.ts';

/** Everything before the home screen: opening, enrolling, not enrolled, session ended, no watch. */
export function EnrolScreens(props: { phone: Phone; state: PhoneState; waiting: number }) {
  const say = useGuardWords();
  const { phone } = props;
  const { stage } = props.state;
  switch (stage.at) {
    case 'ready':
      return null;
    case 'starting':
    case 'enrolling':
      return (
        <Middle title={say(stage.at === 'starting' ? 'guard.loading' : 'guard.enrolling')} busy>
          {null}
        </Middle>
      );
    case 'unreached':
      return (
        <Middle title={say('guard.unreachedTitle')}>
          <p className="m-0 text-guard text-ink-2">{say('guard.unreached')}</p>
          <Button kind="primary" size="thumb" onClick={() => void phone.tryNow()}>
            {say('guard.tryAgain')}
          </Button>
        </Middle>
      );
    case 'enrolled':
      return (
        <Middle title={say('guard.enrolledTitle')}>
          <p className="m-0">
            <span className="block text-guard-title font-bold">{stage.me.person.name}</span>
            <span className="block text-guard text-ink-2">{stage.me.person.callSign}</span>
          </p>
          <p className="m-0 text-guard text-ink-2">{say('guard.enrolledNot')}</p>
          <Button kind="primary" size="thumb" onClick={() => void phone.begin()}>
            {say('guard.start')}
          </Button>
        </Middle>
      );
    case 'enrol-failed':
      return <EnrolFailed phone={phone} why={stage.why} />;
    case 'not-enrolled':
      return (
        <Middle title={say('guard.notEnrolledTitle')}>
          <p className="m-0 text-guard text-ink-2">{say('guard.notEnrolled')}</p>
          <CodeForm phone={phone} />
        </Middle>
      );
    case 'ended':
      return (
        <Middle title={say('guard.endedTitle')}>
          <p className="m-0 text-guard text-ink-2">
            {say('guard.ended', { count: props.waiting, name: stage.name })}
          </p>
          <CodeForm phone={phone} />
        </Middle>
      );
  }
}

const WHY_FAILED = {
  unusable: 'guard.codeUnusable',
  unreached: 'guard.enrolUnreached',
  busy: 'guard.enrolBusy',
} as const;

/** A code that is used up wants another one; a watch that did not answer wants the same one again. */
function EnrolFailed(props: { phone: Phone; why: keyof typeof WHY_FAILED }) {
  const say = useGuardWords();
  const { phone, why } = props;
  return (
    <Middle title={say('guard.notEnrolledTitle')}>
      <p role="alert" className="m-0 text-guard">
        {say(WHY_FAILED[why])}
      </p>
      {why === 'unusable' ? (
        <CodeForm phone={phone} />
      ) : (
        <Button kind="primary" size="thumb" onClick={() => void phone.retryEnrol()}>
          {say('guard.tryAgain')}
        </Button>
      )}
    </Middle>
  );
}

function Middle(props: { title: string; busy?: boolean; children: ReactNode }) {
  const say = useGuardWords();
  const { language, languages } = useLanguage();
  return (
    <main className="flex min-h-full flex-col break-keep gap-4 p-4 pt-12" aria-busy={props.busy}>
      <h1 role={props.busy ? 'status' : undefined} className="m-0 text-guard-title font-bold text-balance">
        {props.title}
      </h1>
      {props.children}
      <div className="mt-auto pt-8">
        <Choices
          label={say('guard.language')}
          columns={2}
          value={language}
          onChange={(code) => void showLanguage(code)}
          options={languages.map(({ code, name }) => ({ value: code, label: name, lang: code }))}
        />
      </div>
    </main>
  );
}

function CodeForm(props: { phone: Phone }) {
  const say = useGuardWords();
  const id = useId();
  const [code, setCode] = useState('');
  const [asked, setAsked] = useState(false);
  const isEmpty = code.trim() === '';
  return (
    <form
      noValidate
      className="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        setAsked(true);
        if (!isEmpty) void props.phone.enrol(code);
      }}
    >
      <div className="grid gap-1">
        <label htmlFor={id} className="text-guard text-ink-2">
          {say('guard.code')}
        </label>
        <input
          id={id}
          value={code}
          maxLength={40}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          aria-invalid={asked && isEmpty ? true : undefined}
          aria-describedby={`${id}-wrong`}
          onChange={(event) => setCode(event.target.value)}
          className="min-h-[60px] w-full rounded-corner border border-edge bg-raised px-4 font-mono text-title tracking-wider text-ink-1"
        />
        <p id={`${id}-wrong`} role="alert" className="m-0 text-guard empty:hidden">
          {asked && isEmpty ? say('guard.codeEmpty') : ''}
        </p>
      </div>
      <Button kind="primary" size="thumb" type="submit">
        {say('guard.enrol')}
      </Button>
    </form>
  );
}
