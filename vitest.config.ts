import { defineConfig } from 'vitest/config';

/** One run, threads, no isolation: forty files in two seconds instead of fourteen (docs/adr/0001). */
export default defineConfig({
  test: {
    pool: 'threads',
    isolate: false,
    testTimeout: 30_000,
    hookTimeout: 120_000,
    reporters: ['default'],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'test/unit/**/*.test.ts'],
          setupFiles: ['test/support/words-setup.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'contract',
          include: ['test/contract/**/*.test.ts', 'test/flow/**/*.test.ts'],
          maxWorkers: 1,
        },
      },
      { extends: true, test: { name: 'sim', include: ['test/sim/**/*.test.ts'] } },
    ],
  },
});
