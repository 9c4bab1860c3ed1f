import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Checkbox } from '../../../ui/checkbox.tsx';
import { NumberField } from '../../../ui/number-field.tsx';
import { ErrorState, LoadingState, Notice } from '../../../ui/states.tsx';
import type { Post } from '../../site/model.ts';
import { ATTENTION_RANGE, SEAT_LIMIT_RANGE_S, SEAT_LIMITS_S } from '../model.ts';
import type { SeatCalls } from './calls.ts';
import { useWords } from './words.ts';

const LIMITS = ['muted', 'hidden', 'unattended', 'gone'] as const;
/** Proposed where checks are switched on for the first time. */
const ATTENTION = { everyMin: 60, answerS: 90 };

function WatchForm(props: { post: Post; calls: SeatCalls; onSaved: () => void }) {
  const { settings } = props.post;
  const say = useWords();
  const limits = settings.seatLimitsS ?? SEAT_LIMITS_S;
  const checks = settings.attention ?? ATTENTION;
  const [typed, setTyped] = useState({
    ...Object.fromEntries(LIMITS.map((key) => [key, String(limits[key])])),
    everyMin: String(checks.everyMin),
    answerS: String(checks.answerS),
  } as Record<(typeof LIMITS)[number] | 'everyMin' | 'answerS', string>);
  const [on, setOn] = useState(settings.attention !== undefined);
  const [state, setState] = useState<'idle' | 'busy' | 'saved' | Error>('idle');
  const set = (key: keyof typeof typed) => (value: string) =>
    setTyped((before) => ({ ...before, [key]: value }));
  const rangeOf = ([least, most]: readonly [number, number]) => say('seat.range', { least, most });
  const save = (event: FormEvent) => {
    event.preventDefault();
    setState('busy');
    const [gone, muted, hidden, unattended] = (['gone', 'muted', 'hidden', 'unattended'] as const).map(
      (key) => Number(typed[key]),
    ) as [number, number, number, number];
    const attention = on ? { everyMin: Number(typed.everyMin), answerS: Number(typed.answerS) } : null;
    props.calls.saveWatch({ seatLimitsS: { gone, muted, hidden, unattended }, attention }).then(
      () => {
        setState('saved');
        props.onSaved();
      },
      (error: unknown) => setState(error instanceof Error ? error : new Error(String(error))),
    );
  };
  return (
    <form className="grid max-w-[560px] gap-4" onSubmit={save}>
      <h2 className="m-0 text-bar font-semibold">{say('seat.limits')}</h2>
      {LIMITS.map((key) => (
        <NumberField
          key={key}
          label={say(`seat.limit.${key}`)}
          range={SEAT_LIMIT_RANGE_S[key]}
          hint={rangeOf(SEAT_LIMIT_RANGE_S[key])}
          value={typed[key]}
          onChange={set(key)}
        />
      ))}
      <h2 className="m-0 text-bar font-semibold">{say('seat.checks')}</h2>
      <p className="m-0 text-ink-2">{say('seat.checksHint')}</p>
      <Checkbox checked={on} onChange={setOn}>
        {say('seat.checksOn')}
      </Checkbox>
      {on &&
        (['everyMin', 'answerS'] as const).map((key) => (
          <NumberField
            key={key}
            label={say(`seat.${key}`)}
            range={ATTENTION_RANGE[key]}
            hint={rangeOf(ATTENTION_RANGE[key])}
            value={typed[key]}
            onChange={set(key)}
          />
        ))}
      {state instanceof Error && <Notice tone="problem">{state.message}</Notice>}
      {state === 'saved' && <Notice tone="done">{say('seat.saved')}</Notice>}
      <Button type="submit" kind="primary" size="large" busy={state === 'busy'}>
        {say('seat.save')}
      </Button>
    </form>
  );
}

/** After how long each is told, and the random checks. */
export function WatchSettings(props: { calls: SeatCalls }) {
  const say = useWords();
  const cache = useQueryClient();
  const post = useQuery({ queryKey: ['post'], queryFn: props.calls.post });
  if (post.error !== null) return <ErrorState title={say('seat.settingsFailed')} todo={post.error.message} />;
  if (post.data === undefined) return <LoadingState />;
  return (
    <WatchForm
      post={post.data}
      calls={props.calls}
      onSaved={() => void cache.invalidateQueries({ queryKey: ['post'] })}
    />
  );
}
