import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { spokenNumber } from '../../../kernel/id.ts';
import { Button } from '../../../ui/button.tsx';
import { nowMs } from '../../../ui/clock.ts';
import { Band } from '../../../ui/layout.tsx';
import { nameIn } from '../../../ui/direction.ts';
import { useLanguage } from '../../../ui/words.ts';
import { useCommand } from '../../../ui/use-command.ts';
import type { ExerciseNews, ExerciseShown, Participant } from '../model.ts';
import { EXERCISE, type ExerciseCalls } from './calls.ts';
import { partOf } from './use-exercise.ts';
import { useWords } from './words.ts';

export interface BandProps {
  readonly news: ExerciseNews;
  readonly me: { readonly seat: string; readonly userId: string };
  readonly calls: ExerciseCalls;
  /** The exercise is on the screen now. */
  readonly inside: boolean;
  readonly onEnter: () => void;
  /** For who leads: the way to its page; null for others. */
  readonly onLead: (() => void) | null;
}

/** Said to a seat that is asked, and to one that takes part: on every screen of it. */
function Mine(props: BandProps & { exercise: ExerciseShown; mine: Participant }) {
  const { exercise, mine, calls, inside, onEnter } = props;
  const say = useWords();
  const { language } = useLanguage();
  const cache = useQueryClient();
  // Why a command failed stands in the place of the words of the band.
  const { problem, run } = useCommand(() => cache.invalidateQueries({ queryKey: EXERCISE }));
  const name = nameIn(exercise.name, language);
  const join = async () => {
    if (await run('join', () => calls.join(exercise.id))) onEnter();
  };
  const joined = mine.state === 'joined';
  return (
    <Band tone="drill">
      <span className="flex flex-wrap items-center justify-center gap-x-3 gap-y-1 py-1">
        <strong className="tracking-[0.08em]">{say('exercise.word')}</strong>
        <span>{problem ?? say(joined ? 'exercise.youAreIn' : 'exercise.youAreAsked', { name })}</span>
        {!joined && (
          <Button size="small" onClick={() => void join()}>
            {say('exercise.join')}
          </Button>
        )}
        {joined && !inside && (
          <Button size="small" onClick={onEnter}>
            {say('exercise.enter')}
          </Button>
        )}
        {joined && (
          <Button size="small" onClick={() => void run('leave', () => calls.leave(exercise.id))}>
            {say('exercise.leave')}
          </Button>
        )}
      </span>
    </Band>
  );
}

/** White: what is real came first, and the seat is live again. */
function CalledAway(props: { mine: Participant; onUnderstood: () => void }) {
  const say = useWords();
  const { alarmNumber } = props.mine;
  const alarm = alarmNumber === null ? '' : spokenNumber('A', alarmNumber);
  return (
    <Band tone="inverse">
      <span role="alert" className="flex flex-wrap items-center justify-center gap-x-3 gap-y-1 py-1">
        {say('exercise.calledAway', { alarm })}
        <Button size="small" onClick={props.onUnderstood}>
          {say('exercise.understood')}
        </Button>
      </span>
    </Band>
  );
}

/** Later nobody wonders any more where the exercise went. */
const LATELY_MS = 30 * 60_000;
/** Exercises from which this seat was called away, as the person there has read. */
const understood = new Set<string>();

/** What this console says of exercises, whatever screen it shows. */
export function ExerciseBands(props: BandProps) {
  const { news, me, onLead } = props;
  const say = useWords();
  const [, setRead] = useState(0);
  const { exercise, mine } = partOf(news, me);
  const id = exercise?.id ?? news.last[0]?.id;
  const endedAt = exercise === null ? news.last[0]?.endedAt : null;
  const lately = endedAt == null || nowMs() - Date.parse(endedAt) < LATELY_MS;
  if (mine?.why === 'real-p1' && lately && id !== undefined && !understood.has(id)) {
    const read = () => {
      understood.add(id);
      setRead((n) => n + 1);
    };
    return <CalledAway mine={mine} onUnderstood={read} />;
  }
  if (exercise === null) return null;
  if (mine !== undefined && mine.state !== 'left') return <Mine {...props} exercise={exercise} mine={mine} />;
  const seats = exercise.seats.map(({ seat }) => seat).join(', ');
  return (
    <Band tone="drill">
      <span>{say('exercise.elsewhere', { seats })}</span>
      {onLead !== null && (
        <Button size="small" onClick={onLead}>
          {say('exercise.show')}
        </Button>
      )}
    </Band>
  );
}
