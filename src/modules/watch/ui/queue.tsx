import { ChevronDown, ChevronRight } from 'lucide-react';
import { memo, useMemo } from 'react';
import type { ReactNode } from 'react';
import { useNow } from '../../../ui/clock.ts';
import { useLiveState } from '../../../ui/live.ts';
import { PrioritySymbol } from '../../../ui/priority-symbol.tsx';
import { EmptyState } from '../../../ui/states.tsx';
import { Age, LocalTime, useAgeText } from '../../../ui/time.tsx';
import { VirtualRows } from '../../../ui/virtual-rows.tsx';
import { FLOOD_STARTS_OVER } from '../model.ts';
import type { Alarm } from '../model.ts';
import { AlarmRow } from './alarm-row.tsx';
import type { RowSending } from './alarm-row.tsx';
import { raisedInTenMinutes } from './flood.ts';
import { useNameIn } from '../../../ui/words.ts';
import { useReplayPlace } from './replay-context.ts';
import { queueItems } from './queue-items.ts';
import type { QueueItem } from './queue-items.ts';
import { useWords } from './words.ts';

/** Which alarms the queue shows. */
export type QueueTab = 'open' | 'shelved' | 'all';

/** The head of the queue: its name, Open or All, and how busy the last ten minutes were. */
export function QueueHead(props: {
  tab: QueueTab;
  onTab: (tab: QueueTab) => void;
  openCount: number;
  shelvedCount: number;
  raisedLately: readonly number[];
  aside?: ReactNode;
  menu?: ReactNode;
  /** Without the alarms of all times: a replay shows one moment. */
  withoutAll?: boolean;
}) {
  const say = useWords();
  const now = useNow();
  const lately = raisedInTenMinutes(props.raisedLately, now);
  const tab = (value: QueueTab, label: string) => (
    <button
      type="button"
      aria-pressed={props.tab === value}
      onClick={() => props.onTab(value)}
      className="min-h-[28px] rounded-[4px] px-2 text-table font-semibold whitespace-nowrap text-ink-2 hover:text-ink-1 aria-pressed:bg-selected aria-pressed:text-ink-1"
    >
      {label}
    </button>
  );
  return (
    <div className="flex min-h-[40px] shrink-0 items-center gap-x-3 max-md:flex-wrap border-b border-line px-3">
      <h2 className="m-0 text-table font-bold">{say('watch.alarms')}</h2>
      <div
        role="group"
        aria-label={say('watch.which')}
        className="flex gap-[2px] rounded-corner bg-ground p-[2px]"
      >
        {tab('open', say('watch.openCount', { n: props.openCount }))}
        {(props.shelvedCount > 0 || props.tab === 'shelved') &&
          tab('shelved', say('watch.shelvedCount', { n: props.shelvedCount }))}
        {props.withoutAll !== true && tab('all', say('watch.all'))}
      </div>
      <span className="ms-auto truncate text-table text-ink-3 max-md:invisible max-md:w-0 max-md:grow">
        {say('watch.lately', { n: lately, flood: FLOOD_STARTS_OVER })}
      </span>
      {props.aside}
      {props.menu}
    </div>
  );
}

const GroupRow = memo(function GroupRow(props: {
  item: Extract<QueueItem, { type: 'group' }>;
  tall: boolean;
  onToggle: (id: string) => void;
}) {
  const { item } = props;
  const say = useWords();
  const name = useNameIn();
  const what =
    item.priority === 4
      ? say('watch.group.low')
      : item.zoneName === null
        ? say('watch.group.noZone')
        : name(item.zoneName);
  const Chevron = item.opened ? ChevronDown : ChevronRight;
  const symbol = (
    <PrioritySymbol priority={item.priority} look={item.unseen > 0 ? 'filled' : 'outline'} size={22} />
  );
  const title = (
    <span className="flex min-w-0 items-center gap-1 font-semibold">
      <Chevron size={16} aria-hidden="true" className="shrink-0 rtl:-scale-x-100" />
      <span className="truncate">{what}</span>
    </span>
  );
  const count = say('watch.group.count', { n: item.count, unseen: item.unseen });
  const age = <Age atMs={Date.parse(item.newestAt)} className="truncate text-end text-table text-ink-2" />;
  if (props.tall) {
    return (
      <span
        className="flex h-full w-full items-center gap-3 bg-raised px-3 text-body"
        onClick={() => props.onToggle(item.id)}
      >
        {symbol}
        <span className="grid min-w-0 flex-1 gap-1">
          {title}
          <span className="flex justify-between gap-3 text-table text-ink-2">
            <span className="truncate">{count}</span>
            {age}
          </span>
        </span>
      </span>
    );
  }
  return (
    <span
      className="grid h-full w-full grid-cols-[22px_48px_minmax(0,1fr)_auto_76px] items-center gap-3 bg-raised px-3 text-body"
      onClick={() => props.onToggle(item.id)}
    >
      {symbol}
      <LocalTime atMs={Date.parse(item.newestAt)} form="minute" className="text-ink-2" />
      {title}
      <span className="text-table text-ink-2">{count}</span>
      {age}
    </span>
  );
});

/** Nothing is open: since when, and that somebody still looks. */
export function AllQuiet(props: { sinceMs: number }) {
  const say = useWords();
  const now = useNow();
  const age = useAgeText();
  const { lastHeardAt } = useLiveState();
  const { upToSeq } = useReplayPlace();
  return (
    <EmptyState
      title=""
      className="h-full content-center"
      action={
        <p className="m-0 text-bar text-ink-2">
          {say('watch.quietSince')}{' '}
          <LocalTime atMs={props.sinceMs} form="minute" className="text-bar text-ink-1" />
          {'. '}
          {lastHeardAt !== null &&
            upToSeq === null &&
            say('watch.lastCheck', { age: age(now - lastHeardAt) })}
        </p>
      }
    />
  );
}

const idOfItem = (item: QueueItem): string => item.id;

const rowClass = (item: QueueItem): string =>
  item.type === 'alarm' && item.alarm.priority === 1 && item.alarm.open && !item.alarm.acknowledged
    ? 'bg-p1-row!'
    : '';

/** The open alarms. Selection and focus stay where they are when new ones come in. */
export function Queue(props: {
  alarms: readonly Alarm[];
  flood: boolean;
  selectedId: string | null;
  onSelect: (id: string) => void;
  onOpen?: (id: string) => void;
  rowPx: number;
  tall: boolean;
  quietSinceMs: number;
  sending: ReadonlyMap<string, RowSending>;
  lostSources: ReadonlySet<string>;
  openGroups: ReadonlySet<string>;
  onToggleGroup: (id: string) => void;
}) {
  const say = useWords();
  const { alarms, flood, openGroups, selectedId } = props;
  const items = useMemo(
    () => queueItems(alarms, flood, openGroups, selectedId),
    [alarms, flood, openGroups, selectedId],
  );
  if (items.length === 0) return <AllQuiet sinceMs={props.quietSinceMs} />;
  const isGroup = (id: string) => id.startsWith('group:');
  return (
    <VirtualRows
      items={items}
      idOf={idOfItem}
      rowPx={props.rowPx}
      label={say('watch.alarms')}
      selectedId={props.selectedId}
      ownsKeys
      rowClass={rowClass}
      onSelect={props.onSelect}
      onOpen={(id) => (isGroup(id) ? props.onToggleGroup(id) : props.onOpen?.(id))}
    >
      {(item) =>
        item.type === 'group' ? (
          <GroupRow item={item} tall={props.tall} onToggle={props.onToggleGroup} />
        ) : (
          <AlarmRow
            alarm={item.alarm}
            tall={props.tall}
            sourceLost={props.lostSources.has(item.alarm.source)}
            sending={props.sending.get(item.id) ?? null}
          />
        )
      }
    </VirtualRows>
  );
}

/** The line above everything in a flood, with the way out of the grouping. */
export function FloodWords(props: {
  raisedLately: readonly number[];
  grouped: boolean;
  onToggle: () => void;
}) {
  const say = useWords();
  const now = useNow();
  const n = raisedInTenMinutes(props.raisedLately, now);
  return (
    <>
      <span>{say(props.grouped ? 'watch.flood.grouped' : 'watch.flood.all', { n })}</span>
      <button
        type="button"
        onClick={props.onToggle}
        className="min-h-6 rounded-[4px] border border-current px-2 text-label font-semibold"
      >
        {say(props.grouped ? 'watch.flood.showAll' : 'watch.flood.group')}
      </button>
    </>
  );
}
