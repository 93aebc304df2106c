import { areNeighborCells, latLngToCell } from 'h3-js';
import { describe, expect, it } from 'vitest';
import { type DriverItem, figuresOf, type RideItem, type Seen } from '../../bench/crowd/figures.ts';
import { type Crowd, crowdOf, point, type Shape, shapes } from '../../bench/crowd/shapes.ts';
import { distanceMeters } from '../../core/geo.ts';

const seeds = [1, 2, 3, 4, 5];
const named = Object.entries(shapes).flatMap(([name, shape]) => seeds.map((seed) => ({ name, shape, seed })));
const count = <Item>(items: readonly Item[], is: (item: Item) => boolean): number => items.filter(is).length;

describe.each(named)('the crowd "$name" of seed $seed', ({ shape, seed }) => {
  const { riders, drivers } = crowdOf(shape, seed);

  it('is the same each time, and elsewhere for another seed', () => {
    expect(crowdOf(shape, seed)).toEqual({ riders, drivers });
    expect(crowdOf(shape, seed + 1).riders[0]?.pickup).not.toEqual(riders[0]?.pickup);
  });

  it('has a driver who is not stale for each rider, of the product that the rider asks for', () => {
    expect(new Set(riders.map(({ riderId }) => riderId)).size).toBe(200);
    expect(new Set(drivers.map(({ driverId }) => driverId)).size).toBe(shape.drivers);
    for (const product of shape.products) {
      const wanted = count(riders, (rider) => rider.product === product);
      const fresh = count(drivers, (driver) => driver.product === product && !driver.stale);
      expect(wanted).toBe(200 / shape.products.length);
      expect(fresh).toBeGreaterThanOrEqual(wanted);
    }
  });

  it('is within its radius, and arrives within its time', () => {
    const [first] = riders;
    for (const { pickup, afterMs } of riders) {
      expect(distanceMeters(first?.pickup ?? pickup, pickup)).toBeLessThanOrEqual(2.01 * shape.radius);
      expect(afterMs).toBeLessThanOrEqual(shape.over * 1_000);
    }
    const nearBy = 2.01 * shape.radius + (shape.border ? 30 : 0);
    for (const { position } of drivers) {
      expect(distanceMeters(first?.pickup ?? position, position)).toBeLessThanOrEqual(nearBy);
    }
  });
});

it.each(seeds)('drivers on a border are half in one cell of the index, half in its neighbour (seed %i)', (seed) => {
  const shape: Shape = { ...point, border: true, products: ['standard', 'xl'] };
  const { riders, drivers } = crowdOf(shape, seed);
  const cells = Map.groupBy(drivers, ({ position }) => latLngToCell(position.lat, position.lng, 7));
  expect([...cells.values()].map(({ length }) => length)).toEqual([100, 100]);
  const [one = '', other = ''] = cells.keys();
  expect(areNeighborCells(one, other)).toBe(true);
  for (const side of cells.values()) expect(count(side, ({ product }) => product === 'xl')).toBe(50);
  expect(new Set(riders.map(({ pickup }) => JSON.stringify(pickup))).size).toBe(1);
});

it('a share of the drivers is stale, and they are anywhere among the others', () => {
  const { drivers } = crowdOf({ ...point, drivers: 400, stale: 25 }, 1);
  expect(count(drivers, ({ stale }) => stale)).toBe(100);
  expect(count(drivers.slice(0, 200), ({ stale }) => stale)).toBeGreaterThan(30);
  expect(count(drivers.slice(200), ({ stale }) => stale)).toBeGreaterThan(30);
});

const at = '2026-11-28T12:00:00.000Z';
const crowd: Crowd = crowdOf({ ...point, riders: 2, drivers: 4, stale: 25 }, 1);
const [one, two, spare] = crowd.drivers.filter(({ stale }) => !stale).map(({ driverId }) => driverId);
const [stale] = crowd.drivers.filter((driver) => driver.stale).map(({ driverId }) => driverId);
const [first, second] = crowd.riders.map(({ riderId }) => riderId);

const ride = (riderId = '', status = 'confirmed', driverId = ''): RideItem => ({
  rideId: `ride-of-${riderId}`,
  riderId,
  status,
  ...(status === 'confirmed' && { outcome: { driver: { driverId } } }),
});
const free = (driverId = ''): DriverItem => ({ driverId, availableIn: 'standard#cell' });
const heldBy = (riderId: string | undefined, driverId = '', leaseUntil?: string): DriverItem => ({
  driverId,
  heldBy: `ride-of-${riderId}`,
  ...(leaseUntil !== undefined && { leaseUntil }),
});

const allFree = [free(one), free(two), free(spare), { driverId: stale ?? '' }];
const good: Seen = {
  rides: [ride(first, 'confirmed', one), ride(second, 'confirmed', two)],
  drivers: [heldBy(first, one), heldBy(second, two), free(spare), free(stale)],
  driversAfter: allFree,
  at,
  answeredMs: [300, 400],
  seconds: 1.5,
  calls: 9,
  timedOut: 0,
  isOver: true,
};

describe('what became of a crowd', () => {
  it('is as it should be when each rider has a driver, and all are free in the end', () => {
    expect(figuresOf(crowd, good)).toEqual({
      ...{ confirmed: 2, refused: 0, expired: 0, neither: 0, leaked: 0, timedOut: 0 },
      ...{ callsPerRide: 4.5, seconds: 1.5, answeredP50Ms: 300, broken: [] },
    });
  });

  it.each([
    ['refused', { refused: 1 }, [ride(second, 'rejected')]],
    ['expired', { expired: 1 }, [ride(second, 'expired')]],
    ['not accepted', { neither: 1 }, []],
    ['under way for ever', { neither: 1 }, [ride(second, 'requested')]],
  ])('is broken when one is %s though a driver is free', (_, figures, rides) => {
    const drivers = [heldBy(first, one), free(two), free(spare), free(stale)];
    const seen = { ...good, rides: [ride(first, 'confirmed', one), ...rides], drivers };
    expect(figuresOf(crowd, seen)).toMatchObject({
      confirmed: 1,
      ...figures,
      broken: ['1 riders have no driver though one was free'],
    });
  });

  it('is as it should be when there is no free driver of the product', () => {
    const rides = [ride(first, 'confirmed', one), ride(second, 'rejected')];
    const others = crowd.drivers.map((driver) => ({ ...driver, product: driver.driverId === one ? 'standard' : 'xl' }));
    const seen = { ...good, rides, drivers: [heldBy(first, one), free(two), free(spare), free(stale)] };
    expect(figuresOf({ ...crowd, drivers: others as Crowd['drivers'] }, seen).broken).toEqual([]);
    expect(
      figuresOf({ ...crowd, drivers: crowd.drivers.filter((each) => each.stale || each.driverId === one) }, seen)
        .broken,
    ).toEqual([]);
  });

  it.each<[string, Partial<Seen>, string]>([
    [
      'a driver has two rides',
      { rides: [ride(first, 'confirmed', one), ride(second, 'confirmed', one)], drivers: [heldBy(first, one)] },
      '1 rides have a driver who has another one',
    ],
    [
      'a stale driver has a ride',
      {
        rides: [ride(first, 'confirmed', one), ride(second, 'confirmed', stale)],
        drivers: [heldBy(first, one), heldBy(second, stale)],
      },
      '1 stale drivers have a ride',
    ],
    [
      'a driver is left leased to a ride that has ended',
      { drivers: [...good.drivers, heldBy('nobody', spare, '2026-11-28T12:00:01.000Z')] },
      '1 drivers are left leased or held',
    ],
    [
      'a driver is left held by a ride that has another one',
      { drivers: [...good.drivers, heldBy(first, spare)] },
      '1 drivers are left leased or held',
    ],
    ['messages stay in queues', { isOver: false }, 'messages are still under way'],
    ['an invocation timed out', { timedOut: 3 }, '3 invocations timed out'],
    [
      'a driver is still held when all rides are completed',
      { driversAfter: [heldBy(first, one), ...allFree.slice(1)] },
      '1 drivers are not free after all rides are completed',
    ],
    [
      'a driver who reports is in no index in the end',
      { driversAfter: [{ driverId: one ?? '' }, ...allFree.slice(1)] },
      '1 drivers are not free after all rides are completed',
    ],
  ])('is broken when %s', (_, seen, sentence) => {
    expect(figuresOf(crowd, { ...good, ...seen }).broken).toEqual([sentence]);
  });

  it('is not broken by a lease that is over, nor by one of a ride that is under way', () => {
    const over = heldBy('nobody', spare, '2026-11-28T11:59:59.000Z');
    const requested = { ...ride(second, 'requested'), rideId: 'ride-of-late' };
    const leased = heldBy('late', two, '2026-11-28T12:00:30.000Z');
    const rides = [ride(first, 'confirmed', one), requested];
    expect(figuresOf(crowd, { ...good, rides, drivers: [heldBy(first, one), leased, over] }).leaked).toBe(0);
  });
});
