import { useQuery } from '@tanstack/react-query';
import { Siren } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { SideSheet } from '../../../ui/dialog.tsx';
import { ErrorState, LoadingState, Notice } from '../../../ui/states.tsx';
import { INCIDENTS, useIncidentCalls } from './calls.ts';
import { incidentNumber } from './names.ts';
import { OpenForm } from './open-form.tsx';
import { useCommand } from './use-command.ts';
import { useWords } from './words.ts';

interface AlarmProps {
  readonly alarm: { readonly id: string; readonly spoken: string; readonly title: string };
  readonly live: boolean;
  readonly onShow: (incidentId: string) => void;
}

/** In the detail of an alarm: the incident that it is part of, and the way to make it part of one. */
export function AlarmIncident(props: AlarmProps) {
  const { alarm, live } = props;
  const say = useWords();
  const calls = useIncidentCalls();
  const [choosing, setChoosing] = useState(false);
  const found = useQuery({
    queryKey: [INCIDENTS, 'of-alarm', alarm.id],
    queryFn: () => calls.ofAlarm(alarm.id),
  });
  // Its room is kept while it is asked for: what stands below must not move under a finger.
  if (found.data === undefined) return <div className="min-h-[30px]" />;
  const { incident } = found.data;
  const held = incident !== null && incident.state === 'open';
  if (incident === null && !calls.may('incident.change')) return null;
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      {incident !== null && (
        <button
          type="button"
          onClick={() => props.onShow(incident.id)}
          className="inline-flex min-h-[30px] min-w-0 cursor-pointer items-center gap-2 border-0 bg-transparent p-0 text-start text-body text-ink-1 underline"
        >
          <Siren size={16} aria-hidden="true" className="shrink-0" />
          <span>
            {say(held ? 'incident.partOf' : 'incident.wasPartOf', {
              number: incidentNumber(incident),
              title: incident.title,
            })}
          </span>
        </button>
      )}
      {!held && calls.may('incident.change') && (
        <Button
          size="small"
          disabled={!live}
          icon={<Siren size={16} />}
          aria-haspopup="dialog"
          onClick={() => setChoosing(true)}
        >
          {say('incident.makeOrAdd')}
        </Button>
      )}
      {choosing && (
        <SideSheet
          open
          onClose={() => setChoosing(false)}
          title={say('incident.sheetTitle', { alarm: alarm.spoken })}
        >
          <ChooseIncident {...props} onDone={() => setChoosing(false)} />
        </SideSheet>
      )}
    </div>
  );
}

/** The open incidents to add it to, and the form that makes a new one. */
function ChooseIncident(props: AlarmProps & { onDone: () => void }) {
  const say = useWords();
  const calls = useIncidentCalls();
  const command = useCommand();
  const open = useQuery({ queryKey: [INCIDENTS, 'open'], queryFn: () => calls.page('open', null) });
  const add = async (id: string) => {
    if (await command.run(id, () => calls.link(id, props.alarm.id))) props.onDone();
  };
  const list = () => {
    if (open.isPending) return <LoadingState className="p-0!" />;
    if (open.data === undefined)
      return (
        <ErrorState
          title={say('incident.listFailed')}
          todo={open.error.message}
          action={<Button onClick={() => void open.refetch()}>{say('incident.again')}</Button>}
        />
      );
    if (open.data.incidents.length === 0)
      return <p className="m-0 text-body text-ink-2">{say('incident.noneOpen')}</p>;
    return (
      <ul className="m-0 grid list-none gap-2 p-0">
        {open.data.incidents.map((incident) => (
          <li key={incident.id}>
            <Button
              size="large"
              className="w-full justify-start! text-start"
              busy={command.busy === incident.id}
              disabled={command.busy !== null}
              onClick={() => void add(incident.id)}
            >
              <span className="text-ink-2">{incidentNumber(incident)}</span> {incident.title}
            </Button>
          </li>
        ))}
      </ul>
    );
  };
  return (
    <div className="grid gap-6">
      <section aria-label={say('incident.addTo')} className="grid gap-2">
        <h3 className="m-0 text-body font-bold">{say('incident.addTo')}</h3>
        {command.problem !== null && <Notice tone="problem">{command.problem}</Notice>}
        {list()}
      </section>
      <section aria-label={say('incident.makeNew')} className="grid gap-2">
        <h3 className="m-0 text-body font-bold">{say('incident.makeNew')}</h3>
        <OpenForm title={props.alarm.title} alarmIds={[props.alarm.id]} onOpened={props.onDone} />
      </section>
    </div>
  );
}
