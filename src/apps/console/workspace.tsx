import { useQuery } from '@tanstack/react-query';
import { Suspense, lazy, useCallback, useEffect, useRef } from 'react';
import type { ReactNode, RefObject } from 'react';
import type { AlarmId } from '../../kernel/id.ts';
import { taskCan } from '../../modules/dispatch/model.ts';
import type { Responder, Task } from '../../modules/dispatch/model.ts';
import { AlarmTasks } from '../../modules/dispatch/ui/tasks.tsx';
import { WhoCanGo, bestOf, useRanked, useSend } from '../../modules/dispatch/ui/who-can-go.tsx';
import type { Sending } from '../../modules/dispatch/ui/who-can-go.tsx';
import { useWords as useDispatchWords } from '../../modules/dispatch/ui/words.ts';
import { RegisterPanel } from '../../modules/technical/ui/register-panel.tsx';
import { alarmCan } from '../../modules/watch/model.ts';
import type { Sop } from '../../modules/orders/model.ts';
import type { Alarm } from '../../modules/watch/model.ts';
import { AlarmDetail } from '../../modules/watch/ui/alarm-detail.tsx';
import type { RowSending } from '../../modules/watch/ui/alarm-row.tsx';
import type { Board } from '../../modules/watch/ui/board-store.ts';
import { useWatchCalls } from '../../modules/watch/ui/calls.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorState, LoadingState } from '../../ui/states.tsx';
import { useLiveState } from '../../ui/live.ts';
import { alarmPath, goTo } from './address.ts';
import { api } from './api.ts';
import { useLayout } from './layout.ts';
import { useLogContext } from './log-context.ts';
import { useSession } from './session.ts';
import { useWords } from './words.ts';

const CamerasOfAlarm = lazy(() =>
  import('./camera-screens.tsx').then((file) => ({ default: file.CamerasOfAlarm })),
);
const IncidentOfAlarm = lazy(() =>
  import('./incident-screens.tsx').then((file) => ({ default: file.IncidentOfAlarm })),
);

const NO_TASKS: readonly Task[] = [];

/** The card that the alarm was opened with: of the board, or asked for where the board does not know it any more. */
function useCard(board: Board, alarm: Alarm): Sop | null {
  const { sopId, sopVersion = null } = alarm;
  const known = board.snapshot.sops.find(
    (sop) => sop.id === sopId && (sopVersion === null || sop.version === sopVersion),
  );
  const asked = useQuery({
    queryKey: ['order-card', sopId, sopVersion],
    queryFn: () =>
      api('GET /orders/:id/card', {
        params: { id: sopId ?? '' },
        query: { version: sopVersion ?? undefined },
      }),
    enabled: sopId !== null && known === undefined,
    staleTime: Infinity,
  });
  return known ?? asked.data?.card ?? null;
}

/** Changes when the dispatch list may look different: somebody changed state, or a task of this alarm did. */
function listVersion(board: Board, alarm: Alarm): string {
  const states = board.responders.map(({ id, state, onDuty }) => `${id}${state}${onDuty}`);
  const tasks = board.tasks.get(alarm.id)?.map((task) => task.state) ?? [];
  return [...states, ...tasks].join();
}

/**
 * Sending somebody to an alarm: who can go, who goes already, who is best, and where the focus goes. After a
 * dispatch the new task has it, so that what is read on the radio is in view and Enter sends nobody twice.
 */
export function useDispatching(alarm: Alarm, board: Board, mayDispatch: boolean) {
  const tasks = board.tasks.get(alarm.id);
  const ranked = useRanked(alarm.id, listVersion(board, alarm), alarm.open && mayDispatch);
  const bestRef = useRef<HTMLSpanElement>(null);
  const tasksRef = useRef<HTMLDivElement>(null);
  const justSent = useRef(false);
  const onSent = useCallback(() => {
    justSent.current = true;
  }, []);
  useEffect(() => {
    if (!justSent.current || tasks === undefined) return;
    justSent.current = false;
    tasksRef.current?.querySelector('li')?.focus();
  }, [tasks]);
  const sending = useSend(alarm.id, onSent);
  const sentIds = new Set<string>(
    tasks?.filter((task) => taskCan('cancel', task.state)).map((task) => task.responderId),
  );
  const focusBest = () => {
    bestRef.current?.closest('section')?.scrollIntoView({ block: 'start' });
    bestRef.current?.querySelector('button')?.focus({ preventScroll: true });
  };
  return {
    tasks: tasks ?? NO_TASKS,
    ranked,
    sending,
    sentIds,
    best: bestOf(ranked.data, sentIds),
    bestRef,
    tasksRef,
    focusBest,
  };
}

/** The button of the step "send": sends the best responder and ticks the step. */
function SendBest(props: {
  alarm: Alarm;
  sop: Sop | null;
  best: Responder;
  sending: Sending;
  live: boolean;
}) {
  const { alarm, sop, best, sending } = props;
  const say = useDispatchWords();
  const calls = useWatchCalls();
  const sendStep = async () => {
    const sent = await sending.send(best);
    const index = sop?.steps.findIndex((step) => step.kind === 'send') ?? -1;
    if (sent && index >= 0 && alarmCan('step', alarm)) {
      // The order has gone; if only the tick fails, the officer sees it unticked and ticks it.
      await calls.step(alarm.id, index, { done: true }).catch(() => {});
    }
  };
  return (
    <Button
      size="small"
      disabled={!props.live || !alarm.open}
      busy={sending.busyId === best.id}
      onClick={() => void sendStep()}
    >
      {say('dispatch.sendOne', { callSign: best.callSign })}
    </Button>
  );
}

/** The incident of the alarm; its room is kept while it comes, so that nothing below moves. */
function IncidentPart(props: { alarm: Alarm; live: boolean }) {
  return (
    <Suspense fallback={<div className="min-h-[30px]" />}>
      <IncidentOfAlarm {...props} />
    </Suspense>
  );
}

/** The cameras that see its place: none for most alarms, so no room is kept. */
function CamerasPart(props: { alarm: Alarm; live: boolean }) {
  return (
    <Suspense>
      <CamerasOfAlarm {...props} />
    </Suspense>
  );
}

/** Who can go, the best first. */
function DispatchPart(props: { sent: ReturnType<typeof useDispatching>; live: boolean }) {
  const { ranked, sending, best, bestRef, sentIds } = props.sent;
  return (
    <WhoCanGo
      ranked={ranked.data}
      error={ranked.error}
      onRetry={() => void ranked.refetch()}
      sending={sending}
      disabled={!props.live}
      bestRef={bestRef}
      bestId={best?.id ?? null}
      sentIds={sentIds}
    />
  );
}

interface WorkspaceProps {
  readonly alarm: Alarm;
  readonly board: Board;
  readonly sending: RowSending | null;
  readonly onAcknowledge: (alarm: Alarm) => void;
  readonly noteRef?: RefObject<HTMLInputElement | null>;
  /** On a phone: actions at thumb height. */
  readonly thumb?: boolean;
  readonly back?: ReactNode;
  /** It has the page to itself already. */
  readonly alone?: boolean;
}

/** One alarm with everything that belongs to it, from five modules. */
export function AlarmWorkspace(props: WorkspaceProps) {
  const { alarm, board } = props;
  const say = useWords();
  const { me, may, replayed = false, exercised = false } = useSession();
  const live = useLiveState().live && !replayed;
  const layout = useLayout();
  const logContext = useLogContext();
  const mayDispatch = may('task.dispatch');
  const sent = useDispatching(alarm, board, mayDispatch);
  const { tasks, sending, best, tasksRef, focusBest } = sent;
  const sop = useCard(board, alarm);
  return (
    <AlarmDetail
      key={alarm.id}
      alarm={alarm}
      sop={sop}
      tasks={tasks}
      languages={board.snapshot.post.languages}
      sources={board.sources}
      people={board.snapshot.people}
      myId={me.person.id}
      live={live}
      sending={props.sending}
      onAcknowledge={props.onAcknowledge}
      logContext={logContext}
      noteRef={props.noteRef}
      thumb={props.thumb}
      readOnly={replayed ? say('console.replayNoActs') : undefined}
      compact={layout === 'narrow'}
      back={props.back}
      onOpenAlone={
        props.alone === true || replayed || exercised ? undefined : () => goTo(alarmPath(alarm.id))
      }
      onRelated={replayed || exercised ? undefined : (id) => goTo(alarmPath(id))}
      onDispatch={focusBest}
      sendBest={
        best !== null &&
        mayDispatch && <SendBest alarm={alarm} sop={sop} best={best} sending={sending} live={live} />
      }
      registerPart={
        alarm.kind === 'unknown-panel' && alarm.account !== null && alarm.open ? (
          <RegisterPanel alarmId={alarm.id} account={alarm.account} disabled={!live} />
        ) : undefined
      }
      incidentPart={may('incident.see') && <IncidentPart alarm={alarm} live={live} />}
      camerasPart={may('camera.see') && !replayed && !exercised && <CamerasPart alarm={alarm} live={live} />}
      tasksPart={
        tasks.length > 0 && (
          <div ref={tasksRef}>
            <AlarmTasks tasks={tasks} disabled={!live} />
          </div>
        )
      }
      dispatchPart={alarm.open && mayDispatch && <DispatchPart sent={sent} live={live} />}
    />
  );
}

/** The alarm of an id: from the board while it knows it, else asked for. */
export function useAlarm(id: string | null): { alarm: Alarm | null; loading: boolean; error: Error | null } {
  const { store, replayed, exercised } = useSession();
  const calls = useWatchCalls();
  const known = id === null ? undefined : store.alarm(id);
  const query = useQuery({
    queryKey: ['alarm', id],
    queryFn: () => calls.alarm(id as AlarmId),
    // What the server says of an alarm is today's state: a replay knows it from the record, or not at all. An
    // exercise knows all of its own, and the live post none of them.
    enabled:
      id !== null &&
      known === undefined &&
      !id.startsWith('group:') &&
      replayed !== true &&
      exercised !== true &&
      !id.startsWith('xal_'),
  });
  if (known !== undefined) return { alarm: known, loading: false, error: null };
  return { alarm: query.data?.alarm ?? null, loading: query.isFetching, error: query.error };
}

/** What stands in the place of an alarm that is not there yet. */
export function AlarmMissing(props: { loading: boolean; error: Error | null }) {
  const say = useWords();
  if (props.error !== null) {
    return (
      <div className="p-4">
        <ErrorState title={say('console.alarmFailed')} todo={props.error.message} />
      </div>
    );
  }
  return props.loading ? <LoadingState /> : null;
}
