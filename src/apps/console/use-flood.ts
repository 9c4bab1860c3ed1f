import { useMemo, useState } from 'react';
import { floodNow, raisedInTenMinutes } from '../../modules/watch/ui/flood.ts';
import { useNow } from '../../ui/clock.ts';
import { useSession } from './session.ts';

/** Is it a flood on the board of this session, and does this seat see it grouped? */
export function useFlood() {
  const { board } = useSession();
  const now = useNow();
  const count = board === null ? 0 : raisedInTenMinutes(board.raisedLately, now);
  const [flood, setFlood] = useState(false);
  const [showAll, setShowAll] = useState(false);
  const next = floodNow(flood, count);
  if (next !== flood) {
    setFlood(next);
    if (!next) setShowAll(false);
  }
  return useMemo(() => ({ flood: next, showAll, setShowAll }), [next, showAll, setShowAll]);
}
