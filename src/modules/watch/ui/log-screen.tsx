import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { useLiveState } from '../../../ui/live.ts';
import { Select } from '../../../ui/select.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../../ui/states.tsx';
import { VirtualRows } from '../../../ui/virtual-rows.tsx';
import type { LedgerEntry } from '../../ledger/model.ts';
import { MoreRow } from './all-alarms.tsx';
import { isLogged } from './board-store.ts';
import { useWatchCalls } from './calls.ts';
import type { LogFilters } from './calls.ts';
import { LogRow } from './log-lines.tsx';
import type { LogContext } from './log-words.ts';
import { NoteInput } from './note-input.tsx';
import { sentenceOf } from './problem.ts';
import { useWords } from './words.ts';

/** What a person would look for, as the kinds that the server knows. */
const KIND_GROUPS = {
  alarms:
    'alarm.raised,alarm.joined,alarm.restored,alarm.acknowledged,alarm.acknowledgement-undone,alarm.taken,alarm.assigned,alarm.silenced,alarm.step-done,alarm.step-undone,alarm.noted,alarm.judged,alarm.dispatched,alarm.closed',
  tasks: 'task.sent,task.accepted,task.there,task.done,task.declined,task.cancelled',
  notes: 'log.noted,alarm.noted',
  signals: 'all',
} as const;
type Group = 'any' | keyof typeof KIND_GROUPS;
const GROUPS: readonly Group[] = ['any', 'alarms', 'tasks', 'notes', 'signals'];

const HOUR_MS = 3_600_000;
type Span = 'any' | '1' | '8' | '24' | '168' | 'own';
const SPANS: readonly Span[] = ['any', '1', '8', '24', '168', 'own'];

type Row = { readonly id: string; readonly entry: LedgerEntry | null };
// Another id for each length: kept under one, it would hold the scroll while rows come in before it.
const moreAfter = (count: number): Row => ({ id: `more ${count}`, entry: null });
const idOfRow = (row: Row): string => row.id;

function TimeField(props: { label: string; value: string; onChange: (value: string) => void }) {
  return (
    <label className="grid gap-1 text-label text-ink-2">
      {props.label}
      <input
        type="datetime-local"
        step={1}
        value={props.value}
        onChange={(event) => props.onChange(event.target.value)}
        className="min-h-control rounded-corner border border-edge bg-raised px-2 text-table text-ink-1"
      />
    </label>
  );
}

/** Turns what is typed in the post's local time into UTC; `zoneOffsetMs` is the zone's lead over UTC. */
const toUtc = (typed: string, offsetMs: number): string | undefined => {
  const asUtc = Date.parse(`${typed}Z`);
  return Number.isNaN(asUtc) ? undefined : new Date(asUtc - offsetMs).toISOString();
};

function LogFilterBar(props: {
  people: readonly { readonly id: string; readonly name: string }[];
  zoneOffsetMs: number;
  nowMs: () => number;
  onChange: (filters: LogFilters) => void;
}) {
  const say = useWords();
  const [group, setGroup] = useState<Group>('any');
  const [actor, setActor] = useState('any');
  const [span, setSpan] = useState<Span>('any');
  const [own, setOwn] = useState({ from: '', to: '' });
  const tell = (next: { group?: Group; actor?: string; span?: Span; own?: { from: string; to: string } }) => {
    const all = { group, actor, span, own, ...next };
    const hours = all.span === 'any' || all.span === 'own' ? null : Number(all.span);
    props.onChange({
      kinds: all.group === 'any' ? undefined : KIND_GROUPS[all.group],
      actor: all.actor === 'any' ? undefined : all.actor,
      from:
        hours === null
          ? all.span === 'own'
            ? toUtc(all.own.from, props.zoneOffsetMs)
            : undefined
          : new Date(props.nowMs() - hours * HOUR_MS).toISOString(),
      to: all.span === 'own' ? toUtc(all.own.to, props.zoneOffsetMs) : undefined,
    });
  };
  return (
    <div className="shrink-0 border-b border-line px-3 py-2">
      <div className="grid grid-cols-3 items-end gap-2 max-md:grid-cols-2 md:max-w-[900px]">
        <Select
          label={say('watch.filter.what')}
          value={group}
          onChange={(value) => {
            setGroup(value);
            tell({ group: value });
          }}
          options={GROUPS.map((value) => ({ value, label: say(`watch.filter.group.${value}`) }))}
        />
        <Select
          label={say('watch.filter.who')}
          value={actor}
          onChange={(value) => {
            setActor(value);
            tell({ actor: value });
          }}
          options={[
            { value: 'any', label: say('watch.filter.anyone') },
            { value: 'system', label: say('watch.log.system') },
            ...props.people.map((person) => ({ value: person.id, label: person.name })),
          ]}
        />
        <Select
          label={say('watch.filter.when')}
          value={span}
          onChange={(value) => {
            setSpan(value);
            tell({ span: value });
          }}
          options={SPANS.map((value) => ({ value, label: say(`watch.filter.span.${value}`) }))}
        />
        {span === 'own' && (
          <div className="col-span-full flex flex-wrap gap-2">
            <TimeField
              label={say('watch.filter.from')}
              value={own.from}
              onChange={(from) => {
                setOwn({ ...own, from });
                tell({ own: { ...own, from } });
              }}
            />
            <TimeField
              label={say('watch.filter.to')}
              value={own.to}
              onChange={(to) => {
                setOwn({ ...own, to });
                tell({ own: { ...own, to } });
              }}
            />
          </div>
        )}
      </div>
    </div>
  );
}

/** The watch log: one stream, never edited, a page at a time; new lines come in above while it is unfiltered. */
export function LogScreen(props: {
  context: LogContext;
  people: readonly { readonly id: string; readonly name: string }[];
  /** Entries since the board was opened, newest first. */
  fresh: readonly LedgerEntry[];
  zoneOffsetMs: number;
  nowMs: () => number;
  tall: boolean;
  rowPx: number;
}) {
  const say = useWords();
  const calls = useWatchCalls();
  const { live } = useLiveState();
  const [filters, setFilters] = useState<LogFilters>({});
  const pages = useInfiniteQuery({
    queryKey: ['log', filters],
    queryFn: ({ pageParam }) => calls.log(filters, pageParam),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.next,
  });
  const unfiltered = Object.values(filters).every((value) => value === undefined);
  const ofKinds = filters.kinds !== undefined;
  const rows = useMemo(() => {
    const got = pages.data?.pages.flatMap((page) => page.entries) ?? [];
    const old = ofKinds ? got : got.filter((entry) => isLogged(entry.kind));
    const newest = old[0]?.seq ?? 0;
    const fresh = unfiltered ? props.fresh.filter((entry) => entry.seq > newest) : [];
    const list: Row[] = [...fresh, ...old].map((entry) => ({ id: String(entry.seq), entry }));
    return pages.hasNextPage ? [...list, moreAfter(list.length)] : list;
  }, [pages.data, pages.hasNextPage, props.fresh, unfiltered, ofKinds]);
  const body = () => {
    if (pages.isPending) return <LoadingState />;
    if (pages.data === undefined) {
      return (
        <div className="p-3">
          <ErrorState
            title={say('watch.logFailed')}
            todo={sentenceOf(pages.error)}
            action={<Button onClick={() => void pages.refetch()}>{say('watch.tryAgain')}</Button>}
          />
        </div>
      );
    }
    if (rows.length === 0) {
      return (
        <EmptyState title={say('watch.log.none')}>
          {say(unfiltered ? 'watch.log.empty' : 'watch.noneFoundHint')}
        </EmptyState>
      );
    }
    return (
      <VirtualRows items={rows} idOf={idOfRow} rowPx={props.tall ? 64 : props.rowPx} label={say('watch.log')}>
        {(row) =>
          row.entry === null ? (
            <MoreRow
              onSeen={() => void pages.fetchNextPage()}
              failed={pages.isFetchNextPageError ? sentenceOf(pages.error) : null}
            />
          ) : (
            <LogRow entry={row.entry} context={props.context} form="both" tall={props.tall} />
          )
        }
      </VirtualRows>
    );
  };
  return (
    <section aria-label={say('watch.log')} className="flex min-h-0 flex-1 flex-col bg-panel">
      <div className="flex shrink-0 flex-wrap items-center gap-3 border-b border-line px-3 py-2">
        <h1 className="m-0 text-title font-bold">{say('watch.log')}</h1>
        {calls.may('log.write') && (
          <div className="min-w-[240px] flex-1 md:max-w-[640px]">
            <NoteInput alarmId={null} />
          </div>
        )}
      </div>
      <LogFilterBar
        people={props.people}
        zoneOffsetMs={props.zoneOffsetMs}
        nowMs={props.nowMs}
        onChange={setFilters}
      />
      <div className={live ? 'flex min-h-0 flex-1 flex-col' : 'fades flex min-h-0 flex-1 flex-col'}>
        {body()}
      </div>
    </section>
  );
}
