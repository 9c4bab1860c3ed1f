import { useQuery } from '@tanstack/react-query';
import type { ExerciseNews, ExerciseShown, Participant } from '../model.ts';
import { EXERCISE, type ExerciseCalls } from './calls.ts';

/** While one runs it is asked for again, also where an entry of the live stream was missed. */
const AGAIN_MS = 5_000;

export function useExerciseNews(calls: ExerciseCalls, enabled = true) {
  return useQuery({
    queryKey: EXERCISE,
    queryFn: calls.news,
    enabled,
    refetchInterval: ({ state }) => (state.data?.current ? AGAIN_MS : false),
  });
}

/** How one seat stands in the exercise that runs. */
export function partOf(
  news: ExerciseNews | undefined,
  me: { readonly seat: string; readonly userId: string },
): { readonly exercise: ExerciseShown | null; readonly mine: Participant | undefined } {
  const exercise = news?.current ?? null;
  const seats = exercise?.seats ?? news?.last[0]?.seats ?? [];
  return { exercise, mine: seats.find((each) => each.seat === me.seat && each.userId === me.userId) };
}
