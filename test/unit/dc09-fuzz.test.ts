import { expect, test } from 'vitest';
import { fuzzDc09 } from '../fuzz/dc09-fuzzer.ts';

test('two seconds of coverage-guided fuzzing: no throw, no slow input, bounded memory', () => {
  const report = fuzzDc09({ seconds: 2, atLeast: 3000 });
  expect(report.execs).toBeGreaterThanOrEqual(3000);
  expect(report.accepted).toBeGreaterThan(50);
  expect(report.slowest_ms).toBeLessThanOrEqual(50);
  expect(report.branches_hit / report.branches).toBeGreaterThan(0.8);
});
