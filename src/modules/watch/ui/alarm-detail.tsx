import { Ellipsis, Radio } from 'lucide-react';
import { useCallback, useRef, useState } from 'react';
import type { ReactNode, RefObject } from 'react';
import type { UserId } from '../../../kernel/id.ts';
import { Button, KeyCap } from '../../../ui/button.tsx';
import { classes } from '../../../ui/classes.ts';
import { useNow } from '../../../ui/clock.ts';
import { useKeys } from '../../../ui/keys.ts';
import { Menu } from '../../../ui/menu.tsx';
import type { MenuItem } from '../../../ui/menu.tsx';
import { PrioritySymbol, lookOf } from '../../../ui/priority-symbol.tsx';
import { Notice } from '../../../ui/states.tsx';
import { TabPanel, Tabs } from '../../../ui/tabs.tsx';
import { AnswerClock, useAgeText } from '../../../ui/time.tsx';
import { useLanguage } from '../../../ui/words.ts';
import { taskCan } from '../../dispatch/model.ts';
import type { Task } from '../../dispatch/model.ts';
import type { SourceState } from '../../technical/model.ts';
import { SILENCE_S, UNDO_S, alarmCan } from '../model.ts';
import type { Alarm, Sop } from '../model.ts';
import type { RowSending } from './alarm-row.tsx';
import { AssignSheet } from './assign-sheet.tsx';
import { useWatchCalls } from './calls.ts';
import { CloseForm } from './close-form.tsx';
import { Facts } from './facts.tsx';
import { History } from './history.tsx';
import type { LogContext } from './log-words.ts';
import { alarmNumber, nameIn, otherName, useAlarmState } from './names.ts';
import { NoteInput } from './note-input.tsx';
import { useCommand } from './problem.ts';
import { SopCard } from './sop-card.tsx';
import { knownWord, useWords } from './words.ts';

/** From raised to the first responder sent, seconds (NFPA 1225). */
const SEND_WITHIN_S = 60;

export interface DetailProps {
  readonly alarm: Alarm;
  readonly sop: Sop | null;
  readonly tasks: readonly Task[];
  readonly languages: readonly string[];
  readonly sources: readonly SourceState[];
  readonly people: readonly { readonly id: UserId; readonly name: string; readonly role: string }[];
  readonly myId: UserId;
  readonly live: boolean;
  readonly sending: RowSending | null;
  readonly onAcknowledge: (alarm: Alarm) => void;
  readonly logContext: LogContext;
  /** Who can go and who goes: from dispatch. */
  readonly dispatchPart: ReactNode;
  /** The button that sends the best responder, for the step "send". */
  readonly sendBest: ReactNode;
  /** Puts the focus on the best responder's button. */
  readonly onDispatch: () => void;
  /** One tap for an alarm of an unknown panel: from technical. */
  readonly registerPart?: ReactNode;
  readonly noteRef?: RefObject<HTMLInputElement | null>;
  /** On a phone: actions at thumb height. */
  readonly thumb?: boolean;
  readonly onOpenAlone?: () => void;
  /** The way back, on a phone. */
  readonly back?: ReactNode;
}

type TabName = 'do' | 'facts' | 'history';

/** The two clocks of an alarm: to be answered, then to have somebody sent. */
function Clocks(props: { alarm: Alarm; live: boolean }) {
  const { alarm } = props;
  const say = useWords();
  const age = useAgeText();
  const raisedMs = Date.parse(alarm.raisedAt);
  const due = (
    within: number,
    ids: {
      due: 'watch.clock.due' | 'watch.clock.sendDue';
      late: 'watch.clock.late' | 'watch.clock.sendLate';
    },
  ) => (
    <AnswerClock
      fromMs={raisedMs}
      dueMs={raisedMs + within * 1000}
      label={(left) => (left >= 0 ? say(ids.due, { n: left }) : say(ids.late, { age: age(-left * 1000) }))}
      goal={say('watch.clock.goal', { n: within })}
      stopped={say('watch.clock.stopped')}
    />
  );
  if (!alarm.open) return <p className="m-0 text-body text-ink-2">{say('watch.clock.closed')}</p>;
  if (!alarm.acknowledged) {
    if (alarm.answerWithinS === null)
      return <p className="m-0 text-body text-ink-2">{say('watch.clock.none')}</p>;
    return due(alarm.answerWithinS, { due: 'watch.clock.due', late: 'watch.clock.late' });
  }
  if (alarm.dispatchedAt === null && alarm.priority <= 2) {
    return due(SEND_WITHIN_S, { due: 'watch.clock.sendDue', late: 'watch.clock.sendLate' });
  }
  const answered = alarm.acknowledgedAt === null ? null : Date.parse(alarm.acknowledgedAt) - raisedMs;
  const sent = alarm.dispatchedAt === null ? null : Date.parse(alarm.dispatchedAt) - raisedMs;
  return (
    <p className="m-0 text-body text-ink-2">
      {answered !== null && say('watch.clock.answered', { age: age(answered) })}
      {sent !== null && ` ${say('watch.clock.sent', { age: age(sent) })}`}
    </p>
  );
}

/** "You have it. Undo": for five seconds after one's own acknowledgement. */
function UndoLine(props: { alarm: Alarm; myId: UserId; onUndo: () => void; busy: boolean }) {
  const { alarm } = props;
  const say = useWords();
  const now = useNow(250);
  if (alarm.acknowledgedAt === null || alarm.ownerId !== props.myId || !alarmCan('undo-acknowledge', alarm))
    return null;
  const left = Math.ceil((Date.parse(alarm.acknowledgedAt) + UNDO_S * 1000 - now) / 1000);
  if (left <= 0) return null;
  return (
    <Notice
      tone="done"
      action={
        <Button size="small" busy={props.busy} onClick={props.onUndo}>
          {say('watch.undo', { n: Math.min(left, UNDO_S) })}
        </Button>
      }
    >
      {say('watch.youHaveIt')}
    </Notice>
  );
}

function Head(props: { alarm: Alarm; languages: readonly string[]; back?: ReactNode }) {
  const { alarm } = props;
  const say = useWords();
  const state = useAlarmState();
  const { language } = useLanguage();
  const other = otherName(alarm.title, language, props.languages);
  const look = alarm.open ? lookOf(alarm) : ({ look: 'cleared', glows: false } as const);
  const outcome = knownWord(`watch.outcome.${alarm.outcome}`);
  return (
    <header className="flex items-start gap-3">
      {props.back}
      <PrioritySymbol priority={alarm.priority} look={look.look} glows={look.glows} size={32} />
      <div className="min-w-0 flex-1">
        <h2 className="m-0 text-title font-bold">{nameIn(alarm.title, language)}</h2>
        {other !== null && <p className="m-0 text-body text-ink-2">{other}</p>}
        <p className="m-0 text-table text-ink-3">
          {alarmNumber(alarm)}. {state(alarm)}
          {alarm.count > 1 && `. ${say('watch.joined', { n: alarm.count })}`}
          {outcome !== null && `. ${say(outcome)}`}
        </p>
      </div>
    </header>
  );
}

interface ActionsProps {
  readonly detail: DetailProps;
  readonly onDispatch: () => void;
  readonly onAssign: () => void;
  readonly onCloseForm: () => void;
  readonly onNote: () => void;
  readonly act: (name: 'take' | 'silence') => void;
}

function useMoreItems(props: ActionsProps): readonly MenuItem[] {
  const { alarm, live, myId, thumb, onOpenAlone } = props.detail;
  const say = useWords();
  const calls = useWatchCalls();
  const items: MenuItem[] = [];
  if (alarm.ownerId !== myId && alarmCan('take', alarm) && calls.may('alarm.acknowledge')) {
    items.push({ label: say('watch.take'), onSelect: () => props.act('take'), disabled: !live });
  }
  if (alarmCan('silence', alarm) && calls.may('alarm.silence')) {
    items.push({
      label: say('watch.silence', { n: SILENCE_S }),
      onSelect: () => props.act('silence'),
      keyCap: 'M',
      disabled: !live,
    });
  }
  if (thumb === true && alarmCan('assign', alarm) && calls.may('alarm.assign')) {
    items.push({ label: say('watch.assign'), onSelect: props.onAssign, disabled: !live });
  }
  if (!alarm.acknowledged && alarm.open && calls.may('alarm.close')) {
    items.push({ label: say('watch.closeAlarm'), onSelect: props.onCloseForm, disabled: !live });
  }
  if (onOpenAlone !== undefined) items.push({ label: say('watch.openAlone'), onSelect: onOpenAlone });
  return items;
}

/** Acknowledge, Dispatch, Assign and the rest. Not live: only the note, which is sent later. */
function Actions(props: ActionsProps) {
  const { detail } = props;
  const { alarm, live, thumb = false } = detail;
  const say = useWords();
  const calls = useWatchCalls();
  const items = useMoreItems(props);
  const size = thumb ? 'thumb' : 'large';
  const grow = thumb ? 'flex-1 px-2' : '';
  const unseen = alarmCan('acknowledge', alarm);
  const sending = detail.sending !== null && !detail.sending.failed;
  const mayDispatch = alarmCan('dispatch', alarm) && calls.may('task.dispatch');
  const first = () => {
    if (!live) {
      return (
        <Button kind="primary" size={size} className={grow} onClick={props.onNote}>
          {say('watch.noteLater')}
        </Button>
      );
    }
    if (unseen && calls.may('alarm.acknowledge')) {
      return (
        <Button
          kind="primary"
          size={size}
          className={grow}
          keyCap={thumb ? undefined : 'A'}
          busy={sending}
          onClick={() => detail.onAcknowledge(alarm)}
        >
          {sending ? say('watch.sending') : say('watch.acknowledge')}
        </Button>
      );
    }
    if (alarm.open && !unseen && calls.may('alarm.close')) {
      return (
        <Button size={size} className={grow} onClick={props.onCloseForm}>
          {say('watch.closeAlarm')}
        </Button>
      );
    }
    return null;
  };
  return (
    <div className={classes('flex flex-wrap items-center gap-2', thumb && 'flex-nowrap')}>
      {first()}
      {mayDispatch && (
        <Button
          kind={live && !unseen && alarm.dispatchedAt === null ? 'primary' : 'secondary'}
          size={size}
          className={grow}
          icon={<Radio size={18} />}
          keyCap={thumb ? undefined : 'D'}
          disabled={!live}
          onClick={props.onDispatch}
        >
          {say('watch.dispatch')}
        </Button>
      )}
      {!thumb && alarmCan('assign', alarm) && calls.may('alarm.assign') && (
        <Button size={size} disabled={!live} onClick={props.onAssign}>
          {say('watch.assign')}
        </Button>
      )}
      {items.length > 0 && (
        <Menu
          label={say('watch.more')}
          trigger={<Ellipsis size={20} aria-hidden="true" />}
          items={items}
          className={classes(
            'border border-edge',
            thumb ? 'min-h-[60px] min-w-[60px]' : 'min-h-[44px] min-w-[44px]',
          )}
        />
      )}
      {!live && !thumb && <span className="basis-full text-table text-ink-2">{say('watch.offReason')}</span>}
    </div>
  );
}

/** One alarm whole: what it is, what to do, who goes, what is known, what happened. */
export function AlarmDetail(props: DetailProps) {
  const { alarm, live, thumb = false } = props;
  const say = useWords();
  const calls = useWatchCalls();
  const command = useCommand();
  const [tab, setTab] = useState<TabName>('do');
  const [sheet, setSheet] = useState<'none' | 'close' | 'assign'>('none');
  const ownNoteRef = useRef<HTMLInputElement>(null);
  const noteRef = props.noteRef ?? ownNoteRef;
  const openTasks = props.tasks.filter((task) => taskCan('cancel', task.state));
  const mayStep = live && alarmCan('step', alarm) && calls.may('alarm.step');

  const toDispatch = useCallback(() => {
    setTab('do');
    // After the tab is shown.
    requestAnimationFrame(() => props.onDispatch());
  }, [props]);
  const toNote = () => noteRef.current?.focus();
  const act = (name: 'take' | 'silence') => void command.run(name, () => calls[name](alarm.id));
  const unless = (allowed: boolean, run: () => void) => () => {
    if (live && allowed) run();
  };
  useKeys([
    {
      keys: 'a',
      label: say('watch.acknowledge'),
      group: say('watch.alarm'),
      run: unless(calls.may('alarm.acknowledge'), () => props.onAcknowledge(alarm)),
    },
    {
      keys: 'd',
      label: say('watch.dispatch'),
      group: say('watch.alarm'),
      run: unless(calls.may('task.dispatch') && alarmCan('dispatch', alarm), toDispatch),
    },
    { keys: 'n', label: say('watch.note.alarm'), group: say('watch.alarm'), run: toNote },
    {
      keys: 'm',
      label: say('watch.silence', { n: SILENCE_S }),
      group: say('watch.alarm'),
      run: unless(calls.may('alarm.silence') && alarmCan('silence', alarm), () => act('silence')),
    },
  ]);

  const actions = (
    <Actions
      detail={props}
      onDispatch={toDispatch}
      onAssign={() => setSheet('assign')}
      onCloseForm={() => setSheet('close')}
      onNote={toNote}
      act={act}
    />
  );
  const busyStep = command.busy?.startsWith('step') === true ? Number(command.busy.slice(4)) : null;
  return (
    <section aria-label={say('watch.detail')} className="flex min-h-0 flex-1 flex-col bg-panel">
      <div className="grid shrink-0 gap-3 border-b border-line p-4">
        <Head alarm={alarm} languages={props.languages} back={props.back} />
        {!thumb && actions}
        {props.sending?.failed === true && <Notice tone="problem">{props.sending.words}</Notice>}
        {command.problem !== null && <Notice tone="problem">{command.problem}</Notice>}
        <UndoLine
          alarm={alarm}
          myId={props.myId}
          busy={command.busy === 'undo'}
          onUndo={() => void command.run('undo', () => calls.undoAcknowledge(alarm.id))}
        />
        {props.registerPart}
      </div>
      <div className="shrink-0 border-b border-line px-4 py-3">
        <Clocks alarm={alarm} live={live} />
      </div>
      <Tabs<TabName>
        value={tab}
        onChange={setTab}
        label={say('watch.detail')}
        className="flex-1"
        listClassName="px-2"
        tabs={[
          { value: 'do', label: say('watch.doThis') },
          { value: 'facts', label: say('watch.facts') },
          { value: 'history', label: say('watch.history') },
        ]}
      >
        <TabPanel value="do" className="grid content-start gap-4 overflow-y-auto p-3">
          {props.sop === null ? (
            <p className="m-0 px-1 text-body text-ink-2">{say('watch.sop.none')}</p>
          ) : (
            <SopCard
              alarm={alarm}
              sop={props.sop}
              languages={props.languages}
              disabled={!mayStep}
              busyStep={busyStep}
              send={props.sendBest}
              onStep={(index, done, choice) =>
                void command.run(`step${index}`, () => calls.step(alarm.id, index, done, choice))
              }
              onClose={() => setSheet('close')}
            />
          )}
          {props.dispatchPart}
        </TabPanel>
        <TabPanel value="facts" className="overflow-y-auto p-4">
          <Facts
            alarm={alarm}
            sources={props.sources}
            disabled={!live || !alarmCan('judge', alarm) || !calls.may('alarm.step')}
            onJudge={(level) => void command.run('judge', () => calls.judge(alarm.id, level))}
          />
        </TabPanel>
        <TabPanel value="history" className="overflow-y-auto p-4">
          <History alarm={alarm} context={props.logContext} />
        </TabPanel>
      </Tabs>
      {calls.may('log.write') && (
        <div className="shrink-0 border-t border-line p-3">
          <NoteInput alarmId={alarm.id} inputRef={noteRef} />
        </div>
      )}
      {thumb && <div className="shrink-0 border-t border-line p-3">{actions}</div>}
      <CloseForm
        alarm={alarm}
        openTasks={openTasks}
        open={sheet === 'close'}
        onClose={() => setSheet('none')}
      />
      <AssignSheet
        alarm={alarm}
        people={props.people}
        open={sheet === 'assign'}
        onClose={() => setSheet('none')}
      />
    </section>
  );
}

/** What the detail shows while no alarm is selected. */
export function NoAlarmSelected(props: { openCount: number }) {
  const say = useWords();
  return (
    <section
      aria-label={say('watch.detail')}
      className="grid min-h-0 flex-1 content-center justify-items-center gap-3 bg-panel p-6 text-center"
    >
      <p className="m-0 text-bar font-semibold">{say('watch.noneSelected')}</p>
      {props.openCount > 0 && (
        <p className="m-0 inline-flex flex-wrap items-center justify-center gap-2 text-body text-ink-2">
          <KeyCap>J</KeyCap> {say('watch.key.select')} <KeyCap>A</KeyCap> {say('watch.key.acknowledge')}{' '}
          <KeyCap>D</KeyCap> {say('watch.key.dispatch')}
        </p>
      )}
    </section>
  );
}
