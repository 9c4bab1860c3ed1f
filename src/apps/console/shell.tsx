import {
  Activity,
  ArrowRightLeft,
  Bell,
  BookOpen,
  Cctv,
  ClipboardList,
  DoorOpen,
  Map as MapIcon,
  Settings,
  Siren,
} from 'lucide-react';
import { Suspense, lazy, useEffect, useMemo, useState } from 'react';
import { NOBODY_ATTENDS } from '../../modules/seat/model.ts';
import { Button } from '../../ui/button.tsx';
import { useNow } from '../../ui/clock.ts';
import { useKeys } from '../../ui/keys.ts';
import { NotLiveBar, Rail } from '../../ui/layout.tsx';
import type { RailItem } from '../../ui/layout.tsx';
import { useLiveState } from '../../ui/live.ts';
import { setSounding } from '../../ui/sound.ts';
import { ErrorState, LoadingState } from '../../ui/states.tsx';
import { goTo, mapAlone, usePath } from './address.ts';
import { Bands } from './bands.tsx';
import { ConsoleBar, DuressButton } from './console-bar.tsx';
import { FloodContext, PaletteContext } from './contexts.ts';
import { useLayout } from './layout.ts';
import { Screens } from './screens.tsx';
import { SeatReporter } from './seat-reporter.tsx';
import { useSession } from './session.ts';
import { useFlood } from './use-flood.ts';
import { useWords } from './words.ts';

const KeysSheet = lazy(() => import('./keys-sheet.tsx').then((file) => ({ default: file.KeysSheet })));

/** Sounds the highest priority that nobody has seen and nobody has silenced. Draws nothing. */
function Sounding() {
  const { board, may } = useSession();
  const now = useNow();
  const listens = may('alarm.acknowledge');
  useEffect(() => {
    if (board === null || !listens) return;
    const loud = board.alarms.filter(
      (alarm) =>
        alarm.active &&
        !alarm.acknowledged &&
        (alarm.silencedUntil === null || Date.parse(alarm.silencedUntil) <= now),
    );
    let highest: 1 | 2 | 3 | 4 | null = null;
    for (const alarm of loud) if (highest === null || alarm.priority < highest) highest = alarm.priority;
    // Whoever passes this console must hear that nobody attends.
    if (board.degraded.some(({ code }) => code === NOBODY_ATTENDS)) highest = 1;
    setSounding(highest);
  }, [board, listens, now]);
  useEffect(() => () => setSounding(null), []);
  return null;
}

function NotLive() {
  const say = useWords();
  const { board, tryNow } = useSession();
  const { lastHeardAt } = useLiveState();
  const channel = board?.snapshot.post.settings.radioChannel;
  return (
    <NotLiveBar lastHeardAtMs={lastHeardAt} onTry={tryNow}>
      <span>{channel === undefined ? say('console.useTheRadio') : say('console.useRadio', { channel })}</span>
      <DuressButton />
    </NotLiveBar>
  );
}

type RailWord =
  'watch' | 'map' | 'cameras' | 'incidents' | 'log' | 'doors' | 'handover' | 'orders' | 'health' | 'setUp';

function useRail(): readonly RailItem[] {
  const say = useWords();
  const path = usePath();
  const { may, seesBoard } = useSession();
  const onBoard =
    path === '/' || path.startsWith('/alarms/') || path.startsWith('/replay/') || path === '/exercise';
  const item = (
    word: RailWord,
    href: string,
    Icon: typeof Bell,
    letter: string,
    current = path === href,
    to = href,
  ): RailItem => ({
    key: word,
    label: say(`console.${word}`),
    icon: <Icon size={20} />,
    href,
    current,
    keyCap: `G ${letter}`,
    onGo: () => goTo(to),
  });
  const items: RailItem[] = [];
  if (seesBoard) items.push(item('watch', '/', Bell, 'W', onBoard), item('map', '/map', MapIcon, 'M'));
  if (seesBoard && may('camera.see')) items.push(item('cameras', '/cameras', Cctv, 'C'));
  if (may('incident.see'))
    items.push(item('incidents', '/incidents', Siren, 'I', path.startsWith('/incidents')));
  if (may('log.see')) items.push(item('log', '/log', BookOpen, 'L'));
  if (seesBoard && may('doors.see')) items.push(item('doors', '/doors', DoorOpen, 'D'));
  if (may('handover.see')) items.push(item('handover', '/handover', ArrowRightLeft, 'H'));
  if (may('order.see')) items.push(item('orders', '/orders', ClipboardList, 'O', path.startsWith('/orders')));
  if (seesBoard && may('panel.see')) items.push(item('health', '/health', Activity, 'Q'));
  const setUp = may('panel.see') ? '/set-up' : '/set-up/people';
  if (may('panel.see') || may('people.see'))
    items.push(item('setUp', '/set-up', Settings, 'S', path.startsWith('/set-up'), setUp));
  return items;
}

/** Everything around a screen: bar or "Not live", bands, rail or foot, and the keys that work everywhere. */
export function Shell() {
  const say = useWords();
  const session = useSession();
  const { board, seesBoard, boardProblem } = session;
  const { live } = useLiveState();
  const layout = useLayout();
  const path = usePath();
  const items = useRail();
  const flood = useFlood();
  const [finding, setFinding] = useState(false);
  const [keysShown, setKeysShown] = useState(false);
  const phone = layout === 'phone';
  const alone = phone && path.startsWith('/alarms/');
  const palette = useMemo(
    () => ({ open: finding, close: () => setFinding(false), showKeys: () => setKeysShown(true) }),
    [finding],
  );
  useKeys([
    { keys: '$mod+k', label: say('console.doOrFind'), run: () => setFinding(true) },
    { keys: 'Shift+?', label: say('console.keys'), run: () => setKeysShown(true) },
    { keys: 'g w', label: say('console.watch'), run: () => goTo('/') },
    { keys: 'g l', label: say('console.log'), run: () => goTo('/log') },
    { keys: 'g m', label: say('console.map'), run: () => goTo('/map') },
    { keys: 'g c', label: say('console.cameras'), run: () => goTo('/cameras') },
    { keys: 'g i', label: say('console.incidents'), run: () => goTo('/incidents') },
    { keys: 'g d', label: say('console.doors'), run: () => goTo('/doors') },
    { keys: 'g q', label: say('console.health'), run: () => goTo('/health') },
    { keys: 'g o', label: say('console.orders'), run: () => goTo('/orders') },
    { keys: 'g h', label: say('console.handover'), run: () => goTo('/handover') },
    { keys: 'g s', label: say('console.setUp'), run: () => goTo('/set-up') },
  ]);
  const content = () => {
    if (!seesBoard || board !== null) return <Screens />;
    return (
      <>
        <h1 className="sr-only">{say('console.watch')}</h1>
        {boardProblem === null ? <LoadingState label={say('console.boardLoading')} /> : failed(boardProblem)}
      </>
    );
  };
  const failed = (why: string) => (
    <div className="mx-auto w-full max-w-[560px] p-6">
      <ErrorState
        title={say('console.boardFailed')}
        stillWorks={say('console.boardStill')}
        todo={why}
        action={<Button onClick={session.tryNow}>{say('console.tryAgain')}</Button>}
      />
    </div>
  );
  return (
    <FloodContext.Provider value={flood}>
      <PaletteContext.Provider value={palette}>
        <div className="flex h-full flex-col overflow-hidden break-keep">
          {live ? (
            !alone && <ConsoleBar onFind={() => setFinding(true)} onKeys={() => setKeysShown(true)} />
          ) : (
            <NotLive />
          )}
          <Bands />
          <div className="flex min-h-0 flex-1">
            {!phone && !mapAlone() && (
              <Rail label={say('console.rail')} items={items} wide={layout === 'huge'} />
            )}
            <main className="relative flex min-h-0 min-w-0 flex-1 flex-col">{content()}</main>
          </div>
          {phone && !alone && <Rail label={say('console.rail')} items={items} foot />}
          {/* The console beside it sounds; twice would be an echo. */}
          {!mapAlone() && <Sounding />}
          {!mapAlone() && <SeatReporter />}
          <Suspense>{keysShown && <KeysSheet onClose={() => setKeysShown(false)} />}</Suspense>
        </div>
      </PaletteContext.Provider>
    </FloodContext.Provider>
  );
}
