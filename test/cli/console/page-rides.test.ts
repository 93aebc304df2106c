import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PageRides } from '../../../cli/console/page-rides.ts';

describe('the rides of pages', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const pageRides = (ended: readonly string[] = []) => {
    const cancelled: string[] = [];
    const rides = new PageRides({
      isOpen: (rideId) => !ended.includes(rideId),
      cancel: async (rideId) => {
        if (rideId === 'stuck') throw new Error('stuck');
        cancelled.push(rideId);
      },
      graceMs: 5_000,
    });
    return { rides, cancelled };
  };

  it('are cancelled when their page is gone, but for those that have ended', async () => {
    const { rides, cancelled } = pageRides(['ended']);
    const [one, other] = [new AbortController(), new AbortController()];
    rides.opened('one', one.signal);
    rides.opened('other', other.signal);
    rides.keep('one', 'load', ['a', 'ended']);
    rides.keep('one', 'race', ['b']);
    rides.keep('other', 'load', ['c']);
    await vi.advanceTimersByTimeAsync(60_000);
    one.abort();
    await vi.advanceTimersByTimeAsync(4_999);
    expect(cancelled).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(cancelled).toEqual(['a', 'b']);
    expect(rides.batchesOf('one').size).toBe(0);
  });

  it('stay when the page comes back in time', async () => {
    const { rides, cancelled } = pageRides();
    const [first, second] = [new AbortController(), new AbortController()];
    rides.opened('page', first.signal);
    rides.keep('page', 'load', ['a']);
    first.abort();
    await vi.advanceTimersByTimeAsync(4_000);
    rides.opened('page', second.signal);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(cancelled).toEqual([]);
    expect([...(rides.batchesOf('page').get('load') ?? [])]).toEqual(['a']);
  });

  it('are cancelled, too, when they are told of after the page has gone', async () => {
    const { rides, cancelled } = pageRides();
    const page = new AbortController();
    rides.opened('page', page.signal);
    page.abort();
    await vi.advanceTimersByTimeAsync(5_000);
    rides.keep('page', 'load', ['late']);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(cancelled).toEqual(['late']);
  });

  it('are released a batch at a time, and it is told how many could not be', async () => {
    const { rides, cancelled } = pageRides(['ended']);
    rides.opened('page', new AbortController().signal);
    rides.keep('page', 'load', ['a', 'b', 'ended', 'stuck']);
    rides.keep('page', 'race', ['c']);
    expect(await rides.release('page', 'load')).toEqual({ cancelled: 2, failed: 1 });
    expect(cancelled).toEqual(['a', 'b']);
    expect([...rides.batchesOf('page').keys()]).toEqual(['load', 'race']);
    rides.forget('page', 'load');
    expect([...rides.batchesOf('page').keys()]).toEqual(['race']);
    expect(await rides.release('page', 'none')).toEqual({ cancelled: 0, failed: 0 });
  });
});
