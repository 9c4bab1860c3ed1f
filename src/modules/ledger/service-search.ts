/**
 * The follower `search`: what people wrote goes into the words table, corrections are linked to what they
 * correct, and erased text leaves the search. Made from the ledger alone, so it can be made again.
 */
import type { StoredEntry } from '../../platform/ledger-read.ts';
import { follow, type Follower } from '../../platform/follow.ts';
import type { Queryable } from '../../platform/ledger-log.ts';
import type { Log } from '../../platform/log.ts';
import type { Transact, Transaction } from '../../platform/transact.ts';
import { plainText, SEARCHED_KINDS, textOf, wordsOf } from './search-words.ts';
import { deleteWords, insertCorrections, insertWords, type SearchRow } from './store-search.ts';

const FOLLOWS: readonly string[] = [...SEARCHED_KINDS, 'body.erased'];
/** Entries cut into words in one transaction, and the rest between two batches. */
const BATCH = 500;
const REST_MS = 20;

/** Begins to follow; `onAppended` tells of new entries, so that a note is found a moment after it is written. */
export async function startSearch(deps: {
  readonly db: Queryable;
  readonly transact: Transact;
  readonly postId: string;
  readonly log: Log;
  readonly kept: (seq: number) => readonly StoredEntry[] | null;
  readonly onAppended: (
    listener: (postId: string, entries: readonly { readonly kind: string }[]) => void,
  ) => unknown;
  readonly later?: () => boolean;
}): Promise<Follower> {
  const search = await follow({
    ...deps,
    name: 'search',
    kinds: FOLLOWS,
    batch: BATCH,
    restMs: REST_MS,
    handle: followForSearch,
    // An entry that cannot be cut into words is in the log all the same; what is missing is written here.
    giveUp: async (_tx, entry, error) => deps.log.error('search', error, { seq: entry.seq }),
    onTrouble: (error) => deps.log.error('database', error),
  });
  deps.onAppended((_postId, entries) => {
    if (entries.some((entry) => FOLLOWS.includes(entry.kind))) search.nudge();
  });
  return search;
}

function rowOf(entry: StoredEntry): SearchRow | null {
  if (entry.body === null || !SEARCHED_KINDS.includes(entry.kind)) return null;
  const plain = plainText(textOf(entry.body));
  const words = wordsOf(plain);
  return words.length === 0 ? null : { seq: entry.seq, words, plain };
}

const numbers = (value: unknown): number[] =>
  Array.isArray(value) ? value.filter((item): item is number => typeof item === 'number') : [];

/** Brings the words table up to these entries. Erasures come last: what they name may be in the same batch. */
async function followForSearch(tx: Transaction, entries: readonly StoredEntry[]): Promise<void> {
  await insertWords(
    tx,
    entries.flatMap((entry) => rowOf(entry) ?? []),
  );
  await insertCorrections(
    tx,
    entries.flatMap((entry) => {
      const corrects = entry.kind === 'log.corrected' ? entry.body?.['corrects'] : undefined;
      return typeof corrects === 'number' ? [{ corrects, seq: entry.seq }] : [];
    }),
  );
  const erased = entries.flatMap((entry) =>
    entry.kind === 'body.erased' ? numbers(entry.body?.['erased']) : [],
  );
  if (erased.length > 0) await deleteWords(tx, erased);
}
