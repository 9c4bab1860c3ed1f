import { defineConfig } from 'vitest/config';

/**
 * The real server and a real browser. Two files at a time: stories mostly wait, for a page or for what must not
 * happen, and 179 of them take 584 s on two busy cores instead of 983 s. Each file has a server and a browser of its own.
 */
export default defineConfig({
  test: {
    name: 'e2e',
    include: ['test/e2e/**/*.test.ts'],
    pool: 'threads',
    isolate: true,
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    teardownTimeout: 30_000,
  },
});
