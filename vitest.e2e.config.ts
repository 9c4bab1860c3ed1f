import { defineConfig } from 'vitest/config';

/** The real server and a real browser, one file after the other: two browsers at once on two cores time out. */
export default defineConfig({
  test: {
    name: 'e2e',
    include: ['test/e2e/**/*.test.ts'],
    pool: 'threads',
    isolate: true,
    maxWorkers: 1,
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    teardownTimeout: 30_000,
  },
});
