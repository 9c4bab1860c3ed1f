import { Suspense, lazy, useState } from 'react';
import type { OrderFile, Sop } from '../../orders/model.ts';
import { alarmCan } from '../model.ts';
import { useWatchCalls } from './calls.ts';
import type { DetailProps } from './detail-props.ts';
import type { Command } from '../../../ui/use-command.ts';
import { SopCard, type StepAsk } from './sop-card.tsx';

/* Sheets come when they are first asked for: the board must be there first. */
const StepSheet = lazy(() => import('./step-sheets.tsx').then((file) => ({ default: file.StepSheet })));
const DocumentPanel = lazy(() =>
  import('../../orders/ui/document-panel.tsx').then((file) => ({ default: file.DocumentPanel })),
);

/** The work, with its refusals in the words of steps, which come when they are first needed. */
const inWords = (work: Promise<unknown>): Promise<unknown> =>
  work.catch(async (error: unknown) => {
    const { inStepWords } = await import('./step-words.ts');
    throw inStepWords(error);
  });

/** The card of an alarm with all that its steps may ask for, and the documents beside it. */
export function CardPart(props: {
  detail: DetailProps;
  sop: Sop;
  command: Command;
  onCloseForm: () => void;
}) {
  const { detail, sop, command } = props;
  const { alarm } = detail;
  const calls = useWatchCalls();
  const [ask, setAsk] = useState<{ readonly index: number; readonly what: StepAsk } | null>(null);
  const [file, setFile] = useState<OrderFile | null>(null);
  const busyStep = command.busy?.startsWith('step') === true ? Number(command.busy.slice(4)) : null;
  const step = ask === null ? undefined : sop.steps[ask.index];
  return (
    <>
      <SopCard
        sop={sop}
        steps={alarm.steps}
        timers={alarm.timers}
        languages={detail.languages}
        disabled={!detail.live || !calls.may('alarm.step') || !alarmCan('step', alarm)}
        busyStep={busyStep}
        send={detail.sendBest}
        acts={{
          onStep: (index, done, choice) =>
            void command.run(`step${index}`, () => inWords(calls.step(alarm.id, index, { done, choice }))),
          onTimer: (index) =>
            void command.run(`step${index}`, () => inWords(calls.startTimer(alarm.id, index))),
          onAsk: (index, what) => setAsk({ index, what }),
          onFile: setFile,
          onClose: props.onCloseForm,
        }}
      />
      <Suspense>
        {ask !== null && step !== undefined && (
          <StepSheet
            alarm={alarm}
            ask={ask.what}
            index={ask.index}
            step={step}
            people={detail.people}
            myId={detail.myId}
            onClose={() => setAsk(null)}
          />
        )}
        {file !== null && (
          <DocumentPanel
            key={file.id}
            file={file}
            place={detail.onOpenAlone === undefined && detail.readOnly === undefined ? 'end' : 'beside'}
            onClose={() => setFile(null)}
          />
        )}
      </Suspense>
    </>
  );
}
