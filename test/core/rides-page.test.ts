import { describe, expect, it } from 'vitest';
import type { RideStore } from '../../core/ports.ts';
import { repairedRides } from '../../core/repaired-rides.ts';
import type { Ride } from '../../core/ride.ts';
import { ridesPage } from '../../core/rides-page.ts';
import { type Instant, plusMs } from '../../core/time.ts';
import { inMemoryDriverStore } from '../support/in-memory-driver-store.ts';
import { inMemoryRideStoreAt } from '../support/in-memory-ride-store.ts';
import { manualClock } from '../support/manual-clock.ts';
import { allOk, aResult, aRide, deadlineAt, requestedAt, resultsOf } from '../support/rides.ts';

const dayMs = 86_400_000;

/** A list of these rides, looked at by that clock. */
function aList(
  rides: readonly Ride[],
  now: Instant = plusMs(requestedAt, 10_000),
  index: Partial<Pick<RideStore, 'ofRider'>> = {},
) {
  const { clock } = manualClock(now);
  const store = inMemoryRideStoreAt(clock, ...rides);
  const reads: (string | undefined)[] = [];
  const get: RideStore['get'] = async (rideId, read) => {
    reads.push(read);
    return store.get(rideId, read);
  };
  const settling = { drivers: inMemoryDriverStore(), clock, retentionDays: 30 };
  const ports = {
    rides: { ...store, get, ...index },
    repaired: repairedRides(store, settling, () => {}),
    clock,
  };
  const pageOf = async (limit: number, after?: Parameters<typeof ridesPage>[3], riderId = 'rider-1') => {
    const { rides: listed, next } = await ridesPage(ports, riderId, limit, after);
    return { ids: listed.map(({ rideId }) => rideId), statuses: listed.map(({ status }) => status), next };
  };
  return { store, reads, pageOf };
}

const newestFirst = [4, 3, 2, 1].map((second) => aRide({ requestedAt: plusMs(requestedAt, second * 1_000) }));
const ids = newestFirst.map(({ rideId }) => rideId);

describe("a page of a rider's rides", () => {
  it('has as many as it may, and says where the next one begins', async () => {
    const { pageOf } = aList(newestFirst);
    const first = await pageOf(3);
    expect(first.ids).toEqual(ids.slice(0, 3));
    expect(await pageOf(3, first.next)).toMatchObject({ ids: ids.slice(3), next: undefined });
  });

  it.each([4, 5])('is the last one when it may have %i and there are 4', async (limit) => {
    expect(await aList(newestFirst).pageOf(limit)).toMatchObject({ ids, next: undefined });
  });

  it('is empty for who has no rides', async () => {
    expect(await aList(newestFirst).pageOf(3, undefined, 'rider-2')).toMatchObject({ ids: [], next: undefined });
  });

  it('reads each of its rides once, as it is now', async () => {
    const { reads, pageOf } = aList(newestFirst);
    await pageOf(3);
    expect(reads).toEqual(['latest', 'latest', 'latest']);
  });
});

describe('a ride on a page whose deadline is over', () => {
  const overdue = (count: number, more: Partial<Ride> = {}) =>
    Array.from({ length: count }, (_, index) =>
      aRide({ requestedAt: plusMs(requestedAt, index), deadlineAt, ...more }),
    );

  it('is settled, five of them at most, and the others are shown as they will be settled', async () => {
    const { store, pageOf } = aList(overdue(8), plusMs(deadlineAt, 6_000));
    expect((await pageOf(10)).statuses).toEqual(Array.from({ length: 8 }, () => 'expired'));
    expect(store.moves).toHaveLength(5);
    expect(new Set(store.moves.map(({ by }) => by))).toEqual(new Set(['deadline']));
  });

  it.each<[string, Ride['results'], Ride['status']]>([
    ['rejected', resultsOf(aResult('pricing', { status: 'rejected' })), 'rejected'],
    ['expired, though all had said ok', allOk(), 'expired'],
  ])('is shown as %s, when it is too late for anything else', async (_, results, status) => {
    const { pageOf } = aList(overdue(8, { results }), plusMs(deadlineAt, 6_000));
    expect(new Set((await pageOf(10)).statuses)).toEqual(new Set([status]));
  });

  it('is shown as it is while it could still be confirmed, beyond the five', async () => {
    const { store, pageOf } = aList(overdue(7, { results: resultsOf(aResult('pricing')) }), plusMs(deadlineAt, 3_000));
    const { statuses } = await pageOf(10);
    expect(statuses).toEqual([...Array.from({ length: 5 }, () => 'expired'), 'requested', 'requested']);
    expect(store.moves).toHaveLength(5);
  });

  it('is left to the message of its deadline for two seconds', async () => {
    const { store, pageOf } = aList(overdue(1), plusMs(deadlineAt, 1_999));
    expect((await pageOf(10)).statuses).toEqual(['requested']);
    expect(store.moves).toEqual([]);
  });
});

describe('a ride on a page whose record is past its time', () => {
  const endedAt = (expiresAt: Instant) => aRide({ status: 'rejected', expiresAt: Date.parse(expiresAt) / 1_000 });
  const now = plusMs(requestedAt, 31 * dayMs);

  it('is not there, though the index has it; one that is still kept is', async () => {
    const [gone, kept] = [endedAt(plusMs(now, -1_000)), endedAt(now)];
    expect((await aList([gone, kept], now).pageOf(10)).ids).toEqual([kept.rideId]);
  });

  it('is shown as it ended, however long ago its deadline was', async () => {
    const kept = aRide({ status: 'cancelled', results: allOk(), expiresAt: Date.parse(now) / 1_000 });
    expect((await aList([kept], now).pageOf(10)).statuses).toEqual(['cancelled']);
  });

  it('is not there when another ride has its key now, and the index has not heard', async () => {
    const former = endedAt(now);
    const ofRider: RideStore['ofRider'] = async () => [{ rideId: former.rideId, requestedAt: plusMs(requestedAt, -1) }];
    expect((await aList([former], now, { ofRider }).pageOf(10)).ids).toEqual([]);
  });
});
