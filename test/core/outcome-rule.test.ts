import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Need } from '../../core/branches.ts';
import type { BranchResult } from '../../core/messages.ts';
import { decide } from '../../core/outcome-rule.ts';
import { allOk, aResult, expects, resultsOf } from '../support/rides.ts';

const required = Object.keys(expects).filter((branch) => expects[branch] === 'required');
const optional = Object.keys(expects).filter((branch) => expects[branch] === 'optional');

const without = (branch: string): Record<string, BranchResult> => {
  const { [branch]: _, ...others } = allOk();
  return others;
};

describe('the outcome rule', () => {
  it('leaves a ride that nothing is known of requested', () => {
    expect(decide({ expects, results: {} }, false)).toEqual({ status: 'requested' });
  });

  it('confirms a ride that all branches said ok to', () => {
    expect(decide({ expects, results: allOk() }, false)).toEqual({ status: 'confirmed' });
  });

  it.each(Object.keys(expects))('waits for %s until the deadline', (branch) => {
    expect(decide({ expects, results: without(branch) }, false)).toEqual({ status: 'requested' });
  });

  it.each(required)('rejects as soon as %s has rejected, with its reason', (branch) => {
    const result = aResult(branch, { status: 'rejected', reason: { code: 'not_today', message: 'Not today.' } });
    expect(decide({ expects, results: resultsOf(result) }, false)).toEqual({
      status: 'rejected',
      reasons: [{ branch, code: 'not_today', message: 'Not today.', retryable: false }],
    });
  });

  it.each(required)('rejects as soon as %s has failed, as something that may be tried again', (branch) => {
    expect(decide({ expects, results: resultsOf(aResult(branch, { status: 'failed' })) }, false)).toMatchObject({
      status: 'rejected',
      reasons: [{ branch, code: `${branch}_unavailable`, retryable: true }],
    });
  });

  it.each(required)('gives a reason for %s even when the branch gave none', (branch) => {
    for (const status of ['rejected', 'failed'] as const) {
      const { reason: _, ...result } = aResult(branch, { status });
      const verdict = decide({ expects, results: resultsOf(result) }, false);
      expect(verdict).toMatchObject({
        status: 'rejected',
        reasons: [{ branch, code: expect.stringContaining(branch) }],
      });
    }
  });

  it('names each branch that is against the ride', () => {
    const against = required.map((branch) => aResult(branch, { status: 'rejected' }));
    const verdict = decide({ expects, results: resultsOf(...against) }, false);
    expect(verdict).toMatchObject({ status: 'rejected', reasons: required.map((branch) => ({ branch })) });
  });

  it.each(required)('expires at the deadline without %s, and names it', (branch) => {
    expect(decide({ expects, results: without(branch) }, true)).toMatchObject({
      status: 'expired',
      reasons: [{ branch, code: `${branch}_timed_out`, retryable: true }],
    });
  });

  it('names required branches only when it expires', () => {
    const verdict = decide({ expects, results: {} }, true);
    expect(verdict).toMatchObject({ status: 'expired', reasons: required.map((branch) => ({ branch })) });
  });

  it.each(optional)('confirms at the deadline without %s', (branch) => {
    expect(decide({ expects, results: without(branch) }, true)).toEqual({ status: 'confirmed' });
  });

  it.each(optional)('counts %s as answered when it rejected or failed', (branch) => {
    for (const status of ['rejected', 'failed'] as const) {
      const results = { ...allOk(), [branch]: aResult(branch, { status }) };
      expect(decide({ expects, results }, false)).toEqual({ status: 'confirmed' });
    }
  });

  it('goes by the branches that the ride expects, whatever else has answered', () => {
    const needs: Record<string, Need> = { pricing: 'required' };
    const results = resultsOf(aResult('pricing'), aResult('fraud-check', { status: 'rejected' }));
    expect(decide({ expects: needs, results }, false)).toEqual({ status: 'confirmed' });
  });

  it('needs a branch that this registry does not know when the ride expects it', () => {
    const needs: Record<string, Need> = { ...expects, 'fraud-check': 'required' };
    expect(decide({ expects: needs, results: allOk() }, false)).toEqual({ status: 'requested' });
    expect(decide({ expects: needs, results: allOk() }, true)).toMatchObject({
      status: 'expired',
      reasons: [{ branch: 'fraud-check' }],
    });
  });

  it('agrees with the design for any branches, needs and answers', () => {
    const answer = fc.constantFrom('ok', 'rejected', 'failed', 'none');
    const branch = fc.record({ need: fc.constantFrom<Need>('required', 'optional'), answer });
    const branches = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), branch, { minKeys: 1, maxKeys: 8 });
    fc.assert(
      fc.property(branches, fc.boolean(), (asked, deadlineHasCome) => {
        const entries = Object.entries(asked);
        const answered = entries.filter(([, { answer: each }]) => each !== 'none');
        const verdict = decide(
          {
            expects: Object.fromEntries(entries.map(([name, { need }]) => [name, need])),
            results: resultsOf(...answered.map(([name, each]) => aResult(name, { status: each.answer as 'ok' }))),
          },
          deadlineHasCome,
        );
        const answers = (need: Need) => entries.filter(([, each]) => each.need === need).map(([, each]) => each.answer);
        const isSettled = answers('required').some((each) => each === 'rejected' || each === 'failed');
        const lacksRequired = answers('required').includes('none');
        const lacksOptional = answers('optional').includes('none');
        const expected = () => {
          if (isSettled) return 'rejected';
          if (!lacksRequired && (!lacksOptional || deadlineHasCome)) return 'confirmed';
          return deadlineHasCome ? 'expired' : 'requested';
        };
        expect(verdict.status).toBe(expected());
      }),
      { numRuns: 300 },
    );
  });
});
