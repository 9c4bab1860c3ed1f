/**
 * The ledger's own commands and questions, and the clockwork that seals it.
 *
 * Idle: no news. Waiting: news came; a seal is due SEAL_AFTER_MS later, or at once with MANY_ENTRIES, but never
 * sooner than MIN_PAUSE_MS (in a storm STORM_PAUSE_MS) after the last one. Sealing: at most one at a time. Stopped: sealed once more.
 */
import type { Readable } from 'node:stream';
import type pg from 'pg';
import { refuser } from '../../kernel/refusal.ts';
import { fileTime, type LongRows, type Paper } from '../../kernel/paper.ts';
import { toInstant, type Clock, type Instant } from '../../kernel/time.ts';
import type { Log } from '../../platform/log.ts';
import type { StoredEntry } from '../../platform/ledger-read.ts';
import type { Transact } from '../../platform/transact.ts';
import {
  CORRECTABLE,
  ledgerRefusals,
  MAX_ERASED_AT_ONCE,
  MAX_PDF_ENTRIES,
  type ExportFormat,
  type LogFilter,
  type LogPage,
  type PlainFormat,
} from './model.ts';
import { readQuestion } from './search-words.ts';
import { makeEvidence, recordExport, type Attach, type EvidenceSelection } from './service-evidence.ts';
import { EXPORT_PAGE, exportStream, type ExportFilter, type ExportPages } from './service-export.ts';
import { countEntries, logPaper, type PaperLook } from './service-paper.ts';
import { ledgerFolder, readLogFile, readPublished } from './service-files.ts';
import { loadVerifierKey } from './service-key.ts';
import { verifyLedger } from './service-verify.ts';
import { kindsOf, readPage, seqAt } from './store-page.ts';
import { correctionsOf, deleteWords } from './store-search.ts';
import { edgeTiles } from './tile-edge.ts';
import { writeTar } from './tar.ts';
import type { VerifyReport } from './verify-faults.ts';
import { parseCheckpoint } from '../../wire/tlog/checkpoint.ts';
import { formatVerifierKey } from '../../wire/tlog/note-keys.ts';
import { parseNote } from '../../wire/tlog/note.ts';
import { parseTilePath, TILE_WIDTH } from '../../wire/tlog/tiles.ts';
import { createSealer, SealRefused, type LedgerTrouble } from './service-seal.ts';
import * as store from './store.ts';

const SEAL_AFTER_MS = 700;
const MIN_PAUSE_MS = 1_000;
const MANY_ENTRIES = 256;
/** In a storm the next seal may wait so long: every leaf is read again for it, and acknowledgements go first. */
const STORM_PAUSE_MS = 10_000;
/** Entries of other processes, and a lock that became free, are looked for so often. */
const LOOK_MS = 10_000;
const RETRY_MS = 5_000;
/** How long the list of kinds is believed; kinds that this process appends are known at once. */
const KINDS_KEPT_MS = 60_000;
/** Entries of one kind that a shift can have. */
const MAX_SINCE = 1_000;
/** Kinds that the log leaves out unless asked for. */
const SIGNAL_KINDS: readonly string[] = ['signal.received', 'signal.repeated'];

const refuse = refuser(ledgerRefusals);

export interface LedgerServiceDeps {
  readonly db: pg.Pool;
  readonly transact: Transact;
  readonly clock: Clock;
  readonly postId: string;
  readonly dataDir: string;
  readonly log: Log;
  readonly inStorm?: () => boolean;
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
  let kinds: { readonly atMs: number; readonly list: readonly string[] } | null = null;
  const folder = ledgerFolder(deps.dataDir, postId);

  async function knownKinds(): Promise<readonly string[]> {
    if (kinds === null || clock.monotonicMs() - kinds.atMs > KINDS_KEPT_MS)
      kinds = { atMs: clock.monotonicMs(), list: await kindsOf(db, postId) };
    return kinds.list;
  }

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
        if (deps.inStorm?.() === true && clock.monotonicMs() - lastMs < STORM_PAUSE_MS) {
          plan(MIN_PAUSE_MS);
          return;
        }
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

  async function readEntries(filter: LogFilter): Promise<Omit<LogPage, 'corrections'>> {
    const asks = filter.q !== null && filter.q !== undefined;
    if (asks && readQuestion(filter.q).words.length === 0) throw refuse('search-without-words');
    const usual = async () => (await knownKinds()).filter((kind) => !SIGNAL_KINDS.includes(kind));
    const wanted = filter.kinds ?? (asks ? 'all' : await usual());
    return readPage(db, postId, { ...filter, kinds: wanted === 'all' ? null : wanted });
  }

  /** Pages of an export. */
  const pagesOf =
    (filter: ExportFilter): ExportPages =>
    (before) =>
      readEntries({ ...filter, before, limit: EXPORT_PAGE });
  const fileName = (): string => `log-${fileTime(toInstant(clock.nowMs()))}`;

  async function recordTaken(
    by: { readonly actor: string; readonly name: string },
    format: ExportFormat,
    filter: ExportFilter,
  ): Promise<void> {
    const { q = null, ...rest } = filter;
    await deps.transact({ postId, actor: by.actor, name: 'exportLog' }, async (tx) => {
      const filters = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null));
      tx.record({
        kind: 'log.exported',
        subjects: [],
        body: { format, filters, ...(q === null ? {} : { q }), byName: by.name },
      });
    });
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
    /** These entries were appended. Cheap; call it as often as you like. */
    nudge(entries: readonly { readonly kind: string }[] = []): void {
      waiting += Math.max(1, entries.length);
      // A kind never seen before must not stay out of the log for a minute.
      if (kinds && (entries.length === 0 || entries.some((entry) => !kinds?.list.includes(entry.kind))))
        kinds = null;
      planForNews();
    },
    /** Seals at once. `failed`: `onTrouble` has said why. */
    sealNow,

    /** A page of the log, newest first; without `kinds` everything but signals. */
    async page(filter: LogFilter): Promise<LogPage> {
      const { entries, next } = await readEntries(filter);
      const found = await correctionsOf(
        db,
        postId,
        entries.map((entry) => entry.seq),
      );
      const corrections = found.length === 0 ? [] : (await store.entriesAt(db, postId, found)).toReversed();
      return { entries, next, corrections };
    },

    /** A new entry beside the old one, which stays as it is. */
    async correct(
      by: { readonly actor: string; readonly name: string; readonly key: string | null },
      seq: number,
      input: { readonly text: string; readonly reason: string },
    ): Promise<{ at: string; corrects: number }> {
      return deps.transact({ postId, actor: by.actor, key: by.key, name: 'correctEntry' }, async (tx) => {
        const [entry] = await store.entriesAt(tx.client, postId, [seq]);
        if (!entry) throw refuse('entry-unknown', { seq });
        if (!CORRECTABLE.includes(entry.kind)) throw refuse('not-correctable', { seq });
        if (entry.body === null) throw refuse('correction-of-erased', { seq });
        const { text, reason } = input;
        tx.record({
          kind: 'log.corrected',
          // In the same thread, so that the story of an alarm tells its corrections.
          subjects: entry.subjects.slice(0, 1),
          body: { corrects: seq, text: text.trim(), reason: reason.trim(), byName: by.name },
        });
        return { at: tx.now, corrects: seq };
      });
    },

    /** The log as a file, newest first; who took it is recorded before the first byte. */
    async exportLog(
      by: { readonly actor: string; readonly name: string },
      format: PlainFormat,
      filter: ExportFilter,
      timeZone: string,
    ): Promise<{ fileName: string; stream: Readable }> {
      // Read once before, so that a question without words is refused and not half a file.
      await readEntries({ ...filter, before: null, limit: 1 });
      await recordTaken(by, format, filter);
      const stream = exportStream(format, timeZone, pagesOf(filter));
      return { fileName: `${fileName()}.${format === 'csv' ? 'csv' : 'jsonl'}`, stream };
    },

    /** The log as a paper, newest first; refused past `most` entries. Who took it is recorded before. */
    async logPaper(
      by: { readonly actor: string; readonly name: string },
      filter: ExportFilter,
      look: PaperLook,
      most: number = MAX_PDF_ENTRIES,
    ): Promise<{ fileName: string; paper: Paper<LongRows> }> {
      const count = await countEntries(pagesOf(filter), most);
      if (count === null) throw refuse('log-pdf-too-long', { most: most.toLocaleString('en') });
      await recordTaken(by, 'pdf', filter);
      const paper = logPaper(count, filter, look, pagesOf(filter));
      return { fileName: fileName(), paper };
    },

    /** Entries of one kind since then, oldest first; the newest 1,000 where there are more. */
    async entriesSince(kind: string, since: Instant): Promise<readonly StoredEntry[]> {
      const none = { before: null, actor: null, thread: null, to: null };
      const page = await readPage(db, postId, { ...none, kinds: [kind], from: since, limit: MAX_SINCE });
      return page.entries.toReversed();
    },

    /** Number of the last entry at or before an instant; -1 where there is none. */
    seqAsOf: async (at: Instant): Promise<number> => (await seqAt(db, postId, at, true)) - 1,
    /** Kinds that the log has, signals among them. */
    kinds: knownKinds,

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
        await deleteWords(tx, erased);
        tx.record({ kind: 'body.erased', subjects: [], body: { erased, reason: reason.trim() } });
        return { erased };
      });
    },

    /** A bundle as a tar archive; who exported what is recorded before it is handed out. */
    async evidence(
      actor: string,
      selection: EvidenceSelection,
      attach?: Attach,
    ): Promise<{ fileName: string; bytes: Buffer; seqs: readonly number[] }> {
      await sealNow();
      const made = await makeEvidence(deps, selection, attach);
      await recordExport(deps, actor, made);
      const files = new Map([...made.files].map(([name, bytes]) => [`${made.name}/${name}`, bytes]));
      return { fileName: `${made.name}.tar`, bytes: writeTar(files, clock.nowMs()), seqs: made.seqs };
    },

    async verify(): Promise<VerifyReport> {
      return verifyLedger({
        db,
        postId,
        dataDir: deps.dataDir,
        key: await loadVerifierKey(deps.dataDir, postId),
      });
    },

    /** The newest published checkpoint, a signed note. */
    async checkpoint(): Promise<Buffer> {
      const note = await readPublished(folder);
      if (note === undefined) throw refuse('not-sealed');
      return note;
    },

    /** The verifier key in the form of C2SP signed-note. */
    async keyText(): Promise<string> {
      const key = await loadVerifierKey(deps.dataDir, postId);
      if (key === null) throw refuse('not-sealed');
      return `${formatVerifierKey(key)}\n`;
    },

    /** A tile or bundle of the published log by its path, such as `0/x001/234.p/17`. C2SP tlog-tiles. */
    async tile(path: string): Promise<Buffer> {
      const named = parseTilePath(`tile/${path}`);
      const note = await readPublished(folder);
      if (!named.ok || note === undefined) throw refuse('tile-unknown');
      const level = named.value.level === 'entries' ? -1 : named.value.level;
      const tile = { ...named.value, level };
      const size = sizeOf(note);
      const count = Math.floor(size / TILE_WIDTH ** Math.max(0, level));
      if (tile.index * TILE_WIDTH + tile.width > count) throw refuse('tile-unknown');
      const widest = edgeTiles(size).find((edge) => edge.level === level && edge.index === tile.index)?.width;
      const bytes = await readLogFile(folder, tile, widest);
      if (bytes === undefined) throw refuse('tile-unknown');
      return bytes;
    },
  };
}

function sizeOf(note: Buffer): number {
  const parsed = parseNote(note);
  const checkpoint = parsed.ok ? parseCheckpoint(parsed.value.text) : parsed;
  return checkpoint.ok ? checkpoint.value.size : 0;
}
