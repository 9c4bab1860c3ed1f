import { Suspense, lazy } from 'react';
import { EmptyState, LoadingState } from '../../ui/states.tsx';
import { usePath } from './address.ts';
import { AlarmScreen } from './alarm-screen.tsx';
import { WatchScreen } from './watch-screen.tsx';
import { useWords } from './words.ts';

const others = () => import('./other-screens.tsx');
const WatchLogScreen = lazy(() => others().then((file) => ({ default: file.WatchLogScreen })));
const upkeep = () => import('./upkeep-screens.tsx');
const AlarmHealthScreen = lazy(() => upkeep().then((file) => ({ default: file.AlarmHealthScreen })));
const ShiftScreen = lazy(() => import('./shift-screen.tsx').then((file) => ({ default: file.ShiftScreen })));
const IncidentsPage = lazy(() =>
  import('./incident-screens.tsx').then((file) => ({ default: file.IncidentsPage })),
);
const AllDoorsScreen = lazy(() =>
  import('./doors-screen.tsx').then((file) => ({ default: file.AllDoorsScreen })),
);
const OrdersPage = lazy(() => import('./orders-page.tsx').then((file) => ({ default: file.OrdersPage })));
const MapScreen = lazy(() => import('./map-screen.tsx').then((file) => ({ default: file.MapScreen })));
const MapSetup = lazy(() => import('./map-setup.tsx').then((file) => ({ default: file.MapSetup })));
const cameras = () => import('./camera-screens.tsx');
const CamerasPage = lazy(() => cameras().then((file) => ({ default: file.CamerasPage })));
const CameraSetupPage = lazy(() => cameras().then((file) => ({ default: file.CameraSetupPage })));
const DevicesScreen = lazy(() => upkeep().then((file) => ({ default: file.DevicesScreen })));
const SetupScreen = lazy(() => import('./setup-screens.tsx').then((file) => ({ default: file.SetupScreen })));
const WatchSetup = lazy(() => import('./watch-setup.tsx').then((file) => ({ default: file.WatchSetup })));
const ExerciseScreen = lazy(() =>
  import('./exercise-screen.tsx').then((file) => ({ default: file.ExerciseScreen })),
);
const WATCH_PAGES = ['seats', 'watch', 'exercise'];
const SETUP_PAGES = ['my-post', 'site', 'import', 'post'];
const ReplayScreen = lazy(() =>
  import('./replay-screen.tsx').then((file) => ({ default: file.ReplayScreen })),
);
const PeopleScreen = lazy(() => others().then((file) => ({ default: file.PeopleScreen })));

function NotFound() {
  const say = useWords();
  return (
    <>
      <h1 className="sr-only">{say('console.notFound')}</h1>
      <EmptyState title={say('console.notFound')}>{say('console.notFoundHint')}</EmptyState>
    </>
  );
}

function Screen(props: { path: string }) {
  const [, first = '', second] = props.path.split('/');
  if (first === '') return <WatchScreen />;
  if (first === 'alarms' && second !== undefined) return <AlarmScreen id={decodeURIComponent(second)} />;
  if (first === 'replay' && /^\d{1,15}$/.test(second ?? '')) return <ReplayScreen startMs={Number(second)} />;
  if (first === 'exercise') return <ExerciseScreen />;
  if (first === 'log') return <WatchLogScreen />;
  if (first === 'map') return <MapScreen />;
  if (first === 'cameras') return <CamerasPage />;
  if (first === 'doors') return <AllDoorsScreen />;
  if (first === 'handover') return <ShiftScreen />;
  if (first === 'incidents')
    return <IncidentsPage id={second === undefined ? null : decodeURIComponent(second)} />;
  if (first === 'orders') return <OrdersPage id={second === undefined ? null : decodeURIComponent(second)} />;
  if (first === 'health') return <AlarmHealthScreen />;
  if (first === 'set-up' && second === 'map') return <MapSetup />;
  if (first === 'set-up' && second === 'cameras') return <CameraSetupPage />;
  if (first === 'set-up' && second !== undefined && SETUP_PAGES.includes(second))
    return <SetupScreen page={second} />;
  if (first === 'set-up' && second !== undefined && WATCH_PAGES.includes(second))
    return <WatchSetup page={second} />;
  if (first === 'set-up') return second === 'people' ? <PeopleScreen /> : <DevicesScreen />;
  return <NotFound />;
}

/** The screen of the address. */
export function Screens() {
  const path = usePath();
  return (
    <Suspense fallback={<LoadingState />}>
      <Screen path={path} />
    </Suspense>
  );
}
