import { useState } from 'react';
import { spokenNumber } from '../../kernel/id.ts';
import type { Task } from '../../modules/dispatch/model.ts';
import { taskCan } from '../../modules/dispatch/model.ts';
import { Button } from '../../ui/button.tsx';
import { forTheLog, useGuardWords } from './guard-words.ts';
import type { GuardWord } from './guard-words.ts';
import { taskAct } from './home-screen.tsx';
import { Choices, OneThing, Words } from './parts.tsx';
import type { Phone } from './phone.ts';

const MAX_FINDING = 900;
const MAX_REPORT = 2_000;

/** Text that survives a reload until it is sent: nobody writes a report twice. */
function useDraft(name: string): [string, (text: string) => void, () => void] {
  const key = `post-one.guard.draft.${name}`;
  const [text, setText] = useState(() => localStorage.getItem(key) ?? '');
  return [
    text,
    (next) => {
      setText(next);
      localStorage.setItem(key, next);
    },
    () => localStorage.removeItem(key),
  ];
}

const joined = (word: GuardWord | null, text: string): string =>
  [word === null ? '' : forTheLog(word), text.trim()].filter((part) => part !== '').join('. ');

const FINDINGS = [
  'guard.find.nothing',
  'guard.find.secure',
  'guard.find.falseAlarm',
  'guard.find.person',
  'guard.find.damage',
  'guard.find.police',
] as const satisfies readonly GuardWord[];

/** Done, with what was found if the guard wants to say it. */
export function FinishScreen(props: { phone: Phone; task: Task | undefined; onHome: () => void }) {
  const say = useGuardWords();
  const { task } = props;
  const [choice, setChoice] = useState<GuardWord | null>(null);
  const [text, setText, clear] = useDraft(`finish.${task?.id ?? ''}`);
  if (!task || !taskCan('done', task.state)) return <TaskGone onHome={props.onHome} />;
  const send = () => {
    void props.phone.act(taskAct(task, 'done', joined(choice, text)));
    clear();
    props.onHome();
  };
  return (
    <OneThing
      title={say('guard.finishTitle')}
      onBack={props.onHome}
      action={
        <Button kind="primary" size="thumb" className="min-h-[72px]" onClick={send}>
          {say('guard.done')}
        </Button>
      }
    >
      <Choices
        label={spokenNumber('T', task.number)}
        columns={2}
        value={choice}
        onChange={setChoice}
        options={FINDINGS.map((value) => ({ value, label: say(value) }))}
      />
      <Words
        label={say('guard.ownWords')}
        hint={say('guard.finishHint')}
        value={text}
        onChange={setText}
        max={MAX_FINDING}
      />
    </OneThing>
  );
}

const REASONS = [
  'guard.decline.post',
  'guard.decline.busy',
  'guard.decline.far',
  'guard.decline.equipment',
  'guard.decline.unwell',
] as const satisfies readonly GuardWord[];

/** Cannot go: the watch needs a reason, to send somebody else with better luck. */
export function DeclineScreen(props: { phone: Phone; task: Task | undefined; onHome: () => void }) {
  const say = useGuardWords();
  const { task } = props;
  const [choice, setChoice] = useState<GuardWord | null>(null);
  const [text, setText, clear] = useDraft(`decline.${task?.id ?? ''}`);
  const [asked, setAsked] = useState(false);
  if (!task || !taskCan('decline', task.state)) return <TaskGone onHome={props.onHome} />;
  const finding = joined(choice, text);
  const send = () => {
    setAsked(true);
    if (finding === '') return;
    void props.phone.act(taskAct(task, 'decline', finding));
    clear();
    props.onHome();
  };
  return (
    <OneThing
      title={say('guard.declineTitle')}
      onBack={props.onHome}
      action={
        <Button kind="primary" size="thumb" className="min-h-[72px]" onClick={send}>
          {say('guard.declineSend')}
        </Button>
      }
    >
      <Choices
        label={spokenNumber('T', task.number)}
        value={choice}
        onChange={setChoice}
        options={REASONS.map((value) => ({ value, label: say(value) }))}
      />
      <Words
        label={say('guard.ownWords')}
        hint={say('guard.declineHint')}
        error={asked && finding === '' ? say('guard.declineHint') : null}
        value={text}
        onChange={setText}
        max={MAX_FINDING}
      />
    </OneThing>
  );
}

function TaskGone(props: { onHome: () => void }) {
  const say = useGuardWords();
  return (
    <OneThing title={say('guard.taskGone')} onBack={props.onHome}>
      {null}
    </OneThing>
  );
}

/** A report in words, into the watch log. */
export function ReportScreen(props: { phone: Phone; onHome: () => void }) {
  const say = useGuardWords();
  const [text, setText, clear] = useDraft('report');
  const [asked, setAsked] = useState(false);
  const isEmpty = text.trim() === '';
  const send = () => {
    setAsked(true);
    if (isEmpty) return;
    void props.phone.act({ kind: 'report', text: text.trim() });
    clear();
    props.onHome();
  };
  return (
    <OneThing
      title={say('guard.reportTitle')}
      onBack={props.onHome}
      action={
        <Button kind="primary" size="thumb" className="min-h-[72px]" onClick={send}>
          {say('guard.reportSend')}
        </Button>
      }
    >
      <Words
        label={say('guard.report')}
        hint={say('guard.reportHint')}
        error={asked && isEmpty ? say('guard.reportEmpty') : null}
        value={text}
        onChange={setText}
        rows={6}
        max={MAX_REPORT}
      />
    </OneThing>
  );
}
