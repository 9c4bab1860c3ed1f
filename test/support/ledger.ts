import { toInstant } from '../../src/kernel/time.ts';
import type { Clock } from '../../src/kernel/time.ts';
import { createLedgerService } from '../../src/modules/ledger/service.ts';
import { createLedgerLog } from '../../src/platform/ledger-log.ts';
import type { NewEntry } from '../../src/platform/ledger-log.ts';
import { createLog } from '../../src/platform/log.ts';
import { createTransact } from '../../src/platform/transact.ts';
import { addTestPost, openTestDatabase } from './database.ts';

/** A clock that a test sets; it never moves by itself, except that each reading is a millisecond later. */
export function testClock(startMs = Date.UTC(2026, 10, 2, 12)): Clock & { add(ms: number): void } {
  let nowMs = startMs;
  return {
    nowMs: () => (nowMs += 1),
    monotonicMs: () => performance.now(),
    add: (ms) => (nowMs += ms),
  };
}

/** A post with a ledger on a database of its own, put together as compose.ts does. */
export async function openTestLedger() {
  const database = await openTestDatabase();
  const { pool, dataDir } = database;
  const postId = await addTestPost(pool);
  const clock = testClock();
  const ledger = createLedgerLog({ pool, clock });
  const transact = createTransact({ pool, ledger, clock });
  const lines: string[] = [];
  const troubles: string[] = [];
  const makeService = () =>
    createLedgerService({
      db: pool,
      transact,
      clock,
      postId,
      dataDir,
      log: createLog(
        () => toInstant(clock.nowMs()),
        (line) => lines.push(line),
      ),
      onTrouble: (code, says) => troubles.push(`${code}: ${says}`),
    });
  return {
    ...database,
    postId,
    clock,
    ledger,
    transact,
    troubles,
    lines,
    service: makeService(),
    makeService,
    /** Appends `count` entries of varied kinds, actors and subjects in one statement. */
    async append(count: number) {
      // The connection comes first: whoever holds the log's turn must not wait for one.
      const client = await pool.connect();
      try {
        const entries = Array.from({ length: count }, (_, i) => sampleEntry(i));
        return await ledger.append(postId, client, () => entries);
      } finally {
        client.release();
      }
    },
  };
}

export type TestLedger = Awaited<ReturnType<typeof openTestLedger>>;

export function sampleEntry(i: number): NewEntry {
  const kinds = ['signal.received', 'alarm.raised', 'alarm.closed', 'task.done', 'log.noted'];
  const kind = kinds[i % kinds.length] ?? 'log.noted';
  return {
    kind,
    actor: i % 3 === 0 ? 'system' : `usr_${i % 7}`,
    subjects: kind === 'log.noted' ? [] : [`alm_${i % 11}`, `sig_${i}`],
    body: { text: `What happened, number ${i}: "정문" \u001f, and a comma`, level: i % 4 },
    marking: i % 50 === 0 ? 'R' : 'U',
  };
}
