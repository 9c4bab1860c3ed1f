/**
 * Rows that only serve for a time are removed: they carry no fact of the record, so no entry is owed. Runs at
 * start and each hour, a page at a time.
 */
import { toInstant, type Clock } from '../kernel/time.ts';
import type { Queryable } from './ledger-log.ts';
import type { Log } from './log.ts';

const EVERY_MS = 3_600_000;
const DAY_MS = 24 * 3_600_000;
const MAX_ROWS = 50_000;

/** A phone that was off for two weeks may still repeat its commands safely. */
const KEPT: readonly { readonly table: string; readonly column: string; readonly days: number }[] = [
  { table: 'command_receipts', column: 'at', days: 14 },
  { table: 'sessions', column: 'expires_at', days: 30 },
  { table: 'one_time_codes', column: 'expires_at', days: 30 },
];

export function keepHouse(deps: { readonly db: Queryable; readonly clock: Clock; readonly log: Log }): {
  stop(): void;
} {
  async function sweep(): Promise<void> {
    for (const { table, column, days } of KEPT) {
      const before = toInstant(deps.clock.nowMs() - days * DAY_MS);
      await deps.db.query(
        `delete from ${table} where ctid in (select ctid from ${table} where ${column} < $1 limit ${MAX_ROWS})`,
        [before],
      );
    }
  }
  const run = (): void => void sweep().catch((error: unknown) => deps.log.error('housekeeping', error));
  run();
  const timer = setInterval(run, EVERY_MS);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
