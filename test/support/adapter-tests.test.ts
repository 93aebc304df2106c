import { describe, expect, it } from 'vitest';
import { adapterReportOf } from './adapter-tests.ts';

const fileOf = (name: string, status: string, tests: Readonly<Record<string, string>>) => ({
  name,
  status,
  assertionResults: Object.entries(tests).map(([fullName, of]) => ({ fullName, status: of })),
});

const run = (...testResults: ReturnType<typeof fileOf>[]) => ({ numPassedTests: 3, testResults });

describe('what came of the tests of adapters', () => {
  it('is a failure for each test that failed and is no known gap', () => {
    const file = fileOf('/a.test.ts', 'failed', { gap: 'failed', bug: 'failed', fine: 'passed' });
    expect(adapterReportOf(run(file), ['gap'])).toEqual({
      passed: 3,
      failed: 1,
      failures: ['bug'],
      knownGaps: ['gap'],
    });
  });

  it('is a failure for a known gap that is none any more', () => {
    const file = fileOf('/a.test.ts', 'passed', { gap: 'passed' });
    expect(adapterReportOf(run(file), ['gap']).failures).toEqual(['no gap any more: gap']);
  });

  it('is a failure for a file that could not be run', () => {
    const file = fileOf('/a.test.ts', 'failed', { skipped: 'skipped' });
    expect(adapterReportOf(run(file), []).failures).toEqual([expect.stringContaining('a.test.ts')]);
  });
});
