import { describe, expect, it } from 'vitest';
import { adapterReportOf } from './adapter-tests.ts';

const fileOf = (name: string, status: string, tests: Readonly<Record<string, string>>) => ({
  name,
  status,
  assertionResults: Object.entries(tests).map(([fullName, of]) => ({ fullName, status: of })),
});

const run = (...testResults: ReturnType<typeof fileOf>[]) => ({ numPassedTests: 3, testResults });

describe('what came of the tests of adapters', () => {
  it('is a failure for each test that failed', () => {
    const file = fileOf('/a.test.ts', 'failed', { bug: 'failed', fine: 'passed' });
    expect(adapterReportOf(run(file))).toEqual({ passed: 3, failed: 1, failures: ['bug'] });
  });

  it('is a failure for a file that could not be run', () => {
    const file = fileOf('/a.test.ts', 'failed', { skipped: 'skipped' });
    expect(adapterReportOf(run(file)).failures).toEqual([expect.stringContaining('a.test.ts')]);
  });
});
