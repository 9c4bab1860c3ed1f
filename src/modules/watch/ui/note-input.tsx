import { lazy, Suspense, useId, useState, useSyncExternalStore } from 'react';
import type { FormEvent, Ref } from 'react';
import type { AlarmId } from '../../../kernel/id.ts';
import { nowMs } from '../../../ui/clock.ts';
import { useLiveState } from '../../../ui/live.ts';
import { useWatchCalls } from './calls.ts';
import { useCommand } from '../../../ui/use-command.ts';
import { saveNote, savedNotes, subscribeSavedNotes } from './saved-notes.ts';
import { useWords } from './words.ts';

const AttachFile = lazy(() =>
  import('../../../ui/attachment.tsx').then((file) => ({ default: file.AttachFile })),
);

/** Notes that wait on this desk. */
export const useSavedNotes = () => useSyncExternalStore(subscribeSavedNotes, savedNotes);

/**
 * One line into the log, of an alarm or of the watch. Without a heartbeat it is kept on this desk and sent
 * later; what was typed is never lost by a failure. A file goes only while live: it stays chosen until then.
 */
export function NoteInput(props: {
  alarmId: AlarmId | null;
  inputRef?: Ref<HTMLInputElement>;
  small?: boolean;
}) {
  const say = useWords();
  const calls = useWatchCalls();
  const { live } = useLiveState();
  const command = useCommand();
  const waiting = useSavedNotes();
  const [text, setText] = useState('');
  const [file, setFile] = useState<File | null>(null);
  const problemId = useId();
  const { alarmId, inputRef, small = false } = props;
  const label = say(alarmId === null ? 'watch.note.log' : 'watch.note.alarm');
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const note = text.trim();
    if (note === '') return;
    if (!live && file === null) {
      if (saveNote({ alarmId, text: note, writtenAtMs: nowMs() })) setText('');
      return;
    }
    const sent = await command.run('note', () =>
      alarmId === null ? calls.writeLog(note, file) : calls.note(alarmId, note, file),
    );
    if (!sent) return;
    setText('');
    setFile(null);
  };
  return (
    <form className="grid min-w-0 flex-1 gap-1" onSubmit={(event) => void submit(event)}>
      <span className="flex min-w-0 items-center gap-1">
        <input
          ref={inputRef}
          aria-label={label}
          aria-describedby={command.problem === null ? undefined : problemId}
          aria-busy={command.busy !== null}
          value={text}
          maxLength={2000}
          placeholder={live ? label : say('watch.note.later')}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') event.currentTarget.blur();
          }}
          className={
            small
              ? 'min-h-[28px] w-full min-w-0 rounded-corner border border-edge bg-raised px-2 text-table text-ink-1'
              : 'min-h-[44px] w-full min-w-0 rounded-corner border border-edge bg-raised px-3 text-body text-ink-1'
          }
        />
        {!small && (
          <Suspense fallback={<span className="size-control shrink-0" />}>
            <AttachFile file={file} disabled={!live} onFile={setFile} />
          </Suspense>
        )}
      </span>
      {command.problem !== null && (
        <span id={problemId} role="alert" className="text-table font-semibold">
          {command.problem}
        </span>
      )}
      {waiting.length > 0 && !small && (
        <span role="status" className="text-label text-ink-2">
          {say('watch.note.waiting', { n: waiting.length })}
        </span>
      )}
    </form>
  );
}
