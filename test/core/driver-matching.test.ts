import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { driverStore } from '../../adapters/driver-store.ts';
import { matchStore } from '../../adapters/match-store.ts';
import type { Answer } from '../../core/branch-rule.ts';
import { type DriverMatchingPorts, driverMatching } from '../../core/driver-matching.ts';
import { cellOf } from '../../core/geo.ts';
import type { RideRequested } from '../../core/messages.ts';
import type { Point } from '../../core/point.ts';
import type { DriverStore, MatchStore } from '../../core/ports.ts';
import type { DriverMatch } from '../../core/results.ts';
import { plusMs } from '../../core/time.ts';
import { around, type Crash, CrashError, crashing, interleaved } from '../support/disturbed-ports.ts';
import { inMemoryDriverStore } from '../support/in-memory-driver-store.ts';
import { inMemoryMatchStore } from '../support/in-memory-match-store.ts';
import { manualClock } from '../support/manual-clock.ts';
import { aPlace, northOf } from '../support/places.ts';
import { anId, aRideRequest, aRideRequested, deadlineAt, leaseUntil, requestedAt } from '../support/rides.ts';
import { startTestDynamo, type TestDynamo, tableOf } from '../support/test-dynamo.ts';

const { clock } = manualClock(requestedAt);

const driverOf = (answer: Answer<DriverMatch>): string | undefined =>
  answer.status === 'ok' ? answer.result.driverId : undefined;

interface Stores {
  readonly drivers: DriverStore;
  readonly matches: MatchStore;
}

const inMemory = () => ({ drivers: inMemoryDriverStore(), matches: inMemoryMatchStore() });

/** Puts a driver on shift somewhere. */
async function aDriver({ drivers }: Pick<Stores, 'drivers'>, position: Point, driverId = anId('driver')) {
  await drivers.report(driverId, { position, product: 'standard', onShift: true }, requestedAt);
  return driverId;
}

const aRideFrom = (pickup: Point): RideRequested => aRideRequested({ request: aRideRequest({ pickup }) });

describe('driver matching', () => {
  it('leases the nearest driver beyond the deadline and tells how soon it can be there', async () => {
    const stores = inMemory();
    const pickup = aPlace();
    await aDriver(stores, northOf(pickup, 2));
    const nearest = await aDriver(stores, northOf(pickup, 1));
    const ride = aRideFrom(pickup);
    const answer = await driverMatching({ ...stores, clock })(ride);
    expect(answer).toEqual({
      status: 'ok',
      result: {
        driverId: nearest,
        position: northOf(pickup, 1),
        pickupDistanceMeters: 1_300,
        pickupSeconds: expect.any(Number),
        leaseUntil: plusMs(deadlineAt, 60_000),
      },
    });
    expect(stores.drivers.holdingOf(nearest)).toEqual({ rideId: ride.rideId, leaseUntil });
  });

  it('rejects with a code when no driver is near enough', async () => {
    const stores = inMemory();
    const pickup = aPlace();
    await aDriver(stores, northOf(pickup, 8.1));
    expect(await driverMatching({ ...stores, clock })(aRideFrom(pickup))).toMatchObject({
      status: 'rejected',
      reason: { code: 'no_drivers_available' },
    });
  });

  it('takes no driver of another class', async () => {
    const stores = inMemory();
    const pickup = aPlace();
    await stores.drivers.report('driver-xl', { position: pickup, product: 'xl', onShift: true }, requestedAt);
    expect(await driverMatching({ ...stores, clock })(aRideFrom(pickup))).toMatchObject({ status: 'rejected' });
  });

  it('moves on to the next driver when one was taken since the search', async () => {
    const stores = inMemory();
    const pickup = aPlace();
    const [nearest, next] = [await aDriver(stores, pickup), await aDriver(stores, northOf(pickup, 1))];
    const snatching: DriverMatchingPorts['drivers'] = {
      ...stores.drivers,
      reserve: async (driverId, rideId, now, until) => {
        if (driverId === nearest) await stores.drivers.reserve(nearest, 'ride-2', now, until);
        return stores.drivers.reserve(driverId, rideId, now, until);
      },
    };
    const ride = aRideFrom(pickup);
    expect(driverOf(await driverMatching({ ...stores, drivers: snatching, clock })(ride))).toBe(next);
    expect(await stores.matches.get(ride.rideId)).toEqual({ driverId: next, givenUp: [nearest], accepted: true });
  });

  it('rejects when every driver near was taken since the search', async () => {
    const stores = inMemory();
    const pickup = aPlace();
    for (const kilometers of [0, 1, 2]) await aDriver(stores, northOf(pickup, kilometers));
    const snatching = around(stores.drivers, async (call) => call());
    const drivers: DriverMatchingPorts['drivers'] = { ...snatching, reserve: async () => undefined };
    expect(await driverMatching({ ...stores, drivers, clock })(aRideFrom(pickup))).toMatchObject({
      status: 'rejected',
      reason: { code: 'no_drivers_available' },
    });
  });

  it('keeps the driver when the message comes again after the ride was confirmed', async () => {
    const stores = inMemory();
    const pickup = aPlace();
    const driverId = await aDriver(stores, pickup);
    await aDriver(stores, northOf(pickup, 0.1));
    const ride = aRideFrom(pickup);
    const match = driverMatching({ ...stores, clock });
    await match(ride);
    await stores.drivers.hold(driverId, ride.rideId);
    expect(driverOf(await match(ride))).toBe(driverId);
    expect(stores.drivers.holdingOf(driverId)).toEqual({ rideId: ride.rideId });
  });

  it('keeps the driver when a nearer one turns up before the message comes again', async () => {
    const stores = inMemory();
    const pickup = aPlace();
    const driverId = await aDriver(stores, northOf(pickup, 2));
    const ride = aRideFrom(pickup);
    const match = driverMatching({ ...stores, clock });
    await match(ride);
    await aDriver(stores, pickup);
    expect(driverOf(await match(ride))).toBe(driverId);
  });

  it('gives a driver back when the choice has moved on after the reservation', async () => {
    const stores = inMemory();
    const pickup = aPlace();
    const [nearest, next] = [await aDriver(stores, pickup), await aDriver(stores, northOf(pickup, 1))];
    const ride = aRideFrom(pickup);
    const overtaken: DriverMatchingPorts['drivers'] = {
      ...stores.drivers,
      reserve: async (driverId, rideId, now, until) => {
        if (driverId === nearest) await stores.matches.choose(rideId, next, nearest, 0);
        return stores.drivers.reserve(driverId, rideId, now, until);
      },
    };
    expect(driverOf(await driverMatching({ ...stores, drivers: overtaken, clock })(ride))).toBe(next);
    expect(stores.drivers.holdingOf(nearest)).toBeUndefined();
    expect(stores.drivers.holdingOf(next)?.rideId).toBe(ride.rideId);
  });
});

describe('driver matching, interleaved at every step', () => {
  /** Rides, each asked for by one or several deliveries of its message, and fewer or more drivers. */
  const crowd = fc.record({
    deliveries: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 4 }),
    drivers: fc.nat(4),
    /** Other rides that take the nearest driver and let go again. */
    passers: fc.nat(2),
  });

  it('gives each ride one driver and each driver one ride, whoever comes first', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), crowd, async (scheduler, { deliveries, drivers: fleet, passers }) => {
        const stores = inMemory();
        const pickup = { lat: 37.77, lng: -122.42 };
        const driverIds = Array.from({ length: fleet }, (_, index) => `driver-${index}`);
        for (const [index, driverId] of driverIds.entries())
          await aDriver(stores, northOf(pickup, index / 10), driverId);
        // Cells without a driver tell nothing, whenever they are asked: leaving them out keeps the interleavings few.
        const { availableIn, reserve, release } = interleaved(stores.drivers, scheduler);
        const cells = driverIds.map((_, index) => cellOf(northOf(pickup, index / 10)));
        const match = driverMatching({
          drivers: {
            availableIn: async (product, cell, now) => (cells.includes(cell) ? availableIn(product, cell, now) : []),
            reserve,
            release,
          },
          matches: interleaved(stores.matches, scheduler),
          clock,
        });
        const rides = deliveries.map(() => aRideFrom(pickup));
        const passBy = async (_: unknown, index: number) => {
          if (await reserve('driver-0', `passer-${index}`, requestedAt, leaseUntil))
            await release('driver-0', `passer-${index}`);
        };
        /** As the gather does: a driver who was found is held at once. */
        const matchAndHold = async (ride: RideRequested) => {
          const answer = await match(ride);
          const driverId = driverOf(answer);
          if (driverId) expect(await stores.drivers.hold(driverId, ride.rideId)).toBe(true);
          return answer;
        };
        const passing = Promise.all(Array.from({ length: passers }, passBy));
        const answered = await scheduler.waitFor(
          Promise.all(
            rides.map((ride, index) =>
              Promise.all(Array.from({ length: deliveries[index] ?? 1 }, () => matchAndHold(ride))),
            ),
          ),
        );
        await scheduler.waitFor(passing);
        const driversOfRides = answered.map(
          (answers) => new Set(answers.map(driverOf).filter((each) => each !== undefined)),
        );
        for (const [index, ride] of rides.entries()) {
          const [driverId, ...others] = driversOfRides[index] ?? [];
          expect(others).toEqual([]);
          const leased = driverIds.filter((each) => stores.drivers.holdingOf(each)?.rideId === ride.rideId);
          expect(leased).toEqual(driverId === undefined ? [] : [driverId]);
        }
        const matched = driversOfRides.flatMap((each) => [...each]);
        expect(new Set(matched).size).toBe(matched.length);
        if (passers === 0) expect(matched).toHaveLength(Math.min(rides.length, fleet));
      }),
      { numRuns: 250 },
    );
  });

  it('ends with the driver of the choice when a worker dies anywhere and the message comes again', async () => {
    const crash = fc.record<Crash>({
      atCall: fc.integer({ min: 1, max: 12 }),
      when: fc.constantFrom('before', 'after'),
    });
    await fc.assert(
      fc.asyncProperty(crash, fc.integer({ min: 1, max: 3 }), async (crashAt, fleet) => {
        const stores = inMemory();
        const pickup = { lat: 37.77, lng: -122.42 };
        for (let index = 0; index < fleet; index += 1)
          await aDriver(stores, northOf(pickup, index / 10), `driver-${index}`);
        const mortal = crashing(crashAt);
        const ride = aRideFrom(pickup);
        const dying = driverMatching({ drivers: mortal(stores.drivers), matches: mortal(stores.matches), clock });
        await dying(ride).catch((error: unknown) => {
          if (!(error instanceof CrashError)) throw error;
        });
        expect(driverOf(await driverMatching({ ...stores, clock })(ride))).toBe('driver-0');
      }),
      { numRuns: 60 },
    );
  });
});

describe('driver matching on DynamoDB', () => {
  let dynamo: TestDynamo;
  let stores: Stores;
  beforeAll(async () => {
    dynamo = await startTestDynamo();
    stores = {
      drivers: driverStore(dynamo.client, tableOf('drivers')),
      matches: matchStore(dynamo.client, tableOf('matches')),
    };
  });
  afterAll(() => dynamo.stop());

  const match = (ride: RideRequested) => driverMatching({ ...stores, clock })(ride);
  /** Whether a ride has a driver: nobody else gets it, and its own ride does. */
  const hasDriver = async (driverId: string, rideId: string) =>
    (await stores.drivers.reserve(driverId, 'another', requestedAt, leaseUntil)) === undefined &&
    (await stores.drivers.reserve(driverId, rideId, requestedAt, leaseUntil)) !== undefined;

  it('gives one free driver to exactly one of two riders', async () => {
    const pickup = aPlace();
    const driverId = await aDriver(stores, pickup);
    const rides = [aRideFrom(pickup), aRideFrom(pickup)];
    const answers = await Promise.all(rides.map(match));
    expect(answers.map(({ status }) => status).sort()).toEqual(['ok', 'rejected']);
    const winner = rides[answers.findIndex(({ status }) => status === 'ok')];
    expect(await hasDriver(driverId, winner?.rideId ?? '')).toBe(true);
  });

  it.each([1, 3])('answers one message delivered five times at once with one driver, of %i', async (fleet) => {
    const pickup = aPlace();
    const driverIds: string[] = [];
    for (let index = 0; index < fleet; index += 1) driverIds.push(await aDriver(stores, northOf(pickup, index / 10)));
    const ride = aRideFrom(pickup);
    const answers = await Promise.all(Array.from({ length: 5 }, () => match(ride)));
    expect(new Set(answers.map(driverOf))).toEqual(new Set([driverIds[0]]));
    for (const free of driverIds.slice(1)) expect(await hasDriver(free, ride.rideId)).toBe(false);
  });

  it('leases no driver to two rides when many riders want many drivers at once', async () => {
    const pickup = aPlace();
    const driverIds: string[] = [];
    for (let index = 0; index < 15; index += 1) driverIds.push(await aDriver(stores, northOf(pickup, index / 10)));
    const rides = Array.from({ length: 20 }, () => aRideFrom(pickup));
    const answers = await Promise.all(rides.map(match));
    const matched = answers.flatMap((answer, index) => {
      const driverId = driverOf(answer);
      return driverId === undefined ? [] : [{ driverId, rideId: rides[index]?.rideId ?? '' }];
    });
    expect(new Set(matched.map(({ driverId }) => driverId)).size).toBe(matched.length);
    expect(matched).toHaveLength(15);
    for (const { driverId, rideId } of matched) expect(await hasDriver(driverId, rideId)).toBe(true);
  });
});
