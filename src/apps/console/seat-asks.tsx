import { SeatPrompts } from '../../modules/seat/ui/prompts.tsx';
import { SirenBand } from '../../modules/siren/ui/siren-band.tsx';
import { ConsoleExercise } from './exercise-bands.tsx';
import { seatCalls } from './seat-calls.ts';
import { sirenCalls } from './siren-calls.ts';
import { useSession } from './session.ts';

/** What this console is asked, and the siren that sounds (in words): did you hear it, are you there, silence, an exercise. */
export function SeatAsks(props: { siren: string | null }) {
  const { board, may } = useSession();
  const p1Open = board !== null && board.counts[0] > 0;
  return (
    <>
      {props.siren !== null && (
        <SirenBand says={props.siren} onSilence={may('siren.silence') ? sirenCalls.silence : null} />
      )}
      <ConsoleExercise />
      {may('alarm.acknowledge') && <SeatPrompts calls={seatCalls} p1Open={p1Open} />}
    </>
  );
}
