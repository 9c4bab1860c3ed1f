import { readdir, readFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type pg from 'pg';

/** A key of our own for pg_advisory_lock, so that two starts do not migrate at once. */
const MIGRATION_LOCK = 7_205_759;

/** The files in `dir` and the schema in the database do not agree. */
export class MigrationRefused extends Error {
  override readonly name = 'MigrationRefused';
}

/**
 * Applies each `NNNN_name.sql` of `dir` that the database has not seen, in order, each in its own transaction.
 * Returns the names applied. Refuses when a shipped file was edited or the database is newer than the files.
 */
export async function migrate(pool: pg.Pool, dir: string): Promise<string[]> {
  const client = await pool.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await client.query(
      'create table if not exists migrations (name text primary key, sha256 text not null, at timestamptz not null default now())',
    );
    const known = new Map<string, string>();
    for (const row of (
      await client.query<{ name: string; sha256: string }>('select name, sha256 from migrations')
    ).rows)
      known.set(row.name, row.sha256);
    const names = (await readdir(dir)).filter((name) => /^\d{4}_[a-z-]+\.sql$/.test(name)).toSorted();
    const applied: string[] = [];
    for (const name of names) {
      const text = await readFile(join(dir, name), 'utf8');
      const sha256 = createHash('sha256').update(text).digest('hex');
      const seen = known.get(name);
      known.delete(name);
      if (seen === sha256) continue;
      if (seen !== undefined)
        throw new MigrationRefused(
          `${name} was changed after it was applied. Restore the file, and put the change into a new one.`,
        );
      await apply(client, name, text, sha256);
      applied.push(name);
    }
    if (known.size > 0)
      throw new MigrationRefused(
        `The database has migrations that this version does not know (${[...known.keys()].join(', ')}). Start the newer Post One, or restore a backup from before it.`,
      );
    return applied;
  } finally {
    await client.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => undefined);
    client.release();
  }
}

async function apply(client: pg.PoolClient, name: string, text: string, sha256: string): Promise<void> {
  await client.query('begin');
  try {
    await client.query(text);
    await client.query('insert into migrations (name, sha256) values ($1, $2)', [name, sha256]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}
