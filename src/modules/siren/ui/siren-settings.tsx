import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Checkbox } from '../../../ui/checkbox.tsx';
import { usePostZone } from '../../../ui/clock.ts';
import { Field, TextInput } from '../../../ui/field.tsx';
import { NumberField } from '../../../ui/number-field.tsx';
import { ErrorState, LoadingState, Notice } from '../../../ui/states.tsx';
import { timeText } from '../../../ui/time.tsx';
import type { SignalKind } from '../../technical/model.ts';
import type { Priority } from '../../watch/model.ts';
import { SIREN_MOST_S, type SirenRun, type SirenSetting } from '../model.ts';
import type { SirenCalls, SirenShown } from './calls.ts';
import { useWords } from './words.ts';

const PRIORITIES: readonly Priority[] = [1, 2, 3, 4];
/** Kinds for which a siren is sounded whatever their priority; others are reached by their priority. */
const KINDS = ['fire', 'gas', 'intrusion', 'perimeter', 'door-forced', 'tamper', 'power'] as const;

const NEW: SirenSetting = {
  on: true,
  url: '',
  headerName: 'Authorization',
  priorities: [1],
  kinds: [],
  whenAlone: true,
  mostS: 60,
};

const toggled = <T,>(list: readonly T[], one: T, on: boolean): readonly T[] =>
  on ? [...list, one] : list.filter((each) => each !== one);

type Doing = 'idle' | 'busy' | 'saved' | 'tested' | Error;

/** One thing at a time is done with the siren; what came of it stands under the form. */
function useDoing(saved: () => void) {
  const cache = useQueryClient();
  const [doing, setDoing] = useState<Doing>('idle');
  const run = (work: () => Promise<unknown>, outcome: 'saved' | 'tested') => {
    setDoing('busy');
    work().then(
      () => {
        setDoing(outcome);
        if (outcome === 'saved') saved();
        void cache.invalidateQueries({ queryKey: ['siren'] });
      },
      (error: unknown) => setDoing(error instanceof Error ? error : new Error(String(error))),
    );
  };
  return { doing, run };
}

/** Which alarms sound it. */
function SoundsFor(props: { value: SirenSetting; onChange: (change: Partial<SirenSetting>) => void }) {
  const say = useWords();
  const { value, onChange } = props;
  return (
    <fieldset className="m-0 grid gap-2 border-0 p-0">
      <legend className="pb-1 text-label font-semibold text-ink-2">{say('siren.soundsFor')}</legend>
      {PRIORITIES.map((priority) => (
        <Checkbox
          key={priority}
          checked={value.priorities.includes(priority)}
          onChange={(on) => onChange({ priorities: toggled(value.priorities, priority, on) })}
        >
          {say('siren.priority', { n: priority })}
        </Checkbox>
      ))}
      {KINDS.map((kind) => (
        <Checkbox
          key={kind}
          checked={value.kinds.includes(kind)}
          onChange={(on) => onChange({ kinds: toggled<SignalKind>(value.kinds, kind, on) })}
        >
          {say(`siren.kind.${kind}`)}
        </Checkbox>
      ))}
      <Checkbox checked={value.whenAlone} onChange={(whenAlone) => onChange({ whenAlone })}>
        {say('siren.whenAlone')}
      </Checkbox>
    </fieldset>
  );
}

function Outcome(props: { doing: Doing }) {
  const say = useWords();
  const { doing } = props;
  if (doing instanceof Error) return <Notice tone="problem">{doing.message}</Notice>;
  if (doing === 'saved') return <Notice tone="done">{say('siren.saved')}</Notice>;
  if (doing === 'tested') return <Notice>{say('siren.tested')}</Notice>;
  return null;
}

function SirenForm(props: { shown: SirenShown; calls: SirenCalls }) {
  const { shown, calls } = props;
  const say = useWords();
  const [typed, setTyped] = useState<SirenSetting>(shown.setting ?? NEW);
  const [seconds, setSeconds] = useState(String(typed.mostS));
  const [secret, setSecret] = useState('');
  const { doing, run } = useDoing(() => setSecret(''));
  const change = (part: Partial<SirenSetting>) => setTyped((before) => ({ ...before, ...part }));
  const save = (event: FormEvent) => {
    event.preventDefault();
    const form = { ...typed, url: typed.url.trim(), mostS: Number(seconds) };
    run(() => calls.save(secret === '' ? form : { ...form, secret }), 'saved');
  };
  return (
    <form className="grid max-w-[560px] gap-4" onSubmit={save}>
      <h2 className="m-0 text-bar font-semibold">{say('siren.title')}</h2>
      <p className="m-0 text-ink-2">{say('siren.what')}</p>
      <Checkbox checked={typed.on} onChange={(on) => change({ on })}>
        {say('siren.on')}
      </Checkbox>
      <Field label={say('siren.url')} hint={say('siren.urlHint', { state: '{state}', seconds: '{seconds}' })}>
        <TextInput
          required
          maxLength={500}
          autoComplete="off"
          spellCheck={false}
          value={typed.url}
          onChange={(event) => change({ url: event.target.value })}
        />
      </Field>
      <Field label={say('siren.headerName')}>
        <TextInput
          required
          pattern="[A-Za-z][A-Za-z0-9\-]{0,60}"
          autoComplete="off"
          value={typed.headerName}
          onChange={(event) => change({ headerName: event.target.value })}
        />
      </Field>
      <Field
        label={say('siren.secret')}
        hint={say(shown.hasSecret ? 'siren.secretKept' : 'siren.secretNone')}
        optional
      >
        <TextInput
          type="password"
          maxLength={500}
          autoComplete="new-password"
          value={secret}
          onChange={(event) => setSecret(event.target.value)}
        />
      </Field>
      <SoundsFor value={typed} onChange={change} />
      <NumberField
        label={say('siren.mostS')}
        hint={say('siren.mostHint', { least: SIREN_MOST_S[0], most: SIREN_MOST_S[1] })}
        range={SIREN_MOST_S}
        value={seconds}
        onChange={setSeconds}
      />
      <Outcome doing={doing} />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" kind="primary" size="large" busy={doing === 'busy'}>
          {say('siren.save')}
        </Button>
        <Button
          size="large"
          disabled={shown.setting === null || doing === 'busy'}
          onClick={() => run(calls.test, 'tested')}
        >
          {say('siren.test')}
        </Button>
      </div>
    </form>
  );
}

/** The last times that it sounded, or should have. */
function LastRuns(props: { runs: readonly SirenRun[] }) {
  const say = useWords();
  const zone = usePostZone();
  if (props.runs.length === 0) return null;
  return (
    <section aria-label={say('siren.last')} className="grid max-w-[560px] gap-1">
      <h3 className="m-0 text-label font-semibold text-ink-2">{say('siren.last')}</h3>
      <ul className="m-0 grid list-none gap-1 p-0 text-table">
        {props.runs.map((run) => (
          <li key={run.id}>
            <span className="font-mono">{timeText(Date.parse(run.wantedAt), zone, 'both')}</span>{' '}
            {say(`siren.cause.${run.cause}`)}
            {'. '}
            {run.state === 'failed'
              ? say('siren.failed')
              : say(run.why === null ? 'siren.sounds' : `siren.why.${run.why}`, { name: run.byName ?? '' })}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** How the siren is called, what for, and a test. */
export function SirenSettings(props: { calls: SirenCalls }) {
  const say = useWords();
  const query = useQuery({ queryKey: ['siren'], queryFn: props.calls.view, refetchInterval: 5_000 });
  if (query.error !== null)
    return (
      <ErrorState
        title={say('siren.loadFailed')}
        todo={query.error.message}
        action={<Button onClick={() => void query.refetch()}>{say('siren.tryAgain')}</Button>}
      />
    );
  if (query.data === undefined) return <LoadingState />;
  return (
    <div className="grid gap-6">
      <SirenForm shown={query.data} calls={props.calls} />
      <LastRuns runs={query.data.last} />
    </div>
  );
}
