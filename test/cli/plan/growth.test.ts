import { describe, expect, it } from 'vitest';
import { type Mapping, rampUp } from '../../../cli/plan/growth.ts';

/** One invocation more a second. With a second of work and full batches each takes ten messages a second. */
const mapping = (most: number): Mapping => ({ start: 5, perMinute: 60, most });

describe('a mapping that was idle', () => {
  it('keeps up when full batches do, and has worked off what waited after as long again', () => {
    expect(rampUp(mapping(1_000), 100, 1_000)).toEqual({
      keepsUpAfterSeconds: 5, // from 5 to 10 invocations
      grownAfterSeconds: 95, // to 100
      mostWaiting: 125, // 50 a second too few, and none after 5 s
      longestWaitSeconds: 1.25,
      drainedAfterSeconds: 10,
    });
  });

  it('works it off at a constant rate once it may not grow any more', () => {
    const { mostWaiting, drainedAfterSeconds, ...rest } = rampUp(mapping(12), 100, 1_000);
    expect(mostWaiting).toBe(125);
    expect(drainedAfterSeconds).toBeCloseTo(5 + 2 + 105 / 20, 9); // 20 are gone while it grows by two, then 20 a second
    expect(rest).toEqual({ keepsUpAfterSeconds: 5, longestWaitSeconds: 1.25 }); // never one for each message
  });

  it('has nothing wait when its first invocations are enough', () => {
    expect(rampUp(mapping(1_000), 40, 1_000)).toMatchObject({ keepsUpAfterSeconds: 0, mostWaiting: 0 });
    expect(rampUp(mapping(1_000), 40, 1_000).drainedAfterSeconds).toBe(0);
  });

  it('has ever more wait where all that it may have are too few', () => {
    expect(rampUp(mapping(9), 100, 1_000)).toEqual({});
    expect(rampUp(mapping(10), 100, 1_000)).toEqual({});
  });
});
