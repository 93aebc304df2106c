import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { followRide, type Ride, type WaitOptions } from '../../client/index.ts';
import { rideView } from '../../core/ride-view.ts';
import { plusMs } from '../../core/time.ts';
import { allOk, aResult, aRide, requestedAt, resultsOf } from '../support/rides.ts';

const requested = rideView(aRide());
const priced = rideView(aRide({ results: resultsOf(aResult('pricing')) }));
const confirmed = rideView(
  aRide({ status: 'confirmed', results: allOk(), settledAt: plusMs(requestedAt, 320), unanswered: [] }),
);

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** A service where a ride goes from one state to the next with each look. */
function service(...states: readonly Ride[]) {
  const waits: (number | undefined)[] = [];
  const getRide = async (_: string, { waitSeconds }: WaitOptions = {}) => {
    const state = states[waits.length];
    waits.push(waitSeconds);
    if (!state) throw new Error('The ride has been looked at after its end.');
    return state;
  };
  return { getRide, waits };
}

describe('following a ride', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('tells what has changed, to the outcome', async () => {
    const { getRide, waits } = service(requested, requested, priced, priced, confirmed);
    const told = all(followRide({ getRide }, 'r', { everySeconds: 2 }));
    await vi.runAllTimersAsync();
    expect(await told).toEqual([requested, priced, confirmed]);
    expect(waits).toEqual([0, 2, 2, 2, 2]);
  });

  it('asks a service that has no time to wait every so many seconds, and tells the outcome at once', async () => {
    const { getRide, waits } = service(requested, requested, requested, confirmed);
    const told = all(followRide({ getRide }, 'r', { everySeconds: 3 }));
    const asked: number[] = [];
    for (let second = 0; second < 7; second += 1) {
      asked.push(waits.length);
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(asked).toEqual([1, 2, 2, 3, 3, 3, 4]);
    expect(await told).toEqual([requested, confirmed]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('ends with its signal between two calls', async () => {
    const { getRide, waits } = service(requested, requested);
    const over = new AbortController();
    const told = all(followRide({ getRide }, 'r', { signal: over.signal }));
    const ended = expect(told).rejects.toThrow('enough');
    await vi.advanceTimersByTimeAsync(500);
    over.abort(new Error('enough'));
    await ended;
    expect(waits).toEqual([0, 1]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([0, -1, 0.5, 26, Number.NaN])('does not follow it every %d seconds', async (everySeconds) => {
    const { getRide, waits } = service(confirmed);
    await expect(all(followRide({ getRide }, 'r', { everySeconds }))).rejects.toThrow(
      `everySeconds is a whole number from 1 to 25, not ${everySeconds}.`,
    );
    expect(waits).toEqual([]);
  });

  it('is over at once when the ride has ended', async () => {
    expect(await all(followRide(service(confirmed), 'r'))).toEqual([confirmed]);
  });
});
