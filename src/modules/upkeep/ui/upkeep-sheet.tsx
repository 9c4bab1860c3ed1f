import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { toInstant } from '../../../kernel/time.ts';
import { Button } from '../../../ui/button.tsx';
import { nowMs, usePostZone } from '../../../ui/clock.ts';
import { SideSheet } from '../../../ui/dialog.tsx';
import { Field, PinInput, TextArea, TextInput } from '../../../ui/field.tsx';
import { Select } from '../../../ui/select.tsx';
import { Notice } from '../../../ui/states.tsx';
import { UPKEEP_AT_MOST_H, type UpkeepHours } from '../../site/model.ts';
import type { UpkeepKind, UpkeepTarget } from '../model.ts';
import type { UpkeepCalls } from './calls.ts';
import { wallTimeMs } from '../../../ui/wall-time.ts';
import { useCommand } from '../../../ui/use-command.ts';
import { useWords } from './words.ts';

/** Hours to choose from; those past the limit of the post are left out, the limit itself is offered. */
const SPANS_H = [1, 2, 4, 8, 12, 24, 72, 168, 336, 720] as const;
const spansOf = (mostH: number): readonly number[] => [...SPANS_H.filter((hours) => hours < mostH), mostH];

export interface UpkeepChoice {
  readonly target: UpkeepTarget;
  /** Name of what is covered. */
  readonly name: string;
}

/** Everything the form asks; the second person only where it is out of service. */
function useUpkeepForm(props: SheetProps) {
  const zone = usePostZone();
  const [kind, setKind] = useState<UpkeepKind>(props.kinds[0] ?? 'maintenance');
  const [covers, setCovers] = useState(props.choices[0]?.target.what ?? 'device');
  const [hours, setHours] = useState('1');
  const [reason, setReason] = useState('');
  const [startsAt, setStartsAt] = useState('');
  const [second, setSecond] = useState<string | null>(null);
  const [pin, setPin] = useState('');
  const { busy, problem, run } = useCommand(props.onDone);
  const mostH = (props.atMostH ?? UPKEEP_AT_MOST_H)[kind];
  const startMs = startsAt === '' ? null : wallTimeMs(startsAt, zone);
  const ready =
    reason.trim() !== '' &&
    (startsAt === '' || startMs !== null) &&
    (kind !== 'out-of-service' || (second !== null && pin !== ''));
  const begin = () => {
    const target = props.choices.find((each) => each.target.what === covers)?.target;
    if (!target || !ready) return;
    const spanMs = Math.min(Number(hours), mostH) * 3_600_000;
    const form = {
      target,
      reason: reason.trim(),
      ...(startMs === null ? {} : { startsAt: toInstant(startMs) }),
      endsAt: toInstant((startMs ?? nowMs()) + spanMs),
    };
    void run('begin', () =>
      kind === 'out-of-service'
        ? props.calls.takeOutOfService({ ...form, second: { userId: second ?? '', pin } })
        : props.calls.begin(kind, form),
    );
  };
  return {
    kind,
    setKind,
    covers,
    setCovers,
    hours,
    setHours,
    reason,
    setReason,
    startsAt,
    setStartsAt,
    second,
    setSecond,
    pin,
    setPin,
    busy: busy !== null,
    problem,
    mostH,
    planned: startMs !== null,
    ready,
    begin,
  };
}
type Form = ReturnType<typeof useUpkeepForm>;

interface SheetProps {
  readonly name: string;
  readonly calls: UpkeepCalls;
  /** What this person may begin; at least one. */
  readonly kinds: readonly UpkeepKind[];
  /** The device, its zone, its source; at least one. */
  readonly choices: readonly UpkeepChoice[];
  readonly atMostH: UpkeepHours | undefined;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

function SecondPerson(props: { form: Form; calls: UpkeepCalls }) {
  const { form } = props;
  const say = useWords();
  const seconds = useQuery({ queryKey: ['upkeep-seconds'], queryFn: props.calls.seconds });
  if (seconds.error !== null) return <Notice tone="problem">{seconds.error.message}</Notice>;
  if (seconds.data?.length === 0) return <Notice tone="problem">{say('upkeep.noSecond')}</Notice>;
  return (
    <>
      <Field label={say('upkeep.second')}>
        <Select
          value={form.second}
          onChange={form.setSecond}
          options={(seconds.data ?? []).map((each) => ({ value: each.id, label: each.name }))}
        />
      </Field>
      <Field label={say('upkeep.secondPin')}>
        <PinInput value={form.pin} onChange={form.setPin} />
      </Field>
    </>
  );
}

/** When, and for how long. */
function Times(props: { form: Form }) {
  const { form } = props;
  const say = useWords();
  const spans = spansOf(form.mostH);
  return (
    <>
      <Field label={say('upkeep.span')}>
        <Select
          value={String(Math.min(Number(form.hours), form.mostH))}
          onChange={form.setHours}
          options={spans.map((hours) => ({
            value: String(hours),
            label: hours < 24 ? say('upkeep.hours', { n: hours }) : say('upkeep.days', { n: hours / 24 }),
          }))}
        />
      </Field>
      <Field label={say('upkeep.startsAt')} hint={say('upkeep.startsHint')} optional>
        <TextInput
          type="datetime-local"
          value={form.startsAt}
          onChange={(event) => form.setStartsAt(event.target.value)}
        />
      </Field>
    </>
  );
}

/** Begins or plans maintenance, a bypass or out of service of a device, its zone or its source. */
export function UpkeepSheet(props: SheetProps) {
  const say = useWords();
  const form = useUpkeepForm(props);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    form.begin();
  };
  return (
    <SideSheet open onClose={props.onClose} title={say('upkeep.sheet', { name: props.name })}>
      <form className="grid gap-4" onSubmit={submit}>
        <p className="m-0 text-body text-ink-2">{say('upkeep.what')}</p>
        <Field label={say('upkeep.kind')}>
          <Select
            value={form.kind}
            onChange={form.setKind}
            options={props.kinds.map((kind) => ({ value: kind, label: say(`upkeep.kind.${kind}`) }))}
          />
        </Field>
        <Field label={say('upkeep.covers')}>
          <Select
            value={form.covers}
            onChange={form.setCovers}
            options={props.choices.map(({ target, name }) => ({
              value: target.what,
              label: say(`upkeep.covers.${target.what}`, { name }),
            }))}
          />
        </Field>
        <Field label={say('upkeep.reason')} hint={say('upkeep.reasonHint')}>
          <TextArea
            value={form.reason}
            maxLength={300}
            onChange={(event) => form.setReason(event.target.value)}
          />
        </Field>
        <Times form={form} />
        {form.kind === 'out-of-service' && <SecondPerson form={form} calls={props.calls} />}
        {form.problem !== null && <Notice tone="problem">{form.problem}</Notice>}
        <Button type="submit" kind="primary" size="large" disabled={!form.ready} busy={form.busy}>
          {say(form.planned ? 'upkeep.plan' : 'upkeep.begin')}
        </Button>
      </form>
    </SideSheet>
  );
}
