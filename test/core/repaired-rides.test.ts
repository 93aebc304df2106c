import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BranchResult } from '../../core/messages.ts';
import { repairedRides } from '../../core/repaired-rides.ts';
import type { Ride } from '../../core/ride.ts';
import { plusMs } from '../../core/time.ts';
import { interleaved } from '../support/disturbed-ports.ts';
import { type GatherWorld, gatherWorld, loseDriver, releaseAll } from '../support/gather-world.ts';
import { aDeadline, allOk, aResult, aRide, aWakeUp, deadlineAt, expects, resultsOf } from '../support/rides.ts';

const { eta: _eta, ...required } = allOk();
const branches = Object.keys(expects);
const overdueAt = plusMs(deadlineAt, 2_000);

/** Looks at the ride of a world through the store that repairs; what it was told of failures comes along. */
async function look(world: GatherWorld, ports: Partial<Parameters<typeof repairedRides>[1]> = {}) {
  const failures: unknown[] = [];
  const settled: Ride[] = [];
  const settling = { ...world.ports, settled: (ride: Ride) => void settled.push(ride), ...ports };
  const rides = repairedRides(world.rides, settling, (_, error) => failures.push(error));
  return { seen: await rides.get(world.asked.rideId, 'latest'), failures, settled };
}

const worldAt = async (moment: string, more: Partial<Ride> = {}) => {
  const world = await gatherWorld(aRide(more));
  world.time.set(moment);
  return world;
};

describe('whoever looks at a ride', () => {
  it.each<[string, Partial<Ride>, Ride['status']]>([
    ['expired where a required branch is missing', { results: resultsOf(aResult('pricing')) }, 'expired'],
    ['rejected where one has refused', { results: resultsOf(aResult('pricing', { status: 'rejected' })) }, 'rejected'],
    ['confirmed where all required ones have said ok', { results: required }, 'confirmed'],
  ])('finds it %s, two seconds after its deadline', async (_, more, status) => {
    const world = await worldAt(overdueAt, more);
    const { seen, settled } = await look(world);
    expect(seen).toMatchObject({ status, settledAt: overdueAt, settledBy: 'deadline' });
    expect(await world.ride()).toEqual(seen);
    expect(settled).toEqual([seen]);
  });

  it('finds it ended as its answers and the moment say, whatever they are, and the deadline announces that', async () => {
    const status = fc.option(fc.constantFrom<BranchResult['status']>('ok', 'ok', 'ok', 'rejected', 'failed'), {
      nil: undefined,
      freq: 8,
    });
    const scene = fc.record({
      said: fc.tuple(...branches.map(() => status)),
      lateMs: fc.oneof(
        fc.integer({ min: -20_000, max: 6_000 }),
        fc.integer({ min: 1_900, max: 5_100 }),
        fc.integer({ min: 1_900, max: 86_400_000 }),
      ),
    });
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(scene, async ({ said, lateMs }) => {
        const results = resultsOf(
          ...branches.flatMap((branch, index) => (said[index] ? [aResult(branch, { status: said[index] })] : [])),
        );
        const world = await worldAt(plusMs(deadlineAt, lateMs), { results });
        const { seen: ride } = await look(world);
        const needed = branches.filter((branch) => expects[branch] === 'required').map((branch) => results[branch]);
        const end = () => {
          if (needed.some((each) => each !== undefined && each.status !== 'ok')) return 'rejected';
          return needed.includes(undefined) || lateMs >= 5_000 ? 'expired' : 'confirmed';
        };
        const expected = lateMs < 2_000 ? 'requested' : end();
        expect(ride).toMatchObject({ status: expected });
        expect(await world.ride()).toEqual(ride);
        seen.add(expected);
        expect(world.rides.moves.map(({ by }) => by)).toEqual(expected === 'requested' ? [] : ['deadline']);
        if (expected === 'requested') return;
        await world.deliver(aDeadline(world.asked));
        expect(world.announced()).toEqual([`ride.${expected}`]);
        expect(world.drivers.holdingOf('driver-1')?.holdUntil !== undefined).toBe(expected === 'confirmed');
      }),
      { numRuns: 300 },
    );
    expect(seen).toEqual(new Set(['requested', 'confirmed', 'rejected', 'expired']));
  });

  it('finds it as it is until then', async () => {
    const world = await worldAt(plusMs(overdueAt, -1));
    expect((await look(world)).seen).toMatchObject({ status: 'requested' });
    expect(world.rides.moves).toEqual([]);
  });

  it('holds the driver of a ride that is confirmed so, and finds it rejected where the driver is lost', async () => {
    const world = await worldAt(overdueAt, { results: required });
    await look(world);
    expect(world.drivers.holdingOf('driver-1')).toMatchObject({ holdUntil: plusMs(overdueAt, 86_400_000) });
    const lost = await worldAt(overdueAt, { results: required });
    await loseDriver(lost);
    expect((await look(lost)).seen).toMatchObject({ status: 'rejected' });
  });

  it('confirms none from five seconds after its deadline on, though all had said ok; a refusal still rejects', async () => {
    const late = plusMs(deadlineAt, 5_000);
    const world = await worldAt(late, { results: allOk() });
    expect((await look(world)).seen).toMatchObject({ status: 'expired', reasons: [{ code: 'decided_too_late' }] });
    const refused = { ...allOk(), pricing: aResult('pricing', { status: 'rejected' }) };
    expect((await look(await worldAt(late, { results: refused }))).seen).toMatchObject({ status: 'rejected' });
  });

  it('announces nothing: the message of the deadline does when it comes, in each of its deliveries, and no other', async () => {
    const world = await worldAt(overdueAt, { results: required });
    await look(world);
    await world.deliver(aWakeUp('payment-check'));
    expect(world.announced()).toEqual([]);
    await world.deliver(aDeadline(world.asked));
    await world.deliver(aDeadline(world.asked));
    expect(world.announced()).toEqual(['ride.confirmed', 'ride.confirmed']);
  });

  it('is shown the ride as it was read when it cannot be settled, and somebody is told why', async () => {
    const world = await worldAt(overdueAt, { results: required });
    const away = new Error('The table is away.');
    const drivers = { ...world.drivers, hold: () => Promise.reject(away) };
    const { seen, failures } = await look(world, { drivers });
    expect(seen).toMatchObject({ status: 'requested' });
    expect(failures).toEqual([away]);
  });

  it('finds none where there is none', async () => {
    const world = await worldAt(overdueAt);
    const rides = repairedRides(world.rides, world.ports, () => {});
    expect(await rides.get('ride-unknown', 'latest')).toBeUndefined();
  });

  it('ends it once with any number of others, and with the messages that come at the same moment', async () => {
    const ends = new Set<string | undefined>();
    const scene = fc.record({
      looks: fc.integer({ min: 1, max: 5 }),
      wakes: fc.boolean(),
      results: fc.constantFrom(required, allOk(), resultsOf(aResult('eta'))),
    });
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), scene, async (scheduler, { looks, wakes, results }) => {
        const world = await worldAt(overdueAt, { results });
        const ports = {
          ...world.ports,
          rides: interleaved(world.rides, scheduler),
          drivers: interleaved(world.drivers, scheduler),
        };
        const watched = repairedRides(ports.rides, ports, () => {});
        const work = [
          ...Array.from({ length: looks }, () => watched.get(world.asked.rideId, 'latest')),
          ...(wakes ? [world.deliver(aWakeUp('payment-check'))] : []),
        ];
        const seen = await scheduler.waitFor(Promise.all(work));
        const ride = await world.ride();
        ends.add(ride.settledBy);
        expect(world.rides.moves).toHaveLength(1);
        for (const each of seen.slice(0, looks)) expect(each).toEqual(ride);
        await world.deliver(aDeadline(world.asked));
        expect(world.announced()).toEqual([`ride.${ride.status}`]);
        await releaseAll(world);
        expect(world.drivers.holdingOf('driver-1')?.holdUntil !== undefined).toBe(ride.status === 'confirmed');
      }),
    );
    expect(ends).toEqual(new Set(['deadline', 'answer:payment-check']));
  });
});
