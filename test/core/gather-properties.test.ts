import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endRide } from '../../core/end-ride.ts';
import { RideEndedError } from '../../core/errors.ts';
import { type GatherPorts, gather } from '../../core/gather.ts';
import type { BranchResult, GatherMessage, RideEvent } from '../../core/messages.ts';
import { isLate, type Ride, type RideStatus } from '../../core/ride.ts';
import { type Crash, CrashError, crashing, interleaved } from '../support/disturbed-ports.ts';
import { type GatherWorld, gatherWorld, loseDriver, releaseDriver } from '../support/gather-world.ts';
import { aDeadline, aResult, aRide, deadlineAt, expects } from '../support/rides.ts';

const branches = Object.keys(expects);
const required = branches.filter((branch) => expects[branch] === 'required');

const status = fc.constantFrom<BranchResult['status']>('ok', 'ok', 'ok', 'rejected', 'failed');

/** Results of any branches, each any number of times and each time with any answer. */
const anyResults = fc.array(
  fc
    .tuple(fc.constantFrom(...branches), status, fc.integer({ min: 1, max: 9 }))
    .map(([branch, said, attempt]) => aResult(branch, { status: said, attempt })),
  { maxLength: 10 },
);

/** One answer of each branch; some branches may not answer at all. */
const oneAnswerEach = fc
  .tuple(...branches.map(() => fc.option(status, { freq: 6, nil: undefined })))
  .map((answers) =>
    branches.flatMap((branch, index) => (answers[index] ? [aResult(branch, { status: answers[index] })] : [])),
  );

/** Any order, with any of them delivered again, in batches of any size. */
function deliveriesOf(results: readonly BranchResult[]): fc.Arbitrary<BranchResult[][]> {
  if (results.length === 0) return fc.constant([]);
  const again = fc.subarray([...results]);
  return again
    .chain((repeated) => {
      const all = [...results, ...repeated];
      return fc.tuple(fc.shuffledSubarray(all, { minLength: all.length }), fc.array(fc.integer({ min: 1, max: 4 })));
    })
    .map(([shuffled, sizes]) => batchesOf(shuffled, sizes));
}

function batchesOf<Each>(all: readonly Each[], sizes: readonly number[]): Each[][] {
  const batches: Each[][] = [];
  const rest = [...all];
  for (const size of sizes) if (rest.length > 0) batches.push(rest.splice(0, size));
  return [...batches, ...rest.map((each) => [each])];
}

/** The outcome rule as the design words it, on the first result per branch. */
function statusOf(results: Readonly<Record<string, BranchResult>>, deadlineHasCome: boolean): RideStatus {
  const said = (branch: string) => results[branch]?.status;
  if (required.some((branch) => said(branch) === 'rejected' || said(branch) === 'failed')) return 'rejected';
  const hasAllRequired = required.every((branch) => said(branch) === 'ok');
  if (hasAllRequired && (deadlineHasCome || branches.every((branch) => said(branch) !== undefined))) return 'confirmed';
  return deadlineHasCome ? 'expired' : 'requested';
}

/** What the ride had been answered when it left `requested`. */
const answeredInTime = (ride: Ride): Record<string, BranchResult> =>
  Object.fromEntries(Object.entries(ride.results).filter(([branch]) => !isLate(ride, branch)));

const releaseAll = async ({ drivers, events }: GatherWorld) => {
  for (const event of events.published) await releaseDriver(drivers, event);
};

/** What must hold of every ride that has ended, once the subscribers have seen the events. */
async function expectLawfulEnd(world: GatherWorld): Promise<void> {
  const ride = await world.ride();
  const leavingRequested = world.rides.moves.filter(({ from }) => from === 'requested');
  expect(leavingRequested).toHaveLength(1);
  expect(ride.announced).toContain(ride.status);
  expect(world.events.published.map(({ type }) => type)).toContain(`ride.${ride.status}`);
  await releaseAll(world);
  expectDriverWhereItBelongs(world, ride);
}

/** A confirmed ride holds its driver. Another ride holds none, and gives the one back that its record knows of. */
function expectDriverWhereItBelongs({ drivers }: GatherWorld, ride: Ride): void {
  const holding = drivers.holdingOf('driver-1');
  if (ride.status === 'confirmed') expect(holding).toEqual({ rideId: ride.rideId, holdUntil: expect.any(String) });
  else if (ride.results['driver-matching']?.status === 'ok') expect(holding?.rideId).not.toBe(ride.rideId);
  else expect(holding?.holdUntil).toBeUndefined();
}

describe('the gather', () => {
  it('makes of a ride what its first results before settlement say, and keeps the late ones', async () => {
    const deliveries = fc.tuple(fc.array(anyResults.filter(({ length }) => length > 0)), fc.nat(12));
    await fc.assert(
      fc.asyncProperty(deliveries, async ([batches, deadlineAfter]) => {
        const world = await gatherWorld(aRide());
        const deadline = aDeadline(await world.ride());
        const kept: Record<string, BranchResult> = {};
        let expected: RideStatus = 'requested';
        let late: string[] = [];
        const deliver = async (results: readonly BranchResult[], ...more: GatherMessage[]) => {
          await world.deliver(...results, ...more);
          const fresh = results.map(({ branch }) => branch).filter((branch) => !(branch in kept));
          for (const result of results) kept[result.branch] ??= result;
          if (expected === 'requested') expected = statusOf(kept, world.time.now() >= deadlineAt);
          else late = [...late, ...fresh];
        };
        for (const [index, batch] of batches.entries()) {
          if (index === deadlineAfter) {
            world.time.set(deadlineAt);
            await deliver([], deadline);
          }
          await deliver(batch);
        }
        world.time.set(deadlineAt);
        await deliver([], deadline);

        const ride = await world.ride();
        expect(ride.status).toBe(expected);
        expect(ride.results).toEqual(kept);
        expect(
          Object.keys(kept)
            .filter((branch) => isLate(ride, branch))
            .sort(),
        ).toEqual([...new Set(late)].sort());
        await expectLawfulEnd(world);
      }),
      { numRuns: 200 },
    );
  });

  it('makes the same of a ride whatever the order, batches and repetitions of its results', async () => {
    const twoWays = oneAnswerEach.chain((results) =>
      fc.tuple(fc.constant(results), deliveriesOf(results), deliveriesOf(results)),
    );
    const endOf = async (batches: readonly BranchResult[][]) => {
      const world = await gatherWorld(aRide());
      for (const batch of batches) await world.deliver(...batch);
      world.time.set(deadlineAt);
      await world.deliver(aDeadline(await world.ride()));
      await expectLawfulEnd(world);
      const { status, outcome, results } = await world.ride();
      return { status, outcome, results };
    };
    await fc.assert(
      fc.asyncProperty(twoWays, async ([results, oneWay, otherWay]) => {
        const end = await endOf(oneWay);
        expect(await endOf(otherWay)).toEqual(end);
        expect(end.status).toBe(statusOf(Object.fromEntries(results.map((each) => [each.branch, each])), true));
      }),
      { numRuns: 200 },
    );
  });

  it('changes nothing that was decided when results come late', async () => {
    await fc.assert(
      fc.asyncProperty(oneAnswerEach, anyResults, async (results, afterwards) => {
        const world = await gatherWorld(aRide());
        if (results.length > 0) await world.deliver(...results);
        world.time.set(deadlineAt);
        await world.deliver(aDeadline(await world.ride()));
        const { results: before, pending: _, ...decided } = await world.ride();
        world.time.advance(1_000);
        for (const result of afterwards) await world.deliver(result);
        const { results: after, pending: __, ...still } = await world.ride();
        expect(still).toEqual(decided);
        expect(after).toMatchObject(before);
        expect(new Set(Object.keys(after))).toEqual(new Set([...results, ...afterwards].map(({ branch }) => branch)));
        await expectLawfulEnd(world);
      }),
      { numRuns: 100 },
    );
  });
});

describe('a gather that dies', () => {
  interface Run {
    readonly batches: readonly BranchResult[][];
    /** Whether a batch that was not acknowledged comes back at once, or after all others. */
    readonly atOnce: boolean;
    readonly crash: Crash;
    /** Whether the ride's driver has been lost by the time that it is to be held. */
    readonly driverIsLost: boolean;
  }

  const run: fc.Arbitrary<Run> = fc.record({
    batches: oneAnswerEach.chain(deliveriesOf),
    atOnce: fc.boolean(),
    crash: fc.record({ atCall: fc.integer({ min: 1, max: 24 }), when: fc.constantFrom('before', 'after') }),
    driverIsLost: fc.boolean(),
  });

  const aWorld = async ({ driverIsLost }: Run): Promise<GatherWorld> => {
    const world = await gatherWorld(aRide());
    if (driverIsLost) await loseDriver(world);
    return world;
  };

  /** Delivers until all is acknowledged; how often the process has died. */
  async function deliverAll(world: GatherWorld, ports: GatherPorts, batches: GatherMessage[][], atOnce: boolean) {
    const { rideId } = await world.ride();
    const waiting = [...batches];
    let crashes = 0;
    for (let batch = waiting.shift(); batch !== undefined; batch = waiting.shift()) {
      try {
        await gather(ports, rideId, batch);
      } catch (error) {
        if (!(error instanceof CrashError)) throw error;
        crashes += 1;
        if (atOnce) waiting.unshift(batch);
        else waiting.push(batch);
      }
    }
    return crashes;
  }

  async function ridden(given: Run, crash?: Crash) {
    const world = await aWorld(given);
    const { rides, drivers, events, gatherQueue, clock } = world.ports;
    const mortal = crash ? crashing(crash) : <Port>(port: Port) => port;
    const ports: GatherPorts = {
      rides: mortal(rides),
      drivers: mortal(drivers),
      events: mortal(events),
      gatherQueue: mortal(gatherQueue),
      clock,
    };
    let crashes = await deliverAll(world, ports, [...given.batches], given.atOnce);
    world.time.set(deadlineAt);
    crashes += await deliverAll(world, ports, [[aDeadline(await world.ride())]], given.atOnce);
    await releaseAll(world);
    return { world, crashes };
  }

  it('leaves the ride in the same state once all messages were delivered again, and announced', async () => {
    let runsWithCrash = 0;
    await fc.assert(
      fc.asyncProperty(run, async (given) => {
        const undisturbed = await ridden(given);
        const { world, crashes } = await ridden(given, given.crash);
        const [expected, actual] = [await undisturbed.world.ride(), await world.ride()];
        runsWithCrash += crashes;
        expect(actual.status).toBe(expected.status);
        expect(actual.outcome).toEqual(expected.outcome);
        expect(actual.announced).toEqual(expected.announced);
        expect(new Set(Object.keys(actual.results))).toEqual(new Set(Object.keys(expected.results)));
        expect(world.rides.moves).toHaveLength(1);
        expect(world.events.published.map(({ type }) => type)).toContain(`ride.${actual.status}`);
        expectDriverWhereItBelongs(world, actual);
        if (given.driverIsLost) expect(world.drivers.holdingOf('driver-1')?.rideId).toBe('ride-2');
      }),
      { numRuns: 400 },
    );
    expect(runsWithCrash).toBeGreaterThan(100);
  });
});

describe('gathers at the same time', () => {
  /** What else happens to the ride meanwhile. */
  type Other = 'deadline' | 'cancel' | 'other ride';

  const meanwhile = fc.record({
    batches: fc.oneof(
      oneAnswerEach.chain(deliveriesOf),
      anyResults.map((results) => results.map((each) => [each])),
    ),
    others: fc.subarray<Other>(['deadline', 'cancel', 'other ride']),
  });

  it('end a ride once and lawfully, however their steps fall together', async () => {
    const ends = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), meanwhile, async (scheduler, { batches, others }) => {
        const world = await gatherWorld(aRide());
        const { rideId } = await world.ride();
        const released: Promise<void>[] = [];
        const publish = async (event: RideEvent) => {
          await world.events.publish(event);
          released.push(scheduler.schedule(Promise.resolve()).then(() => releaseDriver(world.drivers, event)));
        };
        const ports: GatherPorts = {
          rides: interleaved(world.rides, scheduler),
          drivers: interleaved(world.drivers, scheduler),
          events: interleaved({ publish }, scheduler),
          gatherQueue: interleaved(world.gatherQueue, scheduler),
          clock: world.time.clock,
        };
        const happenings: Readonly<Record<Other, () => Promise<unknown>>> = {
          deadline: async () => {
            await scheduler.schedule(Promise.resolve());
            world.time.set(deadlineAt);
            await gather(ports, rideId, [aDeadline(await world.ride())]);
          },
          cancel: async () => endRide(ports, await world.ride(), 'cancelled').catch(onlyIfEnded),
          'other ride': async () => {
            await scheduler.schedule(Promise.resolve());
            await loseDriver(world);
          },
        };
        const work = [
          ...batches.map((batch) => gather(ports, rideId, batch)),
          ...others.map((other) => happenings[other]()),
        ];
        await scheduler.waitFor(Promise.all(work));
        await scheduler.waitFor(Promise.all(released));
        world.time.set(deadlineAt);
        await world.deliver(aDeadline(await world.ride()));

        const ride = await world.ride();
        ends.set(ride.status, (ends.get(ride.status) ?? 0) + 1);
        expect(world.rides.moves.filter(({ from }) => from === 'requested')).toHaveLength(1);
        expect(world.rides.moves.slice(1).every(({ from }) => from === 'confirmed')).toBe(true);
        expect(ride.announced).toContain(ride.status);
        expect(world.events.published.map(({ type }) => type)).toContain(`ride.${ride.status}`);
        expectDecided(ride, world.rides.moves[0]?.status);
        await releaseAll(world);
        expectDriverWhereItBelongs(world, ride);
      }),
      { numRuns: 500 },
    );
    for (const end of ['confirmed', 'rejected', 'expired', 'cancelled']) expect(ends.get(end)).toBeGreaterThan(3);
  });

  /** The first transition is what the results in time say, unless the ride was cancelled or had lost its driver. */
  function expectDecided(ride: Ride, first: RideStatus | undefined): void {
    if (first === 'cancelled') return;
    const isLost = ride.reasons?.some(({ message }) => message.startsWith('driver_lost')) ?? false;
    const decided = statusOf(answeredInTime(ride), (ride.completedAt ?? '') >= deadlineAt);
    expect(first).toBe(isLost ? 'rejected' : decided);
    if (isLost) expect(decided).toBe('confirmed');
  }

  const onlyIfEnded = (error: unknown) => {
    if (!(error instanceof RideEndedError)) throw error;
  };
});
