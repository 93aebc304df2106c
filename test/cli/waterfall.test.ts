import { describe, expect, it } from 'vitest';
import { waterfalls } from '../../cli/waterfall.ts';
import type { BranchResult } from '../../core/messages.ts';
import type { Ride } from '../../core/ride.ts';
import { rideView } from '../../core/ride-view.ts';
import { plusMs } from '../../core/time.ts';
import { aResult, aRide, requestedAt, resultsOf } from '../support/rides.ts';

const between = (branch: string, startMs: number, endMs: number, more: Partial<BranchResult> = {}) =>
  aResult(branch, { startedAt: plusMs(requestedAt, startMs), finishedAt: plusMs(requestedAt, endMs), ...more });

const parallel = (more: Partial<Ride> = {}) =>
  rideView(
    aRide({
      status: 'confirmed',
      results: resultsOf(
        between('driver-matching', 0, 300),
        between('eta', 0, 150),
        between('pricing', 0, 200),
        between('payment-check', 0, 100),
      ),
      completedAt: plusMs(requestedAt, 320),
      unanswered: [],
      ...more,
    }),
  );

const sequential = () =>
  parallel({
    flow: 'sequential',
    results: resultsOf(
      between('driver-matching', 0, 300),
      between('eta', 300, 450),
      between('pricing', 450, 650),
      between('payment-check', 650, 750),
    ),
    completedAt: plusMs(requestedAt, 750),
  });

/** The line of a branch. */
const lineOf = (text: string, branch: string) => text.split('\n').find((line) => line.trim().startsWith(branch)) ?? '';

const barOf = (line: string) => ({ start: line.indexOf('█'), length: [...line].filter((each) => each === '█').length });

describe('a waterfall', () => {
  it('draws a bar per branch, as long as the branch took', () => {
    const text = waterfalls([parallel()]);
    const lengths = ['driver-matching', 'pricing', 'eta', 'payment-check'].map(
      (each) => barOf(lineOf(text, each)).length,
    );
    expect(lengths).toEqual([...lengths].sort((one, other) => other - one));
    expect((lengths[1] ?? 0) / (lengths[0] ?? 1)).toBeCloseTo(2 / 3, 1);
    expect(lineOf(text, 'pricing')).toMatch(/200 ms$/);
  });

  it('starts all bars of a parallel ride together, and each of a sequential one where the last ended', () => {
    const startsOf = (text: string) =>
      ['driver-matching', 'eta', 'pricing', 'payment-check'].map((each) => barOf(lineOf(text, each)).start);
    expect(new Set(startsOf(waterfalls([parallel()]))).size).toBe(1);
    const starts = startsOf(waterfalls([sequential()]));
    expect(starts).toEqual([...new Set(starts)].sort((one, other) => one - other));
  });

  it('draws several rides to one scale', () => {
    const [one = '', other = ''] = waterfalls([parallel(), sequential()]).split('\n\n');
    expect(barOf(lineOf(one, 'pricing')).length).toBe(barOf(lineOf(other, 'pricing')).length);
    expect(barOf(lineOf(one, 'pricing')).length).toBeLessThan(
      barOf(lineOf(waterfalls([parallel()]), 'pricing')).length,
    );
  });

  it('says what the ride took, its slowest branch and what was saved', () => {
    const text = waterfalls([parallel()]);
    expect(text).toContain('parallel ride: confirmed after 320 ms');
    expect(text).toContain('total 320 ms = slowest 300 ms (driver-matching) + 20 ms; sum 750 ms, saved 430 ms');
    expect(waterfalls([parallel({ completedAt: plusMs(requestedAt, 800) })])).toContain('lost 50 ms');
  });

  it('shows what is missing as dots, and what came late', () => {
    const results = resultsOf(between('pricing', 0, 200));
    const text = waterfalls([parallel({ results, completedAt: plusMs(requestedAt, 250), unanswered: ['eta'] })]);
    expect(lineOf(text, 'eta')).toContain('·'.repeat(50));
    const late = parallel({
      unanswered: ['eta'],
      results: resultsOf(between('pricing', 0, 200), between('eta', 19_000, 30_000)),
    });
    expect(lineOf(waterfalls([late]), 'eta')).toMatch(/11000 ms late$/);
  });

  it('shows attempts, refusals and reasons', () => {
    const text = waterfalls([
      parallel({
        status: 'rejected',
        results: resultsOf(
          between('pricing', 0, 200, { attempt: 3 }),
          between('payment-check', 0, 90, { status: 'rejected' }),
        ),
        unanswered: ['driver-matching', 'eta'],
        reasons: [{ branch: 'payment-check', code: 'card_declined', message: 'Declined.', retryable: false }],
      }),
    ]);
    expect(lineOf(text, 'pricing')).toMatch(/attempt 3$/);
    expect(text).toContain('payment-check: card_declined (Declined.)');
    expect(text).toContain('it ended before all branches had answered');
  });

  it('says that a ride is not decided yet', () => {
    const text = waterfalls([rideView(aRide())]);
    expect(text).toContain('parallel ride: requested');
    expect(text).toContain('not decided yet');
  });

  it('draws a branch that started before the request by its own clock', () => {
    const skewed = parallel({ results: resultsOf(between('pricing', -40, 160)) });
    expect(barOf(lineOf(waterfalls([skewed]), 'pricing')).length).toBeGreaterThan(0);
  });
});
