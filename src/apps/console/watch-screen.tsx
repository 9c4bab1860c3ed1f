import { History } from 'lucide-react';
import { Suspense, lazy, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react';
import { NoAlarmSelected } from '../../modules/watch/ui/alarm-detail.tsx';
import type { Board } from '../../modules/watch/ui/board-store.ts';
import { BulkMenu, BulkResult, useBulkAcknowledge } from '../../modules/watch/ui/bulk-acknowledge.tsx';
import { LogStrip } from '../../modules/watch/ui/log-lines.tsx';
import { NoteInput } from '../../modules/watch/ui/note-input.tsx';
import { Queue, QueueHead, type QueueTab } from '../../modules/watch/ui/queue.tsx';
import { useReplayPlace } from '../../modules/watch/ui/replay-context.ts';
import { useAcknowledge } from '../../modules/watch/ui/use-acknowledge.ts';
import { toInstant } from '../../kernel/time.ts';
import { Button } from '../../ui/button.tsx';
import { classes } from '../../ui/classes.ts';
import { nowMs } from '../../ui/clock.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { useKeys } from '../../ui/keys.ts';
import { EmptyState, LoadingState } from '../../ui/states.tsx';
import { useDensity } from '../../ui/theme.ts';
import { alarmPath, goTo } from './address.ts';
import { BoardMap } from './board-map.tsx';
import { FloodContext } from './contexts.ts';
import { useLayout } from './layout.ts';
import { useLogContext } from './log-context.ts';
import { Palette } from './palette.tsx';
import { select, showSelection, useSelection } from './selection.ts';
import { useSession } from './session.ts';
import { AlarmMissing, AlarmWorkspace, useAlarm } from './workspace.tsx';
import { useWords } from './words.ts';

const AllAlarms = lazy(() =>
  import('../../modules/watch/ui/all-alarms.tsx').then((file) => ({ default: file.AllAlarms })),
);

const DoorsAside = lazy(() => import('./doors-screen.tsx').then((file) => ({ default: file.DoorsAside })));

const PHONE_ROW_PX = 64;
/** The replay opens so long ago: what was just seen and is gone. */
const REPLAY_BACK_MS = 5 * 60_000;

/** When the board was last busy: the newest alarm entry of the log, else when the board was opened. */
function quietSince(board: Board): number {
  const last = board.log.find((entry) => entry.kind.startsWith('alarm.'));
  return Date.parse(last?.at ?? board.snapshot.at);
}

/** Which groups of a flood are open. */
function useOpenGroups() {
  const [openGroups, setOpenGroups] = useState<ReadonlySet<string>>(new Set());
  const toggle = useCallback((id: string) => {
    setOpenGroups((before) => {
      const next = new Set(before);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  }, []);
  return { openGroups, toggle };
}

const useLostSources = (board: Board): ReadonlySet<string> =>
  useMemo(
    () => new Set(board.sources.filter((source) => source.state === 'lost').map((source) => source.source)),
    [board.sources],
  );

export function QueuePart(props: {
  board: Board;
  selectedId: string | null;
  onSelect: (id: string) => void;
  onOpen?: (id: string) => void;
  acknowledge: ReturnType<typeof useAcknowledge>;
  aside?: React.ReactNode;
  phone: boolean;
}) {
  const { board, selectedId } = props;
  const { store, may, replayed = false, exercised = false } = useSession();
  const { flood, showAll } = useContext(FloodContext);
  const { rowPx } = useDensity();
  const [tab, setTab] = useState<QueueTab>('open');
  const { openGroups, toggle } = useOpenGroups();
  const lost = useLostSources(board);
  const px = props.phone ? PHONE_ROW_PX : rowPx;
  const part = useRef<HTMLDivElement>(null);
  const bulk = useBulkAcknowledge(part, store.alarm, props.acknowledge.acknowledge);
  const takes = tab === 'open' && may('alarm.acknowledge');
  return (
    <div ref={part} className="flex min-h-0 flex-1 flex-col">
      <QueueHead
        tab={tab}
        onTab={setTab}
        openCount={board.openCount}
        shelvedCount={board.shelved.length}
        raisedLately={board.raisedLately}
        aside={props.aside}
        withoutAll={replayed || exercised}
        menu={
          <>
            {!replayed && <ReplayButton />}
            {takes && <BulkMenu bulk={bulk} />}
          </>
        }
      />
      {takes && <BulkResult bulk={bulk} />}
      {tab !== 'all' ? (
        <Queue
          alarms={tab === 'open' ? board.alarms : board.shelved}
          flood={tab === 'open' && flood && !showAll}
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
          />
        </Suspense>
      )}
    </div>
  );
}

/** From the queue into the record: the board of a few minutes ago. */
function ReplayButton() {
  const say = useWords();
  const { jump } = useReplayPlace();
  if (jump === null) return null;
  return (
    <IconButton
      label={say('console.replay')}
      icon={<History size={18} />}
      onClick={() => jump(toInstant(nowMs() - REPLAY_BACK_MS))}
    />
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
  const acknowledge = useAcknowledge();
  const selectedId = useSelection();
  const open = (id: string) => {
    select(id);
    if (!id.startsWith('group:')) goTo(alarmPath(id));
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

/** Right: the selected alarm whole, or why there is none. */
export function DetailPane(props: {
  board: Board;
  selectedId: string | null;
  acknowledge: ReturnType<typeof useAcknowledge>;
  /** Where the map, which else shows it, is not drawn. */
  withPalette: boolean;
}) {
  const { board, acknowledge } = props;
  const layout = useLayout();
  const say = useWords();
  const { may } = useSession();
  const { alarm, loading, error } = useAlarm(props.selectedId);
  const alarmNote = useRef<HTMLInputElement>(null);
  const missing =
    loading || error !== null ? (
      <AlarmMissing loading={loading} error={error} />
    ) : (
      <NoAlarmSelected openCount={board.openCount} mayAct={may('alarm.acknowledge')} />
    );
  return (
    <aside
      aria-label={say('console.detail')}
      className={classes(
        'fades relative flex min-h-0 shrink-0 flex-col border-s border-line bg-panel',
        layout === 'narrow' ? 'w-[400px]' : layout === 'huge' ? 'w-[600px]' : 'w-[480px]',
      )}
    >
      {alarm === null ? (
        missing
      ) : (
        <AlarmWorkspace
          alarm={alarm}
          board={board}
          sending={acknowledge.sending.get(alarm.id) ?? null}
          onAcknowledge={(each) => void acknowledge.acknowledge(each)}
          noteRef={alarmNote}
        />
      )}
      {props.withPalette && <Palette onAlarm={select} />}
    </aside>
  );
}

/** Under queue and map: the watch log, and where one writes in it. N goes there while no alarm is selected. */
function LogPart(props: { board: Board; takesN: boolean }) {
  const say = useWords();
  const layout = useLayout();
  const { may, exercised } = useSession();
  const logContext = useLogContext();
  const logNote = useRef<HTMLInputElement>(null);
  const [doors, setDoors] = useState(false);
  useKeys(
    props.takesN ? [{ keys: 'n', label: say('console.writeLog'), run: () => logNote.current?.focus() }] : [],
  );
  return (
    <div
      className={classes('flex shrink-0 border-t border-line', layout === 'huge' ? 'h-[240px]' : 'h-[176px]')}
    >
      <LogStrip
        entries={props.board.log}
        context={logContext}
        aside={
          <>
            {may('doors.see') && (
              <Button size="small" kind="ghost" aria-pressed={doors} onClick={() => setDoors(!doors)}>
                {say('console.showDoors')}
              </Button>
            )}
            {may('log.write') && exercised !== true && (
              <div className="ms-auto w-full max-w-[420px]">
                <NoteInput alarmId={null} inputRef={logNote} small />
              </div>
            )}
          </>
        }
      />
      {doors && (
        <Suspense fallback={<LoadingState />}>
          <DoorsAside />
        </Suspense>
      )}
    </div>
  );
}

export function DeskBoard(props: { board: Board }) {
  const { board } = props;
  const layout = useLayout();
  const { may } = useSession();
  const acknowledge = useAcknowledge();
  const selectedId = useSelection();
  const [view, setView] = useState<'list' | 'map'>('list');
  const narrow = layout === 'narrow';
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
                !narrow && (layout === 'huge' ? 'w-[800px]' : 'w-[640px]'),
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
        {may('log.see') && (
          <LogPart board={board} takesN={selectedId === null || selectedId.startsWith('group:')} />
        )}
      </div>
      <DetailPane
        board={board}
        selectedId={selectedId}
        acknowledge={acknowledge}
        withPalette={narrow && !mapOnly}
      />
    </div>
  );
}

/** The watch board: queue, map, log, and the alarm that is selected. */
export function WatchScreen() {
  const say = useWords();
  const { board, seesBoard, may } = useSession();
  const layout = useLayout();
  const elsewhere = !seesBoard && may('people.see');
  useEffect(showSelection, []);
  useEffect(() => {
    // An administrator who does not see the board comes to set up, not to look.
    if (elsewhere) goTo('/set-up/people', { replace: true });
  }, [elsewhere]);
  if (!seesBoard || board === null) {
    return (
      <>
        <h1 className="sr-only">{say('console.watch')}</h1>
        <EmptyState title={say('console.noBoard')}>{say('console.noBoardHint')}</EmptyState>
      </>
    );
  }
  return (
    <>
      <h1 className="sr-only">{say('console.watch')}</h1>
      {layout === 'phone' ? <PhoneBoard board={board} /> : <DeskBoard board={board} />}
    </>
  );
}
