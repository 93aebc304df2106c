import { describe, expect, it } from 'vitest';
import { findingsIn as workflowFindings } from './actionlint.ts';
import { reportOf, summaryOf } from './report.ts';

const cfnLint = { checker: 'cfn-lint', subjects: ['one', 'two', 'three'] };

describe('what came of the checkers', () => {
  it('counts what was looked at, and lists all that was found', () => {
    const findings = [
      { subject: 'two', message: 'W1 odd' },
      { subject: 'two', message: 'E2 wrong' },
    ];
    const actionlint = { checker: 'actionlint', unavailable: 'there is no Go' };
    const report = reportOf([{ ...cfnLint, findings }, actionlint]);
    expect(report).toEqual({
      passed: 2,
      failed: 1,
      failures: ['cfn-lint: two: W1 odd', 'cfn-lint: two: E2 wrong'],
      skipped: ['actionlint: there is no Go'],
    });
    expect(summaryOf(report).split('\n')).toEqual([
      'Templates and workflows: 2 passed, 1 failed',
      '  failed   cfn-lint: two: W1 odd',
      '  failed   cfn-lint: two: E2 wrong',
      '  skipped  actionlint: there is no Go',
    ]);
  });

  it('passes what nothing was found in', () => {
    expect(reportOf([{ ...cfnLint, findings: [] }])).toEqual({ passed: 3, failed: 0, failures: [], skipped: [] });
  });

  it('loses no finding of what it did not know to be looked at', () => {
    const findings = [{ subject: 'four', message: 'E1 wrong' }];
    expect(reportOf([{ ...cfnLint, findings }])).toMatchObject({ failed: 1, failures: ['cfn-lint: four: E1 wrong'] });
  });

  it('is a failure where a checker has looked at nothing', () => {
    const idle = { checker: 'cfn-lint', subjects: [], findings: [] };
    expect(reportOf([idle])).toMatchObject({ failed: 1, failures: ['cfn-lint: it looked at nothing'] });
  });

  it('is read from what actionlint writes', () => {
    const result = {
      message: 'no such input',
      filepath: '.github/workflows/ci.yml',
      line: 7,
      column: 1,
      kind: 'action',
    };
    expect(workflowFindings([result])).toEqual([
      { subject: '.github/workflows/ci.yml', message: 'line 7: no such input (action)' },
    ]);
  });
});
