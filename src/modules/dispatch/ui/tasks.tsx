import { useState } from 'react';
import { spokenNumber } from '../../../kernel/id.ts';
import { Button } from '../../../ui/button.tsx';
import { classes } from '../../../ui/classes.ts';
import { useNow } from '../../../ui/clock.ts';
import { useLiveState } from '../../../ui/live.ts';
import { Notice } from '../../../ui/states.tsx';
import { nameIn } from '../../../ui/direction.ts';
import { LocalTime } from '../../../ui/time.tsx';
import { useLanguage } from '../../../ui/words.ts';
import { useCommand } from '../../../ui/use-command.ts';
import { taskCan } from '../model.ts';
import type { Task, TaskAction } from '../model.ts';
import { useDispatchCalls } from './calls.ts';
import { useWords } from './words.ts';

/** No answer for so long: say it again by radio. */
const SAY_AGAIN_MS = 20_000;

function stateSince(task: Task): string {
  return task.endedAt ?? task.thereAt ?? task.acceptedAt ?? task.sentAt;
}

/** The sentence to read on the radio, in the language shown and in the responder's when it differs. */
function RadioWords(props: { task: Task; inverse: boolean }) {
  const { language } = useLanguage();
  const { radio } = props.task;
  const first = nameIn(radio, language);
  const others = Object.entries(radio).filter(
    ([code, text]) => code !== language && text !== (radio[language] ?? radio.en),
  );
  return (
    <blockquote className="m-0 grid gap-1 border-s-2 border-current ps-3">
      <p className="m-0 text-bar font-semibold">{first}</p>
      {others.map(([code, text]) => (
        <p key={code} lang={code} className={classes('m-0 text-body', !props.inverse && 'text-ink-2')}>
          {text}
        </p>
      ))}
    </blockquote>
  );
}

function CancelForm(props: { task: Task; busy: boolean; onCancel: (reason: string) => void }) {
  const say = useWords();
  const [reason, setReason] = useState('');
  return (
    <form
      className="flex items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (reason.trim() !== '') props.onCancel(reason.trim());
      }}
    >
      <label className="grid flex-1 gap-1 text-label font-semibold">
        {say('dispatch.cancelReason')}
        <input
          value={reason}
          maxLength={500}
          autoFocus
          onChange={(event) => setReason(event.target.value)}
          className="min-h-control w-full rounded-corner border border-edge bg-raised px-3 text-body font-normal text-ink-1"
        />
      </label>
      <Button
        type="submit"
        size="small"
        className="min-h-control!"
        busy={props.busy}
        disabled={reason.trim() === ''}
      >
        {say('dispatch.cancelTask')}
      </Button>
    </form>
  );
}

function OneTask(props: { task: Task; disabled: boolean }) {
  const { task } = props;
  const say = useWords();
  const calls = useDispatchCalls();
  const now = useNow();
  const { live } = useLiveState();
  const [cancelling, setCancelling] = useState(false);
  const { busy, problem, run } = useCommand(() => setCancelling(false));
  const silent = live && task.state === 'sent' && now - Date.parse(task.sentAt) > SAY_AGAIN_MS;
  const open = taskCan('cancel', task.state);
  const button = (action: Exclude<TaskAction, 'cancel'>, label: string) =>
    taskCan(action, task.state) && (
      <Button
        size="small"
        disabled={props.disabled}
        busy={busy === action}
        onClick={() => void run(action, () => calls.answer(task.id, action))}
      >
        {label}
      </Button>
    );
  return (
    <li
      tabIndex={-1}
      aria-label={say('dispatch.taskName', {
        callSign: task.callSign,
        state: say(silent ? 'dispatch.sayAgain' : `dispatch.task.${task.state}`),
      })}
      className={classes(
        'grid gap-2 rounded-corner border p-3',
        silent ? 'border-transparent bg-inverse text-on-inverse' : 'border-line bg-raised text-ink-1',
      )}
    >
      <p className="m-0 flex items-baseline gap-2 text-body">
        <strong className="font-bold">{task.callSign}</strong>
        <span className="font-semibold">
          {say(silent ? 'dispatch.sayAgain' : `dispatch.task.${task.state}`)}
        </span>
        <LocalTime atMs={Date.parse(stateSince(task))} />
        <span className={classes('ms-auto text-label', !silent && 'text-ink-3')}>
          {spokenNumber('T', task.number)}
        </span>
      </p>
      {task.state === 'sent' && <RadioWords task={task} inverse={silent} />}
      {task.finding !== null && (
        <p className="m-0 text-body">{say('dispatch.found', { text: task.finding })}</p>
      )}
      {problem !== null && <Notice tone="problem">{problem}</Notice>}
      {open && (
        <div className="flex flex-wrap gap-2">
          {calls.may('task.answer') && button('accept', say('dispatch.answered'))}
          {calls.may('task.answer') && button('there', say('dispatch.there'))}
          {calls.may('task.answer') && button('done', say('dispatch.done'))}
          {calls.may('task.cancel') && !cancelling && (
            <Button
              size="small"
              kind={silent ? 'secondary' : 'ghost'}
              disabled={props.disabled}
              onClick={() => setCancelling(true)}
            >
              {say('dispatch.cancelTask')}
            </Button>
          )}
        </div>
      )}
      {open && cancelling && (
        <CancelForm
          task={task}
          busy={busy === 'cancel'}
          onCancel={(reason) => void run('cancel', () => calls.cancel(task.id, reason))}
        />
      )}
    </li>
  );
}

/** Who goes: each task of the alarm with its state, the radio sentence until it is answered, and what is noted by radio. */
export function AlarmTasks(props: { tasks: readonly Task[]; disabled: boolean }) {
  const say = useWords();
  if (props.tasks.length === 0) return null;
  return (
    <section aria-label={say('dispatch.tasks')} className="grid gap-2">
      <h3 className="m-0 px-1 text-label font-semibold text-ink-3">{say('dispatch.tasks')}</h3>
      <ul className="m-0 grid list-none gap-2 p-0">
        {props.tasks.toReversed().map((task) => (
          <OneTask key={task.id} task={task} disabled={props.disabled} />
        ))}
      </ul>
    </section>
  );
}
