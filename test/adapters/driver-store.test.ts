import { BatchGetCommand, type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { latLngToCell } from 'h3-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DriverItem } from '../../adapters/driver-items.ts';
import { driverStore } from '../../adapters/driver-store.ts';
import { cellOf, partitionOf, placeOf, resolutions } from '../../core/geo.ts';
import { stores } from '../../core/names.ts';
import type { Point } from '../../core/point.ts';
import type { DriverStore, Holder } from '../../core/ports.ts';
import type { Product } from '../../core/products.ts';
import { type Instant, plusMs } from '../../core/time.ts';
import { aHolder, aReport, lease, report } from '../support/drivers.ts';
import { inMemoryDriverStore } from '../support/in-memory-driver-store.ts';
import { aPlace, northOf } from '../support/places.ts';
import { anId, holdUntil, leaseUntil, requestedAt } from '../support/rides.ts';
import { startTestDynamo, type TestDynamo, tableOf } from '../support/test-dynamo.ts';

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startTestDynamo();
});
afterAll(() => dynamo.stop());

const now = requestedAt;
const justBefore = (moment: Instant) => plusMs(moment, -1);
const justAfter = (moment: Instant) => plusMs(moment, 1);

/** A store of drivers, and its items as they are. */
interface Opened {
  readonly drivers: DriverStore;
  item(driverId: string): Promise<DriverItem | undefined>;
  put(item: DriverItem): Promise<void>;
}

function openInMemory(): Opened {
  const drivers = inMemoryDriverStore();
  const isThere = ([, value]: [string, unknown]) => value !== undefined;
  return {
    drivers,
    item: async (driverId) => {
      const item = drivers.item(driverId);
      return item && (Object.fromEntries(Object.entries(item).filter(isThere)) as unknown as DriverItem);
    },
    put: async (item) => drivers.put(item),
  };
}

function openInDynamo(client = dynamo.client): Opened {
  const TableName = tableOf('drivers');
  return {
    drivers: driverStore(client, TableName),
    item: async (driverId) =>
      (await dynamo.client.send(new GetCommand({ TableName, Key: { driverId }, ConsistentRead: true }))).Item as
        | DriverItem
        | undefined,
    put: async (Item) => {
      await dynamo.client.send(new PutCommand({ TableName, Item }));
    },
  };
}

const partitionAt = (position: Point, product: Product = 'standard') =>
  `${product}#${cellOf(position, resolutions.coarsest)}`;

/** The item of a free driver, who has just reported. */
function freeItem(more: Partial<DriverItem> = {}): DriverItem {
  const { position = aPlace(), product = 'standard' } = more;
  const whereabouts = partitionAt(position, product);
  return {
    driverId: anId('driver'),
    position,
    product,
    onShift: true,
    reportedAt: now,
    place: placeOf(position),
    whereabouts,
    availableIn: whereabouts,
    ...more,
  };
}

/** The item of a driver who is not in the index. */
function absentItem(more: Partial<DriverItem> = {}): DriverItem {
  const { availableIn: _, ...item } = freeItem(more);
  return item;
}

const ride = aHolder('ride-1');
const holder = { heldBy: ride.rideId, heldSince: ride.requestedAt };

const leasedItem = (more: Partial<DriverItem> = {}) => absentItem({ ...holder, leaseUntil, ...more });
const heldItem = (more: Partial<DriverItem> = {}) => absentItem({ ...holder, holdUntil: holdUntil(), ...more });

/** The same ride's id, used for a ride of a day later. */
const reused: Holder = { ...ride, requestedAt: plusMs(requestedAt, 86_400_000) };
const another = aHolder('ride-2');

describe.each([
  ['in memory', openInMemory],
  ['in DynamoDB', () => openInDynamo()],
] as const)('drivers %s', (_, open) => {
  /** A driver whose item is as given, and what is done with it. */
  async function driverOf(item: DriverItem) {
    const { drivers, ...opened } = open();
    await opened.put(item);
    const { driverId, position } = item;
    return {
      driverId,
      position,
      drivers,
      item: () => opened.item(driverId),
      lease: (by: Holder, terms: Parameters<typeof lease>[3] = {}) => lease(drivers, driverId, by, terms),
      hold: (by: Holder, at = now) => drivers.hold(driverId, by, at),
      release: (by: Parameters<DriverStore['release']>[1]) => drivers.release(driverId, by),
      report: (more: Parameters<typeof report>[3] = {}, place = position) => report(drivers, driverId, place, more),
      isFree: async (place = position, product: Product = 'standard') =>
        (await drivers.freeIn(product, cellOf(place), 100)).drivers.some((driver) => driver.driverId === driverId),
    };
  }

  describe('free ones', () => {
    it.each([6, 7, 8, 9, 10, 11, 12])('are found by product and by their cell of resolution %i', async (resolution) => {
      const { drivers, driverId, position } = await driverOf(freeItem());
      const freeIn = (place: Point, product: Product = 'standard') =>
        drivers.freeIn(product, cellOf(place, resolution), 100);
      expect(await freeIn(position)).toEqual({ drivers: [{ driverId, position }], more: false });
      expect(await freeIn(position, 'xl')).toEqual({ drivers: [], more: false });
      expect(await freeIn(northOf(position, 20))).toEqual({ drivers: [], more: false });
    });

    it('are shown in the order of their places, as many as asked for, and whether there are more', async () => {
      const { drivers } = open();
      const spots = Array.from({ length: 6 }, (_each, index) => northOf(aPlace(), index / 100));
      const place = spots[0] as Point;
      const around = spots.map((_spot, index) => northOf(place, index / 100));
      for (const position of around.toReversed()) await report(drivers, anId('driver'), position);
      const places = around.map(placeOf).sort();
      const shown = await drivers.freeIn('standard', cellOf(place, 6), 4);
      expect(shown.drivers.map(({ position }) => placeOf(position))).toEqual(places.slice(0, 4));
      expect(shown.more).toBe(true);
      const all = await drivers.freeIn('standard', cellOf(place, 6), 7);
      expect(all.drivers.map(({ position }) => placeOf(position))).toEqual(places);
      expect(all.more).toBe(false);
    });

    it('are counted by product and cell, no further than asked for', async () => {
      const { drivers } = open();
      const place = aPlace();
      const driverIds = Array.from({ length: 5 }, () => anId('driver'));
      for (const driverId of driverIds) await report(drivers, driverId, place);
      await lease(drivers, driverIds[0] ?? '', ride);
      const count = (atMost: number, resolution: number = resolutions.area, product: Product = 'standard') =>
        drivers.countFree(product, cellOf(place, resolution), atMost);
      expect(await count(100)).toBe(4);
      expect(await count(100, 12)).toBe(4);
      expect(await count(2)).toBe(2);
      expect(await count(100, 7, 'xl')).toBe(0);
      expect(await drivers.countFree('standard', cellOf(northOf(place, 20)), 100)).toBe(0);
    });

    it('are counted beyond those that are leased', async () => {
      const { drivers } = open();
      const place = aPlace();
      const driverIds = Array.from({ length: 30 }, (_each, index) => `${anId('driver')}-${index}`);
      for (const driverId of driverIds) await report(drivers, driverId, place);
      for (const driverId of driverIds.slice(0, 25)) await lease(drivers, driverId, aHolder(anId('ride')));
      expect(await drivers.countFree('standard', cellOf(place), 20)).toBe(5);
      expect((await drivers.freeIn('standard', cellOf(place), 20)).drivers).toHaveLength(5);
    });
  });

  describe('reading what was last written', () => {
    it('tells when drivers last reported and whether they are free, and leaves unknown ones out', async () => {
      const { drivers, put } = open();
      const [free, leased, held] = [freeItem(), leasedItem(), heldItem({ reportedAt: plusMs(now, -500_000) })];
      for (const item of [free, leased, held]) await put(item);
      const read = await drivers.read([free.driverId, anId('unknown'), leased.driverId, held.driverId]);
      const stateOf = ({ driverId, position, reportedAt }: DriverItem) => ({ driverId, position, reportedAt });
      expect(new Set(read)).toEqual(
        new Set([
          { ...stateOf(free), isFree: true },
          { ...stateOf(leased), isFree: false },
          { ...stateOf(held), isFree: false },
        ]),
      );
    });

    it('takes more drivers than one request can name, and none', async () => {
      const { drivers, put } = open();
      const items = Array.from({ length: 230 }, () => freeItem({ position: { lat: 1, lng: 1 } }));
      await Promise.all(items.map(put));
      const read = await drivers.read(items.map(({ driverId }) => driverId));
      expect(read.map(({ driverId }) => driverId).sort()).toEqual(items.map(({ driverId }) => driverId).sort());
      expect(await drivers.read([])).toEqual([]);
    });
  });

  describe('a lease', () => {
    it('takes a free driver out of the index until it ends', async () => {
      const item = freeItem();
      const driver = await driverOf(item);
      expect(await driver.lease(ride)).toEqual({ driverId: item.driverId, position: item.position });
      const { availableIn: _key, ...rest } = item;
      expect(await driver.item()).toEqual({ ...rest, ...holder, leaseUntil });
      expect(await driver.isFree()).toBe(false);
    });

    it.each<[string, Partial<DriverItem>]>([
      ['is off shift', { onShift: false }],
      ['was taken out of the index', {}],
      ['is leased', { ...holder, leaseUntil: justBefore(leaseUntil) }],
      ['is leased until a moment ago', { ...holder, leaseUntil: justBefore(now) }],
      ['is held', { ...holder, holdUntil: holdUntil() }],
      ['is held until a moment ago', { ...holder, holdUntil: justBefore(now) }],
    ])('is refused when the driver %s: who is not in the index is not free', async (_state, more) => {
      const item = absentItem(more);
      const driver = await driverOf(item);
      expect(await driver.lease(another)).toBeUndefined();
      expect(await driver.lease(ride)).toBeUndefined();
      expect(await driver.item()).toEqual(item);
    });

    it('is the same when it is made twice, as when the first answer to it was lost, and for no other ride', async () => {
      const item = leasedItem();
      const driver = await driverOf(item);
      expect(await driver.lease(another)).toBeUndefined();
      expect(await driver.lease(reused)).toBeUndefined();
      expect(await driver.lease(ride)).toEqual({ driverId: item.driverId, position: item.position });
      expect(await driver.item()).toEqual(item);
    });

    it('is refused when the last report is too old', async () => {
      const reportedSince = plusMs(now, -120_000);
      const [old, recent] = [
        freeItem({ reportedAt: justBefore(reportedSince) }),
        freeItem({ reportedAt: reportedSince }),
      ];
      expect(await (await driverOf(old)).lease(ride, { reportedSince })).toBeUndefined();
      expect(await (await driverOf(recent)).lease(ride, { reportedSince })).toBeDefined();
    });

    it('is refused when the driver has gone over to another product', async () => {
      const driver = await driverOf(freeItem({ product: 'xl' }));
      expect(await driver.lease(ride)).toBeUndefined();
      expect(await driver.lease(ride, { product: 'xl' })).toBeDefined();
    });

    it.each<[string, Partial<DriverItem>]>([
      ['a lease', { ...holder, leaseUntil: now }],
      ['a hold', { ...holder, holdUntil: now }],
      ['a hold without an end', holder],
    ])('is refused while %s lasts, though the driver is in the index', async (_state, more) => {
      const item = freeItem(more);
      const driver = await driverOf(item);
      expect(await driver.lease(another)).toBeUndefined();
      expect(await driver.lease(ride)).toBeUndefined();
      expect(await driver.item()).toEqual(item);
    });

    it('takes the place of a lease that is over, when the driver is in the index', async () => {
      const over = justBefore(now);
      const driver = await driverOf(freeItem({ ...holder, leaseUntil: over, holdUntil: over }));
      expect(await driver.lease(another)).toBeDefined();
      const item = await driver.item();
      expect(item).toMatchObject({ heldBy: another.rideId, heldSince: another.requestedAt, leaseUntil });
      expect(item).not.toHaveProperty('holdUntil');
      expect(item).not.toHaveProperty('availableIn');
    });

    it('is refused for a driver that is not known, and makes none', async () => {
      const { drivers, item } = open();
      const driverId = anId('driver');
      expect(await lease(drivers, driverId, ride)).toBeUndefined();
      expect(await item(driverId)).toBeUndefined();
    });

    it('goes to one of 20 rides', async () => {
      const driver = await driverOf(freeItem());
      const rides = Array.from({ length: 20 }, () => aHolder(anId('ride')));
      const leased = await Promise.all(rides.map((each) => driver.lease(each)));
      expect(leased.filter(Boolean)).toHaveLength(1);
      expect(await driver.item()).toMatchObject({ heldBy: rides[leased.findIndex(Boolean)]?.rideId });
    });
  });

  describe('a hold', () => {
    it('takes the place of a lease, for a day', async () => {
      const { leaseUntil: _lease, ...item } = leasedItem();
      const driver = await driverOf({ ...item, leaseUntil });
      const at = plusMs(now, 5_000);
      expect(await driver.hold(ride, at)).toBe(true);
      expect(await driver.item()).toEqual({ ...item, holdUntil: holdUntil(at) });
      expect(await driver.isFree()).toBe(false);
    });

    it('needs a lease that is not over', async () => {
      expect(await (await driverOf(leasedItem())).hold(ride, justBefore(leaseUntil))).toBe(true);
      for (const at of [leaseUntil, justAfter(leaseUntil)]) {
        const item = leasedItem();
        const driver = await driverOf(item);
        expect(await driver.hold(ride, at)).toBe(false);
        expect(await driver.item()).toEqual(item);
      }
    });

    it('may be made twice, also after its end', async () => {
      const driver = await driverOf(leasedItem());
      expect(await Promise.all([driver.hold(ride), driver.hold(ride)])).toEqual([true, true]);
      const muchLater = justAfter(holdUntil());
      expect(await driver.hold(ride, muchLater)).toBe(true);
      expect(await driver.item()).toMatchObject({ heldBy: ride.rideId, holdUntil: holdUntil(muchLater) });
    });

    it.each<[string, DriverItem]>([
      ['another ride has leased', leasedItem()],
      ['another ride holds', heldItem()],
    ])('is refused for a driver that %s', async (_state, given) => {
      const item = { ...given, driverId: anId('driver') };
      const driver = await driverOf(item);
      expect(await driver.hold(another)).toBe(false);
      expect(await driver.item()).toEqual(item);
    });

    it.each([leasedItem, heldItem])(
      'is refused for a ride that reuses the id of the one that has the driver',
      async (of) => {
        const item = of();
        const driver = await driverOf(item);
        expect(await driver.hold(reused)).toBe(false);
        expect(await driver.item()).toEqual(item);
      },
    );

    it.each([leasedItem, heldItem])('is refused for a driver who has gone off shift', async (of) => {
      const item = of({ onShift: false });
      const driver = await driverOf(item);
      expect(await driver.hold(ride)).toBe(false);
      expect(await driver.item()).toEqual(item);
    });

    it('is refused for a driver who is free, and one that is not known', async () => {
      expect(await (await driverOf(freeItem())).hold(ride)).toBe(false);
      const { drivers, item } = open();
      const driverId = anId('driver');
      expect(await drivers.hold(driverId, ride, now)).toBe(false);
      expect(await item(driverId)).toBeUndefined();
    });
  });

  describe('a release', () => {
    it.each<[string, (more?: Partial<DriverItem>) => DriverItem]>([
      ['a lease', leasedItem],
      ['a lease that is over', (more) => leasedItem({ leaseUntil: justBefore(now), ...more })],
      ['a hold', heldItem],
      ['a hold that is over', (more) => heldItem({ holdUntil: justBefore(now), ...more })],
    ])('of %s puts a driver who is on shift back in the index', async (_state, of) => {
      const item = freeItem();
      const driver = await driverOf({ ...of(item), driverId: item.driverId });
      await driver.release(ride);
      expect(await driver.item()).toEqual(item);
      expect(await driver.isFree()).toBe(true);
      await driver.release(ride);
      expect(await driver.item()).toEqual(item);
    });

    it.each([leasedItem, heldItem])('leaves a driver who is off shift out of the index', async (of) => {
      const item = absentItem({ onShift: false });
      const driver = await driverOf({ ...of(item), driverId: item.driverId });
      await driver.release(ride);
      expect(await driver.item()).toEqual(item);
    });

    it.each([leasedItem, heldItem])('does nothing for a ride that does not have the driver', async (of) => {
      for (const onShift of [true, false]) {
        const item = of({ onShift });
        const driver = await driverOf(item);
        for (const other of [another, reused, { rideId: another.rideId }]) await driver.release(other);
        expect(await driver.item()).toEqual(item);
      }
    });

    it.each([leasedItem, heldItem])('of whichever ride has the id, where it is not said which', async (of) => {
      const driver = await driverOf(of());
      await driver.release({ rideId: ride.rideId });
      expect(await driver.item()).not.toHaveProperty('heldBy');
      expect(await driver.isFree()).toBe(true);
    });

    it('does nothing to a driver who is free or retired, or not known', async () => {
      for (const item of [freeItem(), absentItem()]) {
        const driver = await driverOf(item);
        await driver.release(ride);
        expect(await driver.item()).toEqual(item);
      }
      const { drivers, item } = open();
      const driverId = anId('driver');
      await drivers.release(driverId, ride);
      expect(await item(driverId)).toBeUndefined();
    });
  });

  describe('a report', () => {
    const later = plusMs(now, 30_000);

    it('makes a driver known, and answers what was taken', async () => {
      const { drivers, item } = open();
      const [driverId, position] = [anId('driver'), aPlace()];
      expect(await report(drivers, driverId, position)).toEqual({ ...aReport(position), reportedAt: now });
      expect(await item(driverId)).toEqual(freeItem({ driverId, position }));
      expect(await report(drivers, anId('driver'), position, { onShift: false })).toMatchObject({ onShift: false });
    });

    it('moves a free driver to its place and product', async () => {
      const driver = await driverOf(freeItem());
      const elsewhere = northOf(driver.position, 20);
      await driver.report({ now: later, product: 'xl' }, elsewhere);
      expect(await driver.item()).toEqual(
        freeItem({ driverId: driver.driverId, position: elsewhere, product: 'xl', reportedAt: later }),
      );
      expect(await driver.isFree()).toBe(false);
      expect(await driver.isFree(elsewhere, 'xl')).toBe(true);
    });

    it('takes a driver who goes off shift out of the index, and back in', async () => {
      const { driverId, position, ...driver } = await driverOf(freeItem());
      await driver.report({ onShift: false });
      expect(await driver.item()).toEqual(absentItem({ driverId, position, onShift: false }));
      await driver.report();
      expect(await driver.item()).toEqual(freeItem({ driverId, position }));
    });

    it.each<[string, (more?: Partial<DriverItem>) => DriverItem]>([
      ['free', freeItem],
      ['off shift', (more) => absentItem({ onShift: false, ...more })],
      ['retired', absentItem],
      ['leased', leasedItem],
      ['held', heldItem],
    ])(
      'that is older than the stored one changes nothing, and is answered with it: driver is %s',
      async (_state, of) => {
        const item = of({ reportedAt: later });
        const driver = await driverOf(item);
        const { position, product, onShift, reportedAt, holdUntil: isHeld } = item;
        const stored = { position, product, onShift, reportedAt, ...(isHeld && { heldBy: ride.rideId }) };
        for (const told of [{ onShift: !onShift }, { product: 'xl' as const }, {}]) {
          expect(await driver.report({ ...told, now: later, reportedAt: justBefore(later) })).toEqual(stored);
        }
        expect(await driver.item()).toEqual(item);
      },
    );

    it('that was made when the stored one was is taken', async () => {
      const driver = await driverOf(freeItem({ reportedAt: later }));
      expect(await driver.report({ now: later, product: 'xl' })).toMatchObject({ product: 'xl', reportedAt: later });
      expect(await driver.isFree(driver.position, 'xl')).toBe(true);
    });

    it.each<[string, (more?: Partial<DriverItem>) => DriverItem, object]>([
      ['leased', leasedItem, {}],
      ['held', heldItem, { heldBy: ride.rideId }],
    ])('of a driver who is %s changes place and product, and nothing of who has them', async (_state, of, told) => {
      const item = of();
      const driver = await driverOf(item);
      const elsewhere = northOf(driver.position, 20);
      const answer = await driver.report({ now: later, product: 'xl' }, elsewhere);
      expect(answer).toEqual({ ...aReport(elsewhere, { product: 'xl' }), reportedAt: later, ...told });
      const { driverId, heldBy, heldSince, leaseUntil: lease, holdUntil: hold } = item;
      const moved = { driverId, position: elsewhere, product: 'xl' as const, reportedAt: later };
      const has = { heldBy, heldSince, ...(lease && { leaseUntil: lease }), ...(hold && { holdUntil: hold }) };
      expect(await driver.item()).toEqual(absentItem({ ...moved, ...has } as Partial<DriverItem>));
      expect(await driver.lease(another, { product: 'xl' })).toBeUndefined();
      await driver.release(ride);
      expect(await driver.item()).toEqual(freeItem(moved));
    });

    it.each([leasedItem, heldItem])('of a driver whom a ride has may say that they go off shift', async (of) => {
      const driver = await driverOf(of());
      await driver.report({ now: later, onShift: false });
      expect(await driver.item()).toMatchObject({ ...holder, onShift: false });
      await driver.release(ride);
      expect(await driver.isFree()).toBe(false);
      await driver.report({ now: later });
      expect(await driver.isFree()).toBe(true);
    });

    it.each([leasedItem, heldItem])(
      'of a driver whom a ride has may say that they are off and on again',
      async (of) => {
        const driver = await driverOf(of());
        await driver.report({ now: later, onShift: false });
        await driver.report({ now: later });
        expect(await driver.isFree()).toBe(false);
        expect(await driver.hold(ride, later)).toBe(true);
      },
    );

    it.each([
      ['lease', leasedItem, leaseUntil],
      ['hold', heldItem, holdUntil()],
    ] as const)('is the first after the end of a %s that frees the driver', async (_state, of, end) => {
      const driver = await driverOf(of());
      await driver.report({ now: end });
      expect(await driver.item()).toMatchObject(holder);
      const over = justAfter(end);
      expect(await driver.report({ now: over })).not.toHaveProperty('heldBy');
      const { driverId, position } = driver;
      expect(await driver.item()).toEqual(freeItem({ driverId, position, reportedAt: over }));
      expect(await driver.hold(ride, over)).toBe(false);
      expect(await driver.lease(another, { now: over })).toBeDefined();
    });

    it.each([
      ['lease', leasedItem, leaseUntil],
      ['hold', heldItem, holdUntil()],
    ] as const)("goes by the server's clock and not by the device's: the end of a %s", async (_state, of, end) => {
      const early = await driverOf(of());
      await early.report({ now: end, reportedAt: plusMs(end, 5_000) });
      expect(await early.isFree()).toBe(false);
      const late = await driverOf(of());
      await late.report({ now: justAfter(end), reportedAt: plusMs(now, 1) });
      expect(await late.isFree()).toBe(true);
    });

    it('off shift, after the end of a lease, frees the driver and leaves them out of the index', async () => {
      const { driverId, position, ...driver } = await driverOf(leasedItem());
      const over = justAfter(leaseUntil);
      await driver.report({ now: over, onShift: false });
      expect(await driver.item()).toEqual(absentItem({ driverId, position, onShift: false, reportedAt: over }));
    });

    it('says of a hold whether it lasts: no ride after its end', async () => {
      const driver = await driverOf(heldItem({ reportedAt: later }));
      const older = { reportedAt: justBefore(later) };
      expect(await driver.report({ now: holdUntil(), ...older })).toMatchObject({ heldBy: ride.rideId });
      expect(await driver.report({ now: justAfter(holdUntil()), ...older })).not.toHaveProperty('heldBy');
    });

    it('puts a driver who was taken out of the index back', async () => {
      const driver = await driverOf(absentItem());
      await driver.report();
      expect(await driver.isFree()).toBe(true);
    });

    it('of a driver who stands still changes nothing that the index shows', async () => {
      const item = freeItem();
      const driver = await driverOf(item);
      await driver.report({ now: later });
      const { index, partitionKey } = stores.drivers;
      const shown = new Set<string>([partitionKey, index.partitionKey, index.sortKey, ...index.attributes]);
      const changed = Object.entries((await driver.item()) ?? {}).filter(
        ([name, value]) => JSON.stringify(value) !== JSON.stringify(item[name as keyof DriverItem]),
      );
      expect(changed).toEqual([['reportedAt', later]]);
      expect(changed.filter(([name]) => shown.has(name))).toEqual([]);
    });
  });

  describe('out of the index', () => {
    it('goes who has not reported since the report that was seen', async () => {
      const item = freeItem();
      const driver = await driverOf(item);
      await driver.drivers.retire(driver.driverId, item.reportedAt);
      const { availableIn: _key, ...rest } = item;
      expect(await driver.item()).toEqual(rest);
      expect(await driver.isFree()).toBe(false);
      expect(await driver.lease(ride)).toBeUndefined();
    });

    it('goes nobody who has reported since, or was seen otherwise', async () => {
      const item = freeItem();
      const driver = await driverOf(item);
      for (const seen of [justBefore(now), justAfter(now)]) await driver.drivers.retire(driver.driverId, seen);
      expect(await driver.item()).toEqual(item);
    });

    it('goes nobody who is not in it, or not known', async () => {
      for (const item of [leasedItem(), heldItem(), absentItem({ onShift: false })]) {
        const driver = await driverOf(item);
        await driver.drivers.retire(driver.driverId, item.reportedAt);
        expect(await driver.item()).toEqual(item);
      }
      const { drivers, item } = open();
      const driverId = anId('driver');
      await drivers.retire(driverId, now);
      expect(await item(driverId)).toBeUndefined();
    });
  });

  describe('of version 0.1.0', () => {
    /** Indexed by product and cell of resolution 7, in order of cells of resolution 10. */
    function oldItem(more: Partial<DriverItem> = {}): DriverItem {
      const position = more.position ?? aPlace();
      const { lat, lng } = position;
      const whereabouts = `standard#${latLngToCell(lat, lng, 7)}`;
      const place = latLngToCell(lat, lng, 10);
      return freeItem({ position, whereabouts, place, availableIn: whereabouts, ...more });
    }
    const oldLease = (more: Partial<DriverItem> = {}) => oldItem({ heldBy: ride.rideId, leaseUntil, ...more });
    function oldHold(): DriverItem {
      const { availableIn: _key, ...item } = oldItem({ heldBy: ride.rideId });
      return item;
    }

    it('are found from their next report on', async () => {
      const driver = await driverOf(oldItem());
      expect(await driver.isFree()).toBe(false);
      await driver.report();
      expect(await driver.isFree()).toBe(true);
      const { driverId, position } = driver;
      expect(await driver.item()).toEqual(freeItem({ driverId, position }));
    });

    it('are leased to nobody else while a lease lasts, though they are in the index', async () => {
      const driver = await driverOf(oldLease());
      for (const at of [now, leaseUntil]) {
        expect(await driver.lease(another, { now: at })).toBeUndefined();
        expect(await driver.hold(another, at)).toBe(false);
      }
      await driver.release(another);
      expect(await driver.item()).toMatchObject({ heldBy: ride.rideId, leaseUntil });
    });

    it('are held by the ride that leased them', async () => {
      const driver = await driverOf(oldLease());
      expect(await driver.hold(ride)).toBe(true);
      const item = await driver.item();
      expect(item).toMatchObject({ heldBy: ride.rideId, holdUntil: holdUntil() });
      expect(item).not.toHaveProperty('availableIn');
      expect(item).not.toHaveProperty('leaseUntil');
    });

    it.each([ride, { rideId: ride.rideId }])(
      'are released by the ride that leased or holds them, said as %o',
      async (by) => {
        for (const item of [oldLease(), oldHold()]) {
          const driver = await driverOf(item);
          await driver.release(by);
          expect(await driver.item()).not.toHaveProperty('heldBy');
          await driver.report();
          expect(await driver.isFree()).toBe(true);
        }
      },
    );

    it.each([true, false])(
      'are out of the index with the first report while a lease lasts, on shift: %s',
      async (onShift) => {
        const driver = await driverOf(oldLease());
        await driver.report({ onShift });
        const item = await driver.item();
        expect(item).toMatchObject({ heldBy: ride.rideId, leaseUntil, place: placeOf(driver.position) });
        expect(item).not.toHaveProperty('availableIn');
      },
    );

    it('are freed by the first report after the end of a lease', async () => {
      const driver = await driverOf(oldLease());
      await driver.report({ now: justAfter(leaseUntil) });
      expect(await driver.item()).not.toHaveProperty('heldBy');
      expect(await driver.isFree()).toBe(true);
    });

    it('are leased to nobody else while they are held without an end', async () => {
      const driver = await driverOf(oldHold());
      expect(await driver.lease(another, { now: plusMs(now, 30 * 86_400_000) })).toBeUndefined();
      expect(await driver.hold(another)).toBe(false);
    });

    it('get an end of a hold that has none with the first report, and are freed by the first one after that', async () => {
      const driver = await driverOf(oldHold());
      const at = plusMs(now, 30_000);
      expect(await driver.report({ now: at })).toMatchObject({ heldBy: ride.rideId, reportedAt: at });
      expect(await driver.item()).toMatchObject({ heldBy: ride.rideId, holdUntil: holdUntil(at) });
      expect(await driver.isFree()).toBe(false);
      await driver.report({ now: justAfter(holdUntil(at)) });
      expect(await driver.isFree()).toBe(true);
    });

    it('get no end of a hold by a report that is older than the stored one', async () => {
      const item = oldHold();
      const driver = await driverOf(item);
      expect(await driver.report({ reportedAt: justBefore(now) })).toMatchObject({ heldBy: ride.rideId });
      expect(await driver.item()).toEqual(item);
    });

    it('get an end of a hold that has none when their ride holds them again', async () => {
      const driver = await driverOf(oldHold());
      expect(await driver.hold(ride)).toBe(true);
      expect(await driver.item()).toMatchObject({ heldBy: ride.rideId, holdUntil: holdUntil() });
    });
  });

  it('ends with a held driver out of the index, however holds and reports fall together', async () => {
    const driver = await driverOf(leasedItem());
    await Promise.all([driver.report(), driver.hold(ride), driver.report(), driver.report()]);
    expect(await driver.item()).toMatchObject({ ...holder, holdUntil: holdUntil() });
    expect(await driver.isFree()).toBe(false);
  });

  it('ends with a released driver in the index, however releases and reports fall together', async () => {
    const driver = await driverOf(heldItem());
    await Promise.all([driver.report(), driver.release(ride), driver.report(), driver.release(ride)]);
    expect(await driver.item()).not.toHaveProperty('heldBy');
    expect(await driver.isFree()).toBe(true);
  });
});

describe('drivers in DynamoDB', () => {
  type Send = (command: object) => Promise<unknown>;

  /** A client whose commands go through `send`, which may let something else happen before, or answer itself. */
  const through = (send: (command: object, next: Send) => Promise<unknown>): DynamoDBDocumentClient =>
    new Proxy(dynamo.client, {
      get(client, name) {
        if (name !== 'send') return Reflect.get(client, name);
        return (command: object) => send(command, client.send.bind(client) as unknown as Send);
      },
    });

  /** Drivers in whose table something else happens before some of their commands, by their number, from 1. */
  function meanwhile(happenings: Readonly<Record<number, () => Promise<unknown>>> = {}) {
    const counted = { commands: 0 };
    const client = through(async (command, next) => {
      counted.commands += 1;
      if (counted.commands > 20) throw new Error('This does not end.');
      await happenings[counted.commands]?.();
      return next(command);
    });
    return { ...openInDynamo(client), counted };
  }

  async function stored(item: DriverItem) {
    const opened = openInDynamo();
    await opened.put(item);
    return { ...opened, ...item };
  }

  it('are released when they come back on shift between the writes of a release', async () => {
    const { driverId, position, drivers, item } = await stored(heldItem({ onShift: false }));
    const other = meanwhile({ 2: () => report(drivers, driverId, position) });
    await other.drivers.release(driverId, ride);
    expect(await item(driverId)).toEqual(freeItem({ driverId, position }));
  });

  it('are not released for ever when the ride loses them between the writes of a release', async () => {
    const { driverId, position, drivers, item } = await stored(heldItem({ onShift: false }));
    const other = meanwhile({
      2: async () => {
        await drivers.release(driverId, ride);
        await report(drivers, driverId, position);
        await lease(drivers, driverId, reused);
      },
    });
    await other.drivers.release(driverId, ride);
    expect(await item(driverId)).toMatchObject({ heldBy: reused.rideId, heldSince: reused.requestedAt, leaseUntil });
    expect(other.counted.commands).toBe(3);
  });

  it('take a report during which they are released', async () => {
    const { driverId, position, drivers, item } = await stored(heldItem());
    const elsewhere = northOf(position, 20);
    const other = meanwhile({ 2: () => drivers.release(driverId, ride) });
    expect(await report(other.drivers, driverId, elsewhere)).toEqual({ ...aReport(elsewhere), reportedAt: now });
    expect(await item(driverId)).toEqual(freeItem({ driverId, position: elsewhere }));
  });

  it('take a report during which they are released and leased again', async () => {
    const { driverId, position, drivers, item } = await stored(heldItem());
    const elsewhere = northOf(position, 20);
    const other = meanwhile({
      2: () => drivers.release(driverId, ride),
      3: () => lease(drivers, driverId, another),
    });
    expect(await report(other.drivers, driverId, elsewhere)).toEqual({ ...aReport(elsewhere), reportedAt: now });
    const left = await item(driverId);
    expect(left).toMatchObject({ position: elsewhere, heldBy: another.rideId, leaseUntil });
    for (const name of ['availableIn', 'holdUntil']) expect(left).not.toHaveProperty(name);
  });

  it('take a report during which they are released and held again, and leave the end of the hold as it is', async () => {
    const { driverId, position, drivers, item } = await stored(heldItem());
    const at = plusMs(now, 5_000);
    const other = meanwhile({
      2: () => drivers.release(driverId, ride),
      3: async () => {
        await lease(drivers, driverId, another);
        await drivers.hold(driverId, another, at);
      },
    });
    expect(await report(other.drivers, driverId, position)).toMatchObject({ heldBy: another.rideId });
    expect(await item(driverId)).toMatchObject({ heldBy: another.rideId, holdUntil: holdUntil(at) });
  });

  it('take no report during which a newer one comes', async () => {
    const { driverId, position, drivers, item } = await stored(heldItem());
    const newer = { now: justAfter(now), onShift: false };
    const other = meanwhile({ 2: () => report(drivers, driverId, position, newer) });
    expect(await report(other.drivers, driverId, position, { product: 'xl' })).toMatchObject({
      onShift: false,
      product: 'standard',
      reportedAt: newer.now,
    });
    expect(await item(driverId)).toMatchObject({ onShift: false, product: 'standard', reportedAt: newer.now });
  });

  it('answer an older report after two writes and a read', async () => {
    const { driverId, position } = await stored(heldItem({ reportedAt: justAfter(now) }));
    const { drivers, counted } = meanwhile();
    await report(drivers, driverId, position);
    expect(counted.commands).toBe(3);
  });

  it('take the report of a driver who stands still in one write', async () => {
    const { driverId, position } = await stored(freeItem());
    const { drivers, counted } = meanwhile();
    await report(drivers, driverId, position, { now: plusMs(now, 30_000) });
    expect(counted.commands).toBe(1);
  });

  it('are read a hundred at a time, and those again that a busy table has left over', async () => {
    const items = Array.from({ length: 150 }, () => freeItem({ position: { lat: 1, lng: 1 } }));
    await Promise.all(items.map((item) => openInDynamo().put(item)));
    const asked: number[] = [];
    const busy = through(async (command, next) => {
      if (!(command instanceof BatchGetCommand)) return next(command);
      const [[table, { Keys = [] }] = ['', {}]] = Object.entries(command.input.RequestItems ?? {});
      asked.push(Keys.length);
      const [taken, left] = [Keys.slice(0, 30), Keys.slice(30)];
      const answer = await next(
        new BatchGetCommand({ RequestItems: { [table]: { Keys: taken, ConsistentRead: true } } }),
      );
      return { ...(answer as object), UnprocessedKeys: left.length > 0 ? { [table]: { Keys: left } } : {} };
    });
    const read = await openInDynamo(busy).drivers.read(items.map(({ driverId }) => driverId));
    expect(read.map(({ driverId }) => driverId).sort()).toEqual(items.map(({ driverId }) => driverId).sort());
    expect(asked.sort((one, other) => one - other)).toEqual([10, 20, 40, 50, 70, 100]);
  });

  it('are read as they were last written', async () => {
    const consistent: unknown[] = [];
    const watched = through(async (command, next) => {
      if (command instanceof BatchGetCommand) {
        for (const { ConsistentRead } of Object.values(command.input.RequestItems ?? {}))
          consistent.push(ConsistentRead);
      }
      if (command instanceof GetCommand) consistent.push(command.input.ConsistentRead);
      return next(command);
    });
    await openInDynamo(watched).drivers.read([anId('driver')]);
    await openInDynamo(watched).drivers.release(anId('driver'), ride);
    expect(consistent).toEqual([true, true]);
  });

  it('are looked for in the partition of the coarsest cell', async () => {
    const position = aPlace();
    expect(partitionOf(cellOf(position, 12))).toBe(cellOf(position, resolutions.coarsest));
    expect(freeItem({ position }).availableIn).toBe(partitionAt(position));
  });
});
