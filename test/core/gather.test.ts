import { describe, expect, it } from 'vitest';
import { endRide } from '../../core/end-ride.ts';
import { gather } from '../../core/gather.ts';
import type { BranchResult, GatherMessage } from '../../core/messages.ts';
import { isLate, type Ride } from '../../core/ride.ts';
import { plusMs } from '../../core/time.ts';
import { around } from '../support/disturbed-ports.ts';
import { aHolder, lease } from '../support/drivers.ts';
import { type GatherWorld, gatherWorld, loseDriver, releaseAll, retentionDays } from '../support/gather-world.ts';
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
  aWakeUp,
  deadlineAt,
  expects,
  holdUntil,
  leaseUntil,
  pickup,
  requestedAt,
} from '../support/rides.ts';

const results = (): BranchResult[] => Object.values(allOk());
const resultsBut = (...branches: string[]) => results().filter(({ branch }) => !branches.includes(branch));
const daySeconds = 86_400;
const seconds = (moment: string) => Date.parse(moment) / 1000;

/** A world whose ride has been answered by all branches, and confirmed. */
async function confirmedWorld(ride: Ride = aRide()) {
  const world = await gatherWorld(ride);
  await world.answer(...results());
  await world.drain();
  return world;
}

describe('gathering', () => {
  it('reads the ride as it was last written', async () => {
    const world = await gatherWorld(aRide());
    const reads: unknown[] = [];
    const rides = {
      ...world.rides,
      get: (rideId: string, read?: 'latest') => {
        reads.push(read);
        return world.rides.get(rideId, read);
      },
    };
    await gather({ ...world.ports, rides }, world.asked.rideId, [aWakeUp('eta', { rideId: world.asked.rideId })]);
    expect(reads).toEqual(['latest']);
  });

  it('is not begun while a required branch is missing', async () => {
    const world = await gatherWorld(aRide());
    await world.answer(...resultsBut('pricing'));
    expect(world.gatherQueue.sent).toEqual([]);
    expect(await world.ride()).toMatchObject({ status: 'requested', pending: new Set(['pricing']) });
  });

  it('confirms once the last branch has answered, and puts the answers together', async () => {
    const world = await confirmedWorld();
    const { driverId, pickupSeconds, pickupDistanceMeters } = aMatch();
    const { distanceMeters, durationSeconds, source } = anEta();
    expect(await world.ride()).toMatchObject({
      status: 'confirmed',
      settledAt: world.time.now(),
      unanswered: [],
      pending: new Set(),
      outcome: {
        driver: { driverId, pickupSeconds, pickupDistanceMeters },
        trip: { distanceMeters, durationSeconds, source },
        fare: aFare(),
        payment: aPayment(),
      },
    });
  });

  it('announces a confirmed ride with its driver', async () => {
    const world = await confirmedWorld();
    const { rideId, riderId, traceparent, settledAt } = await world.ride();
    expect(world.events.published).toEqual([
      {
        v: 1,
        type: 'ride.confirmed',
        rideId,
        riderId,
        traceparent,
        requestedAt,
        at: world.time.now(),
        occurredAt: settledAt,
        driverId: 'driver-1',
        wants: [],
      },
    ]);
  });

  it('notes which message decided: the wake-up of the last branch to answer', async () => {
    const world = await gatherWorld(aRide());
    await world.answer(...resultsBut('pricing'), aResult('pricing'));
    await world.drain();
    expect((await world.ride()).settledBy).toBe('answer:pricing');
  });

  it('tells of each ride that it has moved on, once', async () => {
    const world = await gatherWorld(aRide());
    const settled: string[] = [];
    const ports = { ...world.ports, settled: ({ status }: Ride) => void settled.push(status) };
    await world.answer(...results());
    for (let delivery = 1; delivery <= 3; delivery += 1) await gather(ports, world.asked.rideId, [aWakeUp('eta')]);
    expect(settled).toEqual(['confirmed']);
  });

  it('keeps the answers of branches that have no field of their own in the outcome', async () => {
    const world = await gatherWorld(aRide({ expects: { ...expects, 'another-branch': 'required' } }));
    await world.answer(...results(), aResult('another-branch', { result: { score: 3 } }));
    await world.drain();
    expect((await world.ride()).outcome?.more).toEqual({ 'another-branch': { score: 3 } });
  });

  it.each(['failed', 'rejected'] as const)('takes the trip from the fare when eta has %s', async (status) => {
    const world = await gatherWorld(aRide());
    await world.answer(...resultsBut('eta'), aResult('eta', { status }));
    await world.drain();
    const { distanceMeters, durationSeconds } = aFare();
    expect((await world.ride()).outcome?.trip).toEqual({ distanceMeters, durationSeconds, source: 'fare' });
  });

  it.each(['failed', 'rejected'] as const)('rejects at once when a required branch has %s', async (status) => {
    const world = await gatherWorld(aRide());
    await world.answer(aResult('payment-check', { status }));
    await world.drain();
    const ride = await world.ride();
    expect(ride).toMatchObject({ status: 'rejected', reasons: [{ branch: 'payment-check' }] });
    expect(ride).not.toHaveProperty('outcome');
    expect(new Set(ride.unanswered)).toEqual(new Set(['driver-matching', 'eta', 'pricing']));
    expect(world.announced()).toEqual(['ride.rejected']);
  });

  it('takes a wake-up of a ride that cannot be decided for what it is', async () => {
    const world = await gatherWorld(aRide());
    await world.answer(...resultsBut('pricing'));
    await world.deliver(aWakeUp('eta'));
    expect(await world.ride()).toMatchObject({ status: 'requested' });
    expect(world.gatherQueue.sent).toEqual([]);
  });

  it('keeps records for the days of retention: of a ride that may still end from the end of its hold on', async () => {
    const confirmed = await confirmedWorld();
    const { settledAt = '', expiresAt } = await confirmed.ride();
    expect(expiresAt).toBe(seconds(settledAt) + daySeconds + retentionDays * daySeconds);
    const rejected = await gatherWorld(aRide());
    await rejected.answer(aResult('pricing', { status: 'rejected' }));
    await rejected.drain();
    expect((await rejected.ride()).expiresAt).toBe(seconds(rejected.time.now()) + retentionDays * daySeconds);
  });
});

describe('optional branches', () => {
  const others = ['driver-matching', 'pricing', 'payment-check'];

  it('are waited for two seconds once all required ones have said ok', async () => {
    const world = await gatherWorld(aRide());
    world.time.advance(300);
    await world.answer(...resultsBut('eta'));
    const [waking, ...more] = world.gatherQueue.sent;
    const waitsUntil = plusMs(requestedAt, 2_300);
    expect(waking).toMatchObject({ message: { kind: 'wake-up', waitsUntil }, delaySeconds: 2 });
    expect(more).toEqual([]);
    await world.drain(plusMs(requestedAt, 2_299));
    expect((await world.ride()).status).toBe('requested');
    await world.drain(plusMs(requestedAt, 2_300));
    expect(await world.ride()).toMatchObject({
      status: 'confirmed',
      settledAt: plusMs(requestedAt, 2_300),
      unanswered: ['eta'],
      outcome: { trip: { source: 'fare' } },
    });
  });

  it('end the wait when they answer', async () => {
    const world = await gatherWorld(aRide());
    await world.answer(...resultsBut('eta'));
    world.time.advance(1_000);
    await world.answer(aResult('eta'));
    await world.drain();
    expect(await world.ride()).toMatchObject({ status: 'confirmed', unanswered: [] });
    await world.drain(deadlineAt);
    expect(world.announced()).toEqual(['ride.confirmed']);
  });

  it('are in the outcome when they are there, however late the wake-up comes', async () => {
    const world = await gatherWorld(aRide());
    await world.answer(...resultsBut('eta'));
    world.time.advance(2_500);
    await world.answer(aResult('eta'));
    world.time.advance(500);
    for (const { message } of world.gatherQueue.sent.slice(0, 1)) await world.deliver(message);
    expect(await world.ride()).toMatchObject({ status: 'confirmed', unanswered: [], outcome: { trip: anEtaTrip() } });
  });

  it('are waited for no longer than to the deadline', async () => {
    const world = await gatherWorld(aRide());
    world.time.set(plusMs(deadlineAt, -500));
    await world.answer(...resultsBut('eta'));
    expect(world.gatherQueue.sent).toMatchObject([{ delaySeconds: 0.5 }]);
    world.time.set(deadlineAt);
    await world.deliver(aDeadline(world.asked));
    expect(await world.ride()).toMatchObject({ status: 'confirmed', settledBy: 'deadline', unanswered: ['eta'] });
  });

  it('are each waited for, when there are two, from the last required answer on', async () => {
    const world = await gatherWorld(aRide({ expects: { ...expects, 'another-subscriber': 'optional' } }));
    await world.answer(...resultsBut('eta'));
    world.time.advance(1_500);
    await world.answer(aResult('another-subscriber', { result: { points: 1 } }));
    await world.drain(plusMs(requestedAt, 2_000));
    expect(await world.ride()).toMatchObject({
      status: 'confirmed',
      settledAt: plusMs(requestedAt, 2_000),
      unanswered: ['eta'],
      outcome: { more: { 'another-subscriber': { points: 1 } } },
    });
    await world.drain(deadlineAt);
    expect(world.announced()).toEqual(['ride.confirmed']);
  });

  it('are waited for, too, where the last required answer came as a message', async () => {
    const world = await gatherWorld(aRide());
    await world.answer(...resultsBut('eta', 'pricing'));
    world.time.advance(3_000);
    await world.deliver(aResult('pricing'));
    expect((await world.ride()).status).toBe('requested');
    await world.drain(plusMs(requestedAt, 4_999));
    expect((await world.ride()).status).toBe('requested');
    await world.drain(plusMs(requestedAt, 5_000));
    expect(await world.ride()).toMatchObject({ status: 'confirmed', unanswered: ['eta'] });
  });

  it('cannot be waited for when there is none', async () => {
    const required = Object.fromEntries(others.map((branch) => [branch, 'required' as const]));
    const world = await gatherWorld(aRide({ expects: required }));
    await world.answer(...resultsBut('eta'));
    await world.drain();
    expect((await world.ride()).status).toBe('confirmed');
  });

  it('have their wake-up sent back when it comes early', async () => {
    const world = await gatherWorld(aRide());
    await world.answer(...resultsBut('eta'));
    const [{ message: waking } = expect.fail()] = world.gatherQueue.sent;
    world.time.advance(500);
    await world.deliver(waking);
    const again = { ...waking, at: world.time.now() };
    expect(world.gatherQueue.sent.slice(1)).toEqual([{ message: again, delaySeconds: 1.5 }]);
    expect((await world.ride()).status).toBe('requested');
  });

  const anEtaTrip = () => ({ source: anEta().source });
});

describe('late results', () => {
  const rejectedWorld = async () => {
    const world = await gatherWorld(aRide());
    await world.answer(aResult('payment-check', { status: 'rejected' }));
    await world.drain();
    return world;
  };

  it('are kept, and change nothing else', async () => {
    const world = await rejectedWorld();
    const before = await world.ride();
    await world.answer(aResult('pricing', { status: 'rejected' }), aResult('eta'));
    await world.drain();
    const after = await world.ride();
    expect(after).toEqual({ ...before, results: after.results });
    expect(Object.keys(after.results).sort()).toEqual(['eta', 'payment-check', 'pricing']);
    expect(['eta', 'payment-check', 'pricing'].map((branch) => isLate(after, branch))).toEqual([true, false, true]);
    expect(world.rides.moves).toHaveLength(1);
    expect(world.announced()).toEqual(['ride.rejected']);
  });

  it('are told of, with who was late', async () => {
    const world = await rejectedWorld();
    await world.answer(aResult('pricing'));
    const late: (readonly string[])[] = [];
    const ports = { ...world.ports, cameLate: (_: Ride, branches: readonly string[]) => void late.push(branches) };
    await gather(ports, world.asked.rideId, [aWakeUp('pricing'), aWakeUp('payment-check')]);
    expect(late).toEqual([['pricing']]);
  });

  it('announce a driver that nobody needs, again on every delivery', async () => {
    const world = await rejectedWorld();
    await world.answer(aResult('driver-matching'));
    await world.drain();
    await world.deliver(aWakeUp('driver-matching'));
    const told = world.events.published.map(({ type, driverId }) => [type, driverId]);
    expect(told).toEqual([
      ['ride.rejected', undefined],
      ['ride.driver-unneeded', 'driver-1'],
      ['ride.driver-unneeded', 'driver-1'],
    ]);
    await releaseAll(world);
    expect(world.drivers.item('driver-1')?.availableIn).toBeDefined();
  });

  it('announce a second driver that was found for a ride', async () => {
    const world = await confirmedWorld();
    await world.answer(aResult('driver-matching', { result: aMatch({ driverId: 'driver-2' }) }));
    await world.drain();
    expect(world.events.published.map(({ type, driverId }) => [type, driverId])).toEqual([
      ['ride.confirmed', 'driver-1'],
      ['ride.driver-unneeded', 'driver-2'],
    ]);
  });

  it('announce a second driver while the ride still waits for other branches', async () => {
    const world = await gatherWorld(aRide());
    await world.answer(aResult('driver-matching'));
    await world.answer(aResult('driver-matching', { result: aMatch({ driverId: 'driver-2' }) }));
    await world.drain();
    expect(world.events.published.map(({ type, driverId }) => [type, driverId])).toEqual([
      ['ride.driver-unneeded', 'driver-2'],
    ]);
  });

  it('announce no driver that a confirmed or waiting ride has', async () => {
    const world = await gatherWorld(aRide());
    await world.deliver(aResult('driver-matching'));
    await world.answer(...results());
    await world.drain();
    await world.deliver(aResult('driver-matching'));
    expect(world.announced()).toEqual(['ride.confirmed']);
  });
});

describe('holding the driver', () => {
  it('turns the lease into a hold when the ride is confirmed', async () => {
    const world = await confirmedWorld();
    const { rideId, settledAt } = await world.ride();
    expect(world.drivers.holdingOf('driver-1')).toEqual({ rideId, holdUntil: holdUntil(settledAt) });
  });

  it('holds no driver while the ride waits, nor when it is rejected', async () => {
    const world = await gatherWorld(aRide());
    const { rideId } = world.asked;
    await world.answer(...resultsBut('payment-check'));
    await world.drain();
    expect(world.drivers.holdingOf('driver-1')).toEqual({ rideId, leaseUntil });
    await world.answer(aResult('payment-check', { status: 'rejected' }));
    await world.drain();
    expect(world.drivers.holdingOf('driver-1')).toEqual({ rideId, leaseUntil });
  });

  it('rejects when the driver was lost to another ride meanwhile', async () => {
    const world = await gatherWorld(aRide());
    await loseDriver(world);
    await world.answer(...results());
    await world.drain();
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
    expect(world.announced()).toContain('ride.rejected');
    await releaseAll(world);
    expect(world.drivers.holdingOf('driver-1')?.rideId).toBe('ride-2');
  });

  /** A gather during whose first hold something else happens. */
  const gatherWhile = async (world: GatherWorld, happening: () => Promise<unknown>, message: GatherMessage) => {
    let happened: Promise<unknown> | undefined;
    const drivers = around(world.drivers, async (call) => {
      const held = await call();
      happened ??= happening();
      await happened;
      return held;
    });
    await gather({ ...world.ports, drivers }, world.asked.rideId, [{ ...message, rideId: world.asked.rideId }]);
  };

  it('releases the hold when the ride was cancelled before it could be confirmed', async () => {
    const world = await gatherWorld(aRide());
    await world.answer(...results());
    const cancel = async () => endRide(world.endPorts, await world.ride(), 'cancelled');
    await gatherWhile(world, cancel, aWakeUp('payment-check'));
    expect((await world.ride()).status).toBe('cancelled');
    expect(world.drivers.holdingOf('driver-1')).toBeUndefined();
  });

  it('releases it, too, when the driver was matched between two looks at the ride', async () => {
    const world = await gatherWorld(aRide());
    await world.answer(...resultsBut('driver-matching'));
    world.time.set(deadlineAt);
    const looks: (() => Promise<unknown>)[] = [
      () => world.rides.answers.keep(world.asked, aResult('driver-matching')),
      async () => endRide(world.endPorts, await world.ride(), 'cancelled'),
    ];
    const move: GatherWorld['rides']['move'] = async (read, transition) => {
      await looks.shift()?.();
      return world.rides.move(read, transition);
    };
    await gather({ ...world.ports, rides: { ...world.rides, move } }, world.asked.rideId, [aDeadline(world.asked)]);
    expect((await world.ride()).status).toBe('cancelled');
    expect(world.drivers.holdingOf('driver-1')).toBeUndefined();
  });

  it('keeps the hold when another gather confirmed the ride first', async () => {
    const world = await gatherWorld(aRide());
    await world.answer(...results());
    await gatherWhile(world, () => world.deliver(aWakeUp('payment-check')), aWakeUp('payment-check'));
    expect((await world.ride()).status).toBe('confirmed');
    expect(world.drivers.holdingOf('driver-1')).toMatchObject({ rideId: world.asked.rideId, holdUntil: holdUntil() });
    expect(world.rides.moves).toHaveLength(1);
  });

  it('leaves another ride alone that has got the key meanwhile, and releases the hold', async () => {
    const world = await gatherWorld(aRide());
    await world.answer(...results());
    const other = { ...(await world.ride()), requestedAt: plusMs(requestedAt, 1) };
    const moves: Ride[] = [];
    const rides: GatherWorld['ports']['rides'] = {
      ...world.rides,
      get: async () => (moves.length === 0 ? world.ride() : other),
      move: async (read) => {
        moves.push(read);
        if (moves.length > 1) throw new Error('The other ride is settled, too.');
        return undefined;
      },
    };
    await gather({ ...world.ports, rides }, world.asked.rideId, [{ ...aWakeUp('eta'), rideId: world.asked.rideId }]);
    expect(moves.map((read) => read.requestedAt)).toEqual([requestedAt]);
    expect(world.announced()).toEqual([]);
    expect(world.drivers.holdingOf('driver-1')).toBeUndefined();
  });

  it('takes an answer into account that comes between the decision and its write', async () => {
    const world = await gatherWorld(aRide());
    await world.answer(...resultsBut('eta'));
    world.time.set(deadlineAt);
    const answers = () => world.rides.answers.keep(world.asked, aResult('eta'));
    await gatherWhile(world, answers, aDeadline(world.asked));
    expect(await world.ride()).toMatchObject({
      status: 'confirmed',
      unanswered: [],
      outcome: { trip: { source: anEta().source } },
    });
  });

  it('takes the time that the hold has taken into account: a hold that ends too late confirms nothing', async () => {
    const world = await gatherWorld(aRide());
    await world.answer(...results());
    world.time.set(plusMs(deadlineAt, 4_500));
    await gatherWhile(world, async () => world.time.advance(500), aDeadline(world.asked));
    expect(await world.ride()).toMatchObject({ status: 'expired', reasons: [{ code: 'decided_too_late' }] });
    await releaseAll(world);
    expect(world.drivers.holdingOf('driver-1')).toBeUndefined();
  });
});

describe('the deadline', () => {
  it('expires a ride and names what is missing', async () => {
    const world = await gatherWorld(aRide());
    await world.answer(...resultsBut('pricing', 'eta'));
    world.time.set(deadlineAt);
    await world.deliver(aDeadline(world.asked));
    const ride = await world.ride();
    expect(ride).toMatchObject({ status: 'expired', settledAt: deadlineAt });
    expect(ride.reasons).toMatchObject([{ branch: 'pricing', code: 'pricing_timed_out', retryable: true }]);
    expect(world.events.published.map(({ type, driverId }) => [type, driverId])).toEqual([
      ['ride.expired', 'driver-1'],
    ]);
  });

  it('has come for a ride whichever message comes after it', async () => {
    const world = await gatherWorld(aRide());
    await world.answer(aResult('eta'));
    world.time.set(deadlineAt);
    await world.deliver(aWakeUp('eta'));
    expect(await world.ride()).toMatchObject({ status: 'expired', settledBy: 'answer:eta' });
    expect(world.announced()).toEqual(['ride.expired']);
  });

  it('changes nothing for a ride that has ended', async () => {
    const world = await confirmedWorld();
    const before = await world.ride();
    const { length } = world.gatherQueue.sent;
    world.time.set(deadlineAt);
    await world.deliver(aDeadline(before));
    expect(await world.ride()).toEqual(before);
    expect(world.gatherQueue.sent).toHaveLength(length);
    expect(world.announced()).toEqual(['ride.confirmed']);
  });

  it('goes back until it is due when its message comes early', async () => {
    const world = await gatherWorld(aRide());
    world.time.advance(12_500);
    const deadline = aDeadline(world.asked);
    await world.deliver(deadline);
    expect((await world.ride()).status).toBe('requested');
    expect(world.gatherQueue.sent).toEqual([{ message: deadline, delaySeconds: 7.5 }]);
  });

  it('decides a ride that can be decided when its message comes early: its wake-up is late', async () => {
    const world = await gatherWorld(aRide());
    await world.answer(...results());
    await world.deliver(aDeadline(world.asked));
    await world.drain();
    expect(await world.ride()).toMatchObject({ status: 'confirmed', settledBy: 'deadline' });
    expect(world.announced()).toEqual(['ride.confirmed']);
  });

  it("goes by the record's own deadline, whatever the message says", async () => {
    const world = await gatherWorld(aRide());
    const early = { deadlineAt: plusMs(requestedAt, 5_000), dropAfter: plusMs(deadlineAt, 29_000) };
    const deadline = aDeadline(world.asked, early);
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

  it('is dropped at once when another request of the same key has made the ride', async () => {
    const world = await gatherWorld(aRide());
    await world.deliver(aDeadline({ ...world.asked, requestedAt: plusMs(requestedAt, 1) }));
    expect(world.gatherQueue.sent).toEqual([]);
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
  it('announces the end that it was sent for, in each of its deliveries, and no other does', async () => {
    const world = await gatherWorld(aRide());
    await endRide(world.endPorts, await world.ride(), 'cancelled');
    const [{ message } = expect.fail()] = world.gatherQueue.sent;
    await world.deliver(aSettle('', { id: 'cancelled:another' }));
    expect(world.announced()).toEqual([]);
    await world.deliver(message);
    await world.deliver(message);
    expect(world.announced()).toEqual(['ride.cancelled', 'ride.cancelled']);
  });

  it('waits for the write until dropAfter, then is dropped', async () => {
    const world = await gatherWorld(aRide());
    const settle = aSettle(world.asked.rideId, { dropAfter: plusMs(requestedAt, 10_000) });
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

  it('decides no ride: what it would decide is decided by the wake-up, and announced once', async () => {
    const world = await gatherWorld(aRide());
    await world.answer(...results());
    for (let delivery = 1; delivery <= 3; delivery += 1) await world.deliver(aSettle(''));
    expect((await world.ride()).status).toBe('requested');
    await world.deliver(aSettle(''), aWakeUp('payment-check'));
    expect(await world.ride()).toMatchObject({ status: 'confirmed', settledBy: 'answer:payment-check' });
    expect(world.announced()).toEqual(['ride.confirmed']);
  });

  it('waits for the end of a confirmed ride, and not for that of a rejected one', async () => {
    const confirmed = await confirmedWorld();
    const { length } = confirmed.gatherQueue.sent;
    await confirmed.deliver(aSettle('', { state: 'completed' }));
    expect(confirmed.gatherQueue.sent).toHaveLength(length + 1);

    const rejected = await gatherWorld(aRide());
    await rejected.answer(aResult('pricing', { status: 'rejected' }));
    await rejected.drain();
    const sent = rejected.gatherQueue.sent.length;
    await rejected.deliver(aSettle(''));
    expect(rejected.gatherQueue.sent).toHaveLength(sent);
  });
});

describe('ending a ride', () => {
  it('frees the driver of a confirmed ride when it is completed', async () => {
    const world = await confirmedWorld();
    world.time.advance(600_000);
    const completed = await endRide(world.endPorts, await world.ride(), 'completed');
    expect(completed).toMatchObject({ status: 'completed', completedAt: world.time.now(), outcome: { fare: aFare() } });
    expect(completed.expiresAt).toBe(seconds(world.time.now()) + retentionDays * daySeconds);
    await world.drain(plusMs(world.time.now(), 1_000));
    expect(world.announced()).toEqual(['ride.confirmed', 'ride.completed']);
    const event = world.events.published.at(-1);
    expect(event).toMatchObject({ type: 'ride.completed', driverId: 'driver-1', occurredAt: completed.completedAt });
    await releaseAll(world);
    const now = requestedAt;
    expect(await lease(world.drivers, 'driver-1', aHolder('ride-2'), { now })).toMatchObject({ position: pickup });
  });

  it('sends the settle message before it writes', async () => {
    const world = await gatherWorld(aRide());
    const statusWhenSent: string[] = [];
    const gatherQueue = around(world.gatherQueue, async (call) => {
      statusWhenSent.push((await world.ride()).status);
      return call();
    });
    await endRide({ ...world.endPorts, gatherQueue }, await world.ride(), 'cancelled');
    expect(statusWhenSent).toEqual(['requested']);
    expect(world.gatherQueue.sent).toMatchObject([
      { message: { kind: 'settle', state: 'cancelled', requestedAt }, delaySeconds: 1 },
    ]);
  });

  it('does twice the same as once, and is announced once', async () => {
    const world = await gatherWorld(aRide());
    const ride = await world.ride();
    await Promise.all([endRide(world.endPorts, ride, 'cancelled'), endRide(world.endPorts, ride, 'cancelled')]);
    expect((await endRide(world.endPorts, await world.ride(), 'cancelled')).status).toBe('cancelled');
    expect(world.rides.moves).toHaveLength(1);
    await world.drain(deadlineAt);
    expect(world.announced()).toEqual(['ride.cancelled']);
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
    await expect(endRide(world.endPorts, await world.ride(), end)).rejects.toMatchObject({
      name: 'RideEndedError',
      status,
    });
    expect(world.rides.moves).toEqual([]);
    expect(world.gatherQueue.sent).toEqual([]);
  });

  it('gives up when the ride has ended otherwise since it was read', async () => {
    const world = await gatherWorld(aRide());
    const read = await world.ride();
    await world.answer(aResult('pricing', { status: 'rejected' }));
    await world.drain();
    await expect(endRide(world.endPorts, read, 'cancelled')).rejects.toMatchObject({ status: 'rejected' });
  });

  it('ends no other ride of the same key', async () => {
    const world = await gatherWorld(aRide());
    const former = { ...(await world.ride()), requestedAt: plusMs(requestedAt, -1) };
    await expect(endRide(world.endPorts, former, 'cancelled')).rejects.toMatchObject({ name: 'RideNotFoundError' });
    expect((await world.ride()).status).toBe('requested');
  });

  it('cancels a ride that was confirmed or answered since it was read', async () => {
    const world = await gatherWorld(aRide());
    const read = await world.ride();
    await world.answer(...results());
    await world.drain();
    expect(await endRide(world.endPorts, read, 'cancelled')).toMatchObject({ status: 'cancelled' });
    expect(world.rides.moves.map(({ from, status }) => [from, status])).toEqual([
      ['requested', 'confirmed'],
      ['confirmed', 'cancelled'],
    ]);
    await world.drain(deadlineAt);
    expect(world.announced()).toEqual(['ride.confirmed', 'ride.cancelled']);
  });
});
