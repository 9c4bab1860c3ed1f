/**
 * The ledger's own commands and questions, and the clockwork that seals it.
 *
 * Idle: no news. Waiting: news came; a seal is due SEAL_AFTER_MS later, or at once with MANY_ENTRIES, but never
 * sooner than MIN_PAUSE_MS after the last one. Sealing: at most one at a time. Stopped: sealed once more.
 */
import type pg from 'pg';
import { refuser } from '../../kernel/refusal.ts';
import type { Clock } from '../../kernel/time.ts';
import type { Log } from '../../platform/log.ts';
import type { StoredEntry } from '../../platform/ledger-read.ts';
import type { Transact } from '../../platform/transact.ts';
import { ledgerRefusals, MAX_ERASED_AT_ONCE } from './model.ts';
import { createSealer, SealRefused, type LedgerTrouble } from './service-seal.ts';
import * as store from './store.ts';

const SEAL_AFTER_MS = 700;
const MIN_PAUSE_MS = 1_000;
const MANY_ENTRIES = 256;
/** Entries of other processes, and a lock that became free, are looked for so often. */
const LOOK_MS = 10_000;
const RETRY_MS = 5_000;

const refuse = refuser(ledgerRefusals);

export interface LedgerServiceDeps {
  readonly db: pg.Pool;
  readonly transact: Transact;
  readonly clock: Clock;
  readonly postId: string;
  readonly dataDir: string;
  readonly log: Log;
  readonly onTrouble: (code: LedgerTrouble, says: string) => void;
  /** The trouble is over: only `ledger-seal-failed` ends by itself. */
  readonly onTroubleOver?: (code: LedgerTrouble) => void;
}

export type LedgerService = ReturnType<typeof createLedgerService>;

/** One post's ledger: seals, pages, proofs, erasure. */
export function createLedgerService(deps: LedgerServiceDeps) {
  const { db, postId, clock } = deps;
  const sealer = createSealer(deps);
  let waiting = 0;
  let dueMs = 0;
  let lastMs = -MIN_PAUSE_MS;
  let timer: NodeJS.Timeout | null = null;
  let stopped = true;
  let failing = false;

  async function sealNow(): Promise<'sealed' | 'nothing' | 'elsewhere' | 'failed'> {
    waiting = 0;
    lastMs = clock.monotonicMs();
    try {
      const outcome = await sealer.seal();
      if (failing) deps.onTroubleOver?.('ledger-seal-failed');
      failing = false;
      return outcome;
    } catch (error) {
      // The sealer has told of a refusal itself, once.
      if (error instanceof SealRefused) return 'failed';
      failing = true;
      deps.log.warn('The ledger could not be sealed', { error: String(error) });
      deps.onTrouble(
        'ledger-seal-failed',
        'New entries of the ledger could not be sealed: the disk or the database does not answer. It is tried again every few seconds.',
      );
      return 'failed';
    }
  }

  function plan(inMs: number): void {
    if (stopped) return;
    const at = clock.monotonicMs() + inMs;
    if (timer && dueMs <= at) return;
    if (timer) clearTimeout(timer);
    dueMs = at;
    timer = setTimeout(
      () => {
        timer = null;
        void sealNow().then((outcome) => {
          plan(outcome === 'failed' ? RETRY_MS : LOOK_MS);
          if (waiting > 0) planForNews();
        });
      },
      Math.max(0, inMs),
    );
    timer.unref();
  }

  function planForNews(): void {
    const rest = lastMs + MIN_PAUSE_MS - clock.monotonicMs();
    plan(Math.max(rest, waiting >= MANY_ENTRIES ? 0 : SEAL_AFTER_MS));
  }

  return {
    async start(): Promise<void> {
      stopped = false;
      await sealNow();
      plan(LOOK_MS);
    },
    async stop(): Promise<void> {
      if (stopped) return;
      stopped = true;
      if (timer) clearTimeout(timer);
      timer = null;
      await sealNow();
      await sealer.close();
    },
    /** Entries were appended. Cheap; call it as often as you like. */
    nudge(entries = 1): void {
      waiting += entries;
      planForNews();
    },
    /** Seals at once. `failed`: `onTrouble` has said why. */
    sealNow,

    async entry(seq: number): Promise<StoredEntry> {
      const [entry] = await store.entriesAt(db, postId, [seq]);
      if (!entry) throw refuse('entry-unknown', { seq });
      return entry;
    },

    /** Removes the text of entries for good; their hashes and proofs stay. Returns the numbers erased now. */
    async eraseBody(
      actor: string,
      seqs: readonly number[],
      reason: string,
    ): Promise<{ erased: readonly number[] }> {
      const wanted = [...new Set(seqs)].toSorted((a, b) => a - b);
      if (wanted.length === 0 || wanted.length > MAX_ERASED_AT_ONCE) throw refuse('erasure-size');
      if (reason.trim() === '') throw refuse('erasure-reason');
      return deps.transact({ postId, actor, name: 'erase-body' }, async (tx) => {
        const entries = await store.entriesAt(tx.client, postId, wanted);
        const known = new Map(entries.map((entry) => [entry.seq, entry]));
        for (const seq of wanted) {
          const entry = known.get(seq);
          if (!entry) throw refuse('entry-unknown', { seq });
          // What names the erased must stay, or a missing body could no longer be explained.
          if (entry.kind === 'body.erased') throw refuse('erasure-of-erasure', { seq });
        }
        const erased = await store.deleteBodies(tx, wanted);
        if (erased.length === 0) throw refuse('erased-already');
        tx.record({ kind: 'body.erased', subjects: [], body: { erased, reason: reason.trim() } });
        return { erased };
      });
    },
  };
}
