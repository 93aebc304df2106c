import { describe, expect, it, vi } from 'vitest';
import { rideViews } from '../../cli/ride-views.ts';
import type { PushMessage, Ride, RideClient, watchRide } from '../../client/index.ts';
import { rideView } from '../../core/ride-view.ts';
import { plusMs } from '../../core/time.ts';
import { allOk, aResult, aRide, requestedAt, resultsOf } from '../support/rides.ts';

const rideId = 'ride_0f8fad5bd9cb469fa16570867728950e';
const requested = rideView(aRide({ rideId }));
const priced = rideView(aRide({ rideId, results: resultsOf(aResult('pricing')) }));
const confirmed = rideView(
  aRide({ rideId, status: 'confirmed', results: allOk(), settledAt: plusMs(requestedAt, 320), unanswered: [] }),
);

const { signal } = new AbortController();
const push = { realtimeUrl: 'ws://127.0.0.1:1', httpHost: '127.0.0.1:1', token: 'a.b.c', riderId: 'alice' };

const showing = (...views: readonly Ride[]): Pick<RideClient, 'getRide'> => {
  const left = [...views];
  return { getRide: async () => left.shift() ?? expect.fail('looked too often') };
};

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}

const progress: PushMessage = {
  type: 'ride.progress',
  rideId,
  branch: 'pricing',
  flow: 'parallel',
  view: priced.branches.pricing ?? expect.fail(),
  occurredAt: requestedAt,
};
const outcome: PushMessage = { type: 'ride.confirmed', rideId, occurredAt: requestedAt };

describe('a ride as it goes on', () => {
  it('is told branch by branch where there is push, and looked at when its outcome is known', async () => {
    const watch = vi.fn<typeof watchRide>(async ({ onEvent }) => {
      onEvent(progress);
      onEvent(outcome);
    });
    const views = await all(rideViews(showing(requested, confirmed), rideId, { push, signal }, watch));
    expect(views).toEqual([requested, priced, confirmed]);
    expect(watch).toHaveBeenCalledWith(expect.objectContaining({ ...push, rideId }));
  });

  it('is told as it is heard, and not at the end', async () => {
    const never = () => new Promise<never>(() => {});
    const views = rideViews(showing(requested), rideId, { push, signal }, ({ onEvent }) => {
      onEvent(progress);
      return never();
    });
    expect((await views.next()).value).toEqual(requested);
    expect((await views.next()).value).toEqual(priced);
  });

  it('is not listened for when it has ended', async () => {
    const watch = vi.fn<typeof watchRide>();
    expect(await all(rideViews(showing(confirmed), rideId, { push, signal }, watch))).toEqual([confirmed]);
    expect(watch).not.toHaveBeenCalled();
  });

  it('ends with the reason when it can not be watched', async () => {
    const watch = () => Promise.reject(new Error('no such ride'));
    await expect(all(rideViews(showing(requested), rideId, { push, signal }, watch))).rejects.toThrow('no such ride');
  });

  it('is looked at again and again where there is no push', async () => {
    const client = showing(requested, priced, confirmed);
    expect(await all(rideViews(client, rideId, { push: undefined, signal }))).toEqual([requested, priced, confirmed]);
  });
});
