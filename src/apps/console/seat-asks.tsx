import { SeatPrompts } from '../../modules/seat/ui/prompts.tsx';
import { seatCalls } from './seat-calls.ts';
import { useSession } from './session.ts';

/** What this console is asked: did you hear it, are you there. */
export function SeatAsks() {
  const { board } = useSession();
  const p1Open = board !== null && board.counts[0] > 0;
  return <SeatPrompts calls={seatCalls} p1Open={p1Open} />;
}
