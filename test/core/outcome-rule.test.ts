import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Need } from '../../core/branches.ts';
import type { BranchResult } from '../../core/messages.ts';
import { decide, type Moment } from '../../core/outcome-rule.ts';
import { plusMs } from '../../core/time.ts';
import { allOk, aResult, deadlineAt, expects, requestedAt, resultsOf } from '../support/rides.ts';

const required = Object.keys(expects).filter((branch) => expects[branch] === 'required');
const optional = Object.keys(expects).filter((branch) => expects[branch] === 'optional');

const without = (branch: string): Record<string, BranchResult> => {
  const { [branch]: _, ...others } = allOk();
  return others;
};

const ride = { expects, deadlineAt };
const soon: Moment = { now: requestedAt, patienceIsOver: false };
const atDeadline: Moment = { now: deadlineAt, patienceIsOver: false };

describe('the outcome rule', () => {
  it('leaves a ride that nothing is known of requested', () => {
    expect(decide({ ...ride, results: {} }, soon)).toEqual({ status: 'requested' });
  });

  it('confirms a ride that all branches said ok to', () => {
    expect(decide({ ...ride, results: allOk() }, soon)).toEqual({ status: 'confirmed' });
  });

  it.each(Object.keys(expects))('waits for %s until the deadline', (branch) => {
    expect(decide({ ...ride, results: without(branch) }, soon)).toEqual({ status: 'requested' });
  });

  it.each(required)('rejects as soon as %s has rejected, with its reason', (branch) => {
    const result = aResult(branch, { status: 'rejected', reason: { code: 'not_today', message: 'Not today.' } });
    expect(decide({ ...ride, results: resultsOf(result) }, soon)).toEqual({
      status: 'rejected',
      reasons: [{ branch, code: 'not_today', message: 'Not today.', retryable: false }],
    });
  });

  it.each(required)('rejects as soon as %s has failed, as something that may be tried again', (branch) => {
    expect(decide({ ...ride, results: resultsOf(aResult(branch, { status: 'failed' })) }, soon)).toMatchObject({
      status: 'rejected',
      reasons: [{ branch, code: `${branch}_unavailable`, retryable: true }],
    });
  });

  it.each(required)('gives a reason for %s even when the branch gave none', (branch) => {
    for (const status of ['rejected', 'failed'] as const) {
      const { reason: _, ...result } = aResult(branch, { status });
      const verdict = decide({ ...ride, results: resultsOf(result) }, soon);
      expect(verdict).toMatchObject({
        status: 'rejected',
        reasons: [{ branch, code: expect.stringContaining(branch) }],
      });
    }
  });

  it('names each branch that is against the ride', () => {
    const against = required.map((branch) => aResult(branch, { status: 'rejected' }));
    const verdict = decide({ ...ride, results: resultsOf(...against) }, soon);
    expect(verdict).toMatchObject({ status: 'rejected', reasons: required.map((branch) => ({ branch })) });
  });

  it.each(required)('expires at the deadline without %s, and names it', (branch) => {
    expect(decide({ ...ride, results: without(branch) }, atDeadline)).toMatchObject({
      status: 'expired',
      reasons: [{ branch, code: `${branch}_timed_out`, retryable: true }],
    });
  });

  it('names required branches only when it expires', () => {
    const verdict = decide({ ...ride, results: {} }, atDeadline);
    expect(verdict).toMatchObject({ status: 'expired', reasons: required.map((branch) => ({ branch })) });
  });

  it.each(optional)('confirms at the deadline without %s', (branch) => {
    expect(decide({ ...ride, results: without(branch) }, atDeadline)).toEqual({ status: 'confirmed' });
  });

  it.each(optional)('counts %s as answered when it rejected or failed', (branch) => {
    for (const status of ['rejected', 'failed'] as const) {
      const results = { ...allOk(), [branch]: aResult(branch, { status }) };
      expect(decide({ ...ride, results }, soon)).toEqual({ status: 'confirmed' });
    }
  });

  it('goes by the branches that the ride expects, whatever else has answered', () => {
    const needs: Record<string, Need> = { pricing: 'required' };
    const results = resultsOf(aResult('pricing'), aResult('another-branch', { status: 'rejected' }));
    expect(decide({ ...ride, expects: needs, results }, soon)).toEqual({ status: 'confirmed' });
  });

  it('needs a branch that this registry does not know when the ride expects it', () => {
    const needs: Record<string, Need> = { ...expects, 'another-branch': 'required' };
    expect(decide({ ...ride, expects: needs, results: allOk() }, soon)).toEqual({ status: 'requested' });
    expect(decide({ ...ride, expects: needs, results: allOk() }, atDeadline)).toMatchObject({
      status: 'expired',
      reasons: [{ branch: 'another-branch' }],
    });
  });

  it.each(optional)('confirms without %s when that was waited for long enough', (branch) => {
    const verdict = decide({ ...ride, results: without(branch) }, { ...soon, patienceIsOver: true });
    expect(verdict).toEqual({ status: 'confirmed' });
  });

  it.each(required)('waits for %s however long optional branches were waited for', (branch) => {
    const verdict = decide({ ...ride, results: without(branch) }, { ...soon, patienceIsOver: true });
    expect(verdict).toEqual({ status: 'requested' });
  });

  it('confirms until five seconds after the deadline, and nothing from then on', () => {
    const late = (ms: number): Moment => ({ now: plusMs(deadlineAt, ms), patienceIsOver: true });
    expect(decide({ ...ride, results: allOk() }, late(4_999))).toEqual({ status: 'confirmed' });
    expect(decide({ ...ride, results: allOk() }, late(5_000))).toEqual({
      status: 'expired',
      reasons: [expect.objectContaining({ code: 'decided_too_late', branch: required[0], retryable: true })],
    });
    expect(decide({ ...ride, results: without('pricing') }, late(5_000))).toMatchObject({
      status: 'expired',
      reasons: [{ code: 'pricing_timed_out' }],
    });
  });

  it.each([0, 4_999, 5_000, 14 * 86_400_000])('rejects for a refusal %i ms after the deadline, too', (ms) => {
    const results = { ...allOk(), pricing: aResult('pricing', { status: 'rejected' }) };
    const late = { now: plusMs(deadlineAt, ms), patienceIsOver: true };
    expect(decide({ ...ride, results }, late)).toMatchObject({ status: 'rejected', reasons: [{ branch: 'pricing' }] });
  });

  it('agrees with the design for any branches, needs, answers and moments', () => {
    const answer = fc.constantFrom('ok', 'rejected', 'failed', 'none');
    const branch = fc.record({ need: fc.constantFrom<Need>('required', 'optional'), answer });
    const branches = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), branch, { minKeys: 1, maxKeys: 8 });
    const fromDeadlineMs = fc.oneof(
      fc.constantFrom(-1, 0, 4_999, 5_000),
      fc.integer({ min: -20_000, max: 14 * 86_400_000 }),
    );
    fc.assert(
      fc.property(branches, fromDeadlineMs, fc.boolean(), (asked, ms, patienceIsOver) => {
        const entries = Object.entries(asked);
        const answered = entries.filter(([, { answer: each }]) => each !== 'none');
        const verdict = decide(
          {
            deadlineAt,
            expects: Object.fromEntries(entries.map(([name, { need }]) => [name, need])),
            results: resultsOf(...answered.map(([name, each]) => aResult(name, { status: each.answer as 'ok' }))),
          },
          { now: plusMs(deadlineAt, ms), patienceIsOver },
        );
        const answers = (need: Need) => entries.filter(([, each]) => each.need === need).map(([, each]) => each.answer);
        const isSettled = answers('required').some((each) => each === 'rejected' || each === 'failed');
        const lacksRequired = answers('required').includes('none');
        const lacksOptional = answers('optional').includes('none');
        const expected = () => {
          if (isSettled) return 'rejected';
          if (lacksRequired) return ms >= 0 ? 'expired' : 'requested';
          if (ms >= 5_000) return 'expired';
          return lacksOptional && !patienceIsOver && ms < 0 ? 'requested' : 'confirmed';
        };
        expect(verdict.status).toBe(expected());
      }),
      { numRuns: 500 },
    );
  });
});
