import { afterEach, expect, test } from 'vitest';
import { follow, type Follower } from './follow.ts';
import type { StoredEntry } from './ledger-read.ts';
import type { Transaction } from './transact.ts';

const WORK_MS = 250;
const entry = (seq: number): StoredEntry => ({
  seq,
  at: '2026-11-02T12:00:00.000Z',
  kind: 'signal.received',
  actor: 'dc09:1',
  subjects: [`sig_${seq}`],
  marking: 'U',
  body: {},
});

let follower: Follower | undefined;
afterEach(() => follower?.stop());

/** A follower over entries in memory whose work takes WORK_MS; `began` is when each batch was taken up. */
async function over(entries: StoredEntry[], more: { busy?: () => boolean; later?: () => boolean }) {
  const began: number[] = [];
  const answers = { rows: [], rowCount: 1 };
  follower = await follow({
    db: { query: async () => answers } as never,
    transact: (_command, work) => work({ client: { query: async () => answers } } as unknown as Transaction),
    postId: 'pst_1',
    name: 'test',
    kinds: ['signal.received'],
    batch: 100,
    restMs: 1,
    kept: (seq) => entries.filter((each) => each.seq > seq),
    handle: async () => {
      began.push(performance.now());
      await new Promise((resolve) => setTimeout(resolve, WORK_MS));
    },
    giveUp: async () => undefined,
    onTrouble: (error) => expect.fail(String(error)),
    ...more,
  });
  const until = async (batches: number): Promise<void> => {
    while (began.length < batches) await new Promise((resolve) => setTimeout(resolve, 10));
  };
  return { began, until };
}

test('in a storm a follower rests ten times as long as it worked, and less when something urgent came', async () => {
  const entries = [entry(0)];
  const { began, until } = await over(entries, { busy: () => true });
  await until(1);
  entries.push(entry(1));
  follower?.nudge();
  await until(2);
  expect((began[1] ?? 0) - (began[0] ?? 0)).toBeGreaterThan(9 * WORK_MS);
  entries.push(entry(2));
  follower?.nudge(true);
  await until(3);
  expect((began[2] ?? 0) - (began[1] ?? 0)).toBeLessThan(5 * WORK_MS);
});

test('what may wait for calm waits, unless somebody asks that it be done', async () => {
  let storm = true;
  const { began, until } = await over([entry(0)], { later: () => storm });
  await new Promise((resolve) => setTimeout(resolve, WORK_MS));
  expect(began).toHaveLength(0);
  storm = false;
  await until(1);
  storm = true;
  follower?.nudge();
  await follower?.caughtUp();
  expect(follower?.cursor()).toBe(0);
});
