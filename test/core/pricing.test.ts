import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { marketReader, surgeMarketReader } from '../../core/market.ts';
import { fareMinor, pricing } from '../../core/pricing.ts';
import { fareSchema } from '../../core/results.ts';
import { surgeMultiplier } from '../../core/surge.ts';
import { type Tariff, tariffs } from '../../core/tariffs.ts';
import { plusMs } from '../../core/time.ts';
import { report } from '../support/drivers.ts';
import { inMemoryDemandStore } from '../support/in-memory-demand-store.ts';
import { inMemoryDriverStore } from '../support/in-memory-driver-store.ts';
import { northOf } from '../support/places.ts';
import { anId, aRideRequest, aRideRequested, pickup, requestedAt } from '../support/rides.ts';

const tariff: Tariff = {
  currency: 'USD',
  baseMinor: 200,
  perKmMinor: 100,
  perMinuteMinor: 30,
  minimumMinor: 600,
  bookingFeeMinor: 250,
};

describe('a fare', () => {
  it.each([
    ['base, distance and time, then the booking fee', 10_000, 1_200, 1, 200 + 1_000 + 600 + 250],
    ['the minimum for a short trip', 1_000, 120, 1, 600 + 250],
    ['the minimum for no trip at all', 0, 0, 1, 600 + 250],
    ['just the minimum where the meter comes to it', 4_000, 0, 1, 600 + 250],
    ['the meter just above the minimum', 4_010, 0, 1, 601 + 250],
    ['surge on the metered part and not on the booking fee', 10_000, 1_200, 2, 1_800 * 2 + 250],
    ['surge on the minimum too', 0, 0, 1.5, 900 + 250],
    ['the highest surge', 10_000, 1_200, 3, 5_400 + 250],
    ['parts of a minute and a kilometer', 10_450, 1_230, 1, 200 + 1_045 + 615 + 250],
    ['half a cent upwards', 10_005, 1_200, 1, 1_801 + 250],
    ['less than half a cent downwards', 10_004, 1_200, 1, 1_800 + 250],
    ['rounding once, after the surge', 10_004, 1_200, 2, 3_601 + 250],
  ])('is %s', (_, distanceMeters, durationSeconds, surge, amount) => {
    expect(fareMinor(tariff, { distanceMeters, durationSeconds }, surge)).toBe(amount);
  });

  it('is whole minor units for every product, and dearer the better the product', () => {
    const trip = { distanceMeters: 12_345, durationSeconds: 1_234 };
    const fares = [tariffs.standard, tariffs.xl, tariffs.premium].map((each) => fareMinor(each, trip, 1.7));
    expect(fares.every(Number.isInteger)).toBe(true);
    expect(fares).toEqual([...fares].sort((one, other) => one - other));
  });
});

describe('pricing', () => {
  const ports = () => {
    const [demand, drivers] = [inMemoryDemandStore(), inMemoryDriverStore()];
    return { demand, drivers, market: surgeMarketReader({ demand, drivers }) };
  };

  it('quotes a fare on the estimated trip', async () => {
    const ride = aRideRequested();
    const answer = await pricing(ports())(ride);
    if (answer.status !== 'ok') throw new Error('No fare.');
    const { distanceMeters, durationSeconds, surgeMultiplier, ...fare } = fareSchema.parse(answer.result);
    expect(Math.abs(distanceMeters - 6_500)).toBeLessThan(10);
    expect(surgeMultiplier).toBe(1);
    expect(fare).toEqual({
      quoteId: `quote_${ride.rideId}`,
      expiresAt: plusMs(requestedAt, 300_000),
      amountMinor: fareMinor(tariffs.standard, { distanceMeters, durationSeconds }, 1),
      currency: 'USD',
    });
  });

  it('counts a ride once, however often its message comes', async () => {
    const stores = ports();
    const ride = aRideRequested();
    const fares: unknown[] = [];
    for (let delivery = 0; delivery < 6; delivery += 1) fares.push(await pricing(stores)(ride));
    expect(fares).toEqual(fares.map(() => fares[0]));
  });

  it('raises the fare with the rides asked for near the pickup', async () => {
    const stores = ports();
    const surges: number[] = [];
    for (let ride = 0; ride < 8; ride += 1) {
      const answer = await pricing(stores)(aRideRequested({ rideId: anId('ride') }));
      if (answer.status === 'ok') surges.push(answer.result.surgeMultiplier);
    }
    expect(surges).toEqual([1, 1.5, 2, 2.5, 3, 3, 3, 3]);
  });

  it('does not surge where there is a driver for every ride', async () => {
    const stores = ports();
    for (const driverId of ['driver-1', 'driver-2', 'driver-3']) await report(stores.drivers, driverId, pickup);
    for (let ride = 0; ride < 3; ride += 1)
      expect(await pricing(stores)(aRideRequested())).toMatchObject({ result: { surgeMultiplier: 1 } });
  });

  it('forgets demand after some minutes', async () => {
    const stores = ports();
    await pricing(stores)(aRideRequested({ requestedAt: plusMs(requestedAt, -5 * 60_000 - 1) }));
    expect(await pricing(stores)(aRideRequested())).toMatchObject({ result: { surgeMultiplier: 1 } });
    expect(await pricing(stores)(aRideRequested())).toMatchObject({ result: { surgeMultiplier: 1.5 } });
  });

  it.each(['xl', 'premium'] as const)('has demand and tariff of its own for %s', async (product) => {
    const stores = ports();
    await pricing(stores)(aRideRequested());
    const answer = await pricing(stores)(aRideRequested({ request: aRideRequest({ product }) }));
    if (answer.status !== 'ok') throw new Error('No fare.');
    const { amountMinor, surgeMultiplier, ...trip } = answer.result;
    expect(surgeMultiplier).toBe(1);
    expect(amountMinor).toBe(fareMinor(tariffs[product], trip, 1));
  });

  it.each([
    ['130 km', 130, 'rejected'],
    ['600 km', 600, 'rejected'],
    ['120 km', 120, 'ok'],
  ])('answers a trip of %s', async (_, kilometers, status) => {
    const request = aRideRequest({ dropoff: northOf(pickup, kilometers) });
    const answer = await pricing(ports())(aRideRequested({ request }));
    expect(answer).toMatchObject({ status, ...(status === 'rejected' && { reason: { code: 'trip_too_long' } }) });
  });
});

describe('the market that the surge is computed from', () => {
  const cell = '8728308280fffff';

  /** Stores of so many rides and drivers, with the limits of each count. */
  const marketOf = (rides: number, free: number) => {
    const asked: [string, number][] = [];
    const count = (what: string, all: number) => async (_: string, __: string, atMost: number) => {
      asked.push([what, atMost]);
      return Math.min(all, atMost);
    };
    return {
      asked,
      ports: { demand: { countSince: count('rides', rides) }, drivers: { countFree: count('free', free) } },
    };
  };

  it('causes the same surge as all of it', async () => {
    const numbers = fc.oneof(fc.nat(12), fc.nat(1_500));
    await fc.assert(
      fc.asyncProperty(numbers, numbers, async (rides, free) => {
        const { ports } = marketOf(rides, free);
        const [all, needed] = [marketReader(ports), surgeMarketReader(ports)];
        const surge = async (read: typeof all) => {
          const { demand, supply } = await read('standard', cell, requestedAt);
          return surgeMultiplier(demand, supply);
        };
        expect(await surge(needed)).toBe(await surge(all));
      }),
    );
  });

  it.each([
    [0, 5, [['rides', 1_000]]],
    [1, 5, [['rides', 1_000]]],
    [
      7,
      50,
      [
        ['rides', 1_000],
        ['free', 7],
      ],
    ],
    [
      900,
      900,
      [
        ['rides', 1_000],
        ['free', 200],
      ],
    ],
  ])('is read no further than that takes: %i rides, %i drivers', async (rides, free, reads) => {
    const { asked, ports } = marketOf(rides, free);
    await surgeMarketReader(ports)('standard', cell, requestedAt);
    expect(asked).toEqual(reads);
  });
});
