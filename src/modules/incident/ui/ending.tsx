import { useId, useState } from 'react';
import { spokenNumber } from '../../../kernel/id.ts';
import { Button, buttonClasses } from '../../../ui/button.tsx';
import { Field, TextArea, TextInput } from '../../../ui/field.tsx';
import { joined } from '../../../ui/kit-words.ts';
import { SaveButton } from '../../../ui/save-button.tsx';
import { LocalTime } from '../../../ui/time.tsx';
import { incidentCan, isSettled, stillOpen, type Incident, type IncidentWhole } from '../model.ts';
import { useIncidentCalls } from './calls.ts';
import type { SideProps } from './sides.tsx';
import { useWords } from './words.ts';

/** What keeps it open, as one sentence, or null: the words under the button that resolves. */
function useWhyNot(whole: IncidentWhole): string | null {
  const say = useWords();
  const open = stillOpen(whole.incident, whole.alarms, whole.openTasks);
  if (isSettled(open)) return null;
  const spoken = (letter: string, numbers: readonly number[]) =>
    joined(numbers.map((n) => spokenNumber(letter, n)));
  return [
    open.steps.length > 0 ? say('incident.why.steps', { steps: joined(open.steps) }) : null,
    open.tasks.length > 0 ? say('incident.why.tasks', { tasks: spoken('T', open.tasks) }) : null,
    open.alarms.length > 0 ? say('incident.why.alarms', { alarms: spoken('A', open.alarms) }) : null,
  ]
    .filter((part) => part !== null)
    .join(' ');
}

/** Resolve, or the reason why not yet; reopen with a reason; the page to print. */
export function Ending(props: SideProps) {
  const { whole, command, live } = props;
  const { incident } = whole;
  const say = useWords();
  const calls = useIncidentCalls();
  const whyId = useId();
  const why = useWhyNot(whole);
  const [reason, setReason] = useState<string | null>(null);
  const may = calls.may('incident.resolve');
  const reopen = async () => {
    const given = reason?.trim() ?? '';
    if (given !== '' && (await command.run('reopen', () => calls.reopen(incident.id, given))))
      setReason(null);
  };
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap gap-2">
        {may && incidentCan('resolve', incident.state) && (
          <Button
            kind={why === null ? 'primary' : 'secondary'}
            disabled={!live || why !== null}
            busy={command.busy === 'resolve'}
            aria-describedby={why === null ? undefined : whyId}
            onClick={() => void command.run('resolve', () => calls.resolve(incident.id))}
          >
            {say('incident.resolve')}
          </Button>
        )}
        {may && incidentCan('reopen', incident.state) && (
          <Button
            disabled={!live}
            aria-expanded={reason !== null}
            onClick={() => setReason(reason === null ? '' : null)}
          >
            {say('incident.reopen')}
          </Button>
        )}
        <a
          className={buttonClasses('ghost')}
          href={`/api/incidents/${encodeURIComponent(incident.id)}/report`}
          target="_blank"
          rel="noreferrer"
        >
          {say('incident.print')}
        </a>
        <SaveButton url={`/api/incidents/${encodeURIComponent(incident.id)}/report?format=pdf`}>
          {say('incident.pdf')}
        </SaveButton>
      </div>
      {why !== null && incident.state === 'open' && (
        <p id={whyId} className="m-0 text-table text-ink-2">
          {say('incident.why.notYet')} {why}
        </p>
      )}
      {reason !== null && incidentCan('reopen', incident.state) && (
        <form
          className="flex flex-wrap items-end gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            void reopen();
          }}
        >
          <Field label={say('incident.reopenReason')} className="min-w-[240px] flex-1">
            <TextInput
              value={reason}
              maxLength={500}
              autoFocus
              onChange={(event) => setReason(event.target.value)}
            />
          </Field>
          <Button type="submit" disabled={!live || reason.trim() === ''} busy={command.busy === 'reopen'}>
            {say('incident.reopenNow')}
          </Button>
        </form>
      )}
    </div>
  );
}

/** What the ledger cannot say: what happened in a few sentences, and what is to be learned. */
export function Report(props: SideProps) {
  const { incident } = props.whole;
  const say = useWords();
  const calls = useIncidentCalls();
  if (!incidentCan('report', incident.state)) return null;
  return (
    <section aria-label={say('incident.report')} className="grid content-start gap-2">
      <h3 className="m-0 text-body font-bold">{say('incident.report')}</h3>
      <p className="m-0 text-table text-ink-2">
        {incident.reportAt === null ? (
          say('incident.reportDraft')
        ) : (
          <>
            {say('incident.reportBy', { name: incident.reportByName })}{' '}
            <LocalTime atMs={Date.parse(incident.reportAt)} form="both" />
          </>
        )}
      </p>
      {calls.may('incident.resolve') ? (
        <ReportForm key={incident.reportAt} {...props} incident={incident} />
      ) : (
        <>
          <p className="m-0 text-body whitespace-pre-wrap">{incident.summary}</p>
          <p className="m-0 text-body whitespace-pre-wrap">{incident.lessons}</p>
        </>
      )}
    </section>
  );
}

function ReportForm(props: SideProps & { incident: Incident }) {
  const { incident, command, live } = props;
  const say = useWords();
  const calls = useIncidentCalls();
  const [summary, setSummary] = useState(incident.summary);
  const [lessons, setLessons] = useState(incident.lessons);
  const same = incident.reportAt !== null && summary === incident.summary && lessons === incident.lessons;
  return (
    <form
      className="grid gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        void command.run('report', () => calls.report(incident.id, summary.trim(), lessons.trim()));
      }}
    >
      <Field label={say('incident.summary')} hint={say('incident.summaryHint')}>
        <TextArea
          value={summary}
          rows={5}
          maxLength={8000}
          onChange={(event) => setSummary(event.target.value)}
        />
      </Field>
      <Field label={say('incident.lessons')} optional>
        <TextArea
          value={lessons}
          rows={4}
          maxLength={8000}
          onChange={(event) => setLessons(event.target.value)}
        />
      </Field>
      <div>
        <Button
          type="submit"
          kind={incident.reportAt === null ? 'primary' : 'secondary'}
          disabled={!live || same || summary.trim() === ''}
          busy={command.busy === 'report'}
        >
          {say('incident.reportDone')}
        </Button>
      </div>
    </form>
  );
}
