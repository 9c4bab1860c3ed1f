import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { spokenNumber } from '../../../kernel/id.ts';
import { Button } from '../../../ui/button.tsx';
import { Chip } from '../../../ui/chip.tsx';
import { useNow } from '../../../ui/clock.ts';
import { PrioritySymbol } from '../../../ui/priority-symbol.tsx';
import { EmptyState, ErrorState, LoadingState, Notice } from '../../../ui/states.tsx';
import { useAgeText } from '../../../ui/time.tsx';
import { nameIn } from '../../../ui/direction.ts';
import { useLanguage } from '../../../ui/words.ts';
import { scoreOf, type ExerciseShown } from '../model.ts';
import { EXERCISE, type ExerciseCalls } from './calls.ts';
import { PastExercises, useScoreWords } from './score-table.tsx';
import { StartExercise } from './start-form.tsx';
import { useExerciseNews } from './use-exercise.ts';
import { useWords } from './words.ts';

/** The one that runs, as who leads it sees it: seats, alarms, the score so far, and its end. */
function Running(props: { exercise: ExerciseShown; calls: ExerciseCalls }) {
  const { exercise, calls } = props;
  const say = useWords();
  const cache = useQueryClient();
  const { language } = useLanguage();
  const now = useNow();
  const age = useAgeText();
  const scoreWords = useScoreWords();
  const [state, setState] = useState<'idle' | 'busy' | Error>('idle');
  const end = () => {
    setState('busy');
    calls.end(exercise.id).then(
      () => void cache.invalidateQueries({ queryKey: EXERCISE }),
      (error: unknown) => setState(error instanceof Error ? error : new Error(String(error))),
    );
  };
  return (
    <section aria-label={say('exercise.now')} className="grid max-w-[720px] gap-4">
      <h2 className="m-0 flex flex-wrap items-center gap-3 text-title font-bold">
        <Chip tone="drill">{say('exercise.word')}</Chip>
        {nameIn(exercise.name, language)}
      </h2>
      <p className="m-0">
        {exercise.beganAt === null
          ? say('exercise.waiting')
          : say('exercise.since', {
              age: age(now - Date.parse(exercise.beganAt)),
              of: age(exercise.lastsS * 1_000),
            })}
      </p>
      <ul aria-label={say('exercise.seats')} className="m-0 grid list-none gap-1 p-0">
        {exercise.seats.map((each) => (
          <li key={`${each.userId} ${each.seat}`}>
            {`${each.seat} (${each.name}): `}
            {say(`exercise.seat.${each.state}`)}
          </li>
        ))}
      </ul>
      {exercise.alarms.length > 0 && <p className="m-0">{scoreWords(scoreOf(exercise))}</p>}
      <ul aria-label={say('exercise.alarms')} className="m-0 grid list-none gap-2 p-0">
        {exercise.alarms
          .toSorted((a, b) => b.number - a.number)
          .map((alarm) => (
            <li key={alarm.id} className="flex items-center gap-3">
              <PrioritySymbol
                priority={alarm.priority}
                look={!alarm.open ? 'cleared' : alarm.acknowledged ? 'outline' : 'filled'}
                size={22}
                decorative
              />
              <span className="font-mono text-table">{spokenNumber('A', alarm.number)}</span>
              <span className="min-w-0 flex-1">{nameIn(alarm.title, language)}</span>
              <span className="text-table text-ink-2">
                {alarm.open ? (alarm.ownerName ?? say('exercise.notAnswered')) : say('exercise.closed')}
              </span>
            </li>
          ))}
      </ul>
      {state instanceof Error && <Notice tone="problem">{state.message}</Notice>}
      <Button
        kind="primary"
        size="large"
        className="justify-self-start"
        busy={state === 'busy'}
        onClick={end}
      >
        {say('exercise.end')}
      </Button>
    </section>
  );
}

/** Exercises for who leads them. */
export function LeadScreen(props: { calls: ExerciseCalls; live: boolean }) {
  const say = useWords();
  const news = useExerciseNews(props.calls, props.live);
  if (news.error !== null)
    return (
      <ErrorState
        title={say('exercise.failed')}
        todo={news.error.message}
        action={<Button onClick={() => void news.refetch()}>{say('exercise.tryAgain')}</Button>}
      />
    );
  if (news.data === undefined)
    return props.live ? <LoadingState /> : <EmptyState title={say('exercise.off')} />;
  const { current, last } = news.data;
  return (
    <div className="grid gap-8">
      {current === null ? (
        <StartExercise calls={props.calls} />
      ) : (
        <Running key={current.id} exercise={current} calls={props.calls} />
      )}
      <section className="grid max-w-[720px] gap-3">
        <h2 className="m-0 text-bar font-semibold">{say('exercise.last')}</h2>
        <PastExercises last={last} />
      </section>
    </div>
  );
}
