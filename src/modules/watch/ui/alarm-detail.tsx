import { Suspense, lazy, useCallback, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { KeyCap } from '../../../ui/button.tsx';
import { useKeys } from '../../../ui/keys.ts';
import { PrioritySymbol, lookOf } from '../../../ui/priority-symbol.tsx';
import { Notice } from '../../../ui/states.tsx';
import { TabPanel, Tabs } from '../../../ui/tabs.tsx';
import { joined } from '../../../ui/kit-words.ts';
import { nameIn } from '../../../ui/direction.ts';
import { useLanguage } from '../../../ui/words.ts';
import { taskCan } from '../../dispatch/model.ts';
import { SILENCE_S, alarmCan } from '../model.ts';
import type { Alarm } from '../model.ts';
import { Actions } from './alarm-actions.tsx';
import { Clocks, UndoLine } from './alarm-clocks.tsx';
import { useWatchCalls } from './calls.ts';
import type { DetailProps } from './detail-props.ts';
import { ManagedLines } from './managed-lines.tsx';
import { alarmNumber, otherName, useAlarmState } from './names.ts';
import { NoteInput } from './note-input.tsx';
import { useCommand, type Command } from '../../../ui/use-command.ts';
import { knownWord, useWords } from './words.ts';

/* Sheets, and what stands in the tabs, come when they are first asked for: the board must be there first. */
const CardPart = lazy(() => import('./card-part.tsx').then((file) => ({ default: file.CardPart })));
const Facts = lazy(() => import('./facts.tsx').then((file) => ({ default: file.Facts })));
const History = lazy(() => import('./history.tsx').then((file) => ({ default: file.History })));
const RelatedAlarms = lazy(() =>
  import('./related-alarms.tsx').then((file) => ({ default: file.RelatedAlarms })),
);
const AssignSheet = lazy(() => import('./assign-sheet.tsx').then((file) => ({ default: file.AssignSheet })));
const ShelveSheet = lazy(() => import('./shelve-sheet.tsx').then((file) => ({ default: file.ShelveSheet })));
const CloseForm = lazy(() => import('./close-form.tsx').then((file) => ({ default: file.CloseForm })));

type TabName = 'do' | 'facts' | 'history';

const openTasksOf = (detail: DetailProps) => detail.tasks.filter((task) => taskCan('cancel', task.state));

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
        {other !== null && (
          <p lang={other.language} className="m-0 text-body text-ink-2">
            {other.text}
          </p>
        )}
        <p className="m-0 text-table text-ink-3">
          {joined(
            [
              alarmNumber(alarm),
              state(alarm),
              alarm.count > 1 ? say('watch.joined', { n: alarm.count }) : null,
              outcome === null ? null : say(outcome),
            ].filter((part) => part !== null),
          )}
        </p>
      </div>
    </header>
  );
}

/** The keys of the selected alarm. Each does what its button does, and nothing where the button is off. */
function useDetailKeys(
  props: DetailProps,
  run: { onDispatch: () => void; onNote: () => void; onSilence: () => void },
): void {
  const { alarm, live } = props;
  const say = useWords();
  const { may } = useWatchCalls();
  const group = say('watch.alarm');
  const unless = (allowed: boolean, work: () => void) => () => {
    if (live && allowed) work();
  };
  useKeys([
    {
      keys: 'a',
      label: say('watch.acknowledge'),
      group,
      run: unless(may('alarm.acknowledge'), () => props.onAcknowledge(alarm)),
    },
    {
      keys: 'd',
      label: say('watch.dispatch'),
      group,
      run: unless(may('task.dispatch') && alarmCan('dispatch', alarm), run.onDispatch),
    },
    { keys: 'n', label: say('watch.note.alarm'), group, run: run.onNote },
    {
      keys: 'm',
      label: say('watch.silence', { n: SILENCE_S }),
      group,
      run: unless(may('alarm.silence') && alarmCan('silence', alarm), run.onSilence),
    },
  ]);
}

/** What to do, what is known, what happened. */
function DetailTabs(props: {
  detail: DetailProps;
  tab: TabName;
  onTab: (tab: TabName) => void;
  command: Command;
  onCloseForm: () => void;
}) {
  const { detail, command } = props;
  const { alarm, live } = detail;
  const say = useWords();
  const calls = useWatchCalls();
  const mayStep = live && calls.may('alarm.step');
  return (
    <Tabs<TabName>
      value={props.tab}
      onChange={props.onTab}
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
        {detail.tasksPart}
        {detail.sop === null ? (
          <p className="m-0 px-1 text-body text-ink-2">{say('watch.sop.none')}</p>
        ) : (
          <Suspense fallback={<div className="min-h-[240px]" />}>
            <CardPart detail={detail} sop={detail.sop} command={command} onCloseForm={props.onCloseForm} />
          </Suspense>
        )}
        {detail.dispatchPart}
      </TabPanel>
      <TabPanel value="facts" className="overflow-y-auto p-4">
        <Suspense>
          <Facts
            alarm={alarm}
            sources={detail.sources}
            disabled={!mayStep || !alarmCan('judge', alarm)}
            onJudge={(level) => void command.run('judge', () => calls.judge(alarm.id, level))}
          />
          {detail.onRelated !== undefined && (
            <div className="pt-4">
              <RelatedAlarms alarm={alarm} onOpen={detail.onRelated} />
            </div>
          )}
        </Suspense>
      </TabPanel>
      <TabPanel value="history" className="overflow-y-auto p-4">
        <Suspense>
          <History alarm={alarm} context={detail.logContext} />
        </Suspense>
      </TabPanel>
    </Tabs>
  );
}

/** One alarm whole: what it is, what to do, who goes, what is known, what happened. */
export function AlarmDetail(props: DetailProps) {
  const { alarm, live, thumb = false } = props;
  const say = useWords();
  const calls = useWatchCalls();
  const command = useCommand();
  const [tab, setTab] = useState<TabName>('do');
  const [sheet, setSheet] = useState<'none' | 'close' | 'assign' | 'offer' | 'shelve'>('none');
  const ownNoteRef = useRef<HTMLInputElement>(null);
  const noteRef = props.noteRef ?? ownNoteRef;
  const toDispatch = useCallback(() => {
    setTab('do');
    // After the tab is shown.
    requestAnimationFrame(() => props.onDispatch());
  }, [props]);
  const toNote = () => noteRef.current?.focus();
  const act = (name: 'take' | 'silence') => void command.run(name, () => calls[name](alarm.id));
  useDetailKeys(props, { onDispatch: toDispatch, onNote: toNote, onSilence: () => act('silence') });
  const toCloseForm = () => setSheet('close');
  const noSheet = () => setSheet('none');
  const actions = (
    <Actions
      detail={props}
      onDispatch={toDispatch}
      onAssign={() => setSheet('assign')}
      onOffer={() => setSheet('offer')}
      onShelve={() => setSheet('shelve')}
      onCloseForm={toCloseForm}
      onNote={toNote}
      act={act}
    />
  );
  return (
    <section aria-label={say('watch.detail')} className="flex min-h-0 flex-1 flex-col bg-panel">
      <div className="grid shrink-0 gap-3 border-b border-line p-4">
        <Head alarm={alarm} languages={props.languages} back={props.back} />
        {!thumb && actions}
        {props.sending?.failed === true && <Notice tone="problem">{props.sending.words}</Notice>}
        {command.problem !== null && <Notice tone="problem">{command.problem}</Notice>}
        {props.readOnly === undefined && (
          <UndoLine
            alarm={alarm}
            myId={props.myId}
            busy={command.busy === 'undo'}
            onUndo={() => void command.run('undo', () => calls.undoAcknowledge(alarm.id))}
          />
        )}
        <ManagedLines alarm={alarm} myId={props.myId} live={live} command={command} />
        {props.registerPart}
        {props.incidentPart}
        {props.camerasPart}
      </div>
      <div className="shrink-0 border-b border-line px-4 py-3">
        <Clocks alarm={alarm} live={live} />
      </div>
      <DetailTabs detail={props} tab={tab} onTab={setTab} command={command} onCloseForm={toCloseForm} />
      {calls.may('log.write') && (
        <div className="shrink-0 border-t border-line p-3">
          <NoteInput alarmId={alarm.id} inputRef={noteRef} />
        </div>
      )}
      {thumb && <div className="shrink-0 border-t border-line p-3">{actions}</div>}
      <Suspense>
        {sheet === 'close' && (
          <CloseForm alarm={alarm} openTasks={openTasksOf(props)} open onClose={noSheet} />
        )}
        {(sheet === 'assign' || sheet === 'offer') && (
          <AssignSheet alarm={alarm} people={props.people} offer={sheet === 'offer'} open onClose={noSheet} />
        )}
        {sheet === 'shelve' && <ShelveSheet alarm={alarm} open onClose={noSheet} />}
      </Suspense>
    </section>
  );
}

/** What the detail shows while no alarm is selected. */
export function NoAlarmSelected(props: { openCount: number; mayAct: boolean }) {
  const say = useWords();
  return (
    <section
      aria-label={say('watch.detail')}
      className="grid min-h-0 flex-1 content-center justify-items-center gap-3 bg-panel p-6 text-center"
    >
      <p className="m-0 text-bar font-semibold">{say('watch.noneSelected')}</p>
      {props.openCount > 0 && (
        <p className="m-0 inline-flex flex-wrap items-center justify-center gap-2 text-body text-ink-2">
          <KeyCap>J</KeyCap> {say('watch.key.select')}
          {props.mayAct && (
            <>
              <KeyCap>A</KeyCap> {say('watch.key.acknowledge')} <KeyCap>D</KeyCap> {say('watch.key.dispatch')}
            </>
          )}
        </p>
      )}
    </section>
  );
}
