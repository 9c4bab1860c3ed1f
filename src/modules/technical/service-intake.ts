/**
 * From a source to the disk: the only way a signal enters.
 *
 * Waiting: requests gather while the last commit is in flight. Writing: one statement adds signals, ledger
 * entries and bodies. Done: only now the caller may acknowledge. Failed: nobody is acknowledged, and since the
 * commit may have happened all the same, what is remembered of repeats is read again before the next batch.
 */
import { newId, type SignalId } from '../../kernel/id.ts';
import { refuser } from '../../kernel/refusal.ts';
import { toInstant, type Clock, type Instant } from '../../kernel/time.ts';
import { createGroupCommit } from '../../platform/group-commit.ts';
import {
  FIRST_OWN_PARAMETER,
  FIRST_OWN_PARAMETER_OF_ONE,
  type LedgerLog,
  type NewEntry,
  type Queryable,
  type RowsBeside,
} from '../../platform/ledger-log.ts';
import type { Storm } from '../../platform/storm.ts';
import { technicalRefusals, type IncomingSignal, type Signal, type SignalKind } from './model.ts';
import { createRepeats, fingerprint, FINGERPRINT_BYTES, REPEAT_WINDOW_MS } from './service-repeats.ts';
import { findByKey, readRecent } from './store.ts';

/** So many requests before the disk are a storm, however few were written. */
const STORM_WAITING = 50;
/** Requests written by one statement. Half of what 275 panels send: one half is decoded while the other is written. */
const MAX_BATCH = 128;
/** Requests waiting; past that the source is told to come back. */
export const MAX_WAITING_SIGNALS = 50_000;

const refuse = refuser(technicalRefusals);

/** All signals of one frame or message: they are kept together or not at all. */
export interface IntakeRequest {
  readonly signals: readonly IncomingSignal[];
  /** The octets as received. */
  readonly raw: Buffer;
  /** Idempotency key of a machine, or null. */
  readonly key: string | null;
}

export interface Received {
  readonly id: SignalId;
  readonly repeat: boolean;
}

export interface Intake {
  /** Resolves when every signal is on disk. Refuses: intake-full, intake-no-space, intake-down. */
  receive(request: IntakeRequest): Promise<readonly Received[]>;
  waiting(): number;
  idle(): Promise<void>;
}

const p = (i: number): string => `$${FIRST_OWN_PARAMETER + i}`;
// Fingerprints and octets travel as one buffer each, cut up by the server: bytea arrays travel as escaped hex.
const SIGNAL_ROWS = `insert into signals (id, post_id, seq, received_at, source, fingerprint, key, repeat_of, raw)
  select s.id, $1, $2::bigint + s.n - 1, $5, s.source,
    substr(${p(6)}::bytea, (${FINGERPRINT_BYTES} * (s.n - 1))::int + 1, ${FINGERPRINT_BYTES}),
    s.key, s.repeat_of, substr(${p(7)}::bytea, s.start, s.length)
  from unnest(${p(0)}::text[], ${p(1)}::text[], ${p(2)}::text[], ${p(3)}::text[], ${p(4)}::int[], ${p(5)}::int[])
    with ordinality s(id, source, key, repeat_of, start, length, n)
  where exists (select 1 from head)`;

const one = (i: number): string => `$${FIRST_OWN_PARAMETER_OF_ONE + i}`;
const ONE_SIGNAL = `insert into signals (id, post_id, seq, received_at, source, fingerprint, key, repeat_of, raw)
  select ${one(0)}, $1, $2::bigint, $5, ${one(1)}, ${one(2)}, ${one(3)}, ${one(4)}, ${one(5)} from head`;

/** The columns of SIGNAL_ROWS, gathered signal by signal. */
interface SignalRows {
  readonly ids: string[];
  readonly sources: string[];
  readonly keys: (string | null)[];
  readonly repeats: (string | null)[];
  readonly prints: Buffer[];
  /** Where the octets of each signal begin (from 1) and how many they are. */
  readonly starts: number[];
  readonly lengths: number[];
  readonly raws: Buffer[];
  rawBytes: number;
}

const noRows = (): SignalRows => ({
  ids: [],
  sources: [],
  keys: [],
  repeats: [],
  prints: [],
  starts: [],
  lengths: [],
  raws: [],
  rawBytes: 0,
});

/** Letters that need no quotes in an array of Postgres. */
const BARE = /^[\w:.-]+$/;

/** An array as Postgres reads it. The driver would look at every letter of every text for what to escape. */
const arrayOf = (texts: readonly (string | null)[]): string | readonly (string | null)[] =>
  texts.every((text) => text === null || (BARE.test(text) && text.toLowerCase() !== 'null'))
    ? `{${texts.map((text) => text ?? 'NULL').join()}}`
    : texts;

const parametersOfOne = (rows: SignalRows): readonly unknown[] => [
  rows.ids[0],
  rows.sources[0],
  rows.prints[0],
  rows.keys[0],
  rows.repeats[0],
  rows.raws[0],
];

const parametersOf = (rows: SignalRows): readonly unknown[] => [
  arrayOf(rows.ids),
  arrayOf(rows.sources),
  arrayOf(rows.keys),
  arrayOf(rows.repeats),
  `{${rows.starts.join()}}`,
  `{${rows.lengths.join()}}`,
  Buffer.concat(rows.prints),
  Buffer.concat(rows.raws),
];

export function createIntake(deps: {
  readonly db: Queryable;
  /** A connection of its own for writing: alarms wait for nobody's commands. */
  readonly writer: Queryable;
  readonly ledger: LedgerLog;
  readonly clock: Clock;
  readonly postId: string;
  /** Told of each failed write: the console shows it. */
  readonly onFailure: (error: unknown) => void;
  /** What must be on the board at once, whatever else comes in. */
  readonly isUrgent: (kind: SignalKind) => boolean;
  readonly onWritten: (urgent: boolean) => void;
  readonly storm: Storm;
  /** False when the last of the disk must be left to the database. */
  readonly hasRoom?: () => boolean;
}): Intake {
  const repeats = createRepeats();
  let stale = true;

  async function refresh(): Promise<void> {
    if (!stale) return;
    repeats.forgetAll();
    for (const row of await readRecent(
      deps.db,
      deps.postId,
      toInstant(deps.clock.nowMs() - REPEAT_WINDOW_MS),
    ))
      repeats.remember(row.source, row.fingerprint, row.id, Date.parse(row.received_at));
    stale = false;
  }

  function build(requests: readonly IntakeRequest[]): {
    entries: NewEntry[];
    beside: RowsBeside;
    outcomes: Received[][];
    urgent: boolean;
  } {
    const entries: NewEntry[] = [];
    const rows = noRows();
    let urgent = false;
    const nowMs = deps.clock.nowMs();
    const receivedAt = toInstant(nowMs);
    const outcomes = requests.map(({ signals, raw, key }) => {
      // All signals of one frame show the same octets.
      const start = rows.rawBytes + 1;
      rows.raws.push(raw);
      rows.rawBytes += raw.length;
      return signals.map((incoming, index): Received => {
        const id = newId<'signal'>('sig', nowMs);
        const print = fingerprint(incoming, key, index);
        const repeatOf = repeats.judge(incoming, print, key !== null, id, nowMs);
        entries.push({
          kind: repeatOf ? 'signal.repeated' : 'signal.received',
          actor: actorOf(incoming),
          subjects: [id],
          body: keptSignal(incoming, id, receivedAt, repeatOf),
        });
        if (!repeatOf && deps.isUrgent(incoming.kind)) urgent = true;
        rows.ids.push(id);
        rows.sources.push(incoming.source);
        rows.keys.push(key);
        rows.repeats.push(repeatOf);
        rows.prints.push(print);
        rows.starts.push(start);
        rows.lengths.push(raw.length);
        return { id: repeatOf ?? id, repeat: repeatOf !== null };
      });
    });
    return {
      entries,
      beside: {
        name: 'signals',
        sql: SIGNAL_ROWS,
        values: () => parametersOf(rows),
        one: { sql: ONE_SIGNAL, values: () => parametersOfOne(rows) },
      },
      outcomes,
      urgent,
    };
  }

  async function flush(requests: readonly IntakeRequest[]): Promise<readonly (readonly Received[])[]> {
    try {
      await refresh();
      const batch = build(requests);
      await deps.ledger.append(deps.postId, deps.writer, () => batch.entries, { beside: batch.beside });
      deps.storm.count(batch.entries.length);
      deps.onWritten(batch.urgent);
      return batch.outcomes;
    } catch (error) {
      stale = true;
      deps.onFailure(error);
      throw isNoSpace(error) ? refuse('intake-no-space') : refuse('intake-down');
    }
  }

  const commit = createGroupCommit<IntakeRequest, readonly Received[]>({
    maxBatch: MAX_BATCH,
    maxWaiting: MAX_WAITING_SIGNALS,
    full: () => refuse('intake-full'),
    flush,
  });

  deps.storm.watch(() => commit.waiting() > STORM_WAITING);

  async function receiveOnce(request: IntakeRequest, key: string): Promise<readonly Received[]> {
    const known = await findByKey(deps.db, deps.postId, request.signals[0]?.source ?? '', key);
    return known ? [{ id: known, repeat: true }] : commit.add(request);
  }

  return {
    // A panel's frame has no key: no promise more than the one of the commit.
    async receive(request) {
      if (deps.hasRoom?.() === false) throw refuse('intake-no-space');
      return request.key === null ? commit.add(request) : receiveOnce(request, request.key);
    },
    waiting: () => commit.waiting(),
    idle: () => commit.idle(),
  };
}

type KeptSignal = { readonly [Field in keyof Required<Signal>]: Signal[Field] };

/** Field by field into one shape: spreading a signal took four times the memory, and the disk waits for it. */
const keptSignal = (
  s: IncomingSignal,
  id: SignalId,
  receivedAt: Instant,
  repeatOf: SignalId | null,
): KeptSignal => ({
  id,
  protocol: s.protocol,
  source: s.source,
  point: s.point,
  kind: s.kind,
  change: s.change,
  credential: s.credential,
  code: s.code,
  description: s.description,
  text: s.text,
  partition: s.partition,
  sequence: s.sequence,
  position: s.position,
  mac: s.mac,
  link: s.link,
  authenticated: s.authenticated,
  occurredAt: s.occurredAt,
  receivedAt,
  repeatOf: repeatOf ?? undefined,
});

/** The source as one word of plain text, which is what the ledger takes. */
// oxlint-disable-next-line no-control-regex -- control characters are what is replaced
const actorOf = (signal: IncomingSignal): string => signal.source.replace(/[\x00-\x20\x7f]/g, '_');

const isNoSpace = (error: unknown): boolean => {
  const code = (error as { code?: unknown }).code;
  return code === '53100' || code === 'ENOSPC';
};
