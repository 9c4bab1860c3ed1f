import { UPLOAD_MS, withFile } from '../../ui/base64.ts';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { roleMay } from '../../modules/identity/model.ts';
import type { Permission } from '../../modules/identity/model.ts';
import { useIdentityCalls } from '../../modules/identity/ui/calls.ts';
import { AlarmIncident } from '../../modules/incident/ui/alarm-incident.tsx';
import { IncidentCallsProvider } from '../../modules/incident/ui/calls.ts';
import type { IncidentCalls } from '../../modules/incident/ui/calls.ts';
import { IncidentsScreen } from '../../modules/incident/ui/incidents-screen.tsx';
import type { Alarm } from '../../modules/watch/model.ts';
import { isLogged } from '../../modules/watch/ui/logged.ts';
import { useLogLine } from '../../modules/watch/ui/log-words.ts';
import { alarmNumber } from '../../modules/watch/ui/names.ts';
import { useNameIn } from '../../ui/words.ts';
import { useLiveState } from '../../ui/live.ts';
import { EmptyState } from '../../ui/states.tsx';
import { alarmPath, goTo, incidentPath } from './address.ts';
import { api } from './api.ts';
import { useLayout } from './layout.ts';
import { useLogContext } from './log-context.ts';
import { useSession } from './session.ts';
import { useWords } from './words.ts';

function incidentCalls(may: (permission: Permission) => boolean): IncidentCalls {
  return {
    may,
    page: (state, before) => api('GET /incidents', { query: { state, before: before ?? undefined } }),
    incident: (id) => api('GET /incidents/:id', { params: { id } }),
    timeline: (id) => api('GET /incidents/:id/timeline', { params: { id } }),
    ofAlarm: (id) => api('GET /alarms/:id/incident', { params: { id } }),
    open: (body) => api('POST /incidents', { body }),
    link: (id, alarmId) => api('POST /incidents/:id/alarms', { params: { id }, body: { alarmId } }),
    unlink: (id, alarmId) => api('DELETE /incidents/:id/alarms/:alarmId', { params: { id, alarmId } }),
    command: (id, userId) => api('POST /incidents/:id/commander', { params: { id }, body: { userId } }),
    addPerson: (id, name, part) =>
      api('POST /incidents/:id/people', { params: { id }, body: { name, part } }),
    removePerson: (id, key) => api('DELETE /incidents/:id/people/:key', { params: { id, key } }),
    step: (id, index, state, reason) =>
      api('POST /incidents/:id/steps/:index', {
        params: { id, index },
        body: { state, ...(reason === undefined ? {} : { reason }) },
      }),
    note: async (id, text, file) => {
      const body = { text, ...(await withFile(file)) };
      return api('POST /incidents/:id/notes', { params: { id }, body, timeoutMs: UPLOAD_MS });
    },
    resolve: (id) => api('POST /incidents/:id/resolve', { params: { id }, body: {} }),
    reopen: (id, reason) => api('POST /incidents/:id/reopen', { params: { id }, body: { reason } }),
    report: (id, summary, lessons) =>
      api('POST /incidents/:id/report', { params: { id }, body: { summary, lessons } }),
  };
}

/** The incidents, and the one that the address names. */
export function IncidentsPage(props: { id: string | null }) {
  const say = useWords();
  const { may } = useSession();
  const { live } = useLiveState();
  const layout = useLayout();
  const lineOf = useLogLine(useLogContext());
  const calls = useMemo(() => incidentCalls(may), [may]);
  const people = useQuery({
    queryKey: ['people'],
    queryFn: useIdentityCalls().people,
    enabled: may('people.see'),
  }).data;
  if (!may('incident.see'))
    return (
      <>
        <h1 className="sr-only">{say('console.incidents')}</h1>
        <EmptyState title={say('console.notAllowed')}>{say('console.notAllowedHint')}</EmptyState>
      </>
    );
  return (
    <IncidentCallsProvider value={calls}>
      <IncidentsScreen
        selectedId={props.id}
        onSelect={(id) => goTo(id === null ? '/incidents' : incidentPath(id))}
        phone={layout === 'phone'}
        live={live}
        lineOf={(entry) => (isLogged(entry.kind) ? lineOf(entry) : null)}
        commanders={(people ?? []).filter((one) => one.active && roleMay(one.role, 'incident.command'))}
        onAlarm={(id) => goTo(alarmPath(id))}
      />
    </IncidentCallsProvider>
  );
}

/** In the detail of an alarm: its incident, or the way into one. */
export function IncidentOfAlarm(props: { alarm: Alarm; live: boolean }) {
  const { may } = useSession();
  const name = useNameIn();
  const calls = useMemo(() => incidentCalls(may), [may]);
  const { alarm } = props;
  return (
    <IncidentCallsProvider value={calls}>
      <AlarmIncident
        alarm={{ id: alarm.id, spoken: alarmNumber(alarm), title: name(alarm.title) }}
        live={props.live}
        onShow={(id) => goTo(incidentPath(id))}
      />
    </IncidentCallsProvider>
  );
}
