import { useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import type { UserId } from '../../../kernel/id.ts';
import { Button } from '../../../ui/button.tsx';
import { SideSheet } from '../../../ui/dialog.tsx';
import { Field, PinInput, TextArea } from '../../../ui/field.tsx';
import { FileButton } from '../../../ui/file-button.tsx';
import { Select } from '../../../ui/select.tsx';
import { Notice } from '../../../ui/states.tsx';
import type { SopStep } from '../../orders/model.ts';
import type { Alarm } from '../model.ts';
import { useWatchCalls } from './calls.ts';
import { useNameIn } from '../../../ui/words.ts';
import { useCommand } from '../../../ui/use-command.ts';
import type { StepAsk } from './sop-card.tsx';
import { inStepWords, useStepWords } from './step-words.ts';

interface SheetProps {
  readonly alarm: Alarm;
  readonly ask: StepAsk;
  readonly index: number;
  readonly step: SopStep;
  readonly people: readonly { readonly id: UserId; readonly name: string }[];
  readonly myId: UserId;
  readonly onClose: () => void;
}

/** Runs what the sheet asks for; it closes when that is done, and says why when it is not. */
function useAct(onDone: () => void) {
  const { busy, problem, run } = useCommand(onDone);
  const act = (work: () => Promise<unknown>) =>
    run('step', () =>
      work().catch((error: unknown) => {
        throw inStepWords(error);
      }),
    );
  return { busy: busy !== null, problem, act };
}

/** The step in words, and the form under it. */
function Form(props: { step: SopStep; problem: string | null; onSubmit: () => void; children: ReactNode }) {
  const name = useNameIn();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    props.onSubmit();
  };
  return (
    <form className="grid gap-4" onSubmit={submit}>
      <p className="m-0 text-body font-semibold">{name(props.step.text)}</p>
      {props.children}
      {props.problem !== null && <Notice tone="problem">{props.problem}</Notice>}
    </form>
  );
}

function SkipForm(props: SheetProps) {
  const say = useStepWords();
  const calls = useWatchCalls();
  const { busy, problem, act } = useAct(props.onClose);
  const [reason, setReason] = useState('');
  const ready = reason.trim() !== '';
  const skip = () => {
    if (ready) void act(() => calls.skipStep(props.alarm.id, props.index, reason.trim()));
  };
  return (
    <Form step={props.step} problem={problem} onSubmit={skip}>
      <Field label={say('steps.reason')} hint={say('steps.reasonHint')}>
        <TextArea value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
      </Field>
      <Button type="submit" kind="primary" size="large" disabled={!ready} busy={busy}>
        {say('steps.skip')}
      </Button>
    </Form>
  );
}

function SecondForm(props: SheetProps) {
  const say = useStepWords();
  const calls = useWatchCalls();
  const { busy, problem, act } = useAct(props.onClose);
  const [second, setSecond] = useState<string | null>(null);
  const [pin, setPin] = useState('');
  const others = props.people.filter((person) => person.id !== props.myId);
  const confirm = () => {
    if (second === null || pin === '') return;
    const body = { done: true, second: { userId: second, pin } };
    void act(() => calls.step(props.alarm.id, props.index, body));
  };
  if (others.length === 0) return <Notice tone="problem">{say('steps.nobody')}</Notice>;
  return (
    <Form step={props.step} problem={problem} onSubmit={confirm}>
      <p className="m-0 text-body text-ink-2">{say('steps.secondWhat')}</p>
      <Field label={say('steps.second')}>
        <Select
          value={second}
          onChange={setSecond}
          options={others.map((person) => ({ value: person.id as string, label: person.name }))}
        />
      </Field>
      <Field label={say('steps.secondPin')}>
        <PinInput value={pin} onChange={setPin} />
      </Field>
      <Button type="submit" kind="primary" size="large" disabled={second === null || pin === ''} busy={busy}>
        {say('steps.confirm')}
      </Button>
    </Form>
  );
}

function PhotoForm(props: SheetProps) {
  const say = useStepWords();
  const calls = useWatchCalls();
  const { busy, problem, act } = useAct(props.onClose);
  const add = (file: File) => void act(() => calls.addPhoto(props.alarm.id, props.index, file));
  const types = 'image/png,image/jpeg';
  return (
    <Form step={props.step} problem={problem} onSubmit={() => undefined}>
      <p className="m-0 text-body text-ink-2">{say('steps.photoWhat')}</p>
      <div className="flex flex-wrap gap-2">
        <FileButton accept={types} camera busy={busy} onFile={add}>
          {say('steps.take')}
        </FileButton>
        <FileButton accept={types} busy={busy} onFile={add}>
          {say('steps.file')}
        </FileButton>
      </div>
    </Form>
  );
}

/** What a step asks for besides a tick: why it is skipped, a second person's PIN, or a picture. */
export function StepSheet(props: SheetProps) {
  const say = useStepWords();
  const Part = props.ask === 'skip' ? SkipForm : props.ask === 'second' ? SecondForm : PhotoForm;
  return (
    <SideSheet open onClose={props.onClose} title={say(`steps.title.${props.ask}`)}>
      <Part {...props} />
    </SideSheet>
  );
}
