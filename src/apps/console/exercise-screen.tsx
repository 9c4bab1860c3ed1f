import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useContext, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { ReactNode } from 'react';
import { DispatchCallsProvider } from '../../modules/dispatch/ui/calls.ts';
import type { DispatchCalls } from '../../modules/dispatch/ui/calls.ts';
import type { RankedResponder } from '../../modules/dispatch/model.ts';
import { EXERCISE_RESPONDERS, isGoing, respondersOf } from '../../modules/exercise/model.ts';
import type { ExerciseShown } from '../../modules/exercise/model.ts';
import { partOf, useExerciseNews } from '../../modules/exercise/ui/use-exercise.ts';
import { useWords as useExerciseWords } from '../../modules/exercise/ui/words.ts';
import type { Permission } from '../../modules/identity/model.ts';
import { createBoardStore } from '../../modules/watch/ui/board-store.ts';
import type { Board, BoardStore } from '../../modules/watch/ui/board-store.ts';
import { WatchCallsProvider } from '../../modules/watch/ui/calls.ts';
import type { WatchCalls } from '../../modules/watch/ui/calls.ts';
import { FloodWords } from '../../modules/watch/ui/queue.tsx';
import { ReplayPlaceProvider } from '../../modules/watch/ui/replay-context.ts';
import { present } from '../../kernel/assert.ts';
import type { AlarmId } from '../../kernel/id.ts';
import { Button } from '../../ui/button.tsx';
import { nowMs } from '../../ui/clock.ts';
import { Band } from '../../ui/layout.tsx';
import { useLiveState } from '../../ui/live.ts';
import { EmptyState, LoadingState } from '../../ui/states.tsx';
import { toInstant } from '../../kernel/time.ts';
import { goTo } from './address.ts';
import { learnNames } from './alarm-names.ts';
import { FloodContext } from './contexts.ts';
import { exerciseCalls } from './exercise-calls.ts';
import { useLayout } from './layout.ts';
import { PhoneBoard } from './phone-board.tsx';
import { select } from './selection.ts';
import { SessionProvider, useSession } from './session.ts';
import { useFlood } from './use-flood.ts';
import { DeskBoard } from './watch-screen.tsx';

/*
 * The board of an exercise, in the parts of the live board and with nothing of its data: a store, a cache and commands
 * of its own stand around them, as in a replay. The live session goes on above, with its sound, its counts and Duress.
 */
const TEN_MINUTES_MS = 600_000;
/** What may be done: what the watch does with an alarm at its own desk. */
const ACTS: readonly Permission[] = [
  'board.see',
  'log.see',
  'log.write',
  'alarm.acknowledge',
  'alarm.silence',
  'alarm.step',
  'alarm.close',
  'task.dispatch',
  'task.answer',
  'task.cancel',
];
const NO_JUMP = { upToSeq: null, jump: null };

/** Every command is named, so that a new one cannot pass through to the live post. */
function watchCallsOf(
  exercise: ExerciseShown,
  store: BoardStore,
  may: WatchCalls['may'],
  why: string,
): WatchCalls {
  const no = () => Promise.reject(new Error(why));
  const act = async (alarmId: AlarmId, done: Parameters<typeof exerciseCalls.act>[2]) => {
    const { alarm } = await exerciseCalls.act(exercise.id, alarmId, done);
    store.answerAlarm(alarm);
  };
  const acts = {
    acknowledge: (id, revision) => act(id, { does: 'acknowledge', revision }),
    undoAcknowledge: (id) => act(id, { does: 'undo-acknowledge' }),
    take: (id) => act(id, { does: 'take' }),
    silence: (id) => act(id, { does: 'silence' }),
    step: (id, index, { done, choice }) =>
      act(id, { does: 'step', index, done, ...(choice === undefined ? {} : { choice }) }),
    skipStep: (id, index, reason) => act(id, { does: 'skip', index, reason }),
    startTimer: (id, index) => act(id, { does: 'timer', index }),
    // The picture of an exercise is kept nowhere: the step counts as done.
    addPhoto: (id, index) => act(id, { does: 'step', index, done: true }),
    // What is practised is kept in no file.
    note: (id, text, file) => (file === null ? act(id, { does: 'note', text }) : no()),
    judge: (id, evidenceLevel) => act(id, { does: 'judge', evidenceLevel }),
    close: (id, how) => act(id, { does: 'close', ...how }),
  } satisfies Partial<WatchCalls>;
  const reads = {
    alarm: async (id) => {
      const alarm = store.alarm(id);
      if (alarm === undefined) throw new Error(why);
      return { alarm, tasks: [], related: [] };
    },
    story: async (id) => ({ entries: exercise.log.filter(({ subjects }) => subjects[0] === id) }),
  } satisfies Partial<WatchCalls>;
  const notHere = { assign: no, shelve: no, unshelve: no, offer: no, acceptOffer: no, writeLog: no };
  return { may, ...acts, ...reads, ...notHere, health: no, alarms: no, log: no, correct: no };
}

/** The invented responders, the nearest first, as the dispatch list shows them. */
function rankedOf(exercise: ExerciseShown, alarmId: AlarmId): readonly RankedResponder[] {
  const states = new Map(respondersOf(exercise.tasks).map((each) => [each.id, each]));
  return EXERCISE_RESPONDERS.map(({ responder, travelS }) => {
    const now = states.get(responder.id) ?? responder;
    const here = exercise.tasks.some(
      (task) => task.alarmId === alarmId && task.responderId === responder.id && isGoing(task),
    );
    return {
      responder: now,
      distanceM: null,
      travelS,
      stale: false,
      reasons: [here ? 'already-sent' : now.state, responder.armed ? 'armed' : 'unarmed'],
      sendable: now.state === 'free',
    };
  });
}

/** Nobody real is sent: who can go are the invented ones, and a telephone rings nowhere. */
function dispatchCallsOf(
  exercise: ExerciseShown,
  store: BoardStore,
  may: DispatchCalls['may'],
): DispatchCalls {
  const act = async (alarmId: AlarmId, what: Parameters<typeof exerciseCalls.act>[2]) => {
    const { alarm, tasks } = await exerciseCalls.act(exercise.id, alarmId, what);
    for (const task of tasks) store.answerTask(task);
    store.answerAlarm(alarm);
  };
  const ofTask = (taskId: string): AlarmId =>
    present(
      exercise.tasks.find(({ id }) => id === taskId),
      'a task of the exercise',
    ).alarmId;
  return {
    may,
    responders: async (alarmId) => rankedOf(exercise, alarmId),
    send: (alarmId, responderId) => act(alarmId, { does: 'dispatch', responderId }),
    answer: async (taskId, action) => act(ofTask(taskId), { does: 'task', taskId, action }),
    cancel: async (taskId, reason) => act(ofTask(taskId), { does: 'task', taskId, action: 'cancel', reason }),
  };
}

/** The exercise as a board: its alarms and its log, on the ground of the live one. */
function useExerciseBoard(exercise: ExerciseShown, live: Board) {
  const [store] = useState(() => createBoardStore());
  const { snapshot } = live;
  useEffect(() => {
    const log = exercise.log.toReversed();
    learnNames(log);
    const raised = exercise.alarms.map(({ raisedAt }) => raisedAt);
    store.load(
      {
        ...snapshot,
        seq: exercise.log.at(-1)?.seq ?? 0,
        at: exercise.beganAt ?? toInstant(nowMs()),
        alarms: exercise.alarms,
        openCount: exercise.alarms.filter(({ open }) => open).length,
        tasks: exercise.tasks,
        responders: respondersOf(exercise.tasks),
        sources: [],
        raisedLately: raised.filter((at) => nowMs() - Date.parse(at) < TEN_MINUTES_MS),
      },
      log,
    );
  }, [store, snapshot, exercise]);
  return { store, board: useSyncExternalStore(store.subscribe, store.get) };
}

/** Puts the exercise's board and commands in the place of the live ones for all that stands below. */
function InExercise(props: {
  exercise: ExerciseShown;
  store: BoardStore;
  board: Board;
  children: ReactNode;
}) {
  const { exercise, store, board } = props;
  const say = useExerciseWords();
  const session = useSession();
  const why = say('exercise.noReal');
  const [cache] = useState(
    () => new QueryClient({ defaultOptions: { queries: { refetchOnWindowFocus: false, staleTime: 1_000 } } }),
  );
  const calls = useMemo(() => {
    const may = (permission: Permission) => ACTS.includes(permission) && session.may(permission);
    return {
      may,
      watch: watchCallsOf(exercise, store, may, why),
      dispatch: dispatchCallsOf(exercise, store, may),
    };
  }, [session, exercise, store, why]);
  const exercised = useMemo(
    () => ({ ...session, store, board, boardProblem: null, may: calls.may, exercised: true }),
    [session, store, board, calls],
  );
  return (
    <QueryClientProvider client={cache}>
      <SessionProvider value={exercised}>
        <WatchCallsProvider value={calls.watch}>
          <DispatchCallsProvider value={calls.dispatch}>
            <ReplayPlaceProvider value={NO_JUMP}>
              <WithFlood>{props.children}</WithFlood>
            </ReplayPlaceProvider>
          </DispatchCallsProvider>
        </WatchCallsProvider>
      </SessionProvider>
    </QueryClientProvider>
  );
}

/** A flood of the exercise is one on its own board. */
function WithFlood(props: { children: ReactNode }) {
  const flood = useFlood();
  return <FloodContext.Provider value={flood}>{props.children}</FloodContext.Provider>;
}

function ExerciseFlood(props: { board: Board }) {
  const { flood, showAll, setShowAll } = useContext(FloodContext);
  if (!flood) return null;
  return (
    <Band tone="neutral">
      <FloodWords
        raisedLately={props.board.raisedLately}
        grouped={!showAll}
        onToggle={() => setShowAll(!showAll)}
      />
    </Band>
  );
}

function Playing(props: { exercise: ExerciseShown; live: Board }) {
  const { store, board } = useExerciseBoard(props.exercise, props.live);
  const layout = useLayout();
  // What was selected on the live board is no alarm of the exercise, nor the other way round.
  useEffect(() => {
    select(null);
    return () => select(null);
  }, []);
  if (board === null) return <LoadingState />;
  return (
    <div className="flex min-h-0 flex-1 flex-col border-4 border-t-0 border-drill">
      <InExercise exercise={props.exercise} store={store} board={board}>
        <ExerciseFlood board={board} />
        {layout === 'phone' ? <PhoneBoard board={board} /> : <DeskBoard board={board} />}
      </InExercise>
    </div>
  );
}

/** The exercise at this seat; the live board stands in its place as soon as something real is worse. */
export function ExerciseScreen() {
  const say = useExerciseWords();
  const { me, board, may } = useSession();
  const { live } = useLiveState();
  const news = useExerciseNews(exerciseCalls, may('exercise.see'));
  const { exercise, mine } = partOf(news.data, { seat: me.seat, userId: me.person.id });
  const real = board?.alarms.some((alarm) => alarm.priority === 1 && !alarm.acknowledged) === true;
  useEffect(() => {
    if (real) goTo('/', { replace: true });
  }, [real]);
  if (real) return null;
  const heading = <h1 className="sr-only">{say('exercise.title')}</h1>;
  if (!live)
    return (
      <>
        {heading}
        <EmptyState title={say('exercise.notLive')}>{say('exercise.notLiveHint')}</EmptyState>
      </>
    );
  if (news.data === undefined || board === null) return <LoadingState />;
  if (exercise === null || mine?.state !== 'joined')
    return (
      <>
        {heading}
        <EmptyState
          title={say('exercise.notIn')}
          action={<Button onClick={() => goTo('/')}>{say('exercise.back')}</Button>}
        >
          {say('exercise.notInHint')}
        </EmptyState>
      </>
    );
  return (
    <>
      {heading}
      <Playing key={exercise.id} exercise={exercise} live={board} />
    </>
  );
}
