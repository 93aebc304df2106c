import { describe, expect, it } from 'vitest';
import { readCity } from '../../../cli/console/read-city.ts';
import { cityCentre } from '../../../cli/fleet.ts';
import { cellOf, placeOf } from '../../../core/geo.ts';
import { plusMs } from '../../../core/time.ts';
import type { AboutCloud } from '../../../local/index.ts';
import { holdUntil, leaseUntil, requestedAt } from '../../support/rides.ts';

type Item = Readonly<Record<string, unknown>>;

/** A driver in the centre, as the table's items are written. */
const aDriver = (driverId: string, more: Readonly<Record<string, string>> = {}): Item => ({
  driverId: { S: driverId },
  product: { S: 'standard' },
  position: { M: { lat: { N: String(cityCentre.lat) }, lng: { N: String(cityCentre.lng) } } },
  place: { S: placeOf(cityCentre) },
  ...Object.fromEntries(Object.entries(more).map(([name, text]) => [name, { S: text }])),
});

const inIndex = { availableIn: 'standard#cell' };

/** The city with these drivers, a page of two at a time, where as many rides as given were asked for in each area. */
function cityWith(items: readonly Item[], demand = 0, at = requestedAt) {
  const call = async (
    operation: string,
    { ExclusiveStartKey = { from: 0 } }: { ExclusiveStartKey?: { from: number } },
  ) => {
    if (operation === 'Query') return { Count: demand };
    const next = ExclusiveStartKey.from + 2;
    const Items = items.slice(ExclusiveStartKey.from, next);
    return next < items.length ? { Items, LastEvaluatedKey: { from: next } } : { Items };
  };
  return readCity({ dynamodb: { call } } as unknown as AboutCloud, Date.parse(at));
}

describe('the city', () => {
  it.each<[string, Readonly<Record<string, string>>, string]>([
    ['free', inIndex, 'available'],
    ['off shift, or not heard of lately', {}, 'off'],
    ['leased', { heldBy: 'ride-1', leaseUntil }, 'taken'],
    ['held', { heldBy: 'ride-1', holdUntil: holdUntil() }, 'taken'],
    ['held by version 0.1.0', { heldBy: 'ride-1' }, 'taken'],
    ['leased by version 0.1.0', { ...inIndex, heldBy: 'ride-1', leaseUntil }, 'taken'],
    ['leased until a moment ago', { heldBy: 'ride-1', leaseUntil: plusMs(requestedAt, -1) }, 'off'],
    ['held until a moment ago', { heldBy: 'ride-1', holdUntil: plusMs(requestedAt, -1) }, 'off'],
  ])('shows a driver who is %s', async (_, more, state) => {
    const { drivers } = await cityWith([aDriver('driver-1', more)]);
    expect(drivers).toEqual([{ driverId: 'driver-1', ...cityCentre, state }]);
  });

  it('shows all drivers, and of each area how many are free, how many rides are asked for and the surge', async () => {
    const free = ['driver-1', 'driver-2', 'driver-3'].map((driverId) => aDriver(driverId, inIndex));
    const others = [
      aDriver('driver-4', { heldBy: 'ride-1', leaseUntil }),
      { ...aDriver('driver-5', inIndex), product: { S: 'xl' } },
    ];
    const { drivers, cells, freeStandard } = await cityWith([...free, ...others], 6);
    expect(freeStandard).toBe(3);
    expect(drivers).toHaveLength(5);
    expect(cells.find(({ cell }) => cell === cellOf(cityCentre))).toMatchObject({ supply: 3, demand: 6, surge: 1.5 });
    expect(cells.filter(({ supply }) => supply > 0)).toHaveLength(1);
    expect(cells.length).toBeGreaterThan(30);
  });
});
