import { useQueryClient } from '@tanstack/react-query';
import type { QueryClient } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { present } from '../../kernel/assert.ts';
import { roleMay } from '../../modules/identity/model.ts';
import type { Me, Permission } from '../../modules/identity/model.ts';
import type { Start } from '../../modules/identity/ui/calls.ts';
import { termsOf } from '../../modules/site/model.ts';
import { readBeat } from '../../modules/watch/ui/beat.ts';
import { createBoardStore } from '../../modules/watch/ui/board-store.ts';
import type { Board, BoardStore, LiveEntry } from '../../modules/watch/ui/board-store.ts';
import { sendSavedNotes } from '../../modules/watch/ui/saved-notes.ts';
import { setPostZone } from '../../ui/clock.ts';
import { createLive } from '../../ui/live.ts';
import type { Live, LiveEntry as WireEntry } from '../../ui/live.ts';
import { showTerms } from '../../ui/words.ts';
import { sentenceOf } from '../../ui/use-command.ts';
import { learnNames } from './alarm-names.ts';
import { api } from './api.ts';
import { followIncidents } from './incident-news.ts';

/** What every screen knows: who sits here, and the board. */
export interface Session {
  readonly me: Me;
  readonly start: Start;
  readonly store: BoardStore;
  /** Null while it loads, and for roles that may not see it. */
  readonly board: Board | null;
  readonly seesBoard: boolean;
  readonly boardProblem: string | null;
  readonly tryNow: () => void;
  readonly may: (permission: Permission) => boolean;
  readonly signOut: () => void;
  /** The board is one of the record, not the live one. */
  readonly replayed?: boolean;
  /** The board is one of an exercise: acts go there, and what needs the live post is not offered. */
  readonly exercised?: boolean;
}

const SessionContext = createContext<Session | null>(null);
export const SessionProvider = SessionContext.Provider;
export const useSession = (): Session => present(useContext(SessionContext), 'SessionProvider is missing');

const RETRY_MS = 2_000;
const LOG_AT_START = 100;
/** Entries that change what the post is: zones, devices, cards and settings come with the board only. */
const CHANGES_POST =
  /^(post\.(changed|threat-level-set)|(zone|device)\.(added|changed|removed)|(zones|devices)\.imported|sop\.(adopted|issued|withdrawn))$/;

const CHANGES_MAP = /^(floor|basemap)\./;
/** Who signs, and which steps were skipped, are asked again with these. */
const CHANGES_ORDERS = /^(sop|person|people)\./;

const toEntry = (entry: WireEntry): LiveEntry => ({
  ...entry,
  actor: entry.actor ?? '',
  body: typeof entry.body === 'object' ? (entry.body as Record<string, unknown> | null) : null,
});

/** Fetches the board and follows it: backfill, cutover, live. Ends with the component. */
function follow(
  store: BoardStore,
  may: (permission: Permission) => boolean,
  tell: { problem: (words: string | null) => void; signedOut: () => void },
  cache: QueryClient,
): { stop: () => void; tryNow: () => void } {
  const incidents = followIncidents(cache);
  let ended = false;
  let live: Live | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let fetching = false;
  /** Asked for again while an answer was under way: that answer may be too old. */
  let stale = false;

  const fetchBoard = async () => {
    const snapshot = await api('GET /board');
    // The board must stand even when the log does not answer: its strip then fills from now on.
    const log = may('log.see')
      ? await api('GET /log', { query: { limit: LOG_AT_START } }).then(
          (page) => page.entries,
          () => [],
        )
      : [];
    if (ended) return;
    learnNames(log);
    setPostZone(snapshot.post.timeZone);
    void showTerms(termsOf(snapshot.post.settings));
    store.load(snapshot, log);
    tell.problem(null);
    live ??= createLive({
      since: snapshot.seq,
      onEntries: (entries) => {
        const kept = store.apply(entries.map(toEntry));
        incidents.entries(entries);
        if (entries.some((entry) => CHANGES_MAP.test(entry.kind)))
          void cache.invalidateQueries({ queryKey: ['map'] });
        if (entries.some((entry) => entry.kind.startsWith('exercise.')))
          void cache.invalidateQueries({ queryKey: ['exercise'] });
        if (entries.some((entry) => CHANGES_ORDERS.test(entry.kind)))
          void cache.invalidateQueries({ queryKey: ['orders'] });
        if (!kept || entries.some((entry) => CHANGES_POST.test(entry.kind))) void again();
      },
      onResync: () => {
        void again();
        incidents.askAgain();
        void cache.invalidateQueries({ queryKey: ['exercise'] });
      },
      onBeat: (said) => {
        const beat = readBeat(said);
        if (beat !== null) store.hear(beat);
      },
      onState: (state) => {
        if (state.signedOut) tell.signedOut();
        if (state.live) {
          void sendSavedNotes((note) =>
            note.alarmId === null
              ? api('POST /log', { body: { text: note.text }, idempotencyKey: note.key })
              : api('POST /alarms/:id/note', {
                  params: { id: note.alarmId },
                  body: { text: note.text },
                  idempotencyKey: note.key,
                }),
          );
        }
      },
    });
  };
  /** Entries are kept from before the board is asked for, so none falls between its answer and what is shown. */
  const again = async () => {
    stale = fetching;
    if (fetching || ended) return;
    fetching = true;
    clearTimeout(timer);
    if (live !== undefined) store.awaitReload();
    try {
      await fetchBoard();
    } catch (error) {
      if (!ended) {
        tell.problem(sentenceOf(error));
        timer = setTimeout(() => void again(), RETRY_MS);
      }
    }
    fetching = false;
    if (stale) void again();
  };
  void again();
  return {
    tryNow: () => {
      live?.tryNow();
      if (live === undefined) void again();
    },
    stop: () => {
      ended = true;
      clearTimeout(timer);
      live?.stop();
    },
  };
}

const nothing = () => {};

/** Makes the session of a person who is signed in. */
export function useNewSession(
  me: Me,
  start: Start,
  tell: { readonly onSignedOut: () => void; readonly onSignOut: () => void },
): Session {
  const { onSignedOut, onSignOut } = tell;
  const store = useMemo(() => createBoardStore(), []);
  const cache = useQueryClient();
  const { role } = me.person;
  const may = useMemo(() => (permission: Permission) => roleMay(role, permission), [role]);
  const seesBoard = may('board.see');
  const [boardProblem, setBoardProblem] = useState<string | null>(null);
  const tryNow = useRef(nothing);
  useEffect(() => {
    if (!seesBoard) return;
    const tellers = { problem: setBoardProblem, signedOut: onSignedOut };
    const following = follow(store, may, tellers, cache);
    tryNow.current = following.tryNow;
    return () => {
      following.stop();
      tryNow.current = nothing;
    };
  }, [store, may, seesBoard, onSignedOut, cache]);
  const board = useSyncExternalStore(store.subscribe, store.get);
  return useMemo(
    () => ({
      me,
      start,
      store,
      board,
      seesBoard,
      boardProblem,
      may,
      tryNow: () => tryNow.current(),
      signOut: onSignOut,
    }),
    [me, start, store, board, seesBoard, boardProblem, may, onSignOut],
  );
}
