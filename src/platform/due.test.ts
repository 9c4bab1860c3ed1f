import { expect, test } from 'vitest';
import { toInstant, toMs } from '../kernel/time.ts';
import { startDue } from './due.ts';

/** Rows in memory, and two clocks that a test moves. */
function world(...dueMs: number[]) {
  const rows = [...dueMs];
  const done: number[] = [];
  let wallMs = 1_000_000;
  let monotonicMs = 0;
  let failing = 0;
  const troubles: unknown[] = [];
  return {
    rows,
    done,
    troubles,
    failOnce: () => void (failing = 1),
    wall: (ms: number) => void (wallMs = ms),
    pass(ms: number) {
      wallMs += ms;
      monotonicMs += ms;
    },
    setBack(ms: number) {
      wallMs -= ms;
    },
    start: () =>
      startDue({
        clock: { nowMs: () => wallMs, monotonicMs: () => monotonicMs },
        first: async () => (rows.length === 0 ? null : toInstant(Math.min(...rows))),
        async take(asOfMs) {
          if (failing > 0) {
            failing -= 1;
            throw new Error('database away');
          }
          const due = rows.filter((row) => row <= asOfMs).slice(0, 2);
          for (const row of due) rows.splice(rows.indexOf(row), 1);
          done.push(...due);
          return due.length === 2;
        },
        onTrouble: (error) => troubles.push(error),
      }),
  };
}

test('what was due while nobody ran is done at the start, once, and what lies ahead waits', async () => {
  const w = world(900_000, 950_000, 960_000, 1_500_000);
  const job = await w.start();
  expect(w.done).toEqual([900_000, 950_000, 960_000]);
  await job.settle();
  expect(w.done).toHaveLength(3);
  w.pass(500_000);
  await job.settle();
  expect(w.done).toHaveLength(4);
  await job.stop();
});

test('a wall clock that is set back delays nothing', async () => {
  const w = world(1_010_000);
  const job = await w.start();
  w.setBack(3_600_000);
  w.pass(10_000);
  await new Promise((resolve) => setTimeout(resolve, 450));
  expect(w.done).toEqual([1_010_000]);
  await job.stop();
});

test('a failure is told and tried again', async () => {
  const w = world(toMs(toInstant(900_000)));
  w.failOnce();
  const job = await w.start();
  expect(w.troubles).toHaveLength(1);
  await job.settle();
  expect(w.done).toEqual([900_000]);
  await job.stop();
});
