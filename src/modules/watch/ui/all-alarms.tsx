import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Select } from '../../../ui/select.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../../ui/states.tsx';
import { VirtualRows } from '../../../ui/virtual-rows.tsx';
import type { Zone } from '../../site/model.ts';
import type { Alarm } from '../model.ts';
import { AlarmRow } from './alarm-row.tsx';
import { useWatchCalls } from './calls.ts';
import type { AlarmFilters } from './calls.ts';
import { useNameIn } from '../../../ui/words.ts';
import { sentenceOf } from '../../../ui/use-command.ts';
import { useWords } from './words.ts';

type Row = { readonly id: string; readonly alarm: Alarm | null };
// Another id for each length: kept under one, it would hold the scroll while rows come in before it.
const moreAfter = (count: number): Row => ({ id: `more ${count}`, alarm: null });
const idOfRow = (row: Row): string => row.id;

/** The last row of a list that has more: seen means wanted. */
export function MoreRow(props: { onSeen: () => void; failed: string | null }) {
  const say = useWords();
  const { onSeen, failed } = props;
  useEffect(() => {
    if (failed === null) onSeen();
  }, [onSeen, failed]);
  return failed === null ? (
    <span className="flex h-full items-center px-3 text-table text-ink-3">{say('watch.loadingMore')}</span>
  ) : (
    <span className="flex h-full items-center gap-3 px-3 text-table">
      {failed}
      <Button size="small" onClick={onSeen}>
        {say('watch.tryAgain')}
      </Button>
    </span>
  );
}

function Filters(props: {
  filters: AlarmFilters;
  zones: readonly Zone[];
  onChange: (filters: AlarmFilters) => void;
}) {
  const say = useWords();
  const name = useNameIn();
  const { filters, onChange } = props;
  return (
    <div className="grid shrink-0 grid-cols-3 gap-2 border-b border-line px-3 py-2 max-md:grid-cols-2">
      <Select
        label={say('watch.filter.priority')}
        value={String(filters.priority ?? 'any')}
        onChange={(value) => onChange({ ...filters, priority: value === 'any' ? undefined : Number(value) })}
        options={[
          { value: 'any', label: say('watch.filter.anyPriority') },
          ...['1', '2', '3', '4'].map((value) => ({
            value,
            label: say('watch.filter.onePriority', { n: value }),
          })),
        ]}
      />
      <Select
        label={say('watch.filter.zone')}
        value={filters.zone ?? 'any'}
        onChange={(value) => onChange({ ...filters, zone: value === 'any' ? undefined : value })}
        options={[
          { value: 'any', label: say('watch.filter.anyZone') },
          ...props.zones.map((zone) => ({ value: zone.id as string, label: name(zone.name) })),
        ]}
      />
      <Select
        label={say('watch.filter.state')}
        value={filters.state}
        onChange={(state) => onChange({ ...filters, state })}
        options={[
          { value: 'all', label: say('watch.filter.anyState') },
          { value: 'closed', label: say('watch.filter.closed') },
        ]}
      />
    </div>
  );
}

/** Every alarm, open and closed, a page at a time as one scrolls. */
export function AllAlarms(props: {
  zones: readonly Zone[];
  selectedId: string | null;
  onSelect: (id: string) => void;
  onOpen?: (id: string) => void;
  rowPx: number;
  tall: boolean;
  /** The alarm as the board knows it now, when it does. */
  newest: (id: string) => Alarm | undefined;
}) {
  const say = useWords();
  const calls = useWatchCalls();
  const [filters, setFilters] = useState<AlarmFilters>({ state: 'all' });
  const pages = useInfiniteQuery({
    queryKey: ['alarms', filters],
    queryFn: ({ pageParam }) => calls.alarms(filters, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  const rows = useMemo(() => {
    const alarms = pages.data?.pages.flatMap((page) => page.alarms) ?? [];
    const list: Row[] = alarms.map((alarm) => ({ id: alarm.id, alarm }));
    return pages.hasNextPage ? [...list, moreAfter(list.length)] : list;
  }, [pages.data, pages.hasNextPage]);
  const body = () => {
    if (pages.isPending) return <LoadingState />;
    if (pages.data === undefined) {
      return (
        <div className="p-3">
          <ErrorState
            title={say('watch.allFailed')}
            todo={sentenceOf(pages.error)}
            stillWorks={say('watch.openStillWorks')}
            action={<Button onClick={() => void pages.refetch()}>{say('watch.tryAgain')}</Button>}
          />
        </div>
      );
    }
    if (rows.length === 0)
      return <EmptyState title={say('watch.noneFound')}>{say('watch.noneFoundHint')}</EmptyState>;
    return (
      <VirtualRows
        items={rows}
        idOf={idOfRow}
        rowPx={props.rowPx}
        label={say('watch.alarms')}
        selectedId={props.selectedId}
        ownsKeys
        onSelect={(id) => {
          if (!id.startsWith('more ')) props.onSelect(id);
        }}
        onOpen={(id) => props.onOpen?.(id)}
      >
        {(row) =>
          row.alarm === null ? (
            <MoreRow
              onSeen={() => void pages.fetchNextPage()}
              failed={pages.isFetchNextPageError ? sentenceOf(pages.error) : null}
            />
          ) : (
            <AlarmRow
              alarm={props.newest(row.id) ?? row.alarm}
              tall={props.tall}
              sourceLost={false}
              sending={null}
            />
          )
        }
      </VirtualRows>
    );
  };
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <Filters filters={filters} zones={props.zones} onChange={setFilters} />
      <div className="flex min-h-0 flex-1 flex-col">{body()}</div>
    </div>
  );
}
