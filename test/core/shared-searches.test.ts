import { describe, expect, it } from 'vitest';
import { cellOf, distanceMeters, resolutions } from '../../core/geo.ts';
import { isComplete, nearEnoughMeters, radiusMeters } from '../../core/nearest-drivers.ts';
import type { Point } from '../../core/point.ts';
import type { DriverStore } from '../../core/ports.ts';
import { SharedSearches } from '../../core/shared-searches.ts';
import { report } from '../support/drivers.ts';
import { inMemoryDriverStore } from '../support/in-memory-driver-store.ts';
import { manualClock } from '../support/manual-clock.ts';
import { awayFrom, northOf } from '../support/places.ts';
import { pickup, requestedAt } from '../support/rides.ts';

const { clock } = manualClock(requestedAt);
const product = 'standard';

/** Searches of one process, and how often the store was asked. */
async function searchesAmong(positions: readonly Point[]) {
  const store = inMemoryDriverStore();
  for (const [index, position] of positions.entries()) await report(store, `driver-${index}`, position);
  const queries: string[] = [];
  const freeIn: DriverStore['freeIn'] = (asked, cell, atMost) => {
    queries.push(cell);
    return store.freeIn(asked, cell, atMost);
  };
  return { searches: new SharedSearches({ drivers: { freeIn }, clock }), queries, store };
}

/** Two places at opposite ends of one door. */
function endsOfADoor(): readonly [Point, Point] {
  const isAtTheDoor = (place: Point) => cellOf(place, resolutions.door) === cellOf(pickup, resolutions.door);
  const end = (bearing: number) => {
    let meters = 0;
    while (isAtTheDoor(awayFrom(pickup, meters + 1, bearing))) meters += 1;
    return awayFrom(pickup, meters, bearing);
  };
  return [end(0), end(180)];
}

describe('searches at different doors', () => {
  it('share the queries of a cell that are in progress, and later ones query it again', async () => {
    const near = northOf(pickup, 0.7);
    expect(cellOf(near, resolutions.door)).not.toBe(cellOf(pickup, resolutions.door));
    const { searches, queries } = await searchesAmong([pickup, near]);
    const find = (at: Point) => searches.find({ product, pickup: at });
    await find(pickup);
    const alone = queries.length;
    const shares = await Promise.all([find(pickup), find(near)]);
    expect(queries).toHaveLength(2 * alone);
    expect(shares.map((share, index) => share.nearest(index === 0 ? pickup : near)?.driverId)).toEqual([
      'driver-0',
      'driver-1',
    ]);
  });
});

describe('searches at one door', () => {
  it('are one while it is under way, and offer each rider another driver, the nearest first', async () => {
    const { searches, queries } = await searchesAmong([0.3, 0.1, 0.2].map((km) => northOf(pickup, km)));
    const lone = await searches.find({ product, pickup });
    const before = queries.length;
    const shares = await Promise.all([1, 2, 3, 4].map(() => searches.find({ product, pickup })));
    const together = queries.length - before;
    await searches.find({ product, pickup, wanted: 4 });
    expect(queries).toHaveLength(before + 2 * together);
    const offered = shares.map((share) => share.nearest(pickup)?.driverId);
    expect(offered).toEqual(['driver-1', 'driver-2', 'driver-0', undefined]);
    expect(shares.map((share) => share.another(pickup, 7))).toEqual([undefined, undefined, undefined, undefined]);
    expect(lone.nearest(pickup)?.driverId).toBe('driver-1');
  });

  it('find as many drivers as there are riders', async () => {
    const { searches } = await searchesAmong(Array.from({ length: 120 }, (_, index) => northOf(pickup, index / 50)));
    const shares = await Promise.all(Array.from({ length: 40 }, () => searches.find({ product, pickup })));
    const offered = shares.map((share) => share.nearest(pickup)?.driverId);
    expect(offered).toEqual(Array.from({ length: 40 }, (_, index) => `driver-${index}`));
  });

  it('cost what one rider does where all want to know of the nearest driver alone', async () => {
    const positions = Array.from({ length: 40 }, (_, index) => northOf(pickup, 0.1 * (index + 1)));
    const { queries, store } = await searchesAmong(positions);
    const freeIn: DriverStore['freeIn'] = (...asked) => {
      queries.push(asked[1]);
      return store.freeIn(...asked);
    };
    const searches = new SharedSearches({ drivers: { freeIn }, clock }, 'the nearest');
    const nearestOf = async () => (await searches.find({ product, pickup })).from(pickup).drivers[0]?.driverId;
    await nearestOf();
    const first = queries.length;
    await nearestOf();
    const alone = queries.length - first;
    const before = queries.length;
    const nearest = await Promise.all(Array.from({ length: 30 }, nearestOf));
    expect(nearest).toEqual(Array(30).fill('driver-0'));
    expect(queries.length - before).toBe(alone);
  });

  it('offer who has lost one another one that depends on the rider', async () => {
    const { searches } = await searchesAmong(Array.from({ length: 10 }, () => pickup));
    const [share] = await Promise.all([1, 2].map(() => searches.find({ product, pickup })));
    expect(share?.isShared).toBe(true);
    const others = [3, 4, 3].map((hash) => share?.another(pickup, hash)?.driverId);
    expect(others).toEqual(['driver-3', 'driver-5', 'driver-4']);
  });

  it('offer who is alone and has lost one the next nearest, if that is known', async () => {
    const positions = Array.from({ length: 40 }, (_, index) => awayFrom(pickup, 50 + 20 * index, 67 * index));
    const { searches } = await searchesAmong(positions);
    const share = await searches.find({ product, pickup, wanted: 3 });
    expect(share.isShared).toBe(false);
    const offered = [
      share.nearest(pickup),
      share.another(pickup, 5),
      share.another(pickup, 5),
      share.another(pickup, 5),
    ];
    expect(offered.map((driver) => driver?.driverId)).toEqual(['driver-0', 'driver-1', 'driver-2', undefined]);
    const all = await (await searchesAmong(positions.slice(0, 3))).searches.find({ product, pickup, wanted: 10 });
    expect([0, 1, 2, 3].map(() => all.another(pickup, 5)?.driverId)).toEqual([
      'driver-0',
      'driver-1',
      'driver-2',
      undefined,
    ]);
  });

  it('end as soon as there are enough who are near enough', async () => {
    const positions = Array.from({ length: 300 }, (_, index) => awayFrom(pickup, (index % 50) * 3, 67 * index));
    const [one, many] = [await searchesAmong(positions), await searchesAmong(positions)];
    await one.searches.find({ product, pickup, wanted: 9 });
    const [share] = await Promise.all(Array.from({ length: 9 }, () => many.searches.find({ product, pickup })));
    expect(many.queries.length).toBeLessThan(one.queries.length / 2);
    const near = share?.from(pickup).drivers.slice(0, 9) ?? [];
    expect(near).toHaveLength(9);
    expect(Math.max(...near.map((driver) => driver.distanceMeters))).toBeLessThanOrEqual(nearEnoughMeters);
  });

  it('begin anew for who asks later, wants another product, a wider one, or waits at another door', async () => {
    const { searches, queries } = await searchesAmong([pickup]);
    const find = (more: object = {}) => searches.find({ product, pickup, ...more });
    const first = await find();
    expect(await find()).not.toBe(first);
    const [one, same, ...others] = await Promise.all([
      find(),
      find(),
      find({ product: 'xl' }),
      find({ pageSize: 128 }),
      find({ pickup: northOf(pickup, 1) }),
    ]);
    expect(same).toBe(one);
    expect(new Set([one, ...others]).size).toBe(4);
    expect(queries.length).toBeGreaterThan(4);
  });

  it('fail together, and are not kept', async () => {
    const { store } = await searchesAmong([pickup]);
    let fails = true;
    const freeIn: DriverStore['freeIn'] = async (...asked) => {
      if (fails) throw new Error('busy');
      return store.freeIn(...asked);
    };
    const searches = new SharedSearches({ drivers: { freeIn }, clock });
    const both = await Promise.allSettled([searches.find({ product, pickup }), searches.find({ product, pickup })]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    fails = false;
    expect((await searches.find({ product, pickup })).nearest(pickup)).toMatchObject({ driverId: 'driver-0' });
  });
});

describe('who shares a search from the other end of the door', () => {
  const [one, other] = endsOfADoor();
  const width = distanceMeters(one, other);
  const justWithin = (from: Point, bearing: number) => awayFrom(from, radiusMeters - 10, bearing);

  it('sees who is within their own radius, and nobody else', async () => {
    expect(width).toBeGreaterThan(200);
    const { searches } = await searchesAmong([justWithin(one, 0), justWithin(other, 180)]);
    const [mine, theirs] = await Promise.all([one, other].map((place) => searches.find({ product, pickup: place })));
    expect(mine).toBe(theirs);
    const idsAt = (place: Point) => mine?.from(place).drivers.map(({ driverId }) => driverId);
    expect(idsAt(one)).toEqual(['driver-0']);
    expect(idsAt(other)).toEqual(['driver-1']);
    expect(mine?.nearest(other)?.driverId).toBe('driver-1');
    expect(mine?.nearest(one)?.driverId).toBe('driver-0');
  });

  it('is told that all were seen when it is so for them', async () => {
    const { searches } = await searchesAmong([]);
    const [mine] = await Promise.all([one, other].map((place) => searches.find({ product, pickup: place })));
    expect([one, other].map((place) => mine && isComplete(mine.from(place)))).toEqual([true, true]);
  });

  it('is not told so by a search that was made for others alone', async () => {
    const { searches } = await searchesAmong([justWithin(other, 180)]);
    const share = await searches.find({ product, pickup: one });
    expect(share.from(one)).toMatchObject({ drivers: [] });
    expect(isComplete(share.from(one))).toBe(true);
    expect(isComplete(share.from(other))).toBe(false);
  });
});
