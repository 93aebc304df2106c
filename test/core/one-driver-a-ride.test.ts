import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { driverMatching } from '../../core/driver-matching.ts';
import { type End, endRide } from '../../core/end-ride.ts';
import { RideEndedError, RideOverdueError } from '../../core/errors.ts';
import { type GatherPorts, gather } from '../../core/gather.ts';
import type { AnnouncedEvent, BranchResult, GatherMessage } from '../../core/messages.ts';
import { matchOf, type Ride } from '../../core/ride.ts';
import { type Instant, plusMs } from '../../core/time.ts';
import { assertUntil } from '../support/assert-until.ts';
import { type Crash, CrashError, crashing } from '../support/disturbed-ports.ts';
import { driverFreshSeconds, report } from '../support/drivers.ts';
import { releaseDriver, retentionDays } from '../support/gather-world.ts';
import { type DriverItem, inMemoryDriverStore } from '../support/in-memory-driver-store.ts';
import { inMemoryGatherQueue, inMemoryRideEvents } from '../support/in-memory-messaging.ts';
import { inMemoryRideStore } from '../support/in-memory-ride-store.ts';
import { manualClock } from '../support/manual-clock.ts';
import { northOf } from '../support/places.ts';
import {
  aDeadline,
  aResult,
  aRide,
  aRideRequested,
  deadlineAt,
  leaseUntil,
  pickup,
  requestedAt,
} from '../support/rides.ts';
import { seededTurns } from '../support/seeded-turns.ts';

/** What a driver's device reports meanwhile. `older`: a report of before, which comes late. */
type Told = 'parked' | 'off shift' | 'other product' | 'older';

interface RidePlan {
  /** For each delivery of its message to driver-matching: where that process dies, if it does. */
  readonly deliveries: readonly (Crash | undefined)[];
  /** What the other branches say: one may never answer. */
  readonly others: readonly (BranchResult['status'] | undefined)[];
  readonly end: End | undefined;
}

interface Scenario {
  readonly seed: number;
  readonly rides: readonly RidePlan[];
  readonly fleet: number;
  /** Whether the nearest driver was last heard of too long ago. */
  readonly isStale: boolean;
  readonly lags: boolean;
  readonly reports: readonly { readonly driver: number; readonly told: Told; readonly afterTurns: number }[];
  /** After how many turns the deadline has come, and the leases have ended. */
  readonly deadlineAfter: number;
  readonly leasesEndAfter: number;
  /** Where each process of the gather dies. */
  readonly gatherCrashes: readonly (Crash | undefined)[];
}

const crashWithin = (calls: number): fc.Arbitrary<Crash | undefined> =>
  fc.option(fc.record({ atCall: fc.integer({ min: 1, max: calls }), when: fc.constantFrom('before', 'after') }), {
    nil: undefined,
    freq: 3,
  });

const turnsUpTo = (most: number) => fc.noBias(fc.nat(most));

const plan: fc.Arbitrary<RidePlan> = fc.record({
  deliveries: fc.array(crashWithin(6), { minLength: 1, maxLength: 3 }),
  others: fc.array(
    fc.option(
      fc.oneof(
        { weight: 9, arbitrary: fc.constant<BranchResult['status']>('ok') },
        { weight: 1, arbitrary: fc.constant<BranchResult['status']>('rejected') },
      ),
      { nil: undefined, freq: 19 },
    ),
    { minLength: 3, maxLength: 3 },
  ),
  end: fc.option(fc.constantFrom<End>('cancelled', 'completed'), { nil: undefined }),
});

const scenario: fc.Arbitrary<Scenario> = fc.record({
  seed: fc.integer(),
  rides: fc.array(plan, { minLength: 1, maxLength: 2 }),
  fleet: fc.integer({ min: 1, max: 2 }),
  isStale: fc.option(fc.constant(true), { nil: false, freq: 3 }).map((is) => is === true),
  lags: fc.boolean(),
  reports: fc.array(
    fc.record({
      driver: fc.nat(1),
      told: fc.constantFrom<Told>('parked', 'parked', 'off shift', 'other product', 'older'),
      afterTurns: fc.oneof(turnsUpTo(8), turnsUpTo(80)),
    }),
    { maxLength: 8 },
  ),
  deadlineAfter: turnsUpTo(120),
  leasesEndAfter: turnsUpTo(240),
  gatherCrashes: fc.array(crashWithin(9), { maxLength: 6 }),
});

/** Rides, drivers, and all that happens to them, in turns. */
async function live(given: Scenario) {
  const turns = seededTurns(given.seed);
  const time = manualClock(requestedAt);
  const drivers = inMemoryDriverStore({ lags: given.lags });
  const driverIds = Array.from({ length: given.fleet }, (_, index) => `driver-${index}`);
  const positionOf = (driverId: string) => northOf(pickup, driverIds.indexOf(driverId) / 10);
  for (const [index, driverId] of driverIds.entries()) {
    const longAgo = plusMs(requestedAt, -driverFreshSeconds * 1000 - 1);
    const reportedAt = given.isStale && index === 0 ? longAgo : requestedAt;
    await report(drivers, driverId, positionOf(driverId), { reportedAt });
  }
  drivers.catchUp();
  const plans = given.rides.map((ride, index) => ({ ...ride, rideId: `ride-${index}` }));
  const rides = inMemoryRideStore(...plans.map(({ rideId }) => aRide({ rideId })));
  const events = inMemoryRideEvents();
  const crashes = { matching: 0 };
  const gatherCrashes = [...given.gatherCrashes];
  const wait = async (count: number) => {
    for (let turn = 0; turn < count; turn += 1) await turns.turn();
  };
  const background: Promise<unknown>[] = [];
  const after = (count: number, happens: () => Promise<unknown>) => {
    background.push(wait(count).then(happens));
  };

  /** Messages are delivered again until they are acknowledged: twice after that, now and then. */
  async function deliver(rideId: string, ...messages: readonly GatherMessage[]): Promise<void> {
    await turns.turn();
    const crash = gatherCrashes.shift();
    const mortal = crash ? crashing(crash) : <Port>(port: Port) => port;
    const publish = async (event: AnnouncedEvent) => {
      await events.publish(event);
      for (let times = turns.random() < 0.3 ? 2 : 1; times > 0; times -= 1)
        after(Math.floor(turns.random() * 30), () => releaseDriver(turns.of(drivers), event));
    };
    const ports: GatherPorts = {
      rides: mortal(turns.of(rides)),
      drivers: mortal(turns.of(drivers)),
      events: mortal({ publish }),
      gatherQueue: inMemoryGatherQueue(),
      clock: time.clock,
      retentionDays,
    };
    try {
      await gather(ports, rideId, messages);
    } catch (error) {
      if (!(error instanceof CrashError)) throw error;
      return deliver(rideId, ...messages);
    }
    if (turns.random() < 0.2)
      await gather({ ...ports, rides, drivers: turns.of(drivers), events: { publish } }, rideId, messages);
  }

  /** One delivery to driver-matching: its process may die, and then there is another one. */
  async function match(rideId: string, crash: Crash | undefined): Promise<void> {
    await turns.turn();
    const mortal = crash ? crashing(crash) : <Port>(port: Port) => port;
    const rule = driverMatching({ drivers: mortal(turns.of(drivers)), driverFreshSeconds, clock: time.clock });
    try {
      const { status, ...said } = await rule(aRideRequested({ rideId }));
      const result = aResult('driver-matching', { rideId, status, ...said, attempt: Math.ceil(turns.random() * 9) });
      await deliver(rideId, result);
    } catch (error) {
      if (error instanceof RideOverdueError) return;
      if (!(error instanceof CrashError)) throw error;
      crashes.matching += 1;
      await match(rideId, undefined);
    }
  }

  async function end(rideId: string, how: End): Promise<void> {
    await wait(Math.floor(turns.random() * 60));
    const gatherQueue = inMemoryGatherQueue();
    const randomId = () => String(turns.random());
    const ports = { rides: turns.of(rides), gatherQueue, clock: time.clock, randomId, retentionDays };
    const ride = (await rides.get(rideId)) as Ride;
    await endRide(ports, ride, how).catch((error: unknown) => {
      if (!(error instanceof RideEndedError)) throw error;
    });
    // The message that announces it, and has the driver freed, was sent before.
    await deliver(rideId, ...gatherQueue.sent.map(({ message }) => message));
  }

  async function tell(driverId: string, told: Told): Promise<void> {
    const now = time.now();
    const said: Parameters<typeof report>[3] = {
      now,
      ...(told === 'off shift' && { onShift: false }),
      ...(told === 'other product' && { product: 'xl' as const }),
      ...(told === 'older' && { reportedAt: plusMs(requestedAt, -60_000), onShift: false }),
    };
    await report(turns.of(drivers), driverId, positionOf(driverId), said);
  }

  const jump = async (count: number, to: Instant) => {
    await wait(count);
    if (to > time.now()) time.set(to);
  };

  /** Mostly soon. */
  const late = () => wait(Math.floor(200 * turns.random() ** 4));
  const others = ['eta', 'pricing', 'payment-check'];
  const work = Promise.all([
    ...plans.flatMap(({ rideId, deliveries, others: answers, end: how }) => [
      ...deliveries.map((crash) => match(rideId, crash)),
      ...answers.flatMap((status, index) =>
        status ? [late().then(() => deliver(rideId, aResult(others[index] ?? '', { rideId, status })))] : [],
      ),
      ...(how ? [end(rideId, how)] : []),
    ]),
    ...given.reports
      .filter(({ driver }) => driver < given.fleet)
      .map(({ driver, told, afterTurns }) => wait(afterTurns).then(() => tell(driverIds[driver] ?? '', told))),
    jump(given.deadlineAfter, deadlineAt),
    jump(given.leasesEndAfter, plusMs(leaseUntil, 1)),
  ]);
  const all = async () => Promise.all(plans.map(async ({ rideId }) => (await rides.get(rideId)) as Ride));
  return { turns, time, drivers, driverIds, positionOf, rides, events, crashes, work, all, background, deliver };
}

const isConfirmed = ({ status }: Ride) => status === 'confirmed';

const areSame = (ones: readonly object[], others: readonly object[]) =>
  ones.length === others.length && ones.every((one, index) => one === others[index]);

const isFree = ({ availableIn }: DriverItem) => availableIn !== undefined;

/** Whether a ride has the driver still: no lease or hold has ended. */
const isHad = ({ heldBy, leaseUntil = '', holdUntil = '' }: DriverItem, now: Instant) =>
  heldBy !== undefined && (leaseUntil >= now || holdUntil >= now);

/** How many turns a call may be under way that was made with the time of before. */
const longestCall = 60;

/** What is wrong with what has become of a driver in one step. `since` is the earliest time that it was made with. */
function wrongStep(
  was: DriverItem,
  is: DriverItem,
  { now, since }: Readonly<Record<'now' | 'since', Instant>>,
  needs: (rideId: string) => boolean,
): string | undefined {
  if (is.reportedAt < was.reportedAt) return 'an older report has taken the place of a newer one';
  if (isFree(is) && (!is.onShift || is.heldBy)) return 'who is off shift or has a ride is in the index';
  if (is.leaseUntil && was.leaseUntil !== is.leaseUntil) {
    if (!isFree(was) || isHad(was, now)) return 'who was not free was leased';
    if (was.product !== 'standard') return 'who drives another car was leased';
    if (was.reportedAt < plusMs(since, -driverFreshSeconds * 1000)) return 'who was not heard of lately was leased';
  }
  if (is.holdUntil && !was.holdUntil) {
    if (was.heldBy !== is.heldBy || !was.leaseUntil || was.leaseUntil <= since) return 'who was not leased is held';
    if (!was.onShift) return 'who is off shift is held';
  }
  const isLost = was.heldBy !== undefined && is.heldBy !== was.heldBy;
  if (isLost && isHad(was, now) && needs(was.heldBy ?? '')) return 'a ride that needs its driver has lost them';
  return undefined;
}

describe('one driver a ride, by matching, gather and release together', () => {
  it('holds at any moment, and leaves no driver leased, whatever is repeated, lost or late', async () => {
    const seen = { confirmed: 0, twoAtOnce: 0, crashed: 0, rejected: 0, expired: 0 };
    await assertUntil(
      () => Object.values(seen).every((count) => count > 0),
      fc.asyncProperty(scenario, async (given) => {
        const { turns, time, drivers, driverIds, positionOf, rides, events, crashes, work, all, background, deliver } =
          await live(given);
        let before = drivers.items();
        let recorded: readonly Ride[] = rides.items();
        /** The driver that a ride has been answered with first is needed until it has ended. */
        const needs = (driverId: string) => (rideId: string) => {
          const ride = rides.items().find((each) => each.rideId === rideId);
          const isWaiting = ride?.status === 'requested' || ride?.status === 'confirmed';
          return isWaiting && matchOf(ride)?.driverId === driverId;
        };
        const heldBy = (rideId: string) => drivers.items().filter((driver) => driver.heldBy === rideId);

        const times: Instant[] = [];
        const check = (now: readonly Ride[]) => {
          times.push(time.now());
          const since = times.at(-longestCall) ?? requestedAt;
          const items = drivers.items();
          // What is written takes the place of what was there: in most turns nothing is.
          if (areSame(items, before) && areSame(now, recorded)) return;
          for (const [index, is] of items.entries()) {
            const was = before[index] ?? is;
            expect(wrongStep(was, is, { now: time.now(), since }, needs(is.driverId))).toBeUndefined();
          }
          before = items;
          recorded = now;
          const taken = now.filter(isConfirmed).map(({ outcome }) => outcome?.driver.driverId ?? '');
          expect(new Set(taken).size, 'no driver has two rides').toBe(taken.length);
          for (const { rideId, outcome } of now.filter(isConfirmed)) {
            const driver = drivers.item(outcome?.driver.driverId ?? '');
            expect(driver, 'a confirmed ride holds its driver').toMatchObject({
              heldBy: rideId,
              leaseUntil: undefined,
            });
          }
          if (now.some(({ rideId }) => heldBy(rideId).length > 1)) seen.twoAtOnce += 1;
        };
        let turn = 0;
        const quiet = async (until: Promise<unknown>) => {
          await turns.until(until, () => {
            turn += 1;
            if (turn % 7 === 0) drivers.catchUp();
            check(rides.items());
          });
        };
        const quietAll = async () => {
          while (background.length > 0) await quiet(Promise.all(background.splice(0)));
        };
        await quiet(work);
        await quietAll();

        // At the deadline every ride ends, and its end is heard of.
        if (time.now() < deadlineAt) time.set(deadlineAt);
        for (const { rideId } of await all()) await quiet(deliver(rideId, aDeadline({ rideId, deadlineAt })));
        await quietAll();
        for (const event of events.published) await releaseDriver(drivers, event);
        check(await all());
        seen.crashed += crashes.matching;
        for (const { rideId, status } of await all()) {
          if (status in seen) seen[status as 'confirmed'] += 1;
          // A worker that died between lease and answer has left a driver behind.
          const more = heldBy(rideId).length - (status === 'confirmed' ? 1 : 0);
          expect(more, `left behind by ${rideId}, ${status}`).toBeLessThanOrEqual(crashes.matching);
        }

        // After the end of the leases the next report frees whoever was left behind.
        const over = plusMs(leaseUntil, 2);
        for (const driverId of driverIds) await report(drivers, driverId, positionOf(driverId), { now: over });
        const held = (await all()).filter(isConfirmed).map(({ outcome }) => outcome?.driver.driverId);
        for (const { driverId, availableIn, heldBy: ride } of drivers.items()) {
          expect({ driverId, isFree: availableIn !== undefined && ride === undefined }).toEqual({
            driverId,
            isFree: !held.includes(driverId),
          });
        }
      }),
      { numRuns: 120 },
    );
    // It has tried what it is about.
    for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThan(0);
  });
});
