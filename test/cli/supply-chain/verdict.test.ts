import { describe, expect, it } from 'vitest';
import { exitCode, summary } from '../../../cli/supply-chain/verdict.ts';

const good = { subject: 'lock file', findings: [] };
const bad = { subject: 'advisories', findings: ['a <1.2.0: high'] };
const unknown = { subject: 'signatures', findings: [], unanswered: 'npm audit signatures: no answer' };

describe('the verdicts together', () => {
  it.each([
    [0, 'all is well', [good, good]],
    [1, 'something is wrong', [good, bad]],
    [1, 'something is wrong and something else not known', [unknown, bad]],
    [2, 'something is not known', [good, unknown]],
  ])('exit with %i where %s', (code, _, verdicts) => {
    expect(exitCode(verdicts)).toBe(code);
  });

  it('are told a line each, with what is wrong below', () => {
    expect(summary([good, bad, unknown]).split('\n')).toEqual([
      'lock file: ok',
      'advisories: 1 finding',
      '  - a <1.2.0: high',
      'signatures: NOT KNOWN. npm audit signatures: no answer',
    ]);
  });
});
