import { useNavigate } from '@tanstack/react-router';
import {
  Suspense,
  lazy,
  useCallback,
  useContext,
  useDeferredValue,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import type { Position } from '../../kernel/geo.ts';
import { CompoundMap } from '../../modules/site/ui/compound-map.tsx';
import type { MapMark, MapRing } from '../../modules/site/ui/map-labels.ts';
import type { Alarm } from '../../modules/watch/model.ts';
import { compareAlarms } from '../../modules/watch/model.ts';
import { NoAlarmSelected } from '../../modules/watch/ui/alarm-detail.tsx';
import type { Board } from '../../modules/watch/ui/board-store.ts';
import { LogStrip } from '../../modules/watch/ui/log-lines.tsx';
import { useAlarmName } from '../../modules/watch/ui/names.ts';
import { NoteInput } from '../../modules/watch/ui/note-input.tsx';
import { Queue, QueueHead } from '../../modules/watch/ui/queue.tsx';
import { useAcknowledge } from '../../modules/watch/ui/use-acknowledge.ts';
import { Chip } from '../../ui/chip.tsx';
import { classes } from '../../ui/classes.ts';
import { useKeys } from '../../ui/keys.ts';
import { PrioritySymbol, lookOf } from '../../ui/priority-symbol.tsx';
import { EmptyState, LoadingState } from '../../ui/states.tsx';
import { useDensity } from '../../ui/theme.ts';
import { FloodContext } from './contexts.ts';
import { useLayout } from './layout.ts';
import { useLogContext } from './log-context.ts';
import { Palette } from './palette.tsx';
import { useSession } from './session.ts';
import { AlarmMissing, AlarmWorkspace, useAlarm } from './workspace.tsx';
import { useWords } from './words.ts';

const AllAlarms = lazy(() =>
  import('../../modules/watch/ui/all-alarms.tsx').then((file) => ({ default: file.AllAlarms })),
);

const PHONE_ROW_PX = 64;
const MARK_PX = 24;
const P1_MARK_PX = 30;

/** The selection outlives a look at another screen. */
const selection = { id: null as string | null, listeners: new Set<() => void>() };
function select(id: string | null): void {
  selection.id = id;
  for (const listener of selection.listeners) listener();
}
const useSelection = () =>
  useSyncExternalStore(
    (listener) => {
      selection.listeners.add(listener);
      return () => selection.listeners.delete(listener);
    },
    () => selection.id,
  );

/** Where each alarm lies: its own position, its device's, or the middle of its zone. */
function usePlaces(board: Board): (alarm: Alarm) => Position | null {
  const { devices, zones } = board.snapshot;
  return useMemo(() => {
    const deviceAt = new Map(devices.map((device) => [device.id, device.position]));
    const zoneAt = new Map(
      zones.map((zone) => {
        const n = Math.max(1, zone.area.length);
        const sum = zone.area.reduce(
          (all, point) => ({ lat: all.lat + point.lat, lon: all.lon + point.lon }),
          { lat: 0, lon: 0 },
        );
        return [zone.id, zone.area.length === 0 ? null : { lat: sum.lat / n, lon: sum.lon / n }];
      }),
    );
    return (alarm) => {
      const device = alarm.deviceId === null ? undefined : deviceAt.get(alarm.deviceId);
      const zone = alarm.zoneId === null ? undefined : zoneAt.get(alarm.zoneId);
      return alarm.position ?? device ?? zone ?? null;
    };
  }, [devices, zones]);
}

/** Open alarms as marks; those in one place are one mark: the first in the queue's order, with their number. */
function useMarks(board: Board, alarms: readonly Alarm[], selectedId: string | null): readonly MapMark[] {
  const placeOf = usePlaces(board);
  const nameOf = useAlarmName();
  const say = useWords();
  return useMemo(() => {
    const places = new Map<string, { position: Position; alarms: Alarm[] }>();
    for (const alarm of alarms) {
      const position = placeOf(alarm);
      if (position === null) continue;
      const key = `${position.lat.toFixed(6)} ${position.lon.toFixed(6)}`;
      const place = places.get(key);
      if (place === undefined) places.set(key, { position, alarms: [alarm] });
      else place.alarms.push(alarm);
    }
    const marks = [...places.values()].map(({ position, alarms }) => {
      const chosen = alarms.find((alarm) => alarm.id === selectedId);
      const top = chosen ?? alarms[0];
      if (top === undefined) return null;
      const size = top.priority === 1 ? P1_MARK_PX : MARK_PX;
      const { look, glows } = lookOf(top);
      const mark: MapMark = {
        id: top.id,
        position,
        label: say('console.onMap', { name: nameOf(top), n: alarms.length }),
        picture: <PrioritySymbol priority={top.priority} look={look} glows={glows} size={size} decorative />,
        size,
        count: alarms.length,
        selected: chosen !== undefined,
      };
      return { mark, top };
    });
    return marks
      .filter((each) => each !== null)
      .sort((a, b) => compareAlarms(b.top, a.top))
      .map(({ mark }) => mark);
  }, [alarms, placeOf, nameOf, selectedId, say]);
}

function BoardMap(props: {
  board: Board;
  selectedId: string | null;
  onSelect: (id: string) => void;
  small?: boolean;
}) {
  const { board } = props;
  const say = useWords();
  // The list comes first: the map follows when there is time, and is dropped for a newer state when not.
  const alarms = useDeferredValue(board.alarms);
  const marks = useMarks(board, alarms, props.selectedId);
  const rings = useMemo(
    () =>
      board.responders.flatMap((responder): MapRing[] =>
        responder.position === null || !responder.onDuty
          ? []
          : [
              {
                id: responder.id,
                position: responder.position,
                name: responder.callSign,
                atMs: responder.positionAt === null ? null : Date.parse(responder.positionAt),
              },
            ],
      ),
    [board.responders],
  );
  return (
    <CompoundMap
      plan={board.snapshot.plan}
      zones={board.snapshot.zones}
      languages={board.snapshot.post.languages}
      marks={marks}
      rings={rings}
      onSelect={props.onSelect}
      small={props.small}
    >
      {props.small !== true && (
        <div className="absolute start-2 top-2 flex gap-2">
          <Chip>{say('console.compound')}</Chip>
          <Chip>{say('console.drawnPlan')}</Chip>
        </div>
      )}
      <Palette onAlarm={props.onSelect} />
    </CompoundMap>
  );
}

/** When the board was last busy: the newest alarm entry of the log, else when the board was opened. */
function quietSince(board: Board): number {
  const last = board.log.find((entry) => entry.kind.startsWith('alarm.'));
  return Date.parse(last?.at ?? board.snapshot.at);
}

function QueuePart(props: {
  board: Board;
  selectedId: string | null;
  onSelect: (id: string) => void;
  onOpen?: (id: string) => void;
  acknowledge: ReturnType<typeof useAcknowledge>;
  aside?: React.ReactNode;
  phone: boolean;
}) {
  const { board, selectedId } = props;
  const { store } = useSession();
  const { flood, showAll } = useContext(FloodContext);
  const { rowPx } = useDensity();
  const [tab, setTab] = useState<'open' | 'all'>('open');
  const [total, setTotal] = useState<number | null>(null);
  const [openGroups, setOpenGroups] = useState<ReadonlySet<string>>(new Set());
  const toggle = useCallback((id: string) => {
    setOpenGroups((before) => {
      const next = new Set(before);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  }, []);
  const lost = useMemo(
    () => new Set(board.sources.filter((source) => source.state === 'lost').map((source) => source.source)),
    [board.sources],
  );
  const px = props.phone ? PHONE_ROW_PX : rowPx;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <QueueHead
        tab={tab}
        onTab={setTab}
        openCount={board.openCount}
        allCount={total}
        raisedLately={board.raisedLately}
        aside={props.aside}
      />
      {tab === 'open' ? (
        <Queue
          alarms={board.alarms}
          flood={flood && !showAll}
          selectedId={selectedId}
          onSelect={props.onSelect}
          onOpen={props.onOpen}
          rowPx={px}
          tall={props.phone}
          quietSinceMs={quietSince(board)}
          sending={props.acknowledge.sending}
          lostSources={lost}
          openGroups={openGroups}
          onToggleGroup={toggle}
        />
      ) : (
        <Suspense fallback={<LoadingState />}>
          <AllAlarms
            zones={board.snapshot.zones}
            selectedId={selectedId}
            onSelect={props.onSelect}
            onOpen={props.onOpen}
            rowPx={px}
            tall={props.phone}
            newest={store.alarm}
            onTotal={setTotal}
          />
        </Suspense>
      )}
    </div>
  );
}

function ListOrMap(props: { value: 'list' | 'map'; onChange: (value: 'list' | 'map') => void }) {
  const say = useWords();
  return (
    <div
      role="group"
      aria-label={say('console.listOrMap')}
      className="flex gap-[2px] rounded-corner bg-ground p-[2px]"
    >
      {(['list', 'map'] as const).map((value) => (
        <button
          key={value}
          type="button"
          aria-pressed={props.value === value}
          onClick={() => props.onChange(value)}
          className="min-h-[28px] rounded-[4px] px-2 text-table font-semibold text-ink-2 aria-pressed:bg-selected aria-pressed:text-ink-1"
        >
          {say(value === 'list' ? 'console.list' : 'console.map')}
        </button>
      ))}
    </div>
  );
}

function PhoneBoard(props: { board: Board }) {
  const { board } = props;
  const navigate = useNavigate();
  const acknowledge = useAcknowledge();
  const selectedId = useSelection();
  const open = (id: string) => {
    select(id);
    if (!id.startsWith('group:')) void navigate({ to: '/alarms/$id', params: { id } });
  };
  return (
    <div className="fades flex min-h-0 flex-1 flex-col bg-panel">
      <div className="flex h-[220px] shrink-0 border-b border-line">
        <BoardMap board={board} selectedId={selectedId} onSelect={open} small />
      </div>
      <QueuePart board={board} selectedId={selectedId} onSelect={open} acknowledge={acknowledge} phone />
    </div>
  );
}

function DeskBoard(props: { board: Board }) {
  const { board } = props;
  const layout = useLayout();
  const { may } = useSession();
  const say = useWords();
  const logContext = useLogContext();
  const acknowledge = useAcknowledge();
  const selectedId = useSelection();
  const { alarm, loading, error } = useAlarm(selectedId);
  const [view, setView] = useState<'list' | 'map'>('list');
  const alarmNote = useRef<HTMLInputElement>(null);
  const logNote = useRef<HTMLInputElement>(null);
  const narrow = layout === 'narrow';
  const huge = layout === 'huge';
  useKeys(
    alarm === null
      ? [{ keys: 'n', label: say('console.writeLog'), run: () => logNote.current?.focus() }]
      : [],
  );
  const switcher = narrow ? <ListOrMap value={view} onChange={setView} /> : undefined;
  const mapOnly = narrow && view === 'map';
  return (
    <div className="flex min-h-0 flex-1">
      <div className="fades flex min-w-0 flex-1 flex-col bg-panel">
        <div className="flex min-h-0 flex-1">
          {!mapOnly && (
            <div
              className={classes(
                'flex min-w-0 flex-col',
                narrow ? 'flex-1' : 'border-e border-line',
                !narrow && (huge ? 'w-[800px]' : 'w-[640px]'),
              )}
            >
              <QueuePart
                board={board}
                selectedId={selectedId}
                onSelect={select}
                acknowledge={acknowledge}
                aside={switcher}
                phone={false}
              />
            </div>
          )}
          {(!narrow || mapOnly) && (
            <div className="relative flex min-w-0 flex-1">
              <BoardMap board={board} selectedId={selectedId} onSelect={select} />
              {mapOnly && <div className="absolute end-2 top-2">{switcher}</div>}
            </div>
          )}
        </div>
        <div className={classes('flex shrink-0 border-t border-line', huge ? 'h-[240px]' : 'h-[176px]')}>
          <LogStrip
            entries={board.log}
            context={logContext}
            aside={
              may('log.write') && (
                <div className="ms-auto w-full max-w-[420px]">
                  <NoteInput alarmId={null} inputRef={logNote} small />
                </div>
              )
            }
          />
        </div>
      </div>
      <aside
        aria-label={say('console.detail')}
        className={classes(
          'fades relative flex min-h-0 shrink-0 flex-col border-s border-line bg-panel',
          narrow ? 'w-[400px]' : huge ? 'w-[600px]' : 'w-[480px]',
        )}
      >
        {alarm === null ? (
          loading || error !== null ? (
            <AlarmMissing loading={loading} error={error} />
          ) : (
            <NoAlarmSelected openCount={board.openCount} />
          )
        ) : (
          <AlarmWorkspace
            alarm={alarm}
            board={board}
            sending={acknowledge.sending.get(alarm.id) ?? null}
            onAcknowledge={(each) => void acknowledge.acknowledge(each)}
            noteRef={alarmNote}
          />
        )}
        {narrow && !mapOnly && <Palette onAlarm={select} />}
      </aside>
    </div>
  );
}

/** The watch board: queue, map, log, and the alarm that is selected. */
export function WatchScreen() {
  const say = useWords();
  const { board, seesBoard } = useSession();
  const layout = useLayout();
  if (!seesBoard || board === null) {
    return <EmptyState title={say('console.noBoard')}>{say('console.noBoardHint')}</EmptyState>;
  }
  return (
    <>
      <h1 className="sr-only">{say('console.watch')}</h1>
      {layout === 'phone' ? <PhoneBoard board={board} /> : <DeskBoard board={board} />}
    </>
  );
}
