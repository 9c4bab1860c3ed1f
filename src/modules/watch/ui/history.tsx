import { AttachedFile } from '../../../ui/attachment.tsx';
import { Button } from '../../../ui/button.tsx';
import { ErrorState, LoadingState } from '../../../ui/states.tsx';
import { LocalTime, useAgeText } from '../../../ui/time.tsx';
import type { Alarm } from '../model.ts';
import { isLogged } from './logged.ts';
import { useStory } from './facts.tsx';
import { JumpButton } from './jump-button.tsx';
import { useLogLine } from './log-words.ts';
import type { LogContext } from './log-words.ts';
import { useReplayPlace } from './replay-context.ts';
import { useWords } from './words.ts';

/** The story of the alarm, oldest first, with the time between one step and the next. */
export function History(props: { alarm: Alarm; context: LogContext }) {
  const say = useWords();
  const { story, error, retry } = useStory(props.alarm);
  const lineOf = useLogLine(props.context);
  const age = useAgeText();
  const { upToSeq, jump } = useReplayPlace();
  if (story === undefined) {
    if (error === null) return <LoadingState />;
    return (
      <ErrorState
        title={say('watch.historyFailed')}
        todo={error.message}
        action={<Button onClick={retry}>{say('watch.tryAgain')}</Button>}
      />
    );
  }
  const entries = story.entries.filter(
    (entry) =>
      (isLogged(entry.kind) || entry.kind.startsWith('signal.')) &&
      // A replay does not tell what came later.
      (upToSeq === null || entry.seq <= upToSeq),
  );
  return (
    <ol aria-label={say('watch.history')} className="m-0 grid list-none gap-2 p-0 text-table">
      {entries.map((entry, index) => {
        const line = lineOf(entry);
        const before = entries[index - 1];
        const gapMs = before === undefined ? 0 : Date.parse(entry.at) - Date.parse(before.at);
        return (
          <li key={entry.seq} className="grid grid-cols-[68px_56px_minmax(0,1fr)_auto] items-baseline gap-2">
            <LocalTime atMs={Date.parse(entry.at)} className="text-ink-3" />
            <span className="text-end text-label text-ink-3">{gapMs >= 1000 ? `+${age(gapMs)}` : ''}</span>
            <span>
              <span className="block text-ink-1">{line.what}</span>
              <AttachedFile file={entry.body?.['file']} />
              <span className="block text-label text-ink-3">{line.who}</span>
            </span>
            {jump !== null && <JumpButton at={entry.at} small />}
          </li>
        );
      })}
    </ol>
  );
}
