/**
 * The append side of a post's ledger.
 *
 * Holds: the head of the log (size, peaks of the Merkle tree, last time) as this process last saw it.
 * Starts: the first append reads the head from `ledger_heads`.
 * Each append: under the mutex, hashes the entries after the head and writes entries, bodies, head and whatever
 * rows go with them in one statement, guarded by the size we believe in. When the guard fails another process
 * was first: the head is read again and the append repeated. When the statement fails the head is forgotten.
 */
import { createHash, hash, randomFillSync } from 'node:crypto';
import type pg from 'pg';
import { assert } from '../kernel/assert.ts';
import { Refusal } from '../kernel/refusal.ts';
import { toInstant, toMs, type Clock, type Instant } from '../kernel/time.ts';
import { CompactRange } from '../wire/tlog/compact-range.ts';
import { leafHash } from '../wire/tlog/merkle.ts';
import { canonicalHeader } from './canonical.ts';
import { createMutex } from './mutex.ts';

/** What a command says happened. The log gives sequence number and time. */
export interface NewEntry {
  readonly kind: string;
  readonly actor: string;
  /** Ids without blanks; the first one is the thread. */
  readonly subjects: readonly string[];
  readonly body: Readonly<Record<string, unknown>>;
  readonly marking?: string;
  /** Only for history that is brought in: when it happened. Never before the entry before it. */
  readonly at?: Instant;
}

/** An entry as it was appended. */
export interface AppendedEntry {
  readonly seq: number;
  readonly at: Instant;
  readonly kind: string;
  readonly actor: string;
  readonly subjects: readonly string[];
  readonly marking: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Rows that are written by the same statement as the entries. `$9` is the first own parameter. */
export interface RowsBeside {
  /** Name for the prepared statement: one for each `sql`. */
  readonly name: string;
  /** A data-modifying query that ends in `where exists (select 1 from head)`. */
  readonly sql: string;
  /** Own parameters, given the sequence number of the first entry. */
  readonly values: (firstSeq: number) => readonly unknown[];
  /** The same for a single entry, `select ... from head`; `$14` is the first own parameter. */
  readonly one?: { readonly sql: string; readonly values: () => readonly unknown[] };
}

export interface LedgerLog {
  /**
   * Appends entries (1 to MAX_ENTRIES_AT_ONCE) through `client`, after `before` ran under the lock.
   * `finish` runs under the lock too: commit there. Returns what was appended.
   */
  append(
    postId: string,
    client: Queryable,
    make: () => readonly NewEntry[],
    options?: AppendOptions,
  ): Promise<AppendedEntry[]>;
  /** Called after each commit of this process, in order of sequence. */
  onAppended(listener: (postId: string, entries: readonly AppendedEntry[]) => void): void;
}

export interface AppendOptions {
  readonly beside?: RowsBeside;
  /** Runs before the lock is given away: COMMIT. */
  readonly finish?: () => Promise<void>;
}

export type Queryable = Pick<pg.Pool, 'query'>;

/** No command appends more at once. */
export const MAX_ENTRIES_AT_ONCE = 10_000;
/** How often an append is repeated when another process was first. */
const MAX_HEAD_RACES = 20;
const HASH_BYTES = 32;
/** Salt, digest of the body and leaf of one entry, side by side: one parameter instead of three arrays. */
const ENTRY_BYTES = 3 * HASH_BYTES;
/** Bodies up to this size are hashed without a buffer of their own. */
const SCRATCH_BYTES = 64 * 1024;
const UTF8_MAX_BYTES = 3;
/** Between the fields of an entry, and between entries: ASCII's unit and record separators. */
const UNIT = '\u001f';
const RECORD = '\u001e';

interface Head {
  size: number;
  range: CompactRange;
  lastMs: number;
}

// Texts travel as one joined parameter each and are split by the server: an array of texts would be escaped
// element by element, which cost more than the hashes. `offset 0` keeps the fields from being split five times.
const APPEND = (beside: string): string => `with head as (
  update ledger_heads set size = $3, peaks = $4, last_at = $5 where post_id = $1 and size = $2 returning size
), added as (
  insert into ledger_entries (post_id, seq, at, kind, actor, subjects, marking, body_digest, leaf_hash)
  select $1, $2::bigint + e.n - 1, e.f[5]::timestamptz, e.f[1], e.f[2], string_to_array(e.f[3], ' '), e.f[4],
    substr($7::bytea, (${ENTRY_BYTES} * (e.n - 1))::int + ${HASH_BYTES + 1}, ${HASH_BYTES}),
    substr($7::bytea, (${ENTRY_BYTES} * (e.n - 1))::int + ${2 * HASH_BYTES + 1}, ${HASH_BYTES})
  from (select u.n, string_to_array(u.line, E'\\x1f') f
    from unnest(string_to_array($6::text, E'\\x1e')) with ordinality u(line, n) offset 0) e
  where exists (select 1 from head)
), bodies as (
  insert into ledger_bodies (post_id, seq, salt, body)
  select $1, $2::bigint + b.n - 1, substr($7::bytea, (${ENTRY_BYTES} * (b.n - 1))::int + 1, ${HASH_BYTES}), b.body
  from unnest(string_to_array($8::text, E'\\x1e')) with ordinality b(body, n)
  where exists (select 1 from head)
)${beside === '' ? '' : `, beside as (${beside})`}
select size from head`;

/** First own parameter of RowsBeside. */
export const FIRST_OWN_PARAMETER = 9;

// A signal that comes alone: without lists to take apart the statement takes as long as a bare one.
const APPEND_ONE = (beside: string): string => `with head as (
  update ledger_heads set size = $3, peaks = $4, last_at = $5 where post_id = $1 and size = $2 returning size
), added as (
  insert into ledger_entries (post_id, seq, at, kind, actor, subjects, marking, body_digest, leaf_hash)
  select $1, $2::bigint, $5, $6, $7, string_to_array($8, ' '), $9, $10, $11 from head
), bodies as (
  insert into ledger_bodies (post_id, seq, salt, body) select $1, $2::bigint, $12, $13 from head
), beside as (${beside})
select size from head`;

/** First own parameter of the single form of RowsBeside. */
export const FIRST_OWN_PARAMETER_OF_ONE = 14;

interface MadeEntries {
  readonly appended: AppendedEntry[];
  readonly lines: string[];
  readonly bodies: string[];
  /** ENTRY_BYTES for each entry. */
  readonly hashes: Buffer;
  readonly lastMs: number;
}

/** The statement that writes what was made: `size` entries stood before it. */
function statementOf(
  postId: string,
  size: number,
  range: CompactRange,
  made: MadeEntries,
  beside: RowsBeside | undefined,
): pg.QueryConfig {
  const count = made.appended.length;
  const head = [postId, size, size + count, range.toBytes(), toInstant(made.lastMs)];
  const [entry] = made.appended;
  if (count === 1 && entry && beside?.one) {
    const [salt, digest, leaf] = [0, 1, 2].map((i) =>
      made.hashes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES),
    );
    const { kind, actor, subjects, marking } = entry;
    const fields = [kind, actor, subjects.join(' '), marking, digest, leaf, salt, made.bodies[0]];
    return {
      name: `append-one-${beside.name}`,
      text: APPEND_ONE(beside.one.sql),
      values: [...head, ...fields, ...beside.one.values()],
    };
  }
  return {
    name: `append-${beside?.name ?? 'plain'}`,
    text: APPEND(beside?.sql ?? ''),
    values: [
      ...head,
      made.lines.join(RECORD),
      made.hashes,
      made.bodies.join(RECORD),
      ...(beside?.values(size) ?? []),
    ],
  };
}

/** Gives entries their place, time, salt and hashes after `head`, whose range grows by them. */
function makeEntries(postId: string, head: Head, fresh: readonly NewEntry[], nowMs: number): MadeEntries {
  const hashes = randomFillSync(Buffer.allocUnsafe(ENTRY_BYTES * fresh.length));
  const lines: string[] = [];
  const bodies: string[] = [];
  const appended: AppendedEntry[] = [];
  let { lastMs } = head;
  let at = toInstant(lastMs);
  for (const [i, entry] of fresh.entries()) {
    const { kind, actor, subjects } = entry;
    const marking = entry.marking ?? 'U';
    const entryMs = Math.max(lastMs, entry.at === undefined ? nowMs : toMs(entry.at));
    if (entryMs !== lastMs) at = toInstant((lastMs = entryMs));
    const body = JSON.stringify(entry.body);
    const place = i * ENTRY_BYTES;
    const bodyDigest = saltedDigest(hashes, place, body);
    hashes.write(bodyDigest, place + HASH_BYTES, 'base64');
    const seq = head.size + i;
    const header = canonicalHeader({ post: postId, seq, at, kind, actor, subjects, marking, bodyDigest });
    const leaf = leafHash(Buffer.from(header));
    leaf.copy(hashes, place + 2 * HASH_BYTES);
    head.range.append(leaf);
    const thread = subjects.join(' ');
    lines.push(`${kind}${UNIT}${actor}${UNIT}${thread}${UNIT}${marking}${UNIT}${at}`);
    assert(
      isPlain(kind) && isPlain(actor) && isPlain(marking),
      'fields of an entry hold no control characters',
    );
    assert(
      isPlain(thread) && subjects.every((s) => s !== '' && !s.includes(' ')),
      'subjects are ids without blanks',
    );
    bodies.push(body);
    appended.push({ seq, at, kind, actor, subjects, marking, body: entry.body });
  }
  return { appended, lines, bodies, hashes, lastMs };
}

const isPlain = (text: string): boolean => !text.includes(UNIT) && !text.includes(RECORD);

const scratch = Buffer.alloc(SCRATCH_BYTES);

/** SHA-256(salt || body) in base64; the salt stands at `place`. One call on one buffer: a hash object costs four times as much. */
function saltedDigest(salts: Buffer, place: number, body: string): string {
  if (HASH_BYTES + body.length * UTF8_MAX_BYTES > SCRATCH_BYTES)
    return createHash('sha256')
      .update(salts.subarray(place, place + HASH_BYTES))
      .update(body)
      .digest('base64');
  salts.copy(scratch, 0, place, place + HASH_BYTES);
  const length = scratch.write(body, HASH_BYTES);
  return hash('sha256', scratch.subarray(0, HASH_BYTES + length), 'base64');
}

export function createLedgerLog(deps: { readonly pool: Queryable; readonly clock: Clock }): LedgerLog {
  const heads = new Map<string, Head>();
  const busy = (): Error =>
    new Refusal('server-busy', {
      status: 503,
      says: 'Too many changes are waiting to be written. Try again in a few seconds.',
    });
  const mutexes = new Map<string, ReturnType<typeof createMutex>>();
  const listeners: ((postId: string, entries: readonly AppendedEntry[]) => void)[] = [];

  async function headOf(postId: string, client: Queryable): Promise<Head> {
    const known = heads.get(postId);
    if (known) return known;
    const found = await client.query<{ size: number; peaks: Buffer; last_at: string }>(
      'select size, peaks, last_at from ledger_heads where post_id = $1',
      [postId],
    );
    const row = found.rows[0];
    assert(row, `post ${postId} has a ledger head`);
    return { size: Number(row.size), range: CompactRange.fromBytes(row.peaks), lastMs: toMs(row.last_at) };
  }

  async function appendOnce(
    postId: string,
    client: Queryable,
    fresh: readonly NewEntry[],
    options: AppendOptions,
  ): Promise<AppendedEntry[] | null> {
    const head = await headOf(postId, client);
    heads.delete(postId);
    const made = makeEntries(postId, head, fresh, deps.clock.nowMs());
    const result = await client.query(statementOf(postId, head.size, head.range, made, options.beside));
    if (result.rows.length === 0) return null;
    await options.finish?.();
    heads.set(postId, { size: head.size + fresh.length, range: head.range, lastMs: made.lastMs });
    for (const listener of listeners) listener(postId, made.appended);
    return made.appended;
  }

  function mutexOf(postId: string): ReturnType<typeof createMutex> {
    let mutex = mutexes.get(postId);
    if (!mutex) mutexes.set(postId, (mutex = createMutex(busy)));
    return mutex;
  }

  return {
    append(postId, client, make, options = {}) {
      return mutexOf(postId).run(async () => {
        const fresh = make();
        assert(
          fresh.length > 0 && fresh.length <= MAX_ENTRIES_AT_ONCE,
          'one to ten thousand entries at once',
        );
        for (let race = 0; race < MAX_HEAD_RACES; race++) {
          const appended = await appendOnce(postId, client, fresh, options);
          if (appended) return appended;
        }
        throw busy();
      });
    },
    onAppended(listener) {
      listeners.push(listener);
    },
  };
}
