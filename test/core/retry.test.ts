import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { soonAgain, whileRiderWaits } from '../../core/retry.ts';

describe('retrying while somebody waits', () => {
  it('waits a second, then twice as long each time, and never more than half a minute', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 20].map(soonAgain)).toEqual([1, 2, 4, 8, 16, 30, 30, 30]);
  });

  it('waits no longer than four seconds where a rider waits', () => {
    expect([1, 2, 3, 4, 5, 20].map(whileRiderWaits)).toEqual([1, 2, 4, 4, 4, 4]);
    fc.assert(fc.property(fc.integer({ min: 1, max: 1_000 }), (attempt) => whileRiderWaits(attempt) <= 4));
  });
});
