import { describe, expect, it } from 'vitest';
import { scenariosOf, summaryOf } from './emulator-report.ts';

const aFile = (status: string, ...results: readonly (readonly [title: string, status: string])[]) => ({
  name: 'suite.test.ts',
  status,
  assertionResults: results.map(([title, status]) => ({ title, status })),
});

describe('what came of a run', () => {
  it('counts scenarios by how they ended, and names those that did not pass', () => {
    const file = aFile(
      'failed',
      ['cancels', 'passed'],
      ['rejects', 'failed'],
      ['expires (known gap: slow)', 'skipped'],
    );
    expect(scenariosOf({ testResults: [file] })).toEqual({
      passed: 1,
      failed: 1,
      failures: ['rejects'],
      skipped: ['expires (known gap: slow)'],
    });
  });

  it('counts a suite that failed outside of its scenarios', () => {
    const file = aFile('failed', ['cancels', 'passed']);
    expect(scenariosOf({ testResults: [file] })).toMatchObject({ passed: 1, failed: 1, failures: ['suite.test.ts'] });
  });

  it('counts a run in which nothing passed as failed', () => {
    const file = aFile('passed', ['cancels', 'skipped']);
    expect(scenariosOf({ testResults: [file] })).toMatchObject({ failed: 1, failures: ['no scenario passed'] });
  });

  it('refuses results that are none', () => {
    expect(() => scenariosOf({ success: true })).toThrow();
  });

  it('names in its summary what failed, what was skipped and what was repaired', () => {
    const summary = summaryOf({
      emulator: 'MiniStack 1.5.33',
      seconds: 90,
      repairs: [{ what: 'queues', reason: 'dropped', count: 7 }],
      passed: 9,
      failed: 1,
      failures: ['rejects'],
      skipped: ['expires (known gap: slow)'],
    });
    expect(summary.split('\n')).toEqual([
      'The stack on MiniStack 1.5.33: 9 passed, 1 failed, 1 skipped, in 90 s',
      '  failed   rejects',
      '  skipped  expires (known gap: slow)',
      '  repaired queues (7): dropped',
    ]);
  });
});
