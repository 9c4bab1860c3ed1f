import { usePostZone } from '../../../ui/clock.ts';
import { Table } from '../../../ui/table.tsx';
import { timeText } from '../../../ui/time.tsx';
import { spokenNumber } from '../../../kernel/id.ts';
import { nameIn } from '../../../ui/direction.ts';
import { useLanguage } from '../../../ui/words.ts';
import type { ExercisePast, Score } from '../model.ts';
import { useWords } from './words.ts';

/** In a sentence: answered, in time, median and worst, steps, closed. */
export function useScoreWords(): (score: Score) => string {
  const say = useWords();
  return (score) =>
    [
      say('exercise.score.answered', {
        n: score.answered,
        of: score.alarms.length,
        inTime: score.inTime,
      }),
      score.medianS === null
        ? null
        : say('exercise.score.times', { median: score.medianS, worst: score.worstS ?? score.medianS }),
      say('exercise.score.steps', { n: score.stepsDone, of: score.stepsOf, closed: score.closed }),
    ]
      .filter((part) => part !== null)
      .join(' ');
}

/** The last exercises: when, at which seats, how it ended, and the score. */
export function PastExercises(props: { last: readonly ExercisePast[] }) {
  const say = useWords();
  const zone = usePostZone();
  const { language } = useLanguage();
  const scoreWords = useScoreWords();
  if (props.last.length === 0) return <p className="m-0 text-ink-2">{say('exercise.noneYet')}</p>;
  return (
    <ul aria-label={say('exercise.last')} className="m-0 grid list-none gap-4 p-0">
      {props.last.map((each) => (
        <li key={each.id} className="grid gap-1 border-t border-line pt-3">
          <p className="m-0 font-semibold">
            <span className="font-mono text-table font-normal text-ink-2">
              {timeText(Date.parse(each.startedAt), zone, 'both')}
            </span>{' '}
            {nameIn(each.name, language)}
          </p>
          <p className="m-0 text-table text-ink-2">
            {each.seats.map(({ seat, name }) => `${seat} (${name})`).join(', ')}
            {'. '}
            {each.why !== null && say(`exercise.why.${each.why}`)}
          </p>
          {each.score !== null && each.score.alarms.length > 0 && (
            <>
              <p className="m-0">{scoreWords(each.score)}</p>
              <details>
                <summary className="cursor-pointer text-table text-ink-2">{say('exercise.each')}</summary>
                <ScoreTable score={each.score} />
              </details>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}

/** Alarm by alarm: when it was acknowledged against its clock, and how much of its card was done. */
function ScoreTable(props: { score: Score }) {
  const say = useWords();
  const { language } = useLanguage();
  const columns = ['alarm', 'answered', 'clock', 'sent', 'steps', 'closed'] as const;
  return (
    <Table
      caption={say('exercise.each')}
      captionHidden
      columns={columns.map((key) => ({ key, label: say(`exercise.column.${key}`) }))}
      rows={props.score.alarms.map((each) => ({
        key: String(each.number),
        cells: [
          `${spokenNumber('A', each.number)} P${each.priority} ${nameIn(each.title, language)}`,
          each.answeredAfterS === null
            ? say('exercise.notAnswered')
            : say('exercise.seconds', { n: each.answeredAfterS }),
          each.answerWithinS === null ? '' : say('exercise.seconds', { n: each.answerWithinS }),
          each.sentAfterS === null ? '' : say('exercise.seconds', { n: each.sentAfterS }),
          `${each.stepsDone}/${each.stepsOf}`,
          say(each.closed ? 'exercise.yes' : 'exercise.no'),
        ],
      }))}
    />
  );
}
