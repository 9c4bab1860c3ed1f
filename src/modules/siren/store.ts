import type { Instant } from '../../kernel/time.ts';
import { toJsonb } from '../../platform/jsonb.ts';
import type { Queryable } from '../../platform/ledger-log.ts';
import type { Transaction } from '../../platform/transact.ts';
import type { SirenRun, SirenSetting } from './model.ts';

export interface StoredSetting {
  readonly setting: SirenSetting;
  readonly secret: string;
}

export async function readSetting(db: Queryable, postId: string): Promise<StoredSetting | null> {
  const found = await db.query<{ record: SirenSetting; secret: string }>(
    'select record, secret from siren_settings where post_id = $1',
    [postId],
  );
  const row = found.rows[0];
  return row ? { setting: row.record, secret: row.secret } : null;
}

export async function saveSetting(tx: Transaction, { setting, secret }: StoredSetting): Promise<void> {
  await tx.client.query(
    `insert into siren_settings (post_id, record, secret) values ($1, $2, $3)
     on conflict (post_id) do update set record = excluded.record, secret = excluded.secret`,
    [tx.postId, toJsonb(setting), secret],
  );
}

export async function saveRun(tx: Transaction, run: SirenRun): Promise<void> {
  await tx.client.query(
    `insert into siren_runs (id, post_id, due_at, record) values ($1, $2, $3, $4)
     on conflict (id) do update set due_at = excluded.due_at, record = excluded.record`,
    [run.id, tx.postId, run.dueAt, toJsonb(run)],
  );
}

/** The run that is not over, locked. Runs are changed one after the other: who begins one locks the setting. */
export async function openRunForUpdate(tx: Transaction): Promise<SirenRun | null> {
  await tx.client.query('select 1 from siren_settings where post_id = $1 for update', [tx.postId]);
  const found = await tx.client.query<{ record: SirenRun }>(
    'select record from siren_runs where post_id = $1 and due_at is not null order by id desc limit 1 for update',
    [tx.postId],
  );
  return found.rows[0]?.record ?? null;
}

export async function openRun(db: Queryable, postId: string): Promise<SirenRun | null> {
  const found = await db.query<{ record: SirenRun }>(
    'select record from siren_runs where post_id = $1 and due_at is not null order by id desc limit 1',
    [postId],
  );
  return found.rows[0]?.record ?? null;
}

export async function lastRuns(db: Queryable, postId: string, limit: number): Promise<SirenRun[]> {
  const found = await db.query<{ record: SirenRun }>(
    'select record from siren_runs where post_id = $1 order by id desc limit $2',
    [postId, limit],
  );
  return found.rows.map((row) => row.record);
}

export const dueOf = (run: SirenRun | null): Instant | null => run?.dueAt ?? null;
