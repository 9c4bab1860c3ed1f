import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '../src/platform/migrate.ts';
import { connectDatabase } from '../src/platform/postgres/connect.ts';
import { schemaText } from './schema-text.ts';

/* npm run dump-schema [-- --check]: writes test/schema.sql, or says whether it still is the sum of migrations/. */

const target = join(process.cwd(), 'test', 'schema.sql');
const check = process.argv.includes('--check');

const dataDir = mkdtempSync(join(tmpdir(), 'post-one-schema-'));
await chmod(dataDir, 0o755);
const silent = { info: () => undefined, warn: () => undefined };
const database = await connectDatabase({ databaseUrl: undefined, dataDir, log: silent });
try {
  await migrate(database.pool, join(process.cwd(), 'migrations'));
  const text = await schemaText(database.pool);
  if (!check) {
    writeFileSync(target, text);
    process.stdout.write(`test/schema.sql written, ${text.split('\n').length} lines.\n`);
  } else if (readFileSync(target, 'utf8') === text) {
    process.stdout.write('test/schema.sql is the sum of migrations/.\n');
  } else {
    process.stderr.write('test/schema.sql is not the sum of migrations/: run npm run dump-schema.\n');
    process.exitCode = 1;
  }
} finally {
  await database.close();
  rmSync(dataDir, { recursive: true, force: true });
}
