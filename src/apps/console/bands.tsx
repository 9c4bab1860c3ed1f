import { Suspense, lazy, useContext } from 'react';
import { FOR_SUPERVISORS, NOBODY_ATTENDS, standsWatch } from '../../modules/seat/model.ts';
import type { Degraded } from '../../modules/watch/ui/beat.ts';
import { ManagedBandWords, hasManagedBand } from '../../modules/watch/ui/managed-lines.tsx';
import { FloodWords } from '../../modules/watch/ui/queue.tsx';
import { Band } from '../../ui/layout.tsx';
import { PrioritySymbol } from '../../ui/priority-symbol.tsx';
import { useLiveState } from '../../ui/live.ts';
import { nameIn } from '../../ui/direction.ts';
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

const SeatAsks = lazy(() => import('./seat-asks.tsx').then((file) => ({ default: file.SeatAsks })));

/** As the siren's model names it; of the model itself the first page needs nothing. */
const SIREN_ON: typeof import('../../modules/siren/model.ts').SIREN_ON = 'siren-on';
/** Told in bands of their own. */
const TOLD_ELSEWHERE: readonly string[] = [NOBODY_ATTENDS, SIREN_ON];

/** White, not red: something of the system's own is not as it should be, and what to do about it. */
function DegradedBand() {
  const { board, me } = useSession();
  const words = useTroubleWords();
  // That the watch is not kept is for those who answer for it: who keeps it sees "Sound is off".
  const forMe = (board?.degraded ?? []).filter(
    ({ code }) =>
      !TOLD_ELSEWHERE.includes(code) && (!FOR_SUPERVISORS.includes(code) || !standsWatch(me.person.role)),
  );
  if (forMe.length === 0) return null;
  return (
    <Band tone="inverse">
      <span className="py-1 text-balance">{forMe.map(words).join(' ')}</span>
    </Band>
  );
}

/** Red, like the alarm that it is: alarms are open, and nobody attends at any console. */
function AloneBand() {
  const { board } = useSession();
  const words = useTroubleWords();
  const alone = board?.degraded.find(({ code }) => code === NOBODY_ATTENDS);
  if (alone === undefined) return null;
  return (
    <div
      role="alert"
      className="flex shrink-0 items-center justify-center gap-3 border-b border-line bg-p1-row px-3 py-2 text-bar font-semibold"
    >
      <PrioritySymbol priority={1} look="filled" size={24} decorative />
      {words(alone)}
    </div>
  );
}

/** What this console is asked, and the siren: fetched after the board. */
function Asked() {
  const { board } = useSession();
  const words = useTroubleWords();
  const siren = board?.degraded.find(({ code }) => code === SIREN_ON);
  return (
    <Suspense>
      <SeatAsks siren={siren === undefined ? null : words(siren)} />
    </Suspense>
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
  const name = nameIn(start.postName, language);
  return (
    <>
      {start.demo && (
        <Band tone="drill">
          {layout === 'phone' ? say('console.demoShort') : say('console.demoBand', { name })}
        </Band>
      )}
      {live && <AloneBand />}
      {live && <Asked />}
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
