import { defineConfig } from 'vitest/config';

/** The JSON file is for the line that `.ci/run` ends with. */
const reporters = process.env.CI ? ['default', ['json', { outputFile: 'test-results.json' }] as const] : ['default'];

export default defineConfig({
  test: {
    reporters: reporters as never,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/cloud/**'],
          sequence: { groupOrder: 0 },
        },
      },
      {
        // The whole stack on the embedded cloud. One file at a time, after the rest: these tests compare durations.
        extends: true,
        test: {
          name: 'cloud',
          include: ['test/cloud/**/*.test.ts'],
          globalSetup: ['test/support/synthesized-stack.ts'],
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
