import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Button } from '../../../ui/button.tsx';
import { ErrorState, LoadingState, Notice } from '../../../ui/states.tsx';
import { joined } from '../../../ui/kit-words.ts';
import { LocalTime } from '../../../ui/time.tsx';
import type { IncidentWhole } from '../model.ts';
import { templateOf } from '../templates.ts';
import { INCIDENTS, useIncidentCalls } from './calls.ts';
import { Ending, Report } from './ending.tsx';
import { incidentNumber } from './names.ts';
import { useNameIn } from '../../../ui/words.ts';
import { Commander, Involved, LinkedAlarms } from './sides.tsx';
import { Steps } from './steps.tsx';
import { Timeline, type LineOf } from './timeline.tsx';
import { useCommand } from './use-command.ts';
import { useWords } from './words.ts';

export interface DetailProps {
  readonly id: string;
  readonly live: boolean;
  readonly lineOf: LineOf;
  /** Those who may command, for the choice. */
  readonly commanders: readonly { readonly id: string; readonly name: string }[];
  readonly onAlarm: (alarmId: string) => void;
  /** The way back to the list, on a phone. */
  readonly back?: ReactNode;
}

/** One incident whole: how it stands, what to do, who is part of it, what happened. */
export function IncidentDetail(props: DetailProps) {
  const say = useWords();
  const calls = useIncidentCalls();
  const found = useQuery({
    queryKey: [INCIDENTS, 'one', props.id],
    queryFn: () => calls.incident(props.id),
  });
  if (found.data !== undefined) return <Loaded {...props} whole={found.data} />;
  return (
    <div className="grid content-start gap-2 p-4">
      {props.back}
      {found.isPending ? (
        <LoadingState className="p-0!" />
      ) : (
        <ErrorState
          title={say('incident.oneFailed')}
          todo={found.error?.message}
          action={<Button onClick={() => void found.refetch()}>{say('incident.again')}</Button>}
        />
      )}
    </div>
  );
}

function Head(props: { whole: IncidentWhole; back?: ReactNode }) {
  const { incident } = props.whole;
  const say = useWords();
  const name = useNameIn();
  return (
    <header className="flex items-start gap-3">
      {props.back}
      <div className="min-w-0">
        <h2 className="m-0 text-title font-bold break-words">
          {incidentNumber(incident)} {incident.title}
        </h2>
        <p className="m-0 text-table text-ink-2">
          {joined([name(templateOf(incident.kind).title), say(`incident.state.${incident.state}`)])}.{' '}
          {say('incident.openedBy', { name: incident.openedByName })}{' '}
          <LocalTime atMs={Date.parse(incident.openedAt)} form="both" />
          {incident.resolvedAt !== null && (
            <>
              {'. '}
              {say('incident.resolvedBy', { name: incident.resolvedByName })}{' '}
              <LocalTime atMs={Date.parse(incident.resolvedAt)} form="both" />
            </>
          )}
        </p>
      </div>
    </header>
  );
}

function Loaded(props: DetailProps & { whole: IncidentWhole }) {
  const { whole, live } = props;
  const command = useCommand();
  const side = { whole, command, live };
  return (
    <div className="grid gap-6 p-4">
      <div className="grid gap-3">
        <Head whole={whole} back={props.back} />
        {command.problem !== null && <Notice tone="problem">{command.problem}</Notice>}
        <Ending {...side} />
      </div>
      <div className="grid gap-6 xl:grid-cols-[minmax(0,1fr)_360px] xl:grid-rows-[auto_1fr]">
        <div className="grid min-w-0 content-start gap-6">
          <Report {...side} />
          <Steps incident={whole.incident} command={command} live={live} />
        </div>
        <div className="grid min-w-0 content-start gap-6 max-xl:md:grid-cols-2 xl:row-span-2">
          <Commander {...side} commanders={props.commanders} />
          <LinkedAlarms {...side} onAlarm={props.onAlarm} />
          <Involved {...side} />
        </div>
        <Timeline incident={whole.incident} live={live} lineOf={props.lineOf} />
      </div>
    </div>
  );
}
