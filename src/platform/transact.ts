/**
 * Every command is one transaction that changes rows and says so in the ledger. `transact` begins it, runs the
 * work, appends what the work recorded, commits, and refuses a write that recorded nothing.
 */
import {
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  Kysely,
  type DatabaseConnection,
  type Driver,
} from 'kysely';
import type pg from 'pg';
import { assert, Bug } from '../kernel/assert.ts';
import { catalogue, refuser } from '../kernel/refusal.ts';
import { toInstant, type Clock, type Instant } from '../kernel/time.ts';
import { toJsonb } from './jsonb.ts';
import type { AppendedEntry, LedgerLog, NewEntry } from './ledger-log.ts';

/** What the work of one command holds in its hands. */
export interface Transaction {
  readonly postId: string;
  readonly actor: string;
  readonly nowMs: number;
  readonly now: Instant;
  readonly client: pg.PoolClient;
  /** Says what happened. The actor is the command's unless given. */
  record(entry: Omit<NewEntry, 'actor'> & { readonly actor?: string }): void;
  /** Typed queries over the tables that a store names. */
  tables<T>(): Kysely<T>;
  /** The next number that people say aloud, `count` of them; returns the first. */
  nextNumber(name: string, count?: number): Promise<number>;
}

/** Whose command it is: actor id, name, and the key under which it is done once. */
export interface By {
  readonly actor: string;
  readonly name: string;
  readonly key: string | null;
}

export interface Command {
  readonly postId: string;
  readonly actor: string;
  /** The caller's idempotency key: the same key by the same actor is answered once. */
  readonly key?: string | null;
  /** Name for receipts and errors, e.g. `closeAlarm`. */
  readonly name: string;
  /** Only a follower's cursor may move without an entry. */
  readonly mayRecordNothing?: boolean;
}

export type Transact = <T>(command: Command, work: (tx: Transaction) => Promise<T>) => Promise<T>;

/** The same key was used for another command: answering it with the first one's reply would lose the second. */
const KEYS = catalogue({
  'key-used': {
    status: 409,
    says: 'This Idempotency-Key was used for another action. Use a new key for each action, the same only to try one again.',
  },
});

const RECEIPT = `insert into command_receipts (post_id, actor, key, command, at) values ($1, $2, $3, $4, $5)
  on conflict do nothing returning key`;

export function createTransact(deps: {
  readonly pool: Pick<pg.Pool, 'connect'>;
  readonly ledger: LedgerLog;
  readonly clock: Clock;
}): Transact {
  return async (command, work) => {
    const client = await deps.pool.connect();
    let broken: Error | undefined;
    try {
      await client.query('begin');
      const key = command.key ?? null;
      if (key !== null) {
        const earlier = await claim(client, command, key, toInstant(deps.clock.nowMs()));
        if (earlier) {
          await client.query('rollback');
          return earlier.reply as Awaited<ReturnType<typeof work>>;
        }
      }
      const entries: NewEntry[] = [];
      const value = await work(transaction(client, command, deps.clock.nowMs(), entries));
      if (key !== null)
        await client.query(
          'update command_receipts set reply = $4 where post_id = $1 and actor = $2 and key = $3',
          [command.postId, command.actor, key, toJsonb(value ?? null)],
        );
      await finish(deps.ledger, client, command, entries);
      return value;
    } catch (error) {
      await client.query('rollback').catch((lost: Error) => {
        broken = lost;
      });
      throw error;
    } finally {
      client.release(broken);
    }
  };
}

async function claim(
  client: pg.PoolClient,
  command: Command,
  key: string,
  at: Instant,
): Promise<{ reply: unknown } | null> {
  const claimed = await client.query(RECEIPT, [command.postId, command.actor, key, command.name, at]);
  if (claimed.rowCount === 1) return null;
  const found = await client.query<{ reply: unknown; command: string }>(
    'select reply, command from command_receipts where post_id = $1 and actor = $2 and key = $3',
    [command.postId, command.actor, key],
  );
  const first = found.rows[0]?.command;
  if (first !== undefined && first !== command.name) throw refuser(KEYS)('key-used', { first });
  return { reply: found.rows[0]?.reply ?? null };
}

async function finish(
  ledger: LedgerLog,
  client: pg.PoolClient,
  command: Command,
  entries: readonly NewEntry[],
): Promise<void> {
  const commit = async (): Promise<void> => {
    await client.query('commit');
  };
  if (entries.length > 0) {
    const appended: readonly AppendedEntry[] = await ledger.append(command.postId, client, () => entries, {
      finish: commit,
    });
    assert(appended.length === entries.length, 'every recorded entry was appended');
    return;
  }
  if (!command.mayRecordNothing) {
    const wrote = await client.query<{ id: string | null }>(
      'select pg_current_xact_id_if_assigned()::text id',
    );
    if (wrote.rows[0]?.id) throw new Bug(`${command.name} changed rows and recorded nothing`);
  }
  await commit();
}

function transaction(
  client: pg.PoolClient,
  command: Command,
  nowMs: number,
  entries: NewEntry[],
): Transaction {
  return {
    postId: command.postId,
    actor: command.actor,
    nowMs,
    now: toInstant(nowMs),
    client,
    record: (entry) => entries.push({ actor: command.actor, ...entry }),
    tables: () => kyselyOver(client),
    async nextNumber(name, count = 1) {
      const row = await client.query<{ value: number }>(
        `insert into counters (post_id, name, value) values ($1, $2, $3)
         on conflict (post_id, name) do update set value = counters.value + $3 returning value`,
        [command.postId, name, count],
      );
      return Number(row.rows[0]?.value) - count + 1;
    },
  };
}

/** Kysely over one client or the pool: types for the tables that `T` names, nothing else. */
export function kyselyOver<T>(client: Pick<pg.Pool, 'query'>): Kysely<T> {
  const connection: DatabaseConnection = {
    async executeQuery<R>(compiled: { sql: string; parameters: readonly unknown[] }) {
      const result = await client.query(compiled.sql, [...compiled.parameters]);
      return { rows: result.rows as R[], numAffectedRows: BigInt(result.rowCount ?? 0) };
    },
    // oxlint-disable-next-line require-yield -- the interface wants a generator; nothing here streams
    async *streamQuery() {
      throw new Bug('streaming goes through pg itself');
    },
  };
  const nothing = async (): Promise<void> => undefined;
  const driver: Driver = {
    init: nothing,
    acquireConnection: async () => connection,
    beginTransaction: nothing,
    commitTransaction: nothing,
    rollbackTransaction: nothing,
    releaseConnection: nothing,
    destroy: nothing,
  };
  return new Kysely<T>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => driver,
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  });
}
