import { describe, expect, it } from 'vitest';
import { announce } from '../../core/announce.ts';
import { endRide } from '../../core/end-ride.ts';
import { RideNotFoundError } from '../../core/errors.ts';
import { gather } from '../../core/gather.ts';
import type { BranchResult } from '../../core/messages.ts';
import { isLate } from '../../core/ride.ts';
import { plusMs } from '../../core/time.ts';
import { around } from '../support/disturbed-ports.ts';
import { aHolder, lease } from '../support/drivers.ts';
import { gatherWorld, loseDriver, releaseDriver } from '../support/gather-world.ts';
import {
  aDeadline,
  aFare,
  allOk,
  aMatch,
  anEta,
  aPayment,
  aResult,
  aRide,
  aSettle,
  deadlineAt,
  expects,
  holdUntil,
  leaseUntil,
  pickup,
  requestedAt,
} from '../support/rides.ts';

const results = (): BranchResult[] => Object.values(allOk());
const resultsBut = (...branches: string[]) => results().filter(({ branch }) => !branches.includes(branch));

/** A world whose ride has been answered by all branches. */
async function confirmedWorld() {
  const world = await gatherWorld(aRide());
  await world.deliver(...results());
  return world;
}

describe('gathering', () => {
  it('waits while a branch is missing', async () => {
    const world = await gatherWorld(aRide());
    await world.deliver(...resultsBut('eta'));
    expect(await world.ride()).toMatchObject({ status: 'requested', pending: new Set(['eta']) });
    expect(world.events.published).toEqual([]);
  });

  it('confirms once the last branch has answered, and puts the answers together', async () => {
    const world = await gatherWorld(aRide());
    for (const result of results()) await world.deliver(result);
    const { driverId, pickupSeconds, pickupDistanceMeters } = aMatch();
    const { distanceMeters, durationSeconds, source } = anEta();
    expect(await world.ride()).toMatchObject({
      status: 'confirmed',
      completedAt: world.time.now(),
      unanswered: [],
      outcome: {
        driver: { driverId, pickupSeconds, pickupDistanceMeters },
        trip: { distanceMeters, durationSeconds, source },
        fare: aFare(),
        payment: aPayment(),
      },
    });
  });

  it('announces a confirmed ride with its driver, and remembers that', async () => {
    const world = await confirmedWorld();
    const { rideId, riderId, traceparent, completedAt } = await world.ride();
    expect(world.events.published).toEqual([
      {
        v: 1,
        type: 'ride.confirmed',
        rideId,
        riderId,
        traceparent,
        requestedAt,
        at: world.time.now(),
        occurredAt: completedAt,
        driverId: 'driver-1',
        wants: [],
      },
    ]);
    expect((await world.ride()).announced).toEqual(new Set(['confirmed']));
  });

  it('announces nothing anew when a message is delivered again', async () => {
    const world = await confirmedWorld();
    await world.deliver(...results());
    expect(world.events.published).toHaveLength(1);
    expect(world.rides.moves).toHaveLength(1);
  });

  it('tells of each ride that it has moved on, once', async () => {
    const world = await gatherWorld(aRide());
    const settled: string[] = [];
    const ports = { ...world.ports, settled: ({ status }: { status: string }) => settled.push(status) };
    const { rideId } = await world.ride();
    await gather(ports, rideId, resultsBut('eta'));
    await gather(ports, rideId, results());
    await gather(ports, rideId, results());
    expect(settled).toEqual(['confirmed']);
  });

  it('rejects at once when a required branch refuses, without waiting for the others', async () => {
    const world = await gatherWorld(aRide());
    await world.deliver(aResult('payment-check', { status: 'rejected' }));
    const ride = await world.ride();
    expect(ride).toMatchObject({ status: 'rejected', reasons: [{ branch: 'payment-check', code: 'refused' }] });
    expect(ride).not.toHaveProperty('outcome');
    expect(new Set(ride.unanswered)).toEqual(new Set(['driver-matching', 'eta', 'pricing']));
  });

  it('keeps the answers of branches that have no field of their own in the outcome', async () => {
    const ride = aRide({ expects: { ...expects, 'fraud-check': 'required' } });
    const world = await gatherWorld(ride);
    await world.deliver(...results(), aResult('fraud-check', { result: { score: 3 } }));
    expect((await world.ride()).outcome?.more).toEqual({ 'fraud-check': { score: 3 } });
  });

  it('takes the trip from the fare when eta has failed', async () => {
    const world = await gatherWorld(aRide());
    await world.deliver(...resultsBut('eta'), aResult('eta', { status: 'failed' }));
    const { distanceMeters, durationSeconds } = aFare();
    expect((await world.ride()).outcome?.trip).toEqual({ distanceMeters, durationSeconds, source: 'fare' });
  });

  it('fails when there are results but no ride, so that they are delivered again', async () => {
    const { ports } = await gatherWorld(aRide());
    await expect(gather(ports, 'ride-unknown', [aResult('eta')])).rejects.toThrow(RideNotFoundError);
  });
});

describe('late results', () => {
  it('are kept and change nothing else', async () => {
    const world = await gatherWorld(aRide());
    await world.deliver(aResult('payment-check', { status: 'rejected' }));
    const before = await world.ride();
    await world.deliver(aResult('pricing', { status: 'rejected' }), aResult('eta'));
    const after = await world.ride();
    expect(after).toEqual({ ...before, results: after.results, pending: new Set(['driver-matching']) });
    expect(Object.keys(after.results).sort()).toEqual(['eta', 'payment-check', 'pricing']);
    expect(['eta', 'payment-check', 'pricing'].map((branch) => isLate(after, branch))).toEqual([true, false, true]);
    expect(world.rides.moves).toHaveLength(1);
  });

  it('announce a driver that nobody needs, again on every delivery', async () => {
    const world = await gatherWorld(aRide());
    await world.deliver(aResult('payment-check', { status: 'rejected' }));
    await world.deliver(aResult('driver-matching'));
    await world.deliver(aResult('driver-matching'));
    const types = world.events.published.map(({ type, driverId }) => [type, driverId]);
    expect(types).toEqual([
      ['ride.rejected', undefined],
      ['ride.driver-unneeded', 'driver-1'],
      ['ride.driver-unneeded', 'driver-1'],
    ]);
  });

  it('announce a second driver that was found for a ride', async () => {
    const world = await gatherWorld(aRide());
    await world.deliver(...results());
    await world.deliver(aResult('driver-matching', { result: aMatch({ driverId: 'driver-2' }) }));
    expect(world.events.published.map(({ type, driverId }) => [type, driverId])).toEqual([
      ['ride.confirmed', 'driver-1'],
      ['ride.driver-unneeded', 'driver-2'],
    ]);
  });

  it('announce a second driver while the ride still waits for other branches', async () => {
    const world = await gatherWorld(aRide());
    await world.deliver(
      aResult('driver-matching'),
      aResult('driver-matching', { result: aMatch({ driverId: 'driver-2' }) }),
    );
    expect(world.events.published.map(({ type, driverId }) => [type, driverId])).toEqual([
      ['ride.driver-unneeded', 'driver-2'],
    ]);
  });

  it('announce no driver that a confirmed or waiting ride has', async () => {
    const world = await gatherWorld(aRide());
    await world.deliver(aResult('driver-matching'));
    await world.deliver(...results());
    await world.deliver(aResult('driver-matching'));
    expect(world.events.published.map(({ type }) => type)).toEqual(['ride.confirmed']);
  });
});

describe('holding the driver', () => {
  it('turns the lease into a hold when the ride is confirmed', async () => {
    const world = await confirmedWorld();
    const { rideId, completedAt } = await world.ride();
    expect(world.drivers.holdingOf('driver-1')).toEqual({ rideId, holdUntil: holdUntil(completedAt) });
  });

  it('holds no driver while the ride waits, nor when it is rejected', async () => {
    const world = await gatherWorld(aRide());
    const { rideId } = await world.ride();
    await world.deliver(...resultsBut('payment-check'));
    expect(world.drivers.holdingOf('driver-1')).toEqual({ rideId, leaseUntil });
    await world.deliver(aResult('payment-check', { status: 'rejected' }));
    expect(world.drivers.holdingOf('driver-1')).toEqual({ rideId, leaseUntil });
  });

  it('rejects when the driver was lost to another ride meanwhile', async () => {
    const world = await gatherWorld(aRide());
    await loseDriver(world);
    await world.deliver(...results());
    const ride = await world.ride();
    expect(ride).toMatchObject({
      status: 'rejected',
      reasons: [
        {
          branch: 'driver-matching',
          code: 'driver-matching_unavailable',
          retryable: true,
          message: expect.stringContaining('driver_lost'),
        },
      ],
    });
    expect(ride).not.toHaveProperty('outcome');
    expect(world.events.published.map(({ type }) => type)).toContain('ride.rejected');
    for (const event of world.events.published) await releaseDriver(world.drivers, event);
    expect(world.drivers.holdingOf('driver-1')?.rideId).toBe('ride-2');
  });

  it('releases the hold when the ride was cancelled before it could be confirmed', async () => {
    const world = await gatherWorld(aRide());
    const ride = await world.ride();
    const cancelling = around(world.drivers, async (call) => {
      const held = await call();
      await endRideOnce();
      return held;
    });
    let ended = false;
    const endRideOnce = async () => {
      if (ended) return;
      ended = true;
      const { rideId } = ride;
      await endRide(world.ports, (await world.rides.get(rideId)) ?? ride, 'cancelled');
    };
    await gather({ ...world.ports, drivers: cancelling }, ride.rideId, results());
    expect((await world.ride()).status).toBe('cancelled');
    expect(world.drivers.holdingOf('driver-1')).toBeUndefined();
  });

  it('keeps the hold when another gather confirmed the ride first', async () => {
    const world = await gatherWorld(aRide());
    const { rideId } = await world.ride();
    let other: Promise<void> | undefined;
    const racing = around(world.drivers, async (call) => {
      const held = await call();
      other ??= world.deliver(...results());
      await other;
      return held;
    });
    await gather({ ...world.ports, drivers: racing }, rideId, results());
    expect((await world.ride()).status).toBe('confirmed');
    expect(world.drivers.holdingOf('driver-1')).toEqual({ rideId, holdUntil: holdUntil() });
    expect(world.rides.moves).toHaveLength(1);
  });

  it('takes an answer into account that comes between the decision and its write', async () => {
    const world = await gatherWorld(aRide());
    const ride = await world.ride();
    await world.deliver(...resultsBut('eta'));
    world.time.set(deadlineAt);
    let late: Promise<unknown> | undefined;
    const racing = around(world.drivers, async (call) => {
      const held = await call();
      late ??= world.rides.record(ride.rideId, [aResult('eta')]);
      await late;
      return held;
    });
    await gather({ ...world.ports, drivers: racing }, ride.rideId, [aDeadline(ride)]);
    expect(await world.ride()).toMatchObject({ status: 'confirmed', unanswered: [], outcome: { trip: anEtaTrip() } });
  });

  const anEtaTrip = () => ({ source: anEta().source });
});

describe('the deadline', () => {
  it('expires a ride and names what is missing', async () => {
    const world = await gatherWorld(aRide());
    await world.deliver(...resultsBut('pricing', 'eta'));
    world.time.set(deadlineAt);
    await world.deliver(aDeadline(await world.ride()));
    const ride = await world.ride();
    expect(ride).toMatchObject({ status: 'expired', completedAt: deadlineAt });
    expect(ride.reasons).toMatchObject([{ branch: 'pricing', code: 'pricing_timed_out', retryable: true }]);
    expect(world.events.published.map(({ type, driverId }) => [type, driverId])).toEqual([
      ['ride.expired', 'driver-1'],
    ]);
  });

  it('confirms a ride that only an optional branch is missing of', async () => {
    const world = await gatherWorld(aRide());
    await world.deliver(...resultsBut('eta'));
    world.time.set(deadlineAt);
    await world.deliver(aDeadline(await world.ride()));
    expect(await world.ride()).toMatchObject({
      status: 'confirmed',
      unanswered: ['eta'],
      outcome: { trip: { source: 'fare' } },
    });
    const { rideId, completedAt } = await world.ride();
    expect(world.drivers.holdingOf('driver-1')).toEqual({ rideId, holdUntil: holdUntil(completedAt) });
  });

  it('has come for a ride whichever message comes after it', async () => {
    const world = await gatherWorld(aRide());
    world.time.set(deadlineAt);
    await world.deliver(aResult('eta'));
    expect((await world.ride()).status).toBe('expired');
  });

  it('changes nothing for a ride that has ended', async () => {
    const world = await confirmedWorld();
    const before = await world.ride();
    world.time.set(deadlineAt);
    await world.deliver(aDeadline(before));
    expect(await world.ride()).toEqual(before);
    expect(world.gatherQueue.sent).toEqual([]);
  });

  it('goes back until it is due when its message comes early', async () => {
    const world = await gatherWorld(aRide());
    world.time.advance(12_500);
    const deadline = aDeadline(await world.ride());
    await world.deliver(deadline);
    expect((await world.ride()).status).toBe('requested');
    expect(world.gatherQueue.sent).toEqual([{ message: deadline, delaySeconds: 7.5 }]);
  });

  it("goes by the record's own deadline, whatever the message says", async () => {
    const world = await gatherWorld(aRide());
    const early = { deadlineAt: plusMs(requestedAt, 5_000), dropAfter: plusMs(deadlineAt, 29_000) };
    const deadline = aDeadline(await world.ride(), early);
    world.time.advance(5_000);
    await world.deliver(deadline);
    expect((await world.ride()).status).toBe('requested');
    expect(world.gatherQueue.sent).toEqual([{ message: deadline, delaySeconds: 15 }]);
  });

  it('goes back while there is no ride yet, then is dropped', async () => {
    const world = await gatherWorld(aRide());
    const deadline = aDeadline({ rideId: 'ride-unknown', deadlineAt });
    world.time.set(deadlineAt);
    await gather(world.ports, 'ride-unknown', [deadline]);
    expect(world.gatherQueue.sent).toEqual([{ message: deadline, delaySeconds: 1 }]);
    world.time.set(plusMs(deadline.dropAfter, -1));
    await gather(world.ports, 'ride-unknown', [deadline]);
    expect(world.gatherQueue.sent).toHaveLength(2);
    world.time.set(deadline.dropAfter);
    await gather(world.ports, 'ride-unknown', [deadline]);
    expect(world.gatherQueue.sent).toHaveLength(2);
  });

  it('ends a ride that was written after the deadline message had come', async () => {
    const world = await gatherWorld(aRide());
    const ride = aRide();
    const deadline = aDeadline(ride);
    world.time.set(deadlineAt);
    await gather(world.ports, ride.rideId, [deadline]);
    await world.rides.create(ride);
    world.time.advance(1_000);
    await gather(world.ports, ride.rideId, [deadline]);
    expect((await world.rides.get(ride.rideId))?.status).toBe('expired');
    expect(world.gatherQueue.sent).toHaveLength(1);
  });
});

describe('a settle message', () => {
  it('announces a state whose writer died before it could', async () => {
    const world = await gatherWorld(aRide());
    const ride = await world.ride();
    await world.rides.move(ride, { status: 'cancelled', at: requestedAt });
    await world.deliver(aSettle(ride.rideId));
    expect(world.events.published.map(({ type }) => type)).toEqual(['ride.cancelled']);
    expect(world.gatherQueue.sent).toEqual([]);
  });

  it('announces nothing that was announced', async () => {
    const world = await gatherWorld(aRide());
    const cancelled = await endRide(world.ports, await world.ride(), 'cancelled');
    await announce(world.ports, await world.ride());
    await world.deliver(aSettle(cancelled.rideId));
    expect(world.events.published.map(({ type }) => type)).toEqual(['ride.cancelled']);
  });

  it('waits for the write until dropAfter, then is dropped', async () => {
    const world = await gatherWorld(aRide());
    const settle = aSettle((await world.ride()).rideId, { dropAfter: plusMs(requestedAt, 10_000) });
    await world.deliver(settle);
    world.time.set(plusMs(settle.dropAfter, -1));
    await world.deliver(settle);
    expect(world.gatherQueue.sent).toEqual([
      { message: settle, delaySeconds: 1 },
      { message: settle, delaySeconds: 1 },
    ]);
    world.time.set(settle.dropAfter);
    await world.deliver(settle);
    expect(world.gatherQueue.sent).toHaveLength(2);
    expect((await world.ride()).status).toBe('requested');
  });

  it('waits for the end of a confirmed ride, and not for that of a rejected one', async () => {
    const confirmed = await confirmedWorld();
    await confirmed.deliver(aSettle((await confirmed.ride()).rideId, { state: 'completed' }));
    expect(confirmed.gatherQueue.sent).toHaveLength(1);

    const rejected = await gatherWorld(aRide());
    await rejected.deliver(aResult('pricing', { status: 'rejected' }));
    await rejected.deliver(aSettle((await rejected.ride()).rideId));
    expect(rejected.gatherQueue.sent).toEqual([]);
  });
});

describe('ending a ride', () => {
  it('frees the driver of a confirmed ride when it is completed', async () => {
    const world = await confirmedWorld();
    world.time.advance(600_000);
    const completed = await endRide(world.ports, await world.ride(), 'completed');
    expect(completed).toMatchObject({ status: 'completed', endedAt: world.time.now(), outcome: { fare: aFare() } });
    const event = world.events.published.at(-1);
    expect(event).toMatchObject({ type: 'ride.completed', driverId: 'driver-1', occurredAt: completed.endedAt });
    if (event) await releaseDriver(world.drivers, event);
    expect(await lease(world.drivers, 'driver-1', aHolder('ride-2'))).toMatchObject({ position: pickup });
  });

  it('sends the settle message before it writes', async () => {
    const world = await gatherWorld(aRide());
    const ride = await world.ride();
    const statusWhenSent: string[] = [];
    const gatherQueue = around(world.gatherQueue, async (call) => {
      statusWhenSent.push((await world.ride()).status);
      return call();
    });
    await endRide({ ...world.ports, gatherQueue }, ride, 'cancelled');
    expect(statusWhenSent).toEqual(['requested']);
    expect(world.gatherQueue.sent).toMatchObject([
      { message: { kind: 'settle', state: 'cancelled' }, delaySeconds: 1 },
    ]);
  });

  it('does twice the same as once', async () => {
    const world = await gatherWorld(aRide());
    const ride = await world.ride();
    await Promise.all([endRide(world.ports, ride, 'cancelled'), endRide(world.ports, ride, 'cancelled')]);
    expect((await endRide(world.ports, await world.ride(), 'cancelled')).status).toBe('cancelled');
    expect(world.rides.moves).toHaveLength(1);
  });

  it.each([
    ['cancelled', 'rejected'],
    ['completed', 'rejected'],
    ['completed', 'requested'],
    ['completed', 'cancelled'],
    ['cancelled', 'expired'],
    ['cancelled', 'completed'],
  ] as const)('is not %s when it is %s', async (end, status) => {
    const world = await gatherWorld(aRide({ status }));
    await expect(endRide(world.ports, await world.ride(), end)).rejects.toMatchObject({
      name: 'RideEndedError',
      status,
    });
    expect(world.rides.moves).toEqual([]);
    expect(world.events.published).toEqual([]);
  });

  it('gives up when the ride has ended otherwise since it was read', async () => {
    const world = await gatherWorld(aRide());
    const read = await world.ride();
    await world.deliver(aResult('pricing', { status: 'rejected' }));
    await expect(endRide(world.ports, read, 'cancelled')).rejects.toMatchObject({ status: 'rejected' });
  });

  it('cancels a ride that was confirmed or answered since it was read', async () => {
    const world = await gatherWorld(aRide());
    const read = await world.ride();
    await world.deliver(...results());
    expect(await endRide(world.ports, read, 'cancelled')).toMatchObject({ status: 'cancelled' });
    expect(world.rides.moves.map(({ from, status }) => [from, status])).toEqual([
      ['requested', 'confirmed'],
      ['confirmed', 'cancelled'],
    ]);
  });
});
