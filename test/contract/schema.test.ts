import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { schemaText } from '../../scripts/schema-text.ts';
import { migrate } from '../../src/platform/migrate.ts';
import { connectDatabase } from '../../src/platform/postgres/connect.ts';

const log = { info: () => undefined, warn: () => undefined };

test('test/schema.sql is the sum of migrations/ (npm run dump-schema writes it)', async () => {
  const scratch = mkdtempSync(join(tmpdir(), 'post-one-schema-'));
  await chmod(scratch, 0o755);
  // With DATABASE_URL its server is asked to agree: a database of our own on it, gone afterwards.
  const own = await ownDatabase(process.env.DATABASE_URL);
  const database = await connectDatabase({ databaseUrl: own.url, dataDir: join(scratch, 'data'), log });
  try {
    const applied = await migrate(database.pool, 'migrations');
    expect(applied.length).toBeGreaterThan(0);
    expect(await schemaText(database.pool)).toBe(readFileSync('test/schema.sql', 'utf8'));
    expect(await migrate(database.pool, 'migrations'), 'a second run changes nothing').toEqual([]);
  } finally {
    await database.close();
    await own.drop();
    rmSync(scratch, { recursive: true, force: true });
  }
});

async function ownDatabase(
  url: string | undefined,
): Promise<{ url: string | undefined; drop(): Promise<void> }> {
  if (url === undefined || url.trim() === '') return { url: undefined, drop: async () => undefined };
  const name = `schema_${process.pid}`;
  const ask = async (sql: string) => {
    const server = await connectDatabase({ databaseUrl: url, dataDir: tmpdir(), log });
    try {
      await server.pool.query(sql);
    } finally {
      await server.close();
    }
  };
  await ask(`create database ${name}`);
  const there = new URL(url);
  there.pathname = `/${name}`;
  return { url: there.href, drop: () => ask(`drop database ${name} with (force)`) };
}
