import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { broadcast } from '../../../cli/console/broadcast.ts';

describe('a broadcast', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const aBroadcast = (read: () => Promise<number>) => {
    const errors: unknown[] = [];
    return { errors, news: broadcast({ read, everyMs: 500, onError: (error) => errors.push(error) }) };
  };

  it('reads once for all who listen, no more often than it should, and not at all for nobody', async () => {
    let readings = 0;
    const { news } = aBroadcast(async () => ++readings);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(readings).toBe(0);
    const [first, second] = [new AbortController(), new AbortController()];
    const heard: string[] = [];
    news.listen((value) => heard.push(`first ${value}`), first.signal);
    await vi.advanceTimersByTimeAsync(0);
    news.listen((value) => heard.push(`second ${value}`), second.signal);
    await vi.advanceTimersByTimeAsync(500);
    expect(heard).toEqual(['first 1', 'second 1', 'first 2', 'second 2']);
    first.abort();
    await vi.advanceTimersByTimeAsync(500);
    expect(heard.slice(4)).toEqual(['second 3']);
    second.abort();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(readings).toBe(3);
  });

  it('has one reading under way at a time, however long it takes', async () => {
    let [readings, underWay, most] = [0, 0, 0];
    const { news } = aBroadcast(async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      underWay -= 1;
      return ++readings;
    });
    const hangUp = new AbortController();
    for (const _ of ['one', 'two', 'three']) news.listen(() => {}, hangUp.signal);
    await vi.advanceTimersByTimeAsync(5_000);
    expect([most, readings]).toEqual([1, 2]);
    hangUp.abort();
  });

  it('tries again after a reading that failed', async () => {
    let readings = 0;
    const { news, errors } = aBroadcast(async () => {
      readings += 1;
      if (readings === 1) throw new Error('not yet');
      return readings;
    });
    const heard: number[] = [];
    const hangUp = new AbortController();
    news.listen((value) => heard.push(value), hangUp.signal);
    await vi.advanceTimersByTimeAsync(500);
    expect([heard, errors]).toEqual([[2], [new Error('not yet')]]);
    hangUp.abort();
  });
});
