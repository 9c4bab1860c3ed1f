import { ChevronRight } from 'lucide-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { toInstant } from '../../../kernel/time.ts';
import { Button } from '../../../ui/button.tsx';
import { usePostZone } from '../../../ui/clock.ts';
import { useLiveState } from '../../../ui/live.ts';
import { Select } from '../../../ui/select.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../../ui/states.tsx';
import { VirtualRows } from '../../../ui/virtual-rows.tsx';
import type { LedgerEntry } from '../../ledger/model.ts';
import { MoreRow } from './all-alarms.tsx';
import { isLogged } from './logged.ts';
import { useWatchCalls } from './calls.ts';
import type { LogFilters } from './calls.ts';
import { LogEntrySheet } from './log-entry.tsx';
import { LogRow } from './log-lines.tsx';
import { LogSearch } from './log-search.tsx';
import type { LogChoice } from './log-search.tsx';
import type { LogContext } from './log-words.ts';
import { NoteInput } from './note-input.tsx';
import { sentenceOf } from '../../../ui/use-command.ts';
import { wallTimeMs } from '../../../ui/wall-time.ts';
import { useWords } from './words.ts';

/** What a person would look for, as the kinds that the server knows. */
const KIND_GROUPS = {
  alarms:
    'alarm.raised,alarm.joined,alarm.restored,alarm.acknowledged,alarm.acknowledgement-undone,alarm.taken,alarm.assigned,alarm.silenced,alarm.step-done,alarm.step-undone,alarm.timer-started,sop.step-skipped,sop.skip-seen,alarm.noted,alarm.judged,alarm.dispatched,alarm.closed',
  tasks: 'task.sent,task.accepted,task.there,task.done,task.declined,task.cancelled',
  notes: 'log.noted,log.corrected,alarm.noted,incident.noted',
  incidents:
    'incident.opened,incident.alarm-linked,incident.alarm-unlinked,incident.commander-changed,incident.person-added,incident.person-removed,incident.step-done,incident.step-undone,incident.step-skipped,incident.noted,incident.resolved,incident.reopened,incident.report-completed',
  orders:
    'sop.adopted,sop.drafted,sop.draft-saved,sop.draft-discarded,sop.document-added,sop.issued,sop.withdrawn,sop.signed,sop.step-skipped,sop.skip-seen',
  signals: 'all',
} as const;
type Group = 'any' | keyof typeof KIND_GROUPS;
const GROUPS: readonly Group[] = ['any', 'alarms', 'incidents', 'tasks', 'notes', 'orders', 'signals'];

const HOUR_MS = 3_600_000;
type Span = 'any' | '1' | '8' | '24' | '168' | 'own';
const SPANS: readonly Span[] = ['any', '1', '8', '24', '168', 'own'];

const NO_CHOICE: LogChoice = { q: '', group: 'any', actor: 'any', span: 'any' };
const oneOf = <T extends string>(all: readonly T[], value: string, otherwise: T): T =>
  all.find((one) => one === value) ?? otherwise;

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

/** What a kept choice asks of the server; one with times of its own is kept without them. */
function filtersOf(choice: LogChoice, nowMs: number): LogFilters {
  const group = oneOf(GROUPS, choice.group, 'any');
  const hours = Number(choice.span);
  return {
    kinds: group === 'any' ? undefined : KIND_GROUPS[group],
    actor: choice.actor === 'any' ? undefined : choice.actor,
    from: Number.isNaN(hours) ? undefined : new Date(nowMs - hours * HOUR_MS).toISOString(),
    to: undefined,
  };
}

function LogFilterBar(props: {
  people: readonly { readonly id: string; readonly name: string }[];
  nowMs: () => number;
  start: LogChoice;
  onChange: (filters: LogFilters, choice: LogChoice) => void;
}) {
  const say = useWords();
  const [group, setGroup] = useState(oneOf(GROUPS, props.start.group, 'any'));
  const [actor, setActor] = useState(props.start.actor);
  const [span, setSpan] = useState(oneOf(SPANS, props.start.span, 'any'));
  const [own, setOwn] = useState({ from: '', to: '' });
  const zone = usePostZone();
  const utc = (typed: string): string | undefined => {
    const atMs = wallTimeMs(typed, zone);
    return atMs === null ? undefined : toInstant(atMs);
  };
  const tell = (next: { group?: Group; actor?: string; span?: Span; own?: { from: string; to: string } }) => {
    const all = { group, actor, span, own, ...next };
    const hours = all.span === 'any' || all.span === 'own' ? null : Number(all.span);
    props.onChange(
      {
        kinds: all.group === 'any' ? undefined : KIND_GROUPS[all.group],
        actor: all.actor === 'any' ? undefined : all.actor,
        from:
          hours === null
            ? all.span === 'own'
              ? utc(all.own.from)
              : undefined
            : new Date(props.nowMs() - hours * HOUR_MS).toISOString(),
        to: all.span === 'own' ? utc(all.own.to) : undefined,
      },
      { q: props.start.q, group: all.group, actor: all.actor, span: all.span },
    );
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

/** Opens the entry whole, with what corrects it. */
function RowButton(props: { entry: LedgerEntry; onOpen: (entry: LedgerEntry) => void }) {
  const say = useWords();
  return (
    <button
      type="button"
      aria-label={say('watch.entry', { seq: String(props.entry.seq) })}
      onClick={() => props.onOpen(props.entry)}
      className="grid h-6 w-8 shrink-0 cursor-pointer place-items-center self-center rounded-corner border-0 bg-transparent text-ink-2 hover:bg-raised"
    >
      <ChevronRight size={16} aria-hidden="true" className="rtl:-scale-x-100" />
    </button>
  );
}

/** The watch log: one stream, never edited, a page at a time; new lines come in above while it is unfiltered. */
export function LogScreen(props: {
  context: LogContext;
  people: readonly { readonly id: string; readonly name: string }[];
  /** Entries since the board was opened, newest first. */
  fresh: readonly LedgerEntry[];
  nowMs: () => number;
  tall: boolean;
  rowPx: number;
}) {
  const say = useWords();
  const calls = useWatchCalls();
  const { live } = useLiveState();
  const [barFilters, setFilters] = useState<LogFilters>({});
  const [choice, setChoice] = useState(NO_CHOICE);
  // Another filter bar for each kept filter that is shown again: it begins as that one says.
  const [shown, setShown] = useState({ n: 0, start: NO_CHOICE });
  const [opened, setOpened] = useState<LedgerEntry | null>(null);
  const filters = useMemo(
    () => (choice.q === '' ? barFilters : { ...barFilters, q: choice.q }),
    [barFilters, choice.q],
  );
  const pages = useInfiniteQuery({
    queryKey: ['log', filters],
    queryFn: ({ pageParam }) => calls.log(filters, pageParam),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.next,
  });
  const unfiltered = Object.values(filters).every((value) => value === undefined);
  const ofKinds = filters.kinds !== undefined || filters.q !== undefined;
  const corrections = useMemo(() => {
    const all = [...(pages.data?.pages.flatMap((page) => page.corrections) ?? []), ...props.fresh];
    const byCorrected = new Map<number, LedgerEntry[]>();
    const seen = new Set<number>();
    for (const entry of all) {
      const corrects = entry.kind === 'log.corrected' ? entry.body?.['corrects'] : undefined;
      if (typeof corrects !== 'number' || seen.has(entry.seq)) continue;
      seen.add(entry.seq);
      byCorrected.set(corrects, [...(byCorrected.get(corrects) ?? []), entry]);
    }
    return byCorrected;
  }, [pages.data, props.fresh]);
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
            <>
              <span className="h-full min-w-0 flex-1">
                <LogRow
                  entry={row.entry}
                  context={props.context}
                  form="both"
                  tall={props.tall}
                  mark={corrections.has(row.entry.seq) ? say('watch.corrected') : undefined}
                />
              </span>
              <RowButton entry={row.entry} onOpen={setOpened} />
            </>
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
      <LogSearch
        q={choice.q}
        onQ={(q) => setChoice({ ...choice, q })}
        choice={choice}
        onChoice={(next) => {
          setChoice(next);
          setShown({ n: shown.n + 1, start: next });
          setFilters(filtersOf(next, props.nowMs()));
        }}
        filters={filters}
      />
      <LogFilterBar
        people={props.people}
        nowMs={props.nowMs}
        key={shown.n}
        start={{ ...shown.start, q: choice.q }}
        onChange={(next, chosen) => {
          setFilters(next);
          setChoice({ ...chosen, q: choice.q });
        }}
      />
      <div className={live ? 'flex min-h-0 flex-1 flex-col' : 'fades flex min-h-0 flex-1 flex-col'}>
        {body()}
      </div>
      <LogEntrySheet
        entry={opened}
        corrections={opened === null ? [] : (corrections.get(opened.seq) ?? [])}
        context={props.context}
        onClose={() => setOpened(null)}
        onCorrected={() => void pages.refetch()}
      />
    </section>
  );
}
