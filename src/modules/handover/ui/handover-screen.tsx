import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { Button, buttonClasses } from '../../../ui/button.tsx';
import { Checkbox } from '../../../ui/checkbox.tsx';
import { Field, TextArea, TextInput } from '../../../ui/field.tsx';
import { SaveButton } from '../../../ui/save-button.tsx';
import { EmptyState, ErrorState, LoadingState, Notice } from '../../../ui/states.tsx';
import { nameIn } from '../../../ui/direction.ts';
import { LocalTime } from '../../../ui/time.tsx';
import { useLanguage } from '../../../ui/words.ts';
import type { Responder } from '../../dispatch/model.ts';
import { isOpen, SECTIONS, type Handover, type HandoverLine, type Section } from '../model.ts';
import type { HandoverCalls } from './calls.ts';
import { PassDownNote, RadioCheck } from './shift-sheets.tsx';
import { SignForm } from './sign-form.tsx';
import { useCommand } from '../../../ui/use-command.ts';
import { knownWord, useWords } from './words.ts';

const LOOK_MS = 5_000;

/** The change of shift: drafted lines to tick, remarks, two signatures; beside it the note and the radio check. */
export function HandoverScreen(props: {
  calls: HandoverCalls;
  /** Those who stand watch. */
  people: readonly { readonly id: string; readonly name: string }[];
  responders: readonly Responder[];
}) {
  const say = useWords();
  const { calls } = props;
  const found = useQuery({ queryKey: ['handover'], queryFn: calls.current, refetchInterval: LOOK_MS });
  const again = () => void found.refetch();
  const page = () => {
    if (found.isPending) return <LoadingState />;
    if (found.data === undefined)
      return (
        <ErrorState
          title={say('handover.failed')}
          action={<Button onClick={again}>{say('handover.again')}</Button>}
        />
      );
    const { draft, last } = found.data;
    if (draft === null) return <NoDraft calls={calls} last={last} onBegun={again} />;
    return <Draft key={draft.id} calls={calls} draft={draft} people={props.people} onChanged={again} />;
  };
  return (
    <div className="flex min-h-0 flex-1 flex-col bg-panel">
      <div className="flex shrink-0 items-center gap-4 border-b border-line px-4 py-2">
        <h1 className="m-0 text-title font-bold">{say('handover.title')}</h1>
      </div>
      <div tabIndex={0} className="fades min-h-0 flex-1 overflow-y-auto p-4">
        <div className="mx-auto grid max-w-[1200px] gap-6 lg:grid-cols-[1fr_320px]">
          <div className="min-w-0">{page()}</div>
          <div className="grid content-start gap-6">
            <PassDownNote calls={calls} />
            <RadioCheck calls={calls} responders={props.responders} />
          </div>
        </div>
      </div>
    </div>
  );
}

function NoDraft(props: { calls: HandoverCalls; last: Handover | null; onBegun: () => void }) {
  const say = useWords();
  const command = useCommand();
  const { last } = props;
  const begin = async () => {
    if (await command.run('begin', props.calls.begin)) props.onBegun();
  };
  return (
    <div className="grid gap-3">
      {command.problem !== null && <Notice tone="problem">{command.problem}</Notice>}
      <EmptyState
        title={say('handover.none')}
        action={
          <Button kind="primary" busy={command.busy !== null} onClick={() => void begin()}>
            {say('handover.begin')}
          </Button>
        }
      >
        {say('handover.noneHint')}
      </EmptyState>
      {last !== null && (
        <div className="flex flex-wrap items-center gap-3 text-table text-ink-2">
          {say('handover.last', { outgoing: last.outgoing?.name ?? '', incoming: last.incoming?.name ?? '' })}{' '}
          {last.endedAt !== null && <LocalTime atMs={Date.parse(last.endedAt)} form="both" />}
          <PrintLink />
        </div>
      )}
    </div>
  );
}

function PrintLink() {
  const say = useWords();
  return (
    <>
      <a className={buttonClasses('ghost')} href="/api/handover/page" target="_blank" rel="noreferrer">
        {say('handover.print')}
      </a>
      <SaveButton url="/api/handover/page?format=pdf">{say('handover.pdf')}</SaveButton>
    </>
  );
}

function Draft(props: {
  calls: HandoverCalls;
  draft: Handover;
  people: readonly { readonly id: string; readonly name: string }[];
  onChanged: () => void;
}) {
  const say = useWords();
  const { calls, draft, people } = props;
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  // What is typed and not kept yet is kept before anybody signs: a signature must not lose it.
  const typed = useRef(draft.remarks);
  const known = draft.lines.filter((line) => ticked.has(line.key)).map((line) => line.key);
  const sign = (part: 'outgoing' | 'incoming') => async (userId: string, pin: string) => {
    if (isOpen(draft) && typed.current !== draft.remarks) await calls.remark(typed.current);
    await calls.sign({ part, userId, pin, ticked: part === 'incoming' ? known : [] });
    props.onChanged();
  };
  const tick = (key: string, on: boolean) => {
    const next = new Set(ticked);
    if (on) next.add(key);
    else next.delete(key);
    setTicked(next);
  };
  return (
    <div className="grid gap-4">
      <DraftActions calls={calls} draft={draft} onChanged={props.onChanged} />
      {SECTIONS.map((section) => (
        <LinesOf
          key={section}
          section={section}
          lines={draft.lines.filter((line) => line.section === section)}
          ticked={ticked}
          onTick={tick}
        />
      ))}
      <Remarks
        calls={calls}
        draft={draft}
        onChanged={props.onChanged}
        onTyped={(text) => {
          typed.current = text;
        }}
      />
      <p className="m-0 text-table text-ink-2" role="status">
        {say('handover.ticked', { n: known.length, of: draft.lines.length })}
      </p>
      <div className="grid gap-4 md:grid-cols-2">
        <SignForm
          part="outgoing"
          signature={draft.outgoing}
          people={people}
          ready
          onSign={sign('outgoing')}
        />
        <SignForm
          part="incoming"
          signature={draft.incoming}
          people={people}
          ready={known.length === draft.lines.length}
          onSign={sign('incoming')}
        />
      </div>
    </div>
  );
}

function DraftActions(props: { calls: HandoverCalls; draft: Handover; onChanged: () => void }) {
  const say = useWords();
  const command = useCommand();
  const [reason, setReason] = useState<string | null>(null);
  const run = async (name: string, work: () => Promise<unknown>) => {
    if (await command.run(name, work)) props.onChanged();
  };
  return (
    <div className="grid gap-2">
      {command.problem !== null && <Notice tone="problem">{command.problem}</Notice>}
      <div className="flex flex-wrap gap-2">
        {isOpen(props.draft) && (
          <Button busy={command.busy === 'redraft'} onClick={() => void run('redraft', props.calls.redraft)}>
            {say('handover.redraft')}
          </Button>
        )}
        <PrintLink />
        <Button kind="ghost" onClick={() => setReason(reason === null ? '' : null)}>
          {say('handover.withdraw')}
        </Button>
      </div>
      {reason !== null && (
        <form
          className="flex flex-wrap items-end gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            void run('withdraw', () => props.calls.withdraw(reason.trim()));
          }}
        >
          <Field label={say('handover.withdrawReason')} className="min-w-[240px] flex-1">
            <TextInput value={reason} maxLength={400} onChange={(event) => setReason(event.target.value)} />
          </Field>
          <Button type="submit" kind="danger" disabled={reason.trim() === ''}>
            {say('handover.sure')}
          </Button>
        </form>
      )}
    </div>
  );
}

function LinesOf(props: {
  section: Section;
  lines: readonly HandoverLine[];
  ticked: ReadonlySet<string>;
  onTick: (key: string, on: boolean) => void;
}) {
  const say = useWords();
  const { language } = useLanguage();
  const title = say(`handover.section.${props.section}`);
  return (
    <section aria-label={title} className="grid gap-1">
      <h2 className="m-0 text-body font-bold">{title}</h2>
      {props.lines.length === 0 && <p className="m-0 text-table text-ink-3">{say('handover.nothing')}</p>}
      <ul className="m-0 grid list-none gap-1 p-0">
        {props.lines.map((line) => {
          const state = knownWord(`handover.state.${line.state}`);
          return (
            <li key={line.key} className="flex flex-wrap items-center gap-x-3 border-b border-line py-1">
              <Checkbox checked={props.ticked.has(line.key)} onChange={(on) => props.onTick(line.key, on)}>
                {nameIn(line.label, language)}
              </Checkbox>
              <span className="text-table text-ink-2">
                {state !== null && say(state)}{' '}
                {line.at !== null && <LocalTime atMs={Date.parse(line.at)} form="both" />}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Remarks(props: {
  calls: HandoverCalls;
  draft: Handover;
  onChanged: () => void;
  onTyped: (text: string) => void;
}) {
  const say = useWords();
  const command = useCommand();
  const [text, setText] = useState(props.draft.remarks);
  const [kept, setKept] = useState(false);
  const keep = async () => {
    const done = await command.run('remark', () => props.calls.remark(text));
    setKept(done);
    if (done) props.onChanged();
  };
  if (!isOpen(props.draft))
    return (
      <section aria-label={say('handover.remarks')}>
        <h2 className="m-0 text-body font-bold">{say('handover.remarks')}</h2>
        <p className="m-0 text-body whitespace-pre-wrap">{props.draft.remarks || say('handover.nothing')}</p>
      </section>
    );
  return (
    <div className="grid gap-2">
      {command.problem !== null && <Notice tone="problem">{command.problem}</Notice>}
      {kept && <Notice tone="done">{say('handover.kept')}</Notice>}
      <Field label={say('handover.remarks')}>
        <TextArea
          value={text}
          maxLength={4000}
          onChange={(event) => {
            setText(event.target.value);
            props.onTyped(event.target.value);
            setKept(false);
          }}
        />
      </Field>
      <div>
        <Button
          busy={command.busy !== null}
          disabled={text === props.draft.remarks}
          onClick={() => void keep()}
        >
          {say('handover.keep')}
        </Button>
      </div>
    </div>
  );
}
