import type { ReactNode } from 'react';
import { Button } from '../../../ui/button.tsx';
import { ErrorState, LoadingState } from '../../../ui/states.tsx';
import { useWords } from './words.ts';

/** Loading, failed or there: the same three for every list of this screen. */
export function Listed<T>(props: {
  query: { data: readonly T[] | undefined; error: Error | null; refetch: () => unknown };
  failed: string;
  children: (items: readonly T[]) => ReactNode;
}) {
  const say = useWords();
  const { data, error, refetch } = props.query;
  if (data !== undefined) return props.children(data);
  if (error === null) return <LoadingState />;
  return (
    <ErrorState
      title={props.failed}
      todo={error.message}
      action={<Button onClick={() => void refetch()}>{say('technical.tryAgain')}</Button>}
    />
  );
}
