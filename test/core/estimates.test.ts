import fc from 'fast-check';
import { cellToBoundary } from 'h3-js';
import { describe, expect, it, vi } from 'vitest';
import { estimateRoute } from '../../core/estimates.ts';
import { eta } from '../../core/eta.ts';
import { cellOf, resolutions } from '../../core/geo.ts';
import type { Routing } from '../../core/ports.ts';
import { etaSchema } from '../../core/results.ts';
import { report } from '../support/drivers.ts';
import { inMemoryDriverStore } from '../support/in-memory-driver-store.ts';
import { manualClock } from '../support/manual-clock.ts';
import { awayFrom, northOf } from '../support/places.ts';
import { aRideRequest, aRideRequested, pickup, requestedAt } from '../support/rides.ts';

describe('an estimated route', () => {
  it('is by road, longer than the crow flies', () => {
    const route = estimateRoute(pickup, northOf(pickup, 10), requestedAt);
    expect(Math.abs((route?.distanceMeters ?? 0) - 13_000)).toBeLessThan(20);
  });

  it('takes longer in the rush hour than at night', () => {
    const at = (hour: string) =>
      estimateRoute({ lat: 51.5, lng: 0 }, { lat: 51.6, lng: 0 }, `2026-03-04T${hour}:00:00.000Z`);
    expect(at('17')?.durationSeconds).toBeGreaterThan((at('03')?.durationSeconds ?? 0) * 2);
  });

  it('goes by the hour of the place and not by that of Greenwich', () => {
    const here = estimateRoute({ lat: 0, lng: 0 }, { lat: 0.1, lng: 0 }, '2026-03-04T17:00:00.000Z');
    const there = estimateRoute({ lat: 0, lng: -120 }, { lat: 0.1, lng: -120 }, '2026-03-05T01:00:00.000Z');
    expect(there).toEqual(here);
  });

  it('does not exist where no car trip does', () => {
    expect(estimateRoute(pickup, northOf(pickup, 501), requestedAt)).toBeUndefined();
    expect(estimateRoute(pickup, northOf(pickup, 499), requestedAt)).toBeDefined();
  });

  it('is a whole, sensible number of meters and seconds anywhere and at any hour', () => {
    const place = fc.record({
      lat: fc.double({ min: -90, max: 90, noNaN: true }),
      lng: fc.double({ min: -180, max: 180, noNaN: true }),
    });
    fc.assert(
      fc.property(place, place, fc.integer({ min: 0, max: 23 }), (from, to, hour) => {
        const route = estimateRoute(from, to, `2026-03-04T${String(hour).padStart(2, '0')}:30:00.000Z`);
        if (route === undefined) return;
        expect(Number.isInteger(route.distanceMeters) && Number.isInteger(route.durationSeconds)).toBe(true);
        if (route.distanceMeters < 100) return;
        const kilometersPerHour = (route.distanceMeters / route.durationSeconds) * 3.6;
        expect(kilometersPerHour).toBeGreaterThan(15);
        expect(kilometersPerHour).toBeLessThan(50);
      }),
    );
  });
});

describe('eta', () => {
  const { clock } = manualClock(requestedAt);
  const routing: Routing = { route: async (from, to, departure) => estimateRoute(from, to, departure) };

  it('tells the trip, and how soon the nearest driver could be there', async () => {
    const drivers = inMemoryDriverStore();
    for (const kilometers of [3, 1, 2]) await report(drivers, `driver-${kilometers}`, northOf(pickup, kilometers));
    const ride = aRideRequested();
    const answer = await eta({ drivers, routing, clock })(ride);
    const trip = estimateRoute(pickup, ride.request.dropoff, requestedAt);
    const pickupSeconds = estimateRoute(northOf(pickup, 1), pickup, requestedAt)?.durationSeconds;
    expect(answer).toEqual({ status: 'ok', result: { ...trip, pickupSeconds, pickupSource: 'estimate' } });
    if (answer.status === 'ok') expect(etaSchema.safeParse(answer.result).success).toBe(true);
  });

  it('looks no further than to a driver who is near enough', async () => {
    const [corner] = cellToBoundary(cellOf(pickup, resolutions.coarsest));
    const [lat, lng] = corner ?? [];
    const atCorner = { lat: lat as number, lng: lng as number };
    const inCell = (meters: number) =>
      [0, 60, 120, 180, 240, 300]
        .map((bearing) => awayFrom(atCorner, meters, bearing))
        .find((place) => cellOf(place, resolutions.coarsest) === cellOf(atCorner, resolutions.coarsest)) ?? atCorner;
    const queriesFor = async (meters: number) => {
      const drivers = inMemoryDriverStore();
      await report(drivers, 'driver', inCell(meters));
      const freeIn = vi.spyOn(drivers, 'freeIn');
      const request = aRideRequest({ pickup: atCorner });
      await eta({ drivers, routing, clock })(aRideRequested({ request }));
      return freeIn.mock.calls.length;
    };
    expect(await queriesFor(190)).toBe(1);
    expect(await queriesFor(400)).toBeGreaterThan(1);
  });

  it('says of the trip and of the way to the pickup where each comes from', async () => {
    const drivers = inMemoryDriverStore();
    await report(drivers, 'driver', northOf(pickup, 1));
    const byService: Routing = {
      route: async (_, to) => ({
        distanceMeters: 1,
        durationSeconds: 2,
        source: to === pickup ? 'estimate' : 'routing-service',
      }),
    };
    const answer = await eta({ drivers, routing: byService, clock })(
      aRideRequested({ request: aRideRequest({ pickup }) }),
    );
    expect(answer).toMatchObject({ result: { source: 'routing-service', pickupSource: 'estimate' } });
  });

  it('tells the trip when there is no driver', async () => {
    const answer = await eta({ drivers: inMemoryDriverStore(), routing, clock })(aRideRequested());
    expect(answer).toMatchObject({ status: 'ok', result: { pickupSeconds: null } });
  });

  it('rejects with a code when there is no way', async () => {
    const request = aRideRequest({ dropoff: northOf(pickup, 700) });
    const answer = await eta({ drivers: inMemoryDriverStore(), routing, clock })(aRideRequested({ request }));
    expect(answer).toMatchObject({ status: 'rejected', reason: { code: 'no_route' } });
  });

  it('throws when the routing service fails, so that the message comes again', async () => {
    const failing: Routing = { route: () => Promise.reject(new Error('no answer')) };
    const asked = eta({ drivers: inMemoryDriverStore(), routing: failing, clock })(aRideRequested());
    await expect(asked).rejects.toThrow('no answer');
  });
});
