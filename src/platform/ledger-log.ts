/**
 * The append side of a post's ledger.
 *
 * Holds: the head of the log (size, peaks of the Merkle tree, last time) as this process last saw it.
 * Starts: the first append reads the head from `ledger_heads`.
 * Each append: under the mutex, hashes the entries after the head and writes entries, bodies, head and whatever
 * rows go with them in one statement, guarded by the size we believe in. When the guard fails another process
 * was first: the head is read again and the append repeated. When the statement fails the head is forgotten.
 */
import { createHash, randomBytes } from 'node:crypto';
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

/** Rows that are written by the same statement as the entries. `$11` is the first own parameter. */
export interface RowsBeside {
  /** Name for the prepared statement: one for each `sql`. */
  readonly name: string;
  /** A data-modifying query that ends in `where exists (select 1 from head)`. */
  readonly sql: string;
  /** Own parameters, given the sequence number of the first entry. */
  readonly values: (firstSeq: number) => readonly unknown[];
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
const SALT_BYTES = 32;

interface Head {
  size: number;
  range: CompactRange;
  lastMs: number;
}

const APPEND = (beside: string): string => `with head as (
  update ledger_heads set size = $3, peaks = $4, last_at = $5 where post_id = $1 and size = $2 returning size
), added as (
  insert into ledger_entries (post_id, seq, at, kind, actor, subjects, marking, body_digest, leaf_hash)
  select $1, $2::bigint + e.n - 1, e.f[5]::timestamptz, e.f[1], e.f[2], string_to_array(e.f[3], ' '), e.f[4], e.digest, e.leaf
  from (select u.n, string_to_array(u.fields, E'\\x1f') f, u.digest, u.leaf
    from unnest($6::text[], $7::bytea[], $8::bytea[]) with ordinality u(fields, digest, leaf, n)) e
  where exists (select 1 from head)
), bodies as (
  insert into ledger_bodies (post_id, seq, salt, body)
  select $1, $2::bigint + b.n - 1, substr($9::bytea, (${SALT_BYTES} * (b.n - 1))::int + 1, ${SALT_BYTES}), b.body
  from unnest($10::text[]) with ordinality b(body, n)
  where exists (select 1 from head)
)${beside === '' ? '' : `, beside as (${beside})`}
select size from head`;

/** First own parameter of RowsBeside. */
export const FIRST_OWN_PARAMETER = 11;

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
    const nowMs = deps.clock.nowMs();
    let atMs = head.lastMs;
    const firstSeq = head.size;
    const salts = randomBytes(SALT_BYTES * fresh.length);
    const fields: string[] = [];
    const digests: Buffer[] = [];
    const leaves: Buffer[] = [];
    const bodies: string[] = [];
    const appended: AppendedEntry[] = [];
    for (const [i, entry] of fresh.entries()) {
      const marking = entry.marking ?? 'U';
      atMs = Math.max(atMs, entry.at === undefined ? nowMs : toMs(entry.at));
      const at = toInstant(atMs);
      const body = JSON.stringify(entry.body);
      const digest = createHash('sha256')
        .update(salts.subarray(i * SALT_BYTES, (i + 1) * SALT_BYTES))
        .update(body)
        .digest();
      const seq = firstSeq + i;
      const header = canonicalHeader({
        post: postId,
        seq,
        at,
        kind: entry.kind,
        actor: entry.actor,
        subjects: entry.subjects,
        marking,
        bodyDigest: digest.toString('base64'),
      });
      const leaf = leafHash(Buffer.from(header));
      head.range.append(leaf);
      const line = [entry.kind, entry.actor, entry.subjects.join(' '), marking, at].join('\u001f');
      assert(
        line.split('\u001f').length === 5 && entry.subjects.every((s) => s !== '' && !s.includes(' ')),
        'subjects are ids without blanks',
      );
      fields.push(line);
      digests.push(digest);
      leaves.push(leaf);
      bodies.push(body);
      appended.push({
        seq,
        at,
        kind: entry.kind,
        actor: entry.actor,
        subjects: entry.subjects,
        marking,
        body: entry.body,
      });
    }
    const size = firstSeq + fresh.length;
    const beside = options.beside;
    const result = await client.query({
      name: `append-${beside?.name ?? 'plain'}`,
      text: APPEND(beside?.sql ?? ''),
      values: [
        postId,
        firstSeq,
        size,
        head.range.toBytes(),
        toInstant(atMs),
        fields,
        digests,
        leaves,
        salts,
        bodies,
        ...(beside?.values(firstSeq) ?? []),
      ],
    });
    if (result.rows.length === 0) return null;
    await options.finish?.();
    heads.set(postId, { size, range: head.range, lastMs: atMs });
    for (const listener of listeners) listener(postId, appended);
    return appended;
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
