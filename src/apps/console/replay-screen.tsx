import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { ReactNode } from 'react';
import { DispatchCallsProvider, useDispatchCalls } from '../../modules/dispatch/ui/calls.ts';
import type { DispatchCalls } from '../../modules/dispatch/ui/calls.ts';
import type { Permission } from '../../modules/identity/model.ts';
import type { Board } from '../../modules/watch/ui/board-store.ts';
import { useWatchCalls, WatchCallsProvider } from '../../modules/watch/ui/calls.ts';
import type { WatchCalls } from '../../modules/watch/ui/calls.ts';
import { useAlarmName } from '../../modules/watch/ui/names.ts';
import { ReplayBar } from '../../modules/watch/ui/replay-bar.tsx';
import { ReplayPlaceProvider } from '../../modules/watch/ui/replay-context.ts';
import { createReplayPlayer } from '../../modules/watch/ui/replay-player.ts';
import type { ReplayPlayer, ReplayView } from '../../modules/watch/ui/replay-player.ts';
import { useReplayWords } from '../../modules/watch/ui/replay-words.ts';
import { Button } from '../../ui/button.tsx';
import { ClockProvider, nowMs } from '../../ui/clock.ts';
import { PrioritySymbol } from '../../ui/priority-symbol.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../ui/states.tsx';
import { goTo } from './address.ts';
import { learnNames } from './alarm-names.ts';
import { api } from './api.ts';
import { FloodContext } from './contexts.ts';
import { useLayout } from './layout.ts';
import { PhoneBoard } from './phone-board.tsx';
import { select } from './selection.ts';
import { SessionProvider, useSession } from './session.ts';
import { DeskBoard } from './watch-screen.tsx';
import { useWords } from './words.ts';

/*
 * The board of a moment, in the parts of the live board and with nothing of its data: a store, a clock, a cache and
 * commands of its own stand around them. The live session goes on above: its sound, its stream, its P1.
 */
const FRAME_MS = 100;
const LOG_LINES = 100;
/** Looking is all that a replay allows, and of that what the person may see. */
const SEEN: readonly Permission[] = ['board.see', 'log.see', 'people.see'];
const NO_FLOOD = { flood: false, showAll: true, setShowAll: () => {} };

const replayCalls = {
  boardAt: (at: string) => api('GET /replay/board', { query: { at } }),
  entriesAfter: (after: number, until: string) => api('GET /replay/entries', { query: { after, until } }),
  logUpTo: async (at: string) => {
    const { entries } = await api('GET /log', { query: { to: at, limit: LOG_LINES } });
    learnNames(entries);
    return entries;
  },
};

/** Every command is named, so that a new one cannot pass through to the live post. */
function readOnlyCalls(calls: WatchCalls, may: WatchCalls['may'], why: string): WatchCalls {
  const no = () => Promise.reject(new Error(why));
  const reads = {
    alarm: calls.alarm,
    story: calls.story,
    health: calls.health,
    alarms: calls.alarms,
    log: calls.log,
  };
  const alarmActs = { acknowledge: no, undoAcknowledge: no, take: no, assign: no, silence: no };
  const managed = { shelve: no, unshelve: no, offer: no, acceptOffer: no };
  const steps = { step: no, skipStep: no, startTimer: no, addPhoto: no };
  const rest = { note: no, judge: no, close: no, correct: no, writeLog: no };
  return { may, ...reads, ...alarmActs, ...managed, ...steps, ...rest };
}

function readOnlyDispatch(calls: DispatchCalls, may: DispatchCalls['may'], why: string): DispatchCalls {
  const no = () => Promise.reject(new Error(why));
  return { may, responders: calls.responders, send: no, answer: no, cancel: no };
}

/** The player of one visit: it runs while the screen is there. */
function usePlayer(startMs: number): ReplayPlayer {
  const player = useMemo(() => createReplayPlayer(replayCalls, startMs, nowMs), [startMs]);
  useEffect(() => {
    player.start();
    const timer = setInterval(player.frame, FRAME_MS);
    return () => {
      clearInterval(timer);
      player.stop();
    };
  }, [player]);
  return player;
}

/** The live session's P1 that nobody has: told over the replay, with the one way to it. */
function LiveP1() {
  const say = useReplayWords();
  const name = useAlarmName();
  const { board } = useSession();
  const alarm = board?.alarms.find((each) => each.priority === 1 && !each.acknowledged);
  if (alarm === undefined) return null;
  const show = () => {
    select(alarm.id);
    goTo('/');
  };
  return (
    <div
      role="alert"
      className="flex shrink-0 flex-wrap items-center gap-3 border-b border-line bg-p1-row px-3 py-2"
    >
      <PrioritySymbol priority={1} look="filled" glows size={28} decorative />
      <strong className="min-w-0 flex-1 text-bar">{say('replay.p1', { name: name(alarm) })}</strong>
      <Button kind="primary" size="large" onClick={show}>
        {say('replay.p1Go')}
      </Button>
    </div>
  );
}

/** Puts the replayed board, its clock and its silence in the place of the live ones for all that stands below. */
function InReplay(props: { player: ReplayPlayer; board: Board; children: ReactNode }) {
  const { player, board } = props;
  const say = useWords();
  const session = useSession();
  const watch = useWatchCalls();
  const dispatch = useDispatchCalls();
  const why = say('console.replayNoActs');
  const [cache] = useState(
    () => new QueryClient({ defaultOptions: { queries: { refetchOnWindowFocus: false, staleTime: 5_000 } } }),
  );
  const calls = useMemo(() => {
    const may = (permission: Permission) => SEEN.includes(permission) && session.may(permission);
    return { may, watch: readOnlyCalls(watch, may, why), dispatch: readOnlyDispatch(dispatch, may, why) };
  }, [session, watch, dispatch, why]);
  const replayed = useMemo(
    () => ({ ...session, store: player.store, board, boardProblem: null, may: calls.may, replayed: true }),
    [session, player, board, calls],
  );
  const clock = useMemo(
    () => ({ nowMs: () => player.get().playback.atMs, subscribe: player.subscribe }),
    [player],
  );
  const place = useMemo(
    () => ({ upToSeq: board.seq, jump: (at: string) => player.seek(Date.parse(at)) }),
    [board.seq, player],
  );
  return (
    <QueryClientProvider client={cache}>
      <SessionProvider value={replayed}>
        <WatchCallsProvider value={calls.watch}>
          <DispatchCallsProvider value={calls.dispatch}>
            <FloodContext.Provider value={NO_FLOOD}>
              <ReplayPlaceProvider value={place}>
                <ClockProvider value={clock}>{props.children}</ClockProvider>
              </ReplayPlaceProvider>
            </FloodContext.Provider>
          </DispatchCallsProvider>
        </WatchCallsProvider>
      </SessionProvider>
    </QueryClientProvider>
  );
}

function Replay(props: { player: ReplayPlayer }) {
  const { player } = props;
  const say = useWords();
  const sayReplay = useReplayWords();
  const layout = useLayout();
  const view = useSyncExternalStore<ReplayView>(player.subscribe, player.get);
  const board = useSyncExternalStore(player.store.subscribe, player.store.get);
  return (
    <>
      <ReplayBar player={player} view={view} onLive={() => goTo('/')} />
      {view.state === 'failed' && (
        <div className="shrink-0 p-3">
          <ErrorState
            title={sayReplay('replay.failed')}
            todo={view.problem ?? ''}
            action={<Button onClick={player.again}>{say('console.tryAgain')}</Button>}
          />
        </div>
      )}
      {board === null ? (
        view.state === 'loading' && <LoadingState />
      ) : (
        <div className="flex min-h-0 flex-1 flex-col border-4 border-t-0 border-inverse">
          <InReplay player={player} board={board}>
            {layout === 'phone' ? <PhoneBoard board={board} /> : <DeskBoard board={board} />}
          </InReplay>
        </div>
      )}
    </>
  );
}

/** The board as it stood at a moment of the record. */
export function ReplayScreen(props: { startMs: number }) {
  const say = useWords();
  const sayReplay = useReplayWords();
  const { may } = useSession();
  const allowed = may('board.see') && may('log.see');
  return (
    <>
      <h1 className="sr-only">{sayReplay('replay.title')}</h1>
      {allowed ? (
        <Allowed startMs={props.startMs} />
      ) : (
        <EmptyState title={say('console.notAllowed')}>{say('console.notAllowedHint')}</EmptyState>
      )}
    </>
  );
}

function Allowed(props: { startMs: number }) {
  const player = usePlayer(props.startMs);
  return (
    <>
      <LiveP1 />
      <Replay player={player} />
    </>
  );
}
