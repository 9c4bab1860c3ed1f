import { useQuery } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import type { ReactNode, Ref } from 'react';
import type { AlarmId } from '../../../kernel/id.ts';
import { Button } from '../../../ui/button.tsx';
import { ErrorState, LoadingState, Notice } from '../../../ui/states.tsx';
import { joined } from '../../../ui/kit-words.ts';
import { useAgeText } from '../../../ui/time.tsx';
import { sentenceOf } from '../../../ui/use-command.ts';
import type { RankedResponder, Responder } from '../model.ts';
import { useDispatchCalls } from './calls.ts';
import { knownWord, useWords } from './words.ts';

/** The ranked responders for an alarm; asked again when a responder or a task changed (`version`). */
export function useRanked(alarmId: AlarmId | null, version: string, on: boolean) {
  const calls = useDispatchCalls();
  return useQuery({
    queryKey: ['responders', alarmId, version],
    queryFn: () => (alarmId === null ? Promise.resolve([]) : calls.responders(alarmId)),
    enabled: on && alarmId !== null,
    placeholderData: (before, query) => (query?.queryKey[1] === alarmId ? before : undefined),
  });
}

/** The first in the list that can be sent. */
export const bestOf = (
  ranked: readonly RankedResponder[] | undefined,
  sentIds: ReadonlySet<string>,
): Responder | null =>
  ranked?.find((line) => line.sendable && !sentIds.has(line.responder.id))?.responder ?? null;

export interface Sending {
  readonly busyId: string | null;
  readonly problem: string | null;
  readonly send: (responder: Responder) => Promise<boolean>;
}

/** Sending one responder to one alarm: what is on its way, and why the last one did not go. */
export function useSend(alarmId: AlarmId | null, onSent: () => void): Sending {
  const calls = useDispatchCalls();
  const [state, setState] = useState<{
    busyId: string | null;
    problem: string | null;
    alarmId: AlarmId | null;
  }>({
    busyId: null,
    problem: null,
    alarmId,
  });
  const send = useCallback(
    async (responder: Responder) => {
      if (alarmId === null) return false;
      setState({ busyId: responder.id, problem: null, alarmId });
      try {
        await calls.send(alarmId, responder.id);
        setState({ busyId: null, problem: null, alarmId });
        onSent();
        return true;
      } catch (error) {
        setState({ busyId: null, problem: sentenceOf(error), alarmId });
        return false;
      }
    },
    [calls, alarmId, onSent],
  );
  const mine = state.alarmId === alarmId;
  return { busyId: mine ? state.busyId : null, problem: mine ? state.problem : null, send };
}

function useReasons(): (line: RankedResponder) => string {
  const say = useWords();
  const age = useAgeText();
  return (line) => {
    const near = line.travelS === null ? null : say('dispatch.away', { age: age(line.travelS * 1000) });
    const reasons = line.reasons.map((reason) => {
      const [id = '', value = ''] = reason.split(':');
      const word = knownWord(value === '' ? `dispatch.reason.${id}` : `dispatch.${id}.${value}`);
      if (word !== null) return say(word);
      // A word that only the server knows yet: read it as it is written.
      const plain = (value === '' ? id : value).replaceAll('-', ' ');
      return id === 'lacks' ? say('dispatch.lacks', { value: plain }) : plain;
    });
    return joined([near, ...reasons].filter((part) => part !== null));
  };
}

/** "Who can go": nearest and fittest first, with the reason; one press sends. */
export function WhoCanGo(props: {
  ranked: readonly RankedResponder[] | undefined;
  error: Error | null;
  onRetry: () => void;
  sending: Sending;
  disabled: boolean;
  /** Stands around the best responder's button, which D focuses. */
  bestRef: Ref<HTMLSpanElement>;
  bestId: string | null;
  /** Responders who already go to this alarm, or are there. */
  sentIds: ReadonlySet<string>;
}) {
  const say = useWords();
  const reasons = useReasons();
  const { ranked, sending } = props;
  const list = (): ReactNode => {
    if (ranked === undefined) {
      if (props.error === null) return <LoadingState className="p-1!" />;
      return (
        <ErrorState
          title={say('dispatch.failed')}
          stillWorks={say('dispatch.failedStill')}
          todo={props.error.message}
          action={<Button onClick={props.onRetry}>{say('dispatch.tryAgain')}</Button>}
        />
      );
    }
    if (ranked.length === 0) return <p className="m-0 px-1 text-body text-ink-2">{say('dispatch.nobody')}</p>;
    return (
      <ul className="m-0 grid list-none gap-1 p-0">
        {ranked.map((line) => (
          <li key={line.responder.id} className="flex min-h-control items-center gap-3 px-1">
            <span className="min-w-0 flex-1">
              <span className="text-body font-semibold">{line.responder.callSign}</span>{' '}
              <span className="text-table text-ink-3">{line.responder.name}</span>
              <span className="block text-table text-ink-2">{reasons(line)}</span>
            </span>
            {line.sendable && !props.sentIds.has(line.responder.id) ? (
              <span ref={line.responder.id === props.bestId ? props.bestRef : undefined}>
                <Button
                  size="small"
                  className="max-md:min-h-[48px] max-md:min-w-[80px]"
                  kind="secondary"
                  disabled={props.disabled}
                  busy={sending.busyId === line.responder.id}
                  aria-label={say('dispatch.sendOne', { callSign: line.responder.callSign })}
                  onClick={() => void sending.send(line.responder)}
                >
                  {sending.busyId === line.responder.id ? say('dispatch.sending') : say('dispatch.send')}
                </Button>
              </span>
            ) : (
              <span className="text-table whitespace-nowrap text-ink-3">
                {props.sentIds.has(line.responder.id)
                  ? say('dispatch.sent')
                  : say(`dispatch.state.${line.responder.state}`)}
              </span>
            )}
          </li>
        ))}
      </ul>
    );
  };
  return (
    <section aria-label={say('dispatch.whoCanGo')} className="grid gap-2">
      <h3 className="m-0 px-1 text-label font-semibold text-ink-3">{say('dispatch.whoCanGo')}</h3>
      {sending.problem !== null && <Notice tone="problem">{sending.problem}</Notice>}
      {list()}
    </section>
  );
}
