import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { demandThatMatters, maxSurge, surgeMultiplier } from '../../core/surge.ts';

const count = fc.nat(200);

describe('surge', () => {
  it.each([
    [1, 1, 1],
    [1, 10, 1],
    [2, 1, 1.5],
    [3, 2, 1.3],
    [5, 1, 3],
    [50, 1, 3],
    [1, 0, 1],
    [5, 0, 3],
    [0, 0, 1],
  ])('is, for %i rides and %i drivers, %d', (demand, supply, multiplier) => {
    expect(surgeMultiplier(demand, supply)).toBe(multiplier);
  });

  it('stays between 1 and its bound, in tenths', () => {
    fc.assert(
      fc.property(count, count, (demand, supply) => {
        const multiplier = surgeMultiplier(demand, supply);
        expect(multiplier).toBeGreaterThanOrEqual(1);
        expect(multiplier).toBeLessThanOrEqual(maxSurge);
        expect(Math.round(multiplier * 10) / 10).toBe(multiplier);
      }),
    );
  });

  it('never falls with more rides, and never rises with more drivers', () => {
    fc.assert(
      fc.property(count, count, count, (demand, supply, more) => {
        const multiplier = surgeMultiplier(demand, supply);
        expect(surgeMultiplier(demand + more, supply)).toBeGreaterThanOrEqual(multiplier);
        expect(surgeMultiplier(demand, supply + more)).toBeLessThanOrEqual(multiplier);
      }),
    );
  });

  it('is the same when demand is counted no further than it matters', () => {
    fc.assert(
      fc.property(count, count, (demand, supply) => {
        const counted = Math.min(demand, demandThatMatters(supply));
        expect(surgeMultiplier(counted, supply)).toBe(surgeMultiplier(demand, supply));
      }),
    );
  });
});
