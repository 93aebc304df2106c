import { describe, expect, it } from 'vitest';
import { retrySchedule } from '../../core/retry-schedule.ts';
import { subscribers } from '../../core/subscribers.ts';

const delays = [5, 300, 36_000];

describe('a retry schedule', () => {
  it('has a delay after each attempt but the last one', () => {
    const after = retrySchedule(delays, () => 0);
    expect([1, 2, 3, 4].map(after)).toEqual([5, 300, 36_000, 0]);
  });

  it('makes delays up to a tenth longer by chance', () => {
    const after = retrySchedule(delays, () => 0.5);
    expect([1, 2, 3].map(after)).toEqual([5, 315, 37_800]);
  });

  it('leaves short delays as they are', () => {
    expect([1, 2, 3].map(retrySchedule([1, 2, 4], () => 0.99))).toEqual([1, 2, 4]);
  });

  it('asks for no more than SQS can hide a message', () => {
    expect(retrySchedule([100_000], () => 0)(1)).toBeLessThan(12 * 3_600);
  });

  it('covers hours for webhooks, within what SQS can do', () => {
    const { delaysSeconds = [] } = subscribers.find(({ name }) => name === 'webhook')?.retries ?? {};
    expect(delaysSeconds.reduce((sum, seconds) => sum + seconds, 0)).toBeGreaterThan(17 * 3_600);
    const longest = retrySchedule(delaysSeconds, () => 0.999);
    expect(delaysSeconds.map((_, index) => longest(index + 1))).toEqual([5, 66, 330, 1_980, 7_919, 19_798, 39_596]);
  });
});
