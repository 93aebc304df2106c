import { describe, expect, it } from 'vitest';
import { plain } from '../../cli/paint.ts';
import { growingWaterfall, waterfalls } from '../../cli/waterfall.ts';
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
      settledAt: plusMs(requestedAt, 320),
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
    settledAt: plusMs(requestedAt, 750),
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
    expect(waterfalls([parallel({ settledAt: plusMs(requestedAt, 800) })])).toContain('lost 50 ms');
  });

  it('shows what is missing as dots, and what came late', () => {
    const results = resultsOf(between('pricing', 0, 200));
    const text = waterfalls([parallel({ results, settledAt: plusMs(requestedAt, 250), unanswered: ['eta'] })]);
    expect(lineOf(text, 'eta')).toContain('·'.repeat(50));
    const late = parallel({
      unanswered: ['eta'],
      results: resultsOf(between('pricing', 0, 200), between('eta', 19_000, 30_000)),
    });
    expect(lineOf(waterfalls([late]), 'eta')).toMatch(/11,000 ms late$/);
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

/** All widths of terminals that waterfalls are drawn for. */
const widths = Array.from({ length: 161 }, (_, index) => 40 + index);

const linesTooWide = (text: string, columns: number) => text.split('\n').filter((line) => line.length > columns);

describe('a waterfall in a terminal of 40 to 200 columns', () => {
  const busy = parallel({
    status: 'rejected',
    results: resultsOf(
      between('driver-matching', 0, 1_300, { attempt: 12 }),
      between('eta', 0, 15_000, { status: 'failed', attempt: 3 }),
      between('payment-check', 0, 90, { status: 'rejected', attempt: 2 }),
    ),
    unanswered: ['pricing'],
    settledAt: plusMs(requestedAt, 15_300),
    reasons: [{ branch: 'payment-check', code: 'card_declined', message: 'The card was declined.', retryable: false }],
  });
  it.each([
    ['a usual ride', parallel()],
    ['a ride with much to say', busy],
    ['a ride that is not decided', rideView(aRide())],
  ])('has %s in it, and all of that', (_, ride) => {
    const words = (all: string) =>
      all
        .split(/[\s█·]+/)
        .filter(Boolean)
        .toSorted();
    const all = words(waterfalls([ride]));
    for (const columns of widths) {
      const text = waterfalls([ride], plain, columns);
      expect(linesTooWide(text, columns)).toEqual([]);
      expect(words(text)).toEqual(all);
    }
  });

  it.each([
    ['usual', rideView(aRide())],
    ['with much to say', busy],
  ])('has a growing ride in it that is %s', (_, ride) => {
    for (const columns of widths)
      expect(linesTooWide(growingWaterfall(ride, 15_700, plain, columns), columns)).toEqual([]);
  });

  it.each([40, 60, 80, 120, 200])('keeps the proportions: %i', (columns) => {
    const text = waterfalls([parallel()], plain, columns);
    const [pricing, driver] = ['pricing', 'driver-matching'].map((each) => barOf(lineOf(text, each)).length);
    expect((pricing ?? 0) / (driver ?? 1)).toBeCloseTo(2 / 3, 0);
  });
});

describe('the bars of a waterfall', () => {
  it('grow with the terminal', () => {
    const lengths = [40, 60, 80, 120, 200].map(
      (columns) => barOf(lineOf(waterfalls([parallel()], plain, columns), 'driver-matching')).length,
    );
    expect(lengths).toEqual([...new Set(lengths)].sort((one, other) => one - other));
  });

  it('have one width as a ride grows', () => {
    const before = growingWaterfall(rideView(aRide()), 400, plain, 60);
    const after = growingWaterfall(
      rideView(aRide({ results: resultsOf(between('pricing', 0, 200, { attempt: 2 })) })),
      400,
      plain,
      60,
    );
    expect(lineOf(after, 'eta')).toBe(lineOf(before, 'eta'));
  });
});
