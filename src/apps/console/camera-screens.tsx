import { useQuery } from '@tanstack/react-query';
import { AlarmCameras } from '../../modules/camera/ui/alarm-cameras.tsx';
import { CameraScreen } from '../../modules/camera/ui/camera-screen.tsx';
import { CameraSetup } from '../../modules/camera/ui/camera-setup.tsx';
import { ROLES } from '../../modules/identity/model.ts';
import type { Alarm } from '../../modules/watch/model.ts';
import { LogRow } from '../../modules/watch/ui/log-lines.tsx';
import { useLiveState } from '../../ui/live.ts';
import { EmptyState, ErrorState, LoadingState } from '../../ui/states.tsx';
import { goTo } from './address.ts';
import { api } from './api.ts';
import { cameraCalls, cameraSetupCalls } from './camera-calls.ts';
import { useLogContext } from './log-context.ts';
import { SetUp } from './other-screens.tsx';
import { useSession } from './session.ts';
import { useWords } from './words.ts';
import { useWords as useIdentityWords } from '../../modules/identity/ui/words.ts';

const NONE: readonly never[] = [];
const TIMELINE = 50;

/** What happened to one camera, newest first, from the log. */
function Timeline(props: { cameraId: string }) {
  const say = useWords();
  const context = useLogContext();
  const query = useQuery({
    queryKey: ['camera-timeline', props.cameraId],
    queryFn: () => api('GET /log', { query: { thread: props.cameraId, limit: TIMELINE } }),
    refetchInterval: 10_000,
  });
  if (query.data === undefined)
    return query.error === null ? (
      <LoadingState />
    ) : (
      <ErrorState title={say('console.boardFailed')} todo={query.error.message} />
    );
  return (
    <ol className="m-0 grid list-none gap-0 p-0">
      {query.data.entries.map((entry) => (
        <li key={entry.seq} className="h-[56px] border-b border-line">
          <LogRow entry={entry} context={context} form="both" tall />
        </li>
      ))}
    </ol>
  );
}

const timelineOf = (id: string) => <Timeline cameraId={id} />;

export function CamerasPage() {
  const say = useWords();
  const { may } = useSession();
  const { live } = useLiveState();
  if (!may('camera.see'))
    return (
      <>
        <h1 className="sr-only">{say('console.cameras')}</h1>
        <EmptyState title={say('console.notAllowed')}>{say('console.notAllowedHint')}</EmptyState>
      </>
    );
  return (
    <CameraScreen
      calls={cameraCalls}
      live={live}
      mayAdd={may('camera.setup')}
      onSetUp={() => goTo('/set-up/cameras')}
      {...(may('log.see') ? { timelineOf } : {})}
    />
  );
}

/** The cameras that see the place of an alarm. */
export function CamerasOfAlarm(props: { alarm: Alarm; live: boolean }) {
  const { alarm } = props;
  const { may } = useSession();
  return (
    <AlarmCameras
      key={alarm.id}
      alarm={{
        id: alarm.id,
        deviceId: alarm.deviceId,
        zoneId: alarm.zoneId,
        raisedAtMs: Date.parse(alarm.raisedAt),
      }}
      calls={cameraCalls}
      live={props.live}
      mayExport={may('evidence.export')}
    />
  );
}

export function CameraSetupPage() {
  const say = useWords();
  const sayRole = useIdentityWords();
  const { board, may } = useSession();
  const { live } = useLiveState();
  const zones = useQuery({ queryKey: ['zones'], queryFn: async () => (await api('GET /zones')).zones });
  const people = useQuery({
    queryKey: ['people'],
    queryFn: async () => (await api('GET /people')).people,
    enabled: may('people.see'),
  });
  if (!may('camera.setup'))
    return (
      <SetUp>
        <EmptyState title={say('console.notAllowed')}>{say('console.notAllowedHint')}</EmptyState>
      </SetUp>
    );
  const roles = ROLES.map((role) => ({ key: `role:${role}`, label: sayRole(`identity.role.${role}`) }));
  const persons = (people.data ?? []).map((person) => ({ key: `user:${person.id}`, label: person.name }));
  return (
    <SetUp>
      <CameraSetup
        calls={cameraSetupCalls}
        zones={zones.data ?? board?.snapshot.zones ?? NONE}
        holders={[...roles, ...persons]}
        otherLanguage={board?.snapshot.post.languages.find((language) => language !== 'en') ?? null}
        mayChange={live}
        mayRights={live && may('camera.rights')}
      />
    </SetUp>
  );
}
