import fc from 'fast-check';
import { cellToLatLng, getPentagons } from 'h3-js';
import { describe, expect, it } from 'vitest';
import { mulberry32 } from '../../cli/mulberry32.ts';
import { cellOf, distanceMeters, nearestPossibleMeters, placeOf, resolutions } from '../../core/geo.ts';
import {
  CrowdedCells,
  type Found,
  isComplete,
  mostGrowthMeters,
  nearestDrivers,
  radiusMeters,
  type Search,
  usualPage,
} from '../../core/nearest-drivers.ts';
import type { Point } from '../../core/point.ts';
import type { DriverStore } from '../../core/ports.ts';
import { anywhere, bearing, metersUpTo } from '../support/arbitrary-places.ts';
import { aHolder, lease, report } from '../support/drivers.ts';
import { inMemoryDriverStore } from '../support/in-memory-driver-store.ts';
import { once } from '../support/once.ts';
import { awayFrom, northOf } from '../support/places.ts';
import { pickup } from '../support/rides.ts';

interface Driver {
  readonly driverId: string;
  readonly position: Point;
}

type FreeDrivers = Pick<DriverStore, 'freeIn'>;

async function fleetAt(positions: readonly Point[]) {
  const store = inMemoryDriverStore();
  const drivers: Driver[] = positions.map((position, index) => ({
    driverId: `driver-${String(index).padStart(5, '0')}`,
    position,
  }));
  for (const { driverId, position } of drivers) await report(store, driverId, position);
  return { store, drivers };
}

/** All drivers within the radius, nearest first. */
const byBruteForce = (from: Point, drivers: readonly Driver[], withinMeters = radiusMeters): string[] =>
  drivers
    .map((driver) => ({ ...driver, meters: distanceMeters(from, driver.position) }))
    .filter(({ meters }) => meters <= withinMeters)
    .sort((one, other) => one.meters - other.meters || (one.driverId < other.driverId ? -1 : 1))
    .map(({ driverId }) => driverId);

const placeAt = once(placeOf);

/** The drivers that queries can show at all: of each finest cell the first ones, a page of them. */
function showable(drivers: readonly Driver[], pageSize: number): readonly Driver[] {
  const byPlace = Map.groupBy(drivers, ({ position }) => placeAt(position));
  return [...byPlace.values()].flatMap((there) => there.slice(0, pageSize));
}

const search = (store: FreeDrivers, from: Point, more: Partial<Search> = {}, crowded = new CrowdedCells()) =>
  nearestDrivers(store, { product: 'standard', pickup: from, wanted: 8, ...more }, crowded);

const idsOf = ({ drivers }: Found, atMost = drivers.length) => drivers.slice(0, atMost).map(({ driverId }) => driverId);

/** A store that counts how often it is asked, and what for. */
function counted(store: FreeDrivers) {
  const asked: string[] = [];
  const freeIn: DriverStore['freeIn'] = (product, cell, atMost) => {
    asked.push(cell);
    return store.freeIn(product, cell, atMost);
  };
  return { freeIn, asked };
}

/** Where drivers are, seen from the pickup, and how many at that very point. */
const spotsOf = (most: number, crowd: fc.Arbitrary<number>) =>
  fc.array(
    fc.record({
      meters: fc.oneof(metersUpTo(9_000), metersUpTo(60)),
      bearing,
      count: crowd,
    }),
    { maxLength: most },
  );

type Spots = readonly { readonly meters: number; readonly bearing: number; readonly count: number }[];

const positionsOf = (from: Point, spots: Spots): Point[] =>
  spots.flatMap(({ meters, bearing: to, count }) => Array<Point>(count).fill(awayFrom(from, meters, to)));

describe('the search for drivers', () => {
  it('finds exactly the nearest drivers, wherever they and the pickup are', async () => {
    await fc.assert(
      fc.asyncProperty(
        anywhere,
        spotsOf(15, fc.constant(1)),
        fc.integer({ min: 1, max: 20 }),
        async (from, spots, wanted) => {
          const { store, drivers } = await fleetAt(positionsOf(from, spots));
          const found = await search(store, from, { wanted });
          expect(idsOf(found, wanted)).toEqual(byBruteForce(from, drivers).slice(0, wanted));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('finds exactly the nearest drivers in crowds, however little a query shows', async () => {
    const crowded = spotsOf(6, fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 30, max: 200 })));
    const pages = fc.constantFrom(1, 2, 5, usualPage, 128);
    await fc.assert(
      fc.asyncProperty(
        anywhere,
        crowded,
        pages,
        fc.integer({ min: 1, max: 60 }),
        async (from, spots, pageSize, wanted) => {
          const { store, drivers } = await fleetAt(positionsOf(from, spots));
          const found = await search(store, from, { wanted, pageSize });
          const nearest = byBruteForce(from, showable(drivers, Math.max(pageSize, wanted)));
          expect(idsOf(found, wanted)).toEqual(nearest.slice(0, wanted));
        },
      ),
      { numRuns: 50 },
    );
  });

  it('never says that it has seen all while it has not, and says so when it has', async () => {
    const crowded = spotsOf(6, fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 30, max: 200 })));
    const pages = fc.constantFrom(1, 3, usualPage, 250);
    await fc.assert(
      fc.asyncProperty(
        anywhere,
        crowded,
        pages,
        fc.integer({ min: 1, max: 300 }),
        async (from, spots, pageSize, wanted) => {
          const { store, drivers } = await fleetAt(positionsOf(from, spots));
          const found = await search(store, from, { wanted, pageSize });
          const within = byBruteForce(from, drivers);
          const [seen, notSeen] = [new Set(idsOf(found)), (id: string) => !seen.has(id)];
          expect(byBruteForce(from, drivers, Math.min(found.seenMeters, radiusMeters) - 1e-6).filter(notSeen)).toEqual(
            [],
          );
          if (isComplete(found)) expect(idsOf(found)).toEqual(within);
          const isShowable = showable(drivers, Math.max(pageSize, wanted)).length === drivers.length;
          if (isShowable && wanted > within.length) expect(isComplete(found)).toBe(true);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('finds a single driver just within the radius, in any direction and wherever cells are small', async () => {
    await fc.assert(
      fc.asyncProperty(anywhere, bearing, async (from, to) => {
        const { store, drivers } = await fleetAt([awayFrom(from, 7_950, to)]);
        const found = await search(store, from);
        expect(idsOf(found)).toEqual(byBruteForce(from, drivers));
        expect(isComplete(found)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it.each(getPentagons(resolutions.coarsest))(
    'searches around the pentagon %s, where rings have gaps',
    async (pentagon) => {
      const [lat, lng] = cellToLatLng(pentagon);
      const around = [0, 72, 144, 216, 288].flatMap((to) => [
        awayFrom({ lat, lng }, 3_000, to),
        awayFrom({ lat, lng }, 7_900, to + 36),
      ]);
      const { store, drivers } = await fleetAt(around);
      const found = await search(store, { lat, lng }, { wanted: 100 });
      expect(idsOf(found)).toEqual(byBruteForce({ lat, lng }, drivers));
      expect(isComplete(found)).toBe(true);
    },
  );

  it.each([
    ['the north pole', { lat: 90, lng: 0 }],
    ['the south pole', { lat: -90, lng: 180 }],
    ['the date line', { lat: 10, lng: 180 }],
  ])('searches at %s', async (_, from) => {
    const { store } = await fleetAt([from]);
    expect(idsOf(await search(store, from))).toEqual(['driver-00000']);
  });

  it('finds nobody beyond the radius', async () => {
    const { store } = await fleetAt([northOf(pickup, 8.1)]);
    expect(await search(store, pickup)).toMatchObject({ drivers: [] });
  });

  it('passes over drivers that are leased', async () => {
    const { store } = await fleetAt([pickup, northOf(pickup, 1)]);
    await lease(store, 'driver-00000', aHolder('ride-1'));
    expect(idsOf(await search(store, pickup))).toEqual(['driver-00001']);
  });

  it('puts drivers that are equally near in order of their ids', async () => {
    const { store } = await fleetAt([northOf(pickup, 1), northOf(pickup, 1), northOf(pickup, 1)]);
    expect(idsOf(await search(store, pickup))).toEqual(['driver-00000', 'driver-00001', 'driver-00002']);
  });

  it('finds as many as are wanted when more are wanted, or from further away, while it is under way', async () => {
    const spots = Array.from({ length: 60 }, (_, index) => awayFrom(pickup, 100 + index * 140, index * 67));
    const { store, drivers } = await fleetAt(spots);
    const growing = { product: 'standard' as const, pickup, wanted: 1, withinMeters: radiusMeters, pageSize: 2 };
    let asked = 0;
    const freeIn: DriverStore['freeIn'] = (...query) => {
      asked += 1;
      if (asked === 2) Object.assign(growing, { wanted: 100, withinMeters: radiusMeters + mostGrowthMeters });
      return store.freeIn(...query);
    };
    const found = await nearestDrivers({ freeIn }, growing);
    expect(asked).toBeGreaterThan(2);
    expect(idsOf(found)).toEqual(byBruteForce(pickup, drivers, radiusMeters + mostGrowthMeters));
    expect(found.seenMeters).toBeGreaterThanOrEqual(radiusMeters + mostGrowthMeters);
  });
});

describe('the number of queries', () => {
  it('is at most 24 where nobody is there, no cell twice and none beyond the radius', async () => {
    await fc.assert(
      fc.asyncProperty(anywhere, async (from) => {
        const { freeIn, asked } = counted(inMemoryDriverStore());
        expect(isComplete(await search({ freeIn }, from))).toBe(true);
        expect(new Set(asked).size).toBe(asked.length);
        expect(asked.filter((cell) => nearestPossibleMeters(from, cell) >= radiusMeters)).toEqual([]);
        expect(asked.length).toBeLessThanOrEqual(24);
      }),
      { numRuns: 150 },
    );
  });

  it('is 12 on average where nobody is there', async () => {
    const random = mulberry32(1);
    const { freeIn, asked } = counted(inMemoryDriverStore());
    for (let place = 0; place < 200; place += 1) {
      const lat = (Math.asin(2 * random() - 1) * 180) / Math.PI;
      await search({ freeIn }, { lat, lng: random() * 360 - 180 });
    }
    expect(Math.round(asked.length / 200)).toBe(12);
  });

  it.each([33, 200, 1_000])('is 1 where %i drivers are at the very point', async (crowd) => {
    const { store } = await fleetAt(Array.from({ length: crowd }, () => pickup));
    const { freeIn, asked } = counted(store);
    const found = await search({ freeIn }, pickup, { wanted: 1 });
    expect(found.drivers[0]).toMatchObject({ position: pickup, distanceMeters: 0 });
    expect(asked).toHaveLength(1);
  });

  it('is 1 for as many of them as a page shows', async () => {
    const { store } = await fleetAt(Array.from({ length: 500 }, () => pickup));
    const { freeIn, asked } = counted(store);
    expect((await search({ freeIn }, pickup, { wanted: usualPage })).drivers).toHaveLength(usualPage);
    expect(asked).toHaveLength(1);
  });

  it('is small in a city of 350 drivers, and smaller for who has asked before', async () => {
    const random = mulberry32(1);
    const somewhere = () => awayFrom(pickup, 6_000 * Math.sqrt(random()), random() * 360);
    const { store } = await fleetAt(Array.from({ length: 350 }, somewhere));
    const riders = Array.from({ length: 200 }, somewhere);
    const countsOf = async (crowded: () => CrowdedCells) => {
      const counts: number[] = [];
      for (const from of riders) {
        const { freeIn, asked } = counted(store);
        await search({ freeIn }, from, { wanted: 1 }, crowded());
        counts.push(asked.length);
      }
      return counts;
    };
    const mean = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0) / counts.length;
    const anew = await countsOf(() => new CrowdedCells());
    const hints = new CrowdedCells();
    await countsOf(() => hints);
    const again = await countsOf(() => hints);
    expect(Math.max(...anew)).toBeLessThanOrEqual(8);
    expect(mean(anew)).toBeLessThanOrEqual(4);
    expect(mean(again)).toBeLessThanOrEqual(2.5);
  });
});

describe('what is known of crowded cells', () => {
  it('never changes what is found', async () => {
    const crowds = fc.array(spotsOf(4, fc.oneof(fc.constant(1), fc.integer({ min: 2, max: 40 }))), {
      minLength: 2,
      maxLength: 4,
    });
    const places = fc.record({
      from: anywhere,
      crowds,
      pageSize: fc.constantFrom(1, 3, 8),
      wanted: fc.integer({ min: 1, max: 20 }),
    });
    await fc.assert(
      fc.asyncProperty(places, async ({ from, crowds: worlds, pageSize, wanted }) => {
        const hints = new CrowdedCells();
        for (const spots of worlds) {
          const { store } = await fleetAt(positionsOf(from, spots));
          const [anew, hinted] = [
            await search(store, from, { wanted, pageSize }),
            await search(store, from, { wanted, pageSize }, hints),
          ];
          expect(idsOf(hinted, wanted)).toEqual(idsOf(anew, wanted));
          // Where there are as many as are wanted, nobody looks further: what was seen beyond them depends on the cells.
          if (hinted.drivers.length < wanted) expect(isComplete(hinted)).toBe(isComplete(anew));
        }
      }),
      { numRuns: 25 },
    );
  });

  it('is forgotten after half a minute, and holds for no larger page and no other product', () => {
    let now = 0;
    const crowded = new CrowdedCells(() => now);
    const cell = cellOf(pickup);
    crowded.add('standard', cell, 32);
    expect(crowded.has('standard', cell, 32)).toBe(true);
    expect(crowded.has('standard', cell, 16)).toBe(true);
    expect(crowded.has('standard', cell, 33)).toBe(false);
    expect(crowded.has('xl', cell, 32)).toBe(false);
    now = 29_999;
    expect(crowded.has('standard', cell, 32)).toBe(true);
    now = 30_000;
    expect(crowded.has('standard', cell, 32)).toBe(false);
  });

  it('takes no more memory the more places it is asked about', () => {
    const crowded = new CrowdedCells(() => 0);
    const cells = Array.from({ length: 5_001 }, (_, index) => `cell-${index}`);
    for (const cell of cells) crowded.add('standard', cell, 32);
    expect(cells.filter((cell) => crowded.has('standard', cell, 32)).length).toBeLessThanOrEqual(5_000);
    expect(crowded.has('standard', 'cell-5000', 32)).toBe(true);
  });

  it('saves the query of a cell that is asked by its parts anyway', async () => {
    const { store } = await fleetAt(
      Array.from({ length: usualPage + 40 }, (_, index) => awayFrom(pickup, 20 + index * 6, index * 67)),
    );
    const hints = new CrowdedCells();
    await search(store, pickup, {}, hints);
    const { freeIn, asked } = counted(store);
    await search({ freeIn }, pickup, {}, hints);
    expect(asked).not.toContain(cellOf(pickup, resolutions.coarsest));
  });
});
