import { AsyncLocalStorage } from 'node:async_hooks';
import fc from 'fast-check';
import { cellToVertexes, vertexToLatLng } from 'h3-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { driverStore } from '../../adapters/driver-store.ts';
import type { Answer } from '../../core/branch-rule.ts';
import { type DriverMatchingPorts, driverMatching, leaseAfterDeadlineMs } from '../../core/driver-matching.ts';
import { RideOverdueError } from '../../core/errors.ts';
import { cellOf, distanceMeters, resolutions } from '../../core/geo.ts';
import type { RideRequested } from '../../core/messages.ts';
import { radiusMeters } from '../../core/nearest-drivers.ts';
import type { Point } from '../../core/point.ts';
import type { DriverStore } from '../../core/ports.ts';
import type { Product } from '../../core/products.ts';
import type { DriverMatch } from '../../core/results.ts';
import { type Clock, plusMs } from '../../core/time.ts';
import { anywhere, bearing, metersUpTo } from '../support/arbitrary-places.ts';
import { around } from '../support/disturbed-ports.ts';
import { aHolder, driverFreshSeconds, lease, report } from '../support/drivers.ts';
import { type InMemoryDriverStore, inMemoryDriverStore } from '../support/in-memory-driver-store.ts';
import { manualClock } from '../support/manual-clock.ts';
import { aPlace, awayFrom, northOf } from '../support/places.ts';
import { anId, aRideRequest, aRideRequested, deadlineAt, leaseUntil, requestedAt } from '../support/rides.ts';
import { seededTurns } from '../support/seeded-turns.ts';
import { startTestDynamo, type TestDynamo, tableOf } from '../support/test-dynamo.ts';

const { clock } = manualClock(requestedAt);

/** Too long ago to be matched. */
const longAgo = plusMs(requestedAt, -driverFreshSeconds * 1000 - 1);

const matching = (drivers: DriverMatchingPorts['drivers'], now: Clock = clock) =>
  driverMatching({ drivers, driverFreshSeconds, clock: now });

const driverOf = (answer: Answer<DriverMatch>): string | undefined =>
  answer.status === 'ok' ? answer.result.driverId : undefined;

const aRideFrom = (pickup: Point, product: Product = 'standard'): RideRequested =>
  aRideRequested({ request: aRideRequest({ pickup, product }) });

const refusal = { status: 'rejected', reason: { code: 'no_drivers_available', retryable: true } };

/** Puts a driver on shift somewhere. */
async function aDriver(drivers: DriverStore, position: Point, more: Parameters<typeof report>[3] = {}) {
  const driverId = anId('driver');
  await report(drivers, driverId, position, more);
  return driverId;
}

describe('driver matching', () => {
  it('leases the nearest driver beyond the deadline and tells how soon it can be there', async () => {
    const drivers = inMemoryDriverStore();
    const pickup = aPlace();
    await aDriver(drivers, northOf(pickup, 2));
    const nearest = await aDriver(drivers, northOf(pickup, 1));
    const ride = aRideFrom(pickup);
    expect(await matching(drivers)(ride)).toEqual({
      status: 'ok',
      result: {
        driverId: nearest,
        position: northOf(pickup, 1),
        pickupDistanceMeters: 1_300,
        pickupSeconds: expect.any(Number),
        leaseUntil: plusMs(deadlineAt, leaseAfterDeadlineMs),
      },
    });
    expect(drivers.holdingOf(nearest)).toEqual({ rideId: ride.rideId, leaseUntil });
    expect(drivers.item(nearest)).toMatchObject({ heldSince: requestedAt });
  });

  it('leases the nearest of hundreds, for who asks alone', async () => {
    const drivers = inMemoryDriverStore();
    const pickup = aPlace();
    for (let index = 0; index < 300; index += 1) await aDriver(drivers, awayFrom(pickup, 20 + index * 7, index * 67));
    const nearest = await aDriver(drivers, awayFrom(pickup, 10, 200));
    expect(driverOf(await matching(drivers)(aRideFrom(pickup)))).toBe(nearest);
  });

  it('rejects with a code when no driver is near enough', async () => {
    const drivers = inMemoryDriverStore();
    const pickup = aPlace();
    await aDriver(drivers, northOf(pickup, 8.1));
    expect(await matching(drivers)(aRideFrom(pickup))).toMatchObject(refusal);
  });

  it('takes no driver of another product, and none who has gone over to one since the search', async () => {
    const drivers = inMemoryDriverStore({ lags: true });
    const pickup = aPlace();
    await aDriver(drivers, pickup, { product: 'xl' });
    const leaving = await aDriver(drivers, pickup);
    drivers.catchUp();
    await report(drivers, leaving, pickup, { product: 'premium' });
    expect(await matching(drivers)(aRideFrom(pickup))).toMatchObject(refusal);
    expect(drivers.items().filter(({ heldBy }) => heldBy)).toEqual([]);
  });

  it('takes no driver who has not reported lately, and has searches pass by them from then on', async () => {
    const drivers = inMemoryDriverStore();
    const pickup = aPlace();
    const stale = await aDriver(drivers, pickup, { reportedAt: longAgo });
    expect(await matching(drivers)(aRideFrom(pickup))).toMatchObject(refusal);
    expect(drivers.item(stale)).toMatchObject({ availableIn: undefined, heldBy: undefined });
    await report(drivers, stale, pickup);
    expect(driverOf(await matching(drivers)(aRideFrom(pickup)))).toBe(stale);
  });

  it('leases the nearest who has reported lately to who asks alone, wherever others stand who have not', async () => {
    const crowds = fc.array(
      fc.record({
        isFit: fc.boolean(),
        meters: fc.oneof(fc.constant(0), metersUpTo(300), metersUpTo(7_990)),
        bearing,
        count: fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 1, max: 3 }) }, fc.integer({ min: 9, max: 300 })),
      }),
      { minLength: 1, maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(anywhere, crowds, async (pickup, all) => {
        const drivers = inMemoryDriverStore();
        for (const { isFit, meters, bearing: to, count } of all) {
          const position = awayFrom(pickup, meters, to);
          for (let index = 0; index < count; index += 1) {
            await aDriver(drivers, position, isFit ? {} : { reportedAt: longAgo });
          }
        }
        const metersOf = ({ position }: { position: Point }) => distanceMeters(pickup, position);
        const nearest = Math.min(
          ...drivers
            .items()
            .filter(({ reportedAt }) => reportedAt === requestedAt)
            .map(metersOf),
        );
        const answer = await matching(drivers)(aRideFrom(pickup));
        // Of a finest cell that a query does not show whole the nearest may be missed, by as much as such a cell is wide.
        if (nearest === Number.POSITIVE_INFINITY) expect(answer).toMatchObject(refusal);
        else expect(answer.status === 'ok' && metersOf(answer.result)).toBeLessThan(nearest + 25);
      }),
      { numRuns: 40 },
    );
  });

  it('does not take whoever a search has seen by chance for the nearest', async () => {
    const drivers = inMemoryDriverStore();
    const pickup = { lat: 90, lng: 0 };
    const [far, near] = [awayFrom(pickup, 216.64364727679887, 181), awayFrom(pickup, 146.41627196521324, 181)];
    // A search for a few sees some of these, and not yet those who are nearer.
    for (let index = 100; index < 356; index += 1) await report(drivers, `a-${index}`, far);
    for (let index = 100; index < 109; index += 1) await report(drivers, `b-${index}`, near);
    for (let index = 100; index < 110; index += 1) await report(drivers, `c-${index}`, pickup, { reportedAt: longAgo });
    expect(driverOf(await matching(drivers)(aRideFrom(pickup)))).toMatch(/^b/);
  });

  it('takes a driver whose last report is as old as it may be', async () => {
    const drivers = inMemoryDriverStore();
    const pickup = aPlace();
    const driverId = await aDriver(drivers, pickup, { reportedAt: plusMs(longAgo, 1) });
    expect(driverOf(await matching(drivers)(aRideFrom(pickup)))).toBe(driverId);
  });

  it('moves on when a driver was taken since the search', async () => {
    const drivers = inMemoryDriverStore();
    const pickup = aPlace();
    const asOldAsItMayBe = { reportedAt: plusMs(longAgo, 1) };
    const [nearest, next] = [
      await aDriver(drivers, pickup),
      await aDriver(drivers, northOf(pickup, 1), asOldAsItMayBe),
    ];
    const snatching: DriverStore['lease'] = async (driverId, ride, terms) => {
      if (driverId === nearest) await lease(drivers, nearest, aHolder('ride-2'));
      return drivers.lease(driverId, ride, terms);
    };
    expect(driverOf(await matching({ ...drivers, lease: snatching })(aRideFrom(pickup)))).toBe(next);
    expect(drivers.holdingOf(nearest)?.rideId).toBe('ride-2');
  });

  it('rejects when every driver near was taken since the search', async () => {
    const drivers = inMemoryDriverStore();
    const pickup = aPlace();
    for (const kilometers of [0, 1, 2]) await aDriver(drivers, northOf(pickup, kilometers));
    const snatching: DriverStore['lease'] = async (driverId) => {
      await lease(drivers, driverId, aHolder('ride-2'));
      return undefined;
    };
    expect(await matching({ ...drivers, lease: snatching })(aRideFrom(pickup))).toMatchObject(refusal);
  });

  it('goes by what was last written where the index lags behind', async () => {
    const drivers = inMemoryDriverStore({ lags: true });
    const pickup = aPlace();
    const taken: string[] = [];
    for (let index = 0; index < 100; index += 1) taken.push(await aDriver(drivers, pickup));
    const free = await aDriver(drivers, northOf(pickup, 1));
    drivers.catchUp();
    for (const driverId of taken) await lease(drivers, driverId, aHolder('ride-2'));
    expect(driverOf(await matching(drivers)(aRideFrom(pickup)))).toBe(free);
  });

  it('gives all copies of a message one driver, though there is no other, and whatever fails of some', async () => {
    const scene = fc.record({
      seed: fc.integer(),
      copies: fc.array(fc.record({ afterTurns: fc.nat(40), isFailing: fc.boolean() }), { minLength: 2, maxLength: 5 }),
      lags: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(scene, async ({ seed, copies, lags }) => {
        const turns = seededTurns(seed);
        const drivers = inMemoryDriverStore({ lags });
        const pickup = aPlace();
        const only = await aDriver(drivers, northOf(pickup, 1));
        drivers.catchUp();
        let failing = copies.filter(({ isFailing }) => isFailing).length;
        const lossy = turns.of(drivers);
        const rule = matching({
          ...drivers,
          freeIn: lossy.freeIn,
          read: lossy.read,
          lease: async (driverId, ride, terms) => {
            const leased = await lossy.lease(driverId, ride, terms);
            drivers.catchUp();
            if (failing-- > 0) throw new Error('The answer is lost.');
            return leased;
          },
        });
        const ride = aRideFrom(pickup);
        const attempt = async (afterTurns: number): Promise<Answer<DriverMatch>> => {
          for (let turn = 0; turn < afterTurns; turn += 1) await turns.turn();
          return rule(ride).catch(() => attempt(1));
        };
        const answers = await turns.until(Promise.all(copies.map(({ afterTurns }) => attempt(afterTurns))));
        expect(answers.map(driverOf)).toEqual(copies.map(() => only));
      }),
    );
  });

  it.each([0, 1, 60_000])('leases nothing at the deadline or later: %i ms after it', async (late) => {
    const drivers = inMemoryDriverStore();
    const pickup = aPlace();
    const driverId = await aDriver(drivers, pickup);
    const time = manualClock(plusMs(deadlineAt, late));
    await report(drivers, driverId, pickup, { now: time.now() });
    await expect(matching(drivers, time.clock)(aRideFrom(pickup))).rejects.toThrow(RideOverdueError);
    expect(drivers.holdingOf(driverId)).toBeUndefined();
  });

  it('leases until just before the deadline', async () => {
    const drivers = inMemoryDriverStore();
    const pickup = aPlace();
    const driverId = await aDriver(drivers, pickup);
    const time = manualClock(plusMs(deadlineAt, -1));
    expect(driverOf(await matching(drivers, time.clock)(aRideFrom(pickup)))).toBe(driverId);
  });

  it('leases nothing once the deadline has come while it was looking', async () => {
    const drivers = inMemoryDriverStore();
    const pickup = aPlace();
    for (let index = 0; index < 5; index += 1) await aDriver(drivers, northOf(pickup, index));
    const time = manualClock(requestedAt);
    let leases = 0;
    const losing: DriverStore['lease'] = async () => {
      leases += 1;
      if (leases === 2) time.set(deadlineAt);
      return undefined;
    };
    await expect(matching({ ...drivers, lease: losing }, time.clock)(aRideFrom(pickup))).rejects.toThrow(
      RideOverdueError,
    );
    expect(leases).toBe(2);
  });

  it('does not look for ever: until the deadline, where an index shows ever more who are taken', async () => {
    const pickup = aPlace();
    const time = manualClock(requestedAt);
    let shown = 0;
    const endless: DriverMatchingPorts['drivers'] = {
      freeIn: async (_product, _cell, atMost) => {
        time.advance(4_000);
        if (shown > 1_000_000) throw new Error('It goes on beyond the deadline.');
        const drivers = Array.from({ length: atMost }, () => ({ driverId: `driver-${shown++}`, position: pickup }));
        return { drivers, more: true };
      },
      read: async () => [],
      lease: async () => undefined,
      retire: async () => {},
    };
    await expect(matching(endless, time.clock)(aRideFrom(pickup))).rejects.toThrow(RideOverdueError);
  });

  it('passes an error of the store on', async () => {
    const drivers = inMemoryDriverStore();
    const pickup = aPlace();
    await aDriver(drivers, pickup);
    const busy = around(drivers, () => Promise.reject(new Error('busy')));
    await expect(matching(busy)(aRideFrom(pickup))).rejects.toThrow('busy');
  });
});

describe('while a driver of the product is free, heard of lately and within the radius, no ride is refused for want of one', () => {
  /** Why a driver can't be had. */
  const unfit = ['leased', 'held', 'off shift', 'stale', 'other product', 'too far'] as const;

  async function anUnfitDriver(drivers: DriverStore, position: Point, why: (typeof unfit)[number], driverId: string) {
    const more = {
      ...(why === 'off shift' && { onShift: false }),
      ...(why === 'stale' && { reportedAt: longAgo }),
      ...(why === 'other product' && { product: 'xl' as const }),
    };
    await report(drivers, driverId, position, more);
    const ride = aHolder('ride-2');
    if (why === 'leased' || why === 'held') await lease(drivers, driverId, ride);
    if (why === 'held') await drivers.hold(driverId, ride, requestedAt);
  }

  const crowds = fc.array(
    fc.record({
      why: fc.constantFrom(...unfit),
      meters: fc.oneof(fc.constant(0), metersUpTo(300), metersUpTo(8_000)),
      bearing,
      count: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 30, max: 300 })),
    }),
    { maxLength: 5 },
  );

  /** One driver can be had, at the very pickup, near it or at the radius, and sorts first or last among them all. */
  const one = fc.record({
    meters: fc.oneof(fc.constant(0), metersUpTo(300), metersUpTo(7_990)),
    bearing,
    driverId: fc.constantFrom('a', 'z'),
  });

  it('among those that are leased, held, off shift, stale, of other products or too far', async () => {
    await fc.assert(
      fc.asyncProperty(anywhere, crowds, one, async (pickup, unfitOnes, fit) => {
        const drivers = inMemoryDriverStore();
        let index = 0;
        for (const { why, meters, bearing: to, count } of unfitOnes) {
          const position = awayFrom(pickup, why === 'too far' ? 8_010 + meters : meters, to);
          for (let more = 0; more < count; more += 1) {
            index += 1;
            await anUnfitDriver(drivers, position, why, `driver-${String(index).padStart(4, '0')}`);
          }
        }
        await report(drivers, fit.driverId, awayFrom(pickup, fit.meters, fit.bearing));
        expect(driverOf(await matching(drivers)(aRideFrom(pickup)))).toBe(fit.driverId);
        expect(await matching(drivers)(aRideFrom(pickup))).toMatchObject(refusal);
      }),
      { numRuns: 40 },
    );
  });

  it.each([31, 32, 33, 200, 1_000, 3_000])('behind %i who have not reported, all at the pickup', async (count) => {
    const drivers = inMemoryDriverStore();
    const pickup = aPlace();
    for (let index = 0; index < count; index += 1) {
      await report(drivers, `driver-${String(index).padStart(4, '0')}`, pickup, { reportedAt: longAgo });
    }
    await report(drivers, 'the-last', pickup);
    expect(driverOf(await matching(drivers)(aRideFrom(pickup)))).toBe('the-last');
  });

  it('of riders who share a search from both ends of a door', async () => {
    const isAtTheDoor = (place: Point, door: Point) =>
      cellOf(place, resolutions.door) === cellOf(door, resolutions.door);
    await fc.assert(
      fc.asyncProperty(anywhere, bearing, metersUpTo(400), bearing, async (door, to, apart, driverAt) => {
        const other = awayFrom(door, apart, to);
        fc.pre(isAtTheDoor(other, door));
        const drivers = inMemoryDriverStore();
        // Within reach of the second rider, and maybe not of the first.
        await report(drivers, 'driver-1', awayFrom(other, radiusMeters - 5, driverAt));
        const match = matching(drivers);
        const [first, second] = await Promise.all([match(aRideFrom(door)), match(aRideFrom(other))]);
        const taken = [first, second].filter(({ status }) => status === 'ok');
        expect(taken).toHaveLength(1);
        const who = first.status === 'ok' ? door : other;
        expect(distanceMeters(who, drivers.items()[0]?.position as Point)).toBeLessThanOrEqual(radiusMeters);
      }),
      { numRuns: 80 },
    );
  });
});

describe('a crowd of 200 riders', () => {
  interface Crowd {
    /** Riders whose messages one process is handed at once. */
    readonly batch: number;
    readonly door: Point;
    /** How far from there riders and free drivers are, at most. */
    readonly withinMeters?: number;
    readonly free: number;
    /** Drivers in the city who can't be had. */
    readonly taken?: number;
    readonly stale?: number;
    /** How many turns the index is behind. */
    readonly lag?: number;
  }

  const door: Point = { lat: 37.7749, lng: -122.4194 };
  const riders = 200;
  const seeds = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
  const someSeeds = seeds.slice(0, 2);

  /** Who got which driver, and how many calls of the store each rider has cost: who begins a search that is shared pays for it. */
  async function ask(seed: number, { batch, withinMeters = 0, free, taken = 0, stale = 0, lag = 0, ...at }: Crowd) {
    const turns = seededTurns(seed);
    const store = inMemoryDriverStore({ lags: lag > 0 });
    const somewhere = (within: number) =>
      within === 0 ? at.door : awayFrom(at.door, within * Math.sqrt(turns.random()), turns.random() * 360);
    const onShift = async (kind: string, count: number, more: Parameters<typeof report>[3] = {}) => {
      const driverIds = Array.from({ length: count }, (_, index) => `${kind}-${index}`);
      for (const driverId of driverIds) await report(store, driverId, somewhere(withinMeters), more);
      return driverIds;
    };
    await onShift('free', free);
    await onShift('stale', stale, { reportedAt: longAgo });
    for (const driverId of await onShift('taken', taken)) await lease(store, driverId, aHolder(`earlier ${driverId}`));
    store.catchUp();

    const asking = new AsyncLocalStorage<string>();
    const calls = new Map<string, number>();
    const counting = (drivers: InMemoryDriverStore) =>
      around(drivers, (call) => {
        const rideId = asking.getStore() ?? 'nobody';
        calls.set(rideId, (calls.get(rideId) ?? 0) + 1);
        return call();
      });
    const drivers = counting(turns.of(store));
    const rides = Array.from({ length: riders }, (_, index) => ({
      ...aRideFrom(withinMeters > 1_000 ? at.door : somewhere(withinMeters)),
      rideId: `ride-${seed}-${index}`,
    }));
    const processes = Array.from({ length: riders / batch }, () => matching(drivers));
    const answers = Promise.all(
      rides.map(async (ride, index) => {
        await turns.turn();
        return asking.run(
          ride.rideId,
          () => processes[Math.floor(index / batch)]?.(ride) as Promise<Answer<DriverMatch>>,
        );
      }),
    );
    let turn = 0;
    const answered = await turns.until(answers, () => {
      turn += 1;
      if (lag > 0 && turn % lag === 0) store.catchUp();
    });
    const counts = rides.map(({ rideId }) => calls.get(rideId) ?? 0);
    return {
      matched: answered.flatMap((answer) => driverOf(answer) ?? []),
      refused: answered.filter(({ status }) => status === 'rejected').length,
      leased: store.items().filter(({ heldBy }) => heldBy?.startsWith('ride-')).length,
      callsOnAverage: [...calls.values()].reduce((sum, count) => sum + count, 0) / riders,
      mostCalls: Math.max(...counts),
    };
  }

  /** The corner of three of the coarsest cells. */
  const corner = (): Point => {
    const [lat, lng] = vertexToLatLng(cellToVertexes(cellOf(door, resolutions.coarsest))[0] ?? '');
    return { lat, lng };
  };

  const shapes: readonly (readonly [string, Omit<Crowd, 'batch'>, readonly number[]])[] = [
    ['at one point, and as many drivers', { door, free: 200 }, seeds],
    ['at one door, and as many drivers within 170 m', { door, withinMeters: 170, free: 200 }, someSeeds],
    ['and as many drivers where three cells meet', { door: corner(), withinMeters: 170, free: 200 }, someSeeds],
    ['right where three cells meet, and as many drivers', { door: corner(), free: 200 }, someSeeds],
    ['at one point, as many drivers, and as many who have not reported', { door, free: 200, stale: 200 }, someSeeds],
    ['at one point, and as many drivers, where the index lags', { door, free: 200, lag: 40 }, someSeeds],
    [
      'at one point, with as many drivers spread over the city',
      { door, withinMeters: 6_000, free: 200, taken: 150 },
      someSeeds,
    ],
  ];

  describe.each([10, 200])('in processes of %i', (batch) => {
    it.each(shapes)(
      '%s: each gets a driver of their own, at 12 calls on average and 30 at most',
      async (_, crowd, chosen) => {
        for (const seed of chosen) {
          const { matched, leased, callsOnAverage, mostCalls } = await ask(seed, { ...crowd, batch });
          expect(new Set(matched).size, `seed ${seed}`).toBe(riders);
          expect(matched.every((driverId) => driverId.startsWith('free'))).toBe(true);
          expect(leased).toBe(riders);
          expect(callsOnAverage).toBeLessThanOrEqual(12);
          expect(mostCalls).toBeLessThanOrEqual(30);
        }
      },
    );

    it.each([
      ['8 drivers left in the city', { door, withinMeters: 6_000, free: 8, taken: 192 }, seeds],
      ['8 drivers left at the door', { door, free: 8, taken: 192 }, someSeeds],
    ])('and %s: 8 get one each, and the others are refused for as many calls', async (_, crowd, chosen) => {
      for (const seed of chosen) {
        const { matched, refused, leased, callsOnAverage, mostCalls } = await ask(seed, { ...crowd, batch });
        expect(new Set(matched).size, `seed ${seed}`).toBe(8);
        expect(matched).toHaveLength(8);
        expect(refused).toBe(riders - 8);
        expect(leased).toBe(8);
        expect(callsOnAverage).toBeLessThanOrEqual(12);
        expect(mostCalls).toBeLessThanOrEqual(30);
      }
    });
  });
});

describe('driver matching on DynamoDB', () => {
  let dynamo: TestDynamo;
  let drivers: DriverStore;
  beforeAll(async () => {
    dynamo = await startTestDynamo();
    drivers = driverStore(dynamo.client, tableOf('drivers'));
  });
  afterAll(() => dynamo.stop());

  const heldBy = async (driverId: string, ride: RideRequested) => drivers.hold(driverId, ride, requestedAt);

  it('gives one free driver to exactly one of two riders', async () => {
    const pickup = aPlace();
    const driverId = await aDriver(drivers, pickup);
    const rides = [aRideFrom(pickup), aRideFrom(pickup)];
    const answers = await Promise.all(rides.map((ride) => matching(drivers)(ride)));
    expect(answers.map(({ status }) => status).sort()).toEqual(['ok', 'rejected']);
    for (const [index, ride] of rides.entries())
      expect(await heldBy(driverId, ride)).toBe(answers[index]?.status === 'ok');
  });

  it.each(['one process', 'a process each'])(
    'leases each driver once when many riders of %s want many',
    async (who) => {
      const pickup = aPlace();
      for (let index = 0; index < 5; index += 1) await aDriver(drivers, northOf(pickup, index / 10));
      for (let index = 0; index < 12; index += 1) await aDriver(drivers, pickup, { reportedAt: longAgo });
      const rides = Array.from({ length: 8 }, () => aRideFrom(pickup));
      const shared = matching(drivers);
      const answers = await Promise.all(
        rides.map((ride) => (who === 'one process' ? shared : matching(drivers))(ride)),
      );
      const matched = answers.map(driverOf).filter((driverId) => driverId !== undefined);
      expect(matched).toHaveLength(5);
      expect(new Set(matched).size).toBe(5);
      for (const [index, ride] of rides.entries()) {
        const driverId = driverOf(answers[index] as Answer<DriverMatch>);
        if (driverId) expect(await heldBy(driverId, ride)).toBe(true);
      }
    },
  );
});
