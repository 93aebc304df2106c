import fc from 'fast-check';
import { cellToBoundary, cellToLatLng, getPentagons } from 'h3-js';
import { describe, expect, it } from 'vitest';
import { cellOf, distanceMeters, nearestPossibleMeters, ringAround } from '../../core/geo.ts';
import { nearestDrivers } from '../../core/nearest-drivers.ts';
import type { Point } from '../../core/point.ts';
import { inMemoryDriverStore } from '../support/in-memory-driver-store.ts';
import { northOf } from '../support/places.ts';
import { leaseUntil, pickup, requestedAt } from '../support/rides.ts';

const radiusMeters = 8_000;
const enough = 8;

interface Driver {
  readonly driverId: string;
  readonly position: Point;
}

async function fleetAt(positions: readonly Point[]) {
  const store = inMemoryDriverStore();
  const drivers: Driver[] = positions.map((position, index) => ({ driverId: `driver-${index}`, position }));
  for (const { driverId, position } of drivers)
    await store.report(driverId, { position, product: 'standard', onShift: true }, requestedAt);
  return { store, drivers };
}

/** All drivers within the radius, by distance: what the search must find the first of. */
const byBruteForce = (from: Point, drivers: readonly Driver[]): string[] =>
  drivers
    .map((driver) => ({ ...driver, meters: distanceMeters(from, driver.position) }))
    .filter(({ meters }) => meters <= radiusMeters)
    .sort((one, other) => one.meters - other.meters || one.driverId.localeCompare(other.driverId))
    .slice(0, enough)
    .map(({ driverId }) => driverId);

const search = async (store: Awaited<ReturnType<typeof fleetAt>>['store'], from: Point) =>
  (await nearestDrivers(store, { product: 'standard', pickup: from, now: requestedAt })).map(
    ({ driverId }) => driverId,
  );

/** A place some meters away, by bearing in degrees. */
function awayFrom({ lat, lng }: Point, meters: number, bearing: number): Point {
  const angle = (bearing * Math.PI) / 180;
  const north = (meters * Math.cos(angle)) / 111_195;
  const east = (meters * Math.sin(angle)) / (111_195 * Math.cos((lat * Math.PI) / 180));
  return { lat: lat + north, lng: ((lng + east + 540) % 360) - 180 };
}

/** Pickups anywhere that cars drive, often right on the corner or the edge of a cell. */
const anywhere: fc.Arbitrary<Point> = fc
  .record({
    lat: fc.double({ min: -60, max: 70, noNaN: true }),
    lng: fc.double({ min: -180, max: 180, noNaN: true }),
    corner: fc.integer({ min: 0, max: 5 }),
    towardsCorner: fc.constantFrom(0, 0.5, 0.999, 1.001),
  })
  .map(({ lat, lng, corner, towardsCorner }) => {
    const boundary = cellToBoundary(cellOf({ lat, lng }));
    const [cornerLat, cornerLng] = boundary[corner % boundary.length] ?? [lat, lng];
    const isSplit = Math.abs(cornerLng - lng) > 90;
    const share = isSplit ? 0 : towardsCorner;
    return { lat: lat + (cornerLat - lat) * share, lng: lng + (cornerLng - lng) * share };
  });

const spots = fc.array(
  fc.record({ meters: fc.double({ min: 0, max: 9_000, noNaN: true }), bearing: fc.integer({ min: 0, max: 359 }) }),
  { maxLength: 15 },
);

describe('the search for drivers', () => {
  it('finds exactly the nearest drivers, wherever they and the pickup are', async () => {
    await fc.assert(
      fc.asyncProperty(anywhere, spots, async (from, places) => {
        const { store, drivers } = await fleetAt(places.map(({ meters, bearing }) => awayFrom(from, meters, bearing)));
        expect(await search(store, from)).toEqual(byBruteForce(from, drivers));
      }),
      { numRuns: 300 },
    );
  });

  it('finds a single driver just within the radius, in any direction and wherever cells are small', async () => {
    await fc.assert(
      fc.asyncProperty(anywhere, fc.integer({ min: 0, max: 359 }), async (from, bearing) => {
        const { store, drivers } = await fleetAt([awayFrom(from, 7_950, bearing)]);
        expect(await search(store, from)).toEqual(byBruteForce(from, drivers));
      }),
      { numRuns: 300 },
    );
  });

  it.each(getPentagons(7))('searches around the pentagon %s, where rings have gaps', async (pentagon) => {
    const [lat, lng] = cellToLatLng(pentagon);
    const { store, drivers } = await fleetAt(
      [0, 72, 144, 216, 288].map((bearing) => awayFrom({ lat, lng }, 5_000, bearing)),
    );
    expect(await search(store, { lat, lng })).toEqual(byBruteForce({ lat, lng }, drivers));
  });

  it.each([
    ['the north pole', { lat: 90, lng: 0 }],
    ['the south pole', { lat: -90, lng: 180 }],
    ['the date line', { lat: 10, lng: 180 }],
  ])('searches at %s', async (_, from) => {
    const { store } = await fleetAt([from]);
    expect(await search(store, from)).toEqual(['driver-0']);
  });

  it('finds nobody beyond the radius', async () => {
    const { store } = await fleetAt([northOf(pickup, 8.1)]);
    expect(await search(store, pickup)).toEqual([]);
  });

  it('passes over drivers that are leased', async () => {
    const { store } = await fleetAt([pickup, northOf(pickup, 1)]);
    await store.reserve('driver-0', 'ride-1', requestedAt, leaseUntil);
    expect(await search(store, pickup)).toEqual(['driver-1']);
  });

  it('puts drivers that are equally near in order of their ids', async () => {
    const { store } = await fleetAt([northOf(pickup, 1), northOf(pickup, 1), northOf(pickup, 1)]);
    expect(await search(store, pickup)).toEqual(['driver-0', 'driver-1', 'driver-2']);
  });

  it('asks few cells where drivers are many', async () => {
    const crowd = Array.from({ length: 60 }, (_, index) => awayFrom(pickup, 20 + index * 10, index * 67));
    const { store } = await fleetAt(crowd);
    await search(store, pickup);
    expect(store.queries).toBeLessThanOrEqual(3);
  });

  it('asks no cell twice, and none beyond the radius, where drivers are few', async () => {
    const asked: string[] = [];
    const drivers = {
      availableIn: async (_product: unknown, cell: string) => {
        asked.push(cell);
        return [];
      },
    };
    await nearestDrivers(drivers, { product: 'standard', pickup, now: requestedAt });
    expect(new Set(asked).size).toBe(asked.length);
    expect(asked.every((cell) => nearestPossibleMeters(pickup, cell) < radiusMeters)).toBe(true);
    expect(asked.length).toBeLessThan(90);
  });
});

describe('cells', () => {
  it('hold no place nearer than the nearest possible one', () => {
    fc.assert(
      fc.property(
        anywhere,
        fc.double({ min: 0, max: 12_000, noNaN: true }),
        fc.integer({ min: 0, max: 359 }),
        (from, meters, bearing) => {
          const place = awayFrom(from, meters, bearing);
          expect(nearestPossibleMeters(from, cellOf(place))).toBeLessThanOrEqual(distanceMeters(from, place) + 1e-6);
        },
      ),
    );
  });

  it('surround a place in rings that do not overlap', () => {
    const rings = [0, 1, 2, 3].map((steps) => ringAround(pickup, steps));
    expect(rings.map(({ length }) => length)).toEqual([1, 6, 12, 18]);
    expect(new Set(rings.flat()).size).toBe(37);
  });
});

describe('distance', () => {
  it.each([
    ['nowhere', pickup, pickup, 0],
    ['a degree north', { lat: 0, lng: 0 }, { lat: 1, lng: 0 }, 111_195],
    ['across the date line', { lat: 0, lng: 179.5 }, { lat: 0, lng: -179.5 }, 111_195],
    ['to the other side', { lat: 0, lng: 0 }, { lat: 0, lng: 180 }, 20_015_114],
    ['San Francisco to Oakland', pickup, { lat: 37.8044, lng: -122.2712 }, 13_430],
  ])('is known: %s', (_, from, to, meters) => {
    expect(Math.abs(distanceMeters(from, to) - meters)).toBeLessThanOrEqual(Math.max(2, meters * 0.001));
  });
});
