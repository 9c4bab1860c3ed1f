import { Suspense, lazy, useContext } from 'react';
import { standsWatch, WATCH_NOT_KEPT } from '../../modules/seat/model.ts';
import type { Degraded } from '../../modules/watch/ui/beat.ts';
import { ManagedBandWords, hasManagedBand } from '../../modules/watch/ui/managed-lines.tsx';
import { FloodWords } from '../../modules/watch/ui/queue.tsx';
import { Band } from '../../ui/layout.tsx';
import { useLiveState } from '../../ui/live.ts';
import { useLanguage } from '../../ui/words.ts';
import { goTo, mapAlone } from './address.ts';
import { FloodContext } from './contexts.ts';
import { useLayout } from './layout.ts';
import { select } from './selection.ts';
import { useSession } from './session.ts';
import { knownWord, useWords } from './words.ts';

/* Comes when the board stands: what is to be read and signed can wait for it. */
const OrderBands = lazy(() => import('./order-bands.tsx').then((file) => ({ default: file.OrderBands })));

/** The server's sentence, translated where its code is known; the first number in it goes along. */
function useTroubleWords(): (trouble: Degraded) => string {
  const say = useWords();
  return ({ code, says }) => {
    const word = knownWord(`trouble.${code}`);
    return word === null ? says : say(word, { says, n: /\d+/.exec(says)?.[0] ?? '' });
  };
}

/** White, not red: something of the system's own is not as it should be, and what to do about it. */
function DegradedBand() {
  const { board, me } = useSession();
  const words = useTroubleWords();
  // That the watch is not kept is for those who answer for it: who keeps it sees "Sound is off".
  const forMe = (board?.degraded ?? []).filter(
    ({ code }) => code !== WATCH_NOT_KEPT || !standsWatch(me.person.role),
  );
  if (forMe.length === 0) return null;
  return (
    <Band tone="inverse">
      <span className="py-1 text-balance">{forMe.map(words).join(' ')}</span>
    </Band>
  );
}

/** White too: nobody took an alarm in time, or a colleague hands one over. */
function ManagedBand() {
  const { board, me } = useSession();
  if (board === null || !hasManagedBand(board.alarms, me.person.id)) return null;
  const show = (id: string) => {
    select(id);
    goTo('/');
  };
  return (
    <Band tone="inverse">
      <ManagedBandWords alarms={board.alarms} myId={me.person.id} onSelect={show} />
    </Band>
  );
}

function FloodBand() {
  const { board } = useSession();
  const { flood, showAll, setShowAll } = useContext(FloodContext);
  if (!flood || board === null) return null;
  return (
    <Band tone="neutral">
      <FloodWords
        raisedLately={board.raisedLately}
        grouped={!showAll}
        onToggle={() => setShowAll(!showAll)}
      />
    </Band>
  );
}

/** The bands under the bar: DEMO always; what is degraded and a flood only while that is known to be true. */
export function Bands() {
  const say = useWords();
  const { language } = useLanguage();
  const layout = useLayout();
  const { start, board, may } = useSession();
  const { live } = useLiveState();
  const name = start.postName[language] ?? start.postName.en;
  return (
    <>
      {start.demo && (
        <Band tone="drill">
          {layout === 'phone' ? say('console.demoShort') : say('console.demoBand', { name })}
        </Band>
      )}
      {live && <DegradedBand />}
      {live && <ManagedBand />}
      {live && <FloodBand />}
      {live && board !== null && !mapAlone() && (may('step.supervise') || may('order.sign')) && (
        <Suspense>
          <OrderBands />
        </Suspense>
      )}
    </>
  );
}
