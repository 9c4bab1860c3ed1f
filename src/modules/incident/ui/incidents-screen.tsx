import { useInfiniteQuery } from '@tanstack/react-query';
import { ArrowLeft } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { classes } from '../../../ui/classes.ts';
import { SideSheet } from '../../../ui/dialog.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
import { EmptyState, ErrorState, LoadingState, Notice } from '../../../ui/states.tsx';
import { joined } from '../../../ui/kit-words.ts';
import { LocalTime } from '../../../ui/time.tsx';
import type { Incident } from '../model.ts';
import { templateOf } from '../templates.ts';
import { INCIDENTS, useIncidentCalls } from './calls.ts';
import { IncidentDetail, type DetailProps } from './incident-detail.tsx';
import { incidentNumber } from './names.ts';
import { useNameIn } from '../../../ui/words.ts';
import { OpenForm } from './open-form.tsx';
import { useWords } from './words.ts';

interface ScreenProps extends Omit<DetailProps, 'id' | 'back'> {
  readonly selectedId: string | null;
  readonly onSelect: (id: string | null) => void;
  /** One thing at a time. */
  readonly phone: boolean;
}

/** The list of incidents, and the one that is selected. */
export function IncidentsScreen(props: ScreenProps) {
  const say = useWords();
  const { selectedId, phone } = props;
  const [opening, setOpening] = useState(false);
  const list = !phone || selectedId === null;
  const back = phone && (
    <IconButton
      label={say('incident.toList')}
      icon={<ArrowLeft size={20} className="rtl:-scale-x-100" />}
      onClick={() => props.onSelect(null)}
    />
  );
  return (
    <div className="flex min-h-0 flex-1 bg-panel">
      {list && (
        <div
          className={classes(
            'flex min-h-0 flex-col',
            phone ? 'min-w-0 flex-1' : 'w-[400px] shrink-0 border-e border-line',
          )}
        >
          <ListHead onOpen={() => setOpening(true)} live={props.live} />
          <List selectedId={selectedId} onSelect={props.onSelect} />
        </div>
      )}
      {(!phone || !list) && (
        <div
          tabIndex={0}
          role="region"
          aria-label={say('incident.selected')}
          className="fades min-h-0 min-w-0 flex-1 overflow-y-auto"
        >
          {!list && <h1 className="sr-only">{say('incident.title')}</h1>}
          {selectedId === null ? (
            <EmptyState title={say('incident.noneSelected')}>{say('incident.noneSelectedHint')}</EmptyState>
          ) : (
            <IncidentDetail key={selectedId} {...props} id={selectedId} back={back} />
          )}
        </div>
      )}
      {opening && (
        <SideSheet open onClose={() => setOpening(false)} title={say('incident.open')}>
          <OpenForm
            alarmIds={[]}
            onOpened={(incident) => {
              setOpening(false);
              props.onSelect(incident.id);
            }}
          />
        </SideSheet>
      )}
    </div>
  );
}

function ListHead(props: { onOpen: () => void; live: boolean }) {
  const say = useWords();
  const calls = useIncidentCalls();
  return (
    <div className="flex shrink-0 items-center gap-3 border-b border-line px-4 py-2">
      <h1 className="m-0 flex-1 text-title font-bold">{say('incident.title')}</h1>
      {calls.may('incident.change') && (
        <Button disabled={!props.live} aria-haspopup="dialog" onClick={props.onOpen}>
          {say('incident.open')}
        </Button>
      )}
    </div>
  );
}

function List(props: { selectedId: string | null; onSelect: (id: string) => void }) {
  const say = useWords();
  const calls = useIncidentCalls();
  const pages = useInfiniteQuery({
    queryKey: [INCIDENTS, 'list'],
    queryFn: ({ pageParam }) => calls.page('all', pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  if (pages.isPending) return <LoadingState />;
  if (pages.data === undefined)
    return (
      <div className="p-3">
        <ErrorState
          title={say('incident.listFailed')}
          todo={pages.error.message}
          action={<Button onClick={() => void pages.refetch()}>{say('incident.again')}</Button>}
        />
      </div>
    );
  const all = pages.data.pages.flatMap((page) => page.incidents);
  if (all.length === 0)
    return <EmptyState title={say('incident.none')}>{say('incident.noneHint')}</EmptyState>;
  return (
    <div
      tabIndex={0}
      role="region"
      aria-label={say('incident.list')}
      className="fades min-h-0 flex-1 overflow-y-auto"
    >
      {(['open', 'resolved'] as const).map((state) => {
        const some = all.filter((incident) => incident.state === state);
        if (some.length === 0) return null;
        return (
          <section key={state} aria-label={say(`incident.group.${state}`)}>
            <h2 className="m-0 px-4 pt-3 pb-1 text-label font-semibold text-ink-3">
              {say(`incident.group.${state}`)}
            </h2>
            <ul className="m-0 list-none p-0">
              {some.map((incident) => (
                <Row
                  key={incident.id}
                  incident={incident}
                  selected={incident.id === props.selectedId}
                  onSelect={() => props.onSelect(incident.id)}
                />
              ))}
            </ul>
          </section>
        );
      })}
      <div className="grid gap-2 p-3">
        {pages.isFetchNextPageError && <Notice tone="problem">{pages.error?.message}</Notice>}
        {pages.hasNextPage && (
          <Button busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            {say('incident.more')}
          </Button>
        )}
      </div>
    </div>
  );
}

function Row(props: { incident: Incident; selected: boolean; onSelect: () => void }) {
  const { incident } = props;
  const say = useWords();
  const name = useNameIn();
  const facts = [
    name(templateOf(incident.kind).title),
    incident.commander?.name ?? null,
    incident.alarms.length > 0 ? say('incident.alarmCount', { n: incident.alarms.length }) : null,
    incident.state === 'resolved' && incident.reportAt === null ? say('incident.reportMissing') : null,
  ].filter((part) => part !== null);
  return (
    <li>
      <button
        type="button"
        aria-current={props.selected ? 'true' : undefined}
        onClick={props.onSelect}
        className="grid w-full cursor-pointer gap-[2px] border-0 border-b border-line bg-transparent px-4 py-2 text-start text-ink-1 -outline-offset-2 hover:bg-raised aria-[current=true]:bg-selected"
      >
        <span className="flex items-baseline gap-2 text-body">
          <span className="shrink-0 text-table text-ink-2">{incidentNumber(incident)}</span>
          <span className="min-w-0 flex-1 truncate font-semibold">{incident.title}</span>
          <LocalTime atMs={Date.parse(incident.openedAt)} form="date" className="shrink-0 text-ink-3" />
        </span>
        <span className="truncate text-table text-ink-2">{joined(facts)}</span>
      </button>
    </li>
  );
}
