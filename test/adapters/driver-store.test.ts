import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { driverStore } from '../../adapters/driver-store.ts';
import { cellOf, distanceMeters } from '../../core/geo.ts';
import type { DriverReport } from '../../core/messages.ts';
import type { Point } from '../../core/point.ts';
import type { DriverStore } from '../../core/ports.ts';
import { plusMs } from '../../core/time.ts';
import { inMemoryDriverStore } from '../support/in-memory-driver-store.ts';
import { aPlace, northOf } from '../support/places.ts';
import { anId, requestedAt } from '../support/rides.ts';
import { startTestDynamo, type TestDynamo, tableOf } from '../support/test-dynamo.ts';

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startTestDynamo();
});
afterAll(() => dynamo.stop());

const now = requestedAt;
const leaseUntil = plusMs(now, 80_000);
const whenOver = plusMs(leaseUntil, 1);

const aReport = (position: Point, more: Partial<DriverReport> = {}): DriverReport => ({
  position,
  product: 'standard',
  onShift: true,
  ...more,
});

/** A driver of a test's own, in a cell of its own. */
async function onShift(drivers: DriverStore) {
  const driverId = anId('driver');
  const position = aPlace();
  const report = (more: Partial<DriverReport> = {}) => drivers.report(driverId, aReport(position, more), now);
  await report();
  return {
    driverId,
    position,
    report,
    reserve: (rideId: string, at = now, until = leaseUntil) => drivers.reserve(driverId, rideId, at, until),
    hold: (rideId: string) => drivers.hold(driverId, rideId),
    release: (rideId: string) => drivers.release(driverId, rideId),
    isAvailable: async (at = now, place = position) =>
      (await drivers.availableIn('standard', cellOf(place), at)).some((driver) => driver.driverId === driverId),
  };
}

describe.each([
  ['in memory', () => inMemoryDriverStore()],
  ['in DynamoDB', () => driverStore(dynamo.client, tableOf('drivers'))],
] as const)('drivers %s', (_, open) => {
  it('finds a driver by class and cell', async () => {
    const drivers = open();
    const { driverId, position } = await onShift(drivers);
    expect(await drivers.availableIn('standard', cellOf(position), now)).toEqual([{ driverId, position }]);
    expect(await drivers.availableIn('xl', cellOf(position), now)).toEqual([]);
    expect(await drivers.availableIn('standard', cellOf(northOf(position, 20)), now)).toEqual([]);
  });

  it('shows only some of a crowded cell: those that stand next to the place asked for', async () => {
    const drivers = open();
    const place = aPlace();
    const around = Array.from({ length: 60 }, (_, index) => northOf(place, (index - 30) / 100));
    for (const [index, position] of around.entries())
      await drivers.report(`${anId('d')}-${index}`, aReport(position), now);
    const cell = cellOf(place);
    const inCell = around.filter((position) => cellOf(position) === cell).length;
    const shown = await drivers.availableIn('standard', cell, now, place);
    expect(shown.length).toBeGreaterThanOrEqual(16);
    expect(shown.length).toBeLessThan(inCell);
    expect(shown.some(({ position }) => distanceMeters(position, place) < 100)).toBe(true);
    expect(await drivers.availableIn('standard', cell, now)).toHaveLength(16);
  });

  it('shows all of a cell that is not crowded any more', async () => {
    const drivers = open();
    const place = aPlace();
    const cell = cellOf(place);
    const driverIds = Array.from({ length: 20 }, () => anId('driver'));
    for (const driverId of driverIds) await drivers.report(driverId, aReport(place), now);
    expect(await drivers.availableIn('standard', cell, now, place)).toHaveLength(16);
    for (const driverId of driverIds.slice(3)) await drivers.report(driverId, aReport(northOf(place, 20)), now);
    const shown = async (at: Point) => (await drivers.availableIn('standard', cell, now, at)).length;
    expect(await shown(place)).toBe(3);
    expect(await shown(northOf(place, 0.05))).toBe(3);
  });

  it('shows all of a cell that is not crowded, wherever in it one asks', async () => {
    const drivers = open();
    const place = aPlace();
    const around = [-0.02, -0.01, 0, 0.01, 0.02].map((km) => northOf(place, km));
    for (const position of around) await drivers.report(anId('driver'), aReport(position), now);
    const cells = new Set(around.map(cellOf));
    const shown = await Promise.all([...cells].map((cell) => drivers.availableIn('standard', cell, now, place)));
    expect(shown.flat()).toHaveLength(5);
  });

  it('counts who is available, no further than asked to', async () => {
    const drivers = open();
    const place = aPlace();
    const driverIds = Array.from({ length: 5 }, () => anId('driver'));
    for (const driverId of driverIds) await drivers.report(driverId, aReport(place), now);
    await drivers.reserve(driverIds[0] ?? '', anId('ride'), now, leaseUntil);
    const count = (atMost: number) => drivers.countAvailable('standard', cellOf(place), now, atMost);
    expect(await count(100)).toBe(4);
    expect(await count(2)).toBeLessThanOrEqual(2);
  });

  it('finds a driver where it reported last, under the class that it reported last', async () => {
    const drivers = open();
    const { driverId, position, isAvailable } = await onShift(drivers);
    const elsewhere = northOf(position, 20);
    await drivers.report(driverId, aReport(elsewhere, { product: 'xl' }), plusMs(now, 1_000));
    expect(await isAvailable()).toBe(false);
    expect(await drivers.availableIn('xl', cellOf(elsewhere), now)).toEqual([{ driverId, position: elsewhere }]);
  });

  it('takes a driver that goes off shift out of the index, and back in when it returns', async () => {
    const driver = await onShift(open());
    await driver.report({ onShift: false });
    expect(await driver.isAvailable()).toBe(false);
    expect(await driver.reserve('ride-1')).toBeUndefined();
    await driver.report();
    expect(await driver.isAvailable()).toBe(true);
  });

  it('leases a driver to a ride', async () => {
    const { driverId, position, reserve, isAvailable } = await onShift(open());
    expect(await reserve('ride-1')).toEqual({ driverId, position });
    expect(await isAvailable()).toBe(false);
  });

  it('leases no driver that it does not know', async () => {
    const drivers = open();
    const driverId = anId('driver');
    expect(await drivers.reserve(driverId, 'ride-1', now, leaseUntil)).toBeUndefined();
    expect(await drivers.hold(driverId, 'ride-1')).toBe(false);
    await drivers.release(driverId, 'ride-1');
    expect(await drivers.reserve(driverId, 'ride-1', now, leaseUntil)).toBeUndefined();
  });

  it('leases a driver to one of two rides', async () => {
    const driver = await onShift(open());
    const leased = await Promise.all([driver.reserve('ride-1'), driver.reserve('ride-2')]);
    expect(leased.filter(Boolean)).toHaveLength(1);
  });

  it('leases a driver to one of 20 rides', async () => {
    const driver = await onShift(open());
    const rides = Array.from({ length: 20 }, (_each, index) => `ride-${index}`);
    const leased = await Promise.all(rides.map((rideId) => driver.reserve(rideId)));
    expect(leased.filter(Boolean)).toHaveLength(1);
  });

  it('leases a driver to its own ride again, and no other', async () => {
    const { reserve } = await onShift(open());
    await reserve('ride-1');
    expect(await reserve('ride-1')).toBeDefined();
    expect(await reserve('ride-2')).toBeUndefined();
  });

  it('keeps a lease until its very end', async () => {
    const { reserve, isAvailable } = await onShift(open());
    await reserve('ride-1');
    expect(await isAvailable(leaseUntil)).toBe(false);
    expect(await reserve('ride-2', leaseUntil)).toBeUndefined();
  });

  it('lets another ride take a driver whose lease is over', async () => {
    const { reserve, hold, isAvailable } = await onShift(open());
    await reserve('ride-1');
    expect(await isAvailable(whenOver)).toBe(true);
    expect(await reserve('ride-2', whenOver, plusMs(whenOver, 80_000))).toBeDefined();
    expect(await hold('ride-1')).toBe(false);
    expect(await hold('ride-2')).toBe(true);
  });

  it('turns a lease into a hold that no time ends', async () => {
    const { reserve, hold, isAvailable } = await onShift(open());
    await reserve('ride-1');
    expect(await hold('ride-1')).toBe(true);
    expect(await isAvailable(whenOver)).toBe(false);
    expect(await reserve('ride-2', whenOver)).toBeUndefined();
  });

  it('holds for a ride whose lease is over when nobody has taken the driver since', async () => {
    const { reserve, hold, isAvailable } = await onShift(open());
    await reserve('ride-1');
    expect(await isAvailable(whenOver)).toBe(true);
    expect(await hold('ride-1')).toBe(true);
    expect(await isAvailable(whenOver)).toBe(false);
  });

  it('holds twice as once', async () => {
    const { reserve, hold } = await onShift(open());
    await reserve('ride-1');
    expect(await Promise.all([hold('ride-1'), hold('ride-1')])).toEqual([true, true]);
  });

  it('holds for nobody but the ride that has the lease', async () => {
    const { reserve, hold } = await onShift(open());
    expect(await hold('ride-1')).toBe(false);
    await reserve('ride-1');
    expect(await hold('ride-2')).toBe(false);
  });

  it('answers a ride that holds the driver already, and leaves the hold a hold', async () => {
    const { driverId, position, reserve, hold, isAvailable } = await onShift(open());
    await reserve('ride-1');
    await hold('ride-1');
    expect(await reserve('ride-1')).toEqual({ driverId, position });
    expect(await isAvailable(whenOver)).toBe(false);
    expect(await reserve('ride-2', whenOver)).toBeUndefined();
  });

  it('releases a lease, and a hold', async () => {
    const { reserve, hold, release, isAvailable } = await onShift(open());
    await reserve('ride-1');
    await release('ride-1');
    expect(await isAvailable()).toBe(true);
    await reserve('ride-2');
    await hold('ride-2');
    await release('ride-2');
    expect(await isAvailable()).toBe(true);
    expect(await reserve('ride-3')).toBeDefined();
  });

  it('releases for the holder only', async () => {
    const { reserve, hold, release, isAvailable } = await onShift(open());
    await reserve('ride-1');
    await hold('ride-1');
    await release('ride-2');
    expect(await isAvailable()).toBe(false);
    expect(await reserve('ride-2', whenOver)).toBeUndefined();
  });

  it('releases nothing for a ride whose lease another one has taken', async () => {
    const { reserve, release } = await onShift(open());
    await reserve('ride-1');
    await reserve('ride-2', whenOver, plusMs(whenOver, 80_000));
    await release('ride-1');
    expect(await reserve('ride-3', plusMs(whenOver, 1_000))).toBeUndefined();
  });

  it('releases an off-shift driver without putting it back in the index', async () => {
    const { reserve, hold, release, report, isAvailable } = await onShift(open());
    await reserve('ride-1');
    await hold('ride-1');
    await report({ onShift: false });
    await release('ride-1');
    expect(await isAvailable()).toBe(false);
    await report();
    expect(await isAvailable()).toBe(true);
    expect(await reserve('ride-2')).toBeDefined();
  });

  it('keeps a lease through a position report, and shows the driver in its new place when it is over', async () => {
    const { driverId, position, reserve, hold, isAvailable, ...driver } = await onShift(open());
    await reserve('ride-1');
    await driver.report({ position: northOf(position, 20) });
    expect(await reserve('ride-2')).toBeUndefined();
    expect(await isAvailable(now, northOf(position, 20))).toBe(false);
    expect(await isAvailable(whenOver, northOf(position, 20))).toBe(true);
    expect(await hold('ride-1')).toBe(true);
  });

  it('keeps a hold through position reports, and shows the driver in its new place when it is released', async () => {
    const { position, reserve, hold, release, report, isAvailable } = await onShift(open());
    await reserve('ride-1');
    await hold('ride-1');
    await report({ position: northOf(position, 20) });
    expect(await isAvailable(whenOver, northOf(position, 20))).toBe(false);
    expect(await reserve('ride-2', whenOver)).toBeUndefined();
    await release('ride-1');
    expect(await isAvailable(now, northOf(position, 20))).toBe(true);
    expect(await isAvailable()).toBe(false);
  });

  it('keeps a held driver out of the index when it goes off shift and returns', async () => {
    const { reserve, hold, report, isAvailable } = await onShift(open());
    await reserve('ride-1');
    await hold('ride-1');
    await report({ onShift: false });
    await report();
    expect(await isAvailable(whenOver)).toBe(false);
    expect(await reserve('ride-2', whenOver)).toBeUndefined();
  });

  it('ends with a held driver out of the index, however holds and reports fall together', async () => {
    const { reserve, hold, report, isAvailable } = await onShift(open());
    await reserve('ride-1');
    await Promise.all([report(), hold('ride-1'), report(), report()]);
    expect(await isAvailable(whenOver)).toBe(false);
  });

  it('ends with a released driver in the index, however releases and reports fall together', async () => {
    const { reserve, hold, release, report, isAvailable } = await onShift(open());
    await reserve('ride-1');
    await hold('ride-1');
    await Promise.all([report(), release('ride-1'), report(), release('ride-1')]);
    expect(await isAvailable()).toBe(true);
  });
});

describe('drivers in DynamoDB', () => {
  const open = (client = dynamo.client) => driverStore(client, tableOf('drivers'));

  /** A client in which something else happens before one of its commands, counted from 1. */
  const meanwhile = (
    beforeCommand: number,
    happens: () => Promise<void>,
    next = dynamo.client,
  ): DynamoDBDocumentClient => {
    let commands = 0;
    return new Proxy(next, {
      get(client, name) {
        if (name !== 'send') return Reflect.get(client, name);
        return async (command: never) => {
          commands += 1;
          if (commands === beforeCommand) await happens();
          return client.send(command);
        };
      },
    });
  };

  it('releases a driver that comes back on shift between the writes of a release', async () => {
    const { driverId, report, reserve, hold, isAvailable } = await onShift(open());
    await reserve('ride-1');
    await hold('ride-1');
    await report({ onShift: false });
    await open(meanwhile(2, () => report({ onShift: true }))).release(driverId, 'ride-1');
    expect(await isAvailable()).toBe(true);
  });

  it('releases a driver that goes off shift before a release', async () => {
    const { driverId, report, reserve, hold, isAvailable } = await onShift(open());
    await reserve('ride-1');
    await hold('ride-1');
    await open(meanwhile(1, () => report({ onShift: false }))).release(driverId, 'ride-1');
    expect(await isAvailable()).toBe(false);
    await report();
    expect(await isAvailable()).toBe(true);
  });

  it('takes a report during which the driver is released', async () => {
    const { driverId, position, release, reserve, hold, isAvailable } = await onShift(open());
    await reserve('ride-1');
    await hold('ride-1');
    const elsewhere = northOf(position, 20);
    await open(meanwhile(2, () => release('ride-1'))).report(driverId, aReport(elsewhere), now);
    expect(await isAvailable(now, elsewhere)).toBe(true);
  });

  it('takes a report during which the driver is released and held again', async () => {
    const { driverId, position, release, reserve, hold, isAvailable } = await onShift(open());
    await reserve('ride-1');
    await hold('ride-1');
    const heldAgain = async () => {
      await reserve('ride-2');
      await hold('ride-2');
    };
    const elsewhere = northOf(position, 20);
    const releasing = meanwhile(2, () => release('ride-1'));
    await open(meanwhile(3, heldAgain, releasing)).report(driverId, aReport(elsewhere), now);
    await release('ride-2');
    expect(await isAvailable(now, elsewhere)).toBe(true);
  });
});
