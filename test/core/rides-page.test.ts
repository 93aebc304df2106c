import { describe, expect, it } from 'vitest';
import { ridesPage } from '../../core/rides-page.ts';
import { plusMs } from '../../core/time.ts';
import { inMemoryRideStore } from '../support/in-memory-ride-store.ts';
import { aRide, requestedAt } from '../support/rides.ts';

const newestFirst = [4, 3, 2, 1].map((second) => aRide({ requestedAt: plusMs(requestedAt, second * 1_000) }));
const rides = inMemoryRideStore(...newestFirst);
const ids = newestFirst.map(({ rideId }) => rideId);

const pageOf = async (...[limit, after]: [number, Parameters<typeof ridesPage>[3]?]) => {
  const page = await ridesPage({ rides }, 'rider-1', limit, after);
  return { ids: page.rides.map(({ rideId }) => rideId), next: page.next };
};

describe("a page of a rider's rides", () => {
  it('has as many as it may, and says where the next one begins', async () => {
    const first = await pageOf(3);
    expect(first.ids).toEqual(ids.slice(0, 3));
    expect(await pageOf(3, first.next)).toEqual({ ids: ids.slice(3), next: undefined });
  });

  it.each([4, 5])('is the last one when it may have %i and there are 4', async (limit) => {
    expect(await pageOf(limit)).toEqual({ ids, next: undefined });
  });

  it('is empty for who has no rides', async () => {
    expect(await ridesPage({ rides }, 'rider-2', 3)).toEqual({ rides: [] });
  });
});
