import { useEffect } from 'react';
import { ExerciseBands } from '../../modules/exercise/ui/bands.tsx';
import { partOf, useExerciseNews } from '../../modules/exercise/ui/use-exercise.ts';
import type { Alarm } from '../../modules/watch/model.ts';
import { useNow } from '../../ui/clock.ts';
import { setDrillSounding } from '../../ui/sound.ts';
import { goTo, mapAlone, usePath } from './address.ts';
import { exerciseCalls } from './exercise-calls.ts';
import { select } from './selection.ts';
import { useSession } from './session.ts';

export const EXERCISE_PATH = '/exercise';
const NONE: readonly Alarm[] = [];

/** Sounds what nobody at this seat has taken in the exercise; a real alarm always sounds instead. */
function useDrillSound(alarms: readonly Alarm[]): void {
  const now = useNow();
  useEffect(() => {
    const loud = alarms.filter(
      ({ open, active, acknowledged, silencedUntil }) =>
        open && active && !acknowledged && (silencedUntil === null || Date.parse(silencedUntil) <= now),
    );
    const highest = Math.min(...loud.map(({ priority }) => priority));
    setDrillSounding(loud.length === 0 ? null : (highest as 1 | 2 | 3 | 4));
  }, [alarms, now]);
  useEffect(() => () => setDrillSounding(null), []);
}

/** On every screen: whether this seat takes part, is asked to, or was called away by a real alarm. */
export function ConsoleExercise() {
  const { me, may } = useSession();
  const path = usePath();
  const news = useExerciseNews(exerciseCalls, may('exercise.see')).data;
  const sitter = { seat: me.seat, userId: me.person.id };
  const { exercise, mine } = partOf(news, sitter);
  const inside = path === EXERCISE_PATH;
  const takesPart = exercise !== null && mine?.state === 'joined';
  // The console beside a map's own window sounds; twice would be an echo.
  useDrillSound(takesPart && !mapAlone() ? exercise.alarms : NONE);
  if (news === undefined) return null;
  return (
    <ExerciseBands
      news={news}
      me={sitter}
      calls={exerciseCalls}
      inside={inside}
      onEnter={() => {
        select(null);
        goTo(EXERCISE_PATH);
      }}
      onLead={may('exercise.run') && path !== '/set-up/exercise' ? () => goTo('/set-up/exercise') : null}
    />
  );
}
