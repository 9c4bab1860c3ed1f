import { LeadScreen } from '../../modules/exercise/ui/lead-screen.tsx';
import { SeatsScreen } from '../../modules/seat/ui/seats-screen.tsx';
import { WatchSettings } from '../../modules/seat/ui/watch-settings.tsx';
import { SirenSettings } from '../../modules/siren/ui/siren-settings.tsx';
import type { Permission } from '../../modules/identity/model.ts';
import { useLiveState } from '../../ui/live.ts';
import { EmptyState } from '../../ui/states.tsx';
import { exerciseCalls } from './exercise-calls.ts';
import { SetUp } from './other-screens.tsx';
import { seatCalls } from './seat-calls.ts';
import { sirenCalls } from './siren-calls.ts';
import { useSession } from './session.ts';
import { useWords } from './words.ts';

const MAY: Readonly<Record<string, Permission>> = {
  seats: 'seat.see',
  watch: 'site.change',
  exercise: 'exercise.run',
};

/** The pages of Set up about the watch itself: who keeps it, what is told when nobody does, and exercises. */
export function WatchSetup(props: { page: string }) {
  const say = useWords();
  const { may } = useSession();
  const { live } = useLiveState();
  const needed = MAY[props.page];
  if (needed === undefined || !may(needed))
    return (
      <SetUp>
        <EmptyState title={say('console.notAllowed')}>{say('console.notAllowedHint')}</EmptyState>
      </SetUp>
    );
  return (
    <SetUp>
      {props.page === 'seats' && <SeatsScreen calls={seatCalls} live={live} />}
      {props.page === 'exercise' && <LeadScreen calls={exerciseCalls} live={live} />}
      {props.page === 'watch' && (
        <div className="grid gap-8">
          <WatchSettings calls={seatCalls} />
          <SirenSettings calls={sirenCalls} />
        </div>
      )}
    </SetUp>
  );
}
