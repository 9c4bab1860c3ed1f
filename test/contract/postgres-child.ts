/*
 * A Post One in small, run as a process of its own so that it can be killed: opens the database of argv[2],
 * says what it opened, and with `write` stores numbers and says each one after its commit.
 */
import { connectDatabase } from '../../src/platform/postgres/connect.ts';
import { StartRefused } from '../../src/platform/postgres/start-refused.ts';

const [dataDir = '', mode = 'hold'] = process.argv.slice(2);
const say = (line: unknown) => process.stdout.write(`${JSON.stringify(line)}\n`);
const log = { info: () => undefined, warn: () => undefined };

try {
  const database = await connectDatabase({ databaseUrl: undefined, dataDir, log });
  say({ opened: database.postgres?.pids().postmaster, adopted: database.postgres?.adopted });
  if (mode === 'write') {
    await database.pool.query('create table if not exists acked (number bigint primary key)');
    const { rows } = await database.pool.query<{ next: number }>(
      'select coalesce(max(number), 0) + 1 as next from acked',
    );
    for (let number = rows[0]?.next ?? 1; number < 1_000_000; number += 1) {
      await database.pool.query('insert into acked values ($1)', [number]);
      say({ acked: number });
    }
  }
  setInterval(() => undefined, 60_000);
} catch (error) {
  say({ refused: error instanceof StartRefused ? error.message : String(error) });
  process.exitCode = 1;
}
