import { createContext, useContext } from 'react';

/** How parts of the watch stand to the record: whether they show a moment of it, and the way to one. */
export interface ReplayPlace {
  /** What is shown stands at this sequence number of the ledger; null on the live board. */
  readonly upToSeq: number | null;
  /** Jumps to the moment; null where the role may not, or there is no way. */
  readonly jump: ((at: string) => void) | null;
}

const Place = createContext<ReplayPlace>({ upToSeq: null, jump: null });
export const ReplayPlaceProvider = Place.Provider;
export const useReplayPlace = (): ReplayPlace => useContext(Place);
