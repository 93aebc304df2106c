import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { defineConfig } from 'vitest/config';

/** `npm run test:e2e` says where else the stack is. */
const isElsewhere = process.env.E2E_TARGET !== undefined;

// A development issuer of the tests' own, for this run. A stack that is elsewhere knows the one that it was deployed with.
if (process.env.RIDE_REQUEST_DIRECTORY === undefined && !isElsewhere) {
  const directory = mkdtempSync(path.join(tmpdir(), 'ride-request-issuer-'));
  process.env.RIDE_REQUEST_DIRECTORY = directory;
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
}

/** The JSON file is for the line that `.ci/run` ends with: it tells of the whole suite. */
const writesResults = process.env.CI && !isElsewhere;
const reporters = writesResults ? ['default', ['json', { outputFile: 'test-results.json' }] as const] : ['default'];

/** What they load reads the environment then, once, as it does in Lambda. */
const ofOneProcess = ['test/adapters/**/*.test.ts', 'test/functions/**/*.test.ts'];

const chaos = ['test/chaos/chaos.test.ts', 'test/chaos/planted-bugs.test.ts'];

export default defineConfig({
  test: {
    reporters: reporters as never,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // More than there may be cores: tests of the whole stack wait more than they work.
    maxWorkers: 4,
    projects: [
      {
        // Files share what they load: otherwise half of their time would go into loading the same modules for each.
        extends: true,
        test: {
          name: 'unit',
          isolate: false,
          include: ['test/**/*.test.ts'],
          exclude: [...ofOneProcess, 'test/cloud/**', 'test/e2e/suite.test.ts', ...chaos],
          sequence: { groupOrder: 0 },
        },
      },
      {
        // Each file has a process of its own.
        extends: true,
        test: {
          name: 'process',
          include: ofOneProcess,
          sequence: { groupOrder: 0 },
        },
      },
      {
        // The whole stack on the embedded cloud.
        extends: true,
        test: {
          name: 'cloud',
          include: ['test/cloud/**/*.test.ts'],
          globalSetup: ['test/support/synthesized-stack.ts'],
          sequence: { groupOrder: 0 },
        },
      },
      {
        // The scenarios that hold on every target. Compares durations, so it has the machine for itself.
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/suite.test.ts'],
          sequence: { groupOrder: 1 },
        },
      },
      {
        // Takes all of the machine, so it comes last. Its two files wait for a good part of their time.
        extends: true,
        test: {
          name: 'chaos',
          include: chaos,
          testTimeout: 240_000,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
