import type { UserId } from '../../kernel/id.ts';
import type { Instant } from '../../kernel/time.ts';
import { toJsonb } from '../../platform/jsonb.ts';
import type { Transaction } from '../../platform/transact.ts';
import type { Queryable } from '../../platform/ledger-log.ts';
import type { Person, Role } from './model.ts';

export interface UserRow {
  readonly id: UserId;
  readonly post_id: string;
  readonly name: string;
  readonly sign_in: string;
  readonly role: Role;
  readonly language: string;
  readonly call_sign: string | null;
  readonly password_hash: string | null;
  readonly pin_hash: string | null;
  readonly active: boolean;
  readonly created_at: Instant;
}

export interface SessionRow {
  readonly token_hash: Buffer;
  readonly post_id: string;
  readonly user_id: UserId;
  readonly seat: string;
  readonly shared: boolean;
  readonly phone: boolean;
  readonly created_at: Instant;
  readonly expires_at: Instant;
  readonly ended_at: Instant | null;
}

export interface CodeRow {
  readonly code_hash: Buffer;
  readonly post_id: string;
  readonly purpose: string;
  readonly user_id: UserId | null;
  readonly created_at: Instant;
  readonly expires_at: Instant;
  readonly used_at: Instant | null;
}

interface TokenRow {
  readonly token_hash: Buffer;
  readonly post_id: string;
  readonly id: string;
  readonly name: string;
  readonly created_at: Instant;
  readonly revoked_at: Instant | null;
}

/** The tables that identity owns. */
export interface IdentityTables {
  users: UserRow;
  sessions: SessionRow;
  one_time_codes: CodeRow;
  machine_tokens: TokenRow;
}

export const toPerson = (row: UserRow): Person => ({
  id: row.id,
  name: row.name,
  signIn: row.sign_in,
  role: row.role,
  language: row.language,
  callSign: row.call_sign,
  active: row.active,
  hasPin: row.pin_hash !== null,
  hasPassword: row.password_hash !== null,
});

const one = async <T>(db: Queryable, text: string, values: readonly unknown[]): Promise<T | null> =>
  ((await db.query(text, [...values])).rows[0] as T | undefined) ?? null;

export const userById = (db: Queryable, postId: string, id: string): Promise<UserRow | null> =>
  one(db, 'select * from users where post_id = $1 and id = $2', [postId, id]);

export const userBySignIn = (db: Queryable, postId: string, signIn: string): Promise<UserRow | null> =>
  one(db, 'select * from users where post_id = $1 and sign_in = lower($2)', [postId, signIn]);

export async function listUsers(db: Queryable, postId: string): Promise<UserRow[]> {
  return (
    await db.query<UserRow>('select * from users where post_id = $1 order by active desc, name limit 20000', [
      postId,
    ])
  ).rows;
}

export async function countAdministrators(db: Queryable, postId: string): Promise<number> {
  const row = await one<{ n: number }>(
    db,
    "select count(*)::int n from users where post_id = $1 and role = 'administrator' and active",
    [postId],
  );
  return row?.n ?? 0;
}

export async function insertUser(tx: Transaction, row: UserRow): Promise<void> {
  await tx.tables<IdentityTables>().insertInto('users').values(row).execute();
}

export async function updateUser(tx: Transaction, id: string, change: Partial<UserRow>): Promise<void> {
  if (Object.keys(change).length === 0) return;
  await tx
    .tables<IdentityTables>()
    .updateTable('users')
    .set(change)
    .where('id', '=', id as UserId)
    .execute();
}

export async function insertSession(tx: Transaction, row: SessionRow): Promise<void> {
  await tx.tables<IdentityTables>().insertInto('sessions').values(row).execute();
}

export const sessionByHash = (
  db: Queryable,
  hash: Buffer,
): Promise<(SessionRow & { user: UserRow }) | null> =>
  one(
    db,
    `select s.*, to_jsonb(u) as user from sessions s join users u on u.id = s.user_id
     where s.token_hash = $1 and s.ended_at is null and u.active`,
    [hash],
  );

export async function endSessions(
  tx: Transaction,
  where: { hash: Buffer } | { userId: string },
): Promise<void> {
  if ('hash' in where)
    await tx.client.query('update sessions set ended_at = $2 where token_hash = $1 and ended_at is null', [
      where.hash,
      tx.now,
    ]);
  else
    await tx.client.query('update sessions set ended_at = $2 where user_id = $1 and ended_at is null', [
      where.userId,
      tx.now,
    ]);
}

export async function insertCode(tx: Transaction, row: CodeRow): Promise<void> {
  await tx.tables<IdentityTables>().insertInto('one_time_codes').values(row).execute();
}

/** Uses a code up; null when it is unknown, used or too old. Racing uses: exactly one wins. */
export async function useCode(tx: Transaction, hash: Buffer, purpose: string): Promise<CodeRow | null> {
  const result = await tx.client.query<CodeRow>(
    `update one_time_codes set used_at = $3 where code_hash = $1 and purpose = $2 and post_id = $4
     and used_at is null and expires_at > $3 returning *`,
    [hash, purpose, tx.now, tx.postId],
  );
  return result.rows[0] ?? null;
}

export async function insertToken(tx: Transaction, row: TokenRow): Promise<void> {
  await tx.tables<IdentityTables>().insertInto('machine_tokens').values(row).execute();
}

export const tokenByHash = (db: Queryable, hash: Buffer): Promise<TokenRow | null> =>
  one(db, 'select * from machine_tokens where token_hash = $1 and revoked_at is null', [hash]);

export async function listTokens(db: Queryable, postId: string): Promise<TokenRow[]> {
  return (
    await db.query<TokenRow>(
      'select * from machine_tokens where post_id = $1 order by created_at limit 500',
      [postId],
    )
  ).rows;
}

export async function revokeToken(tx: Transaction, id: string): Promise<boolean> {
  const result = await tx.client.query(
    'update machine_tokens set revoked_at = $3 where post_id = $1 and id = $2 and revoked_at is null',
    [tx.postId, id, tx.now],
  );
  return result.rowCount === 1;
}

/** Users that have an enrolled phone. */
export async function enrolledUsers(db: Queryable): Promise<ReadonlySet<string>> {
  const rows = await db.query<{ user_id: string }>(
    'select distinct user_id from sessions where phone and ended_at is null limit 10000',
  );
  return new Set(rows.rows.map((row) => row.user_id));
}

/** Adds users and changes those whose id is known; secrets and sessions are not touched. One statement for all. */
export async function saveUsers(
  tx: Transaction,
  users: readonly Pick<UserRow, 'id' | 'name' | 'sign_in' | 'role' | 'language' | 'call_sign'>[],
): Promise<void> {
  await tx.client.query(
    `insert into users (id, post_id, name, sign_in, role, language, call_sign, active, created_at)
     select r->>'id', $1, r->>'name', r->>'sign_in', r->>'role', r->>'language', r->>'call_sign', true, $3
     from unnest($2::jsonb[]) u(r)
     on conflict (id) do update set name = excluded.name, role = excluded.role, language = excluded.language,
       call_sign = excluded.call_sign`,
    [tx.postId, users.map((user) => toJsonb(user)), tx.now],
  );
}
