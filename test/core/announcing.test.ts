import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endRide } from '../../core/end-ride.ts';
import { gather } from '../../core/gather.ts';
import { identityOf } from '../../core/message-identity.ts';
import type { GatherMessage } from '../../core/messages.ts';
import type { RideStore } from '../../core/ports.ts';
import type { Outcome, Ride, RideStatus } from '../../core/ride.ts';
import { plusMs } from '../../core/time.ts';
import { CrashError } from '../support/disturbed-ports.ts';
import { type GatherWorld, gatherWorld } from '../support/gather-world.ts';
import { aDeadline, allOk, aResult, aRide, aSettle, aWakeUp, deadlineAt, requestedAt } from '../support/rides.ts';

const results = () => Object.values(allOk());

/** Each message that a ride can have, other than settle messages. */
const messagesOf = (ride: Pick<Ride, 'rideId' | 'deadlineAt'>): GatherMessage[] => [
  ...Object.keys(allOk()).flatMap((branch) => [aWakeUp(branch), aResult(branch)]),
  aDeadline(ride),
];

/** What decides a ride, and what it becomes by that. */
const deciding: readonly (readonly [string, (world: GatherWorld) => Promise<void>, RideStatus])[] = [
  [
    'answer:payment-check',
    async (world) => {
      await world.answer(...results());
      await world.drain();
    },
    'confirmed',
  ],
  [
    'answer:pricing',
    async (world) => {
      await world.answer(aResult('pricing', { status: 'rejected' }));
      await world.drain();
    },
    'rejected',
  ],
  [
    'deadline',
    async (world) => {
      world.time.set(deadlineAt);
      await world.deliver(aDeadline(world.asked));
    },
    'expired',
  ],
];

describe.each(deciding)('the outcome of a ride that %s has decided', (by, decide, status) => {
  it('is announced by each of its deliveries, and by no other message', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(100), { minLength: 1, maxLength: 8 }), async (picks) => {
        const world = await gatherWorld(aRide());
        await decide(world);
        expect(await world.ride()).toMatchObject({ status, settledBy: by });
        expect(world.announced()).toEqual([`ride.${status}`]);
        const all = messagesOf(world.asked);
        const again = picks.flatMap((pick) => all[pick % all.length] ?? []);
        for (const message of again) await world.deliver(message);
        const announced = world.announced().filter((type) => type === `ride.${status}`);
        expect(announced).toHaveLength(1 + again.filter((message) => identityOf(message) === by).length);
      }),
    );
  });

  it('is announced by a delivery that other messages come with, once', async () => {
    const world = await gatherWorld(aRide());
    await decide(world);
    await world.deliver(...messagesOf(world.asked));
    expect(world.announced().filter((type) => type === `ride.${status}`)).toHaveLength(2);
  });
});

describe('the end of a confirmed ride', () => {
  it('is announced by the message of the call that ended it, and by no other call of the same kind', async () => {
    const world = await gatherWorld(aRide());
    await world.answer(...results());
    await world.drain();
    const confirmed = await world.ride();
    await Promise.all([1, 2, 3].map(() => endRide(world.endPorts, confirmed, 'completed')));
    const settles = world.gatherQueue.sent.filter(({ message }) => message.kind === 'settle');
    expect(new Set(settles.map(({ message }) => identityOf(message))).size).toBe(3);
    await world.drain(deadlineAt);
    expect(world.announced()).toEqual(['ride.confirmed', 'ride.completed']);
  });

  it('is announced with the outcome when the message that decided comes once more', async () => {
    const world = await gatherWorld(aRide());
    await world.answer(...results());
    await world.drain();
    await endRide(world.endPorts, await world.ride(), 'cancelled');
    await world.deliver(aWakeUp('payment-check'));
    expect(world.announced()).toEqual(['ride.confirmed', 'ride.confirmed']);
    expect(world.events.published.at(-1)).toMatchObject({ driverId: 'driver-1', occurredAt: requestedAt });
  });
});

describe('a decision whose announcement failed', () => {
  /** Gathers with a topic that is away. */
  const failing = (world: GatherWorld, message: GatherMessage) => {
    const events = { publish: () => Promise.reject(new Error('The topic is away.')) };
    const { rideId } = world.asked;
    return gather({ ...world.ports, events }, rideId, [{ ...message, rideId }]);
  };

  it('is announced when its message is redriven from the dead letters, days later', async () => {
    const days = fc.record({ deliveries: fc.integer({ min: 1, max: 10 }), days: fc.integer({ min: 0, max: 14 }) });
    await fc.assert(
      fc.asyncProperty(days, async ({ deliveries, days }) => {
        const world = await gatherWorld(aRide());
        await world.answer(...results());
        for (let delivery = 1; delivery <= deliveries; delivery += 1) {
          await expect(failing(world, aWakeUp('payment-check'))).rejects.toThrow('The topic is away.');
        }
        const decided = await world.ride();
        expect(decided.status).toBe('confirmed');
        world.time.advance(days * 86_400_000);
        await world.deliver(aWakeUp('payment-check'));
        expect(world.announced()).toEqual(['ride.confirmed']);
        expect(world.events.published[0]?.occurredAt).toBe(decided.settledAt);
        expect(await world.ride()).toEqual(decided);
      }),
      { numRuns: 30 },
    );
  });
});

describe('a write that moves a ride on and whose answer is lost', () => {
  /** A store the answers of whose first moving writes are lost: the caller is told of an error, or the SDK asks again. */
  const losing = (world: GatherWorld, how: 'error' | 'asked again'): Pick<RideStore, 'get' | 'record' | 'move'> => {
    let lost = false;
    const move: RideStore['move'] = async (read, transition) => {
      const moved = await world.rides.move(read, transition);
      if (lost || moved === undefined) return moved;
      lost = true;
      if (how === 'error') throw new CrashError('The answer is lost.');
      return world.rides.move(read, transition);
    };
    return { ...world.rides, move };
  };

  it('announces the outcome all the same, and keeps the driver', async () => {
    const world = await gatherWorld(aRide());
    await world.answer(...results());
    const { rideId } = world.asked;
    await gather({ ...world.ports, rides: losing(world, 'asked again') }, rideId, [{ ...aWakeUp('eta'), rideId }]);
    expect(world.announced()).toEqual(['ride.confirmed']);
    expect(world.drivers.holdingOf('driver-1')).toMatchObject({ rideId, holdUntil: expect.any(String) });
  });

  it('has its message delivered again where nobody could know, and that announces', async () => {
    const world = await gatherWorld(aRide());
    await world.answer(...results());
    const { rideId } = world.asked;
    const rides = losing(world, 'error');
    const message = { ...aWakeUp('eta'), rideId };
    await expect(gather({ ...world.ports, rides }, rideId, [message])).rejects.toThrow(CrashError);
    expect(world.announced()).toEqual([]);
    await gather({ ...world.ports, rides }, rideId, [message]);
    expect(world.announced()).toEqual(['ride.confirmed']);
  });

  it.each(['cancelled', 'completed'] as const)(
    'announces that the ride was %s, by the call that did it',
    async (end) => {
      const world = await gatherWorld(aRide());
      await world.answer(...results());
      await world.drain();
      const rides = losing(world, 'asked again');
      expect(await endRide({ ...world.endPorts, rides }, await world.ride(), end)).toMatchObject({ status: end });
      await world.drain(deadlineAt);
      expect(world.announced()).toEqual(['ride.confirmed', `ride.${end}`]);
    },
  );
});

describe('what version 0.1.0 has left', () => {
  const rideOf = (more: Partial<Ride>) => aRide({ results: allOk(), settledAt: requestedAt, unanswered: [], ...more });
  const withoutId = ({ id: _, ...settle }: ReturnType<typeof aSettle>) => settle;
  const confirmed = { outcome: {} as Outcome };

  it.each<[string, Ride, GatherMessage, string[]]>([
    ['an outcome that was not announced', rideOf({ status: 'rejected' }), aResult('pricing'), ['ride.rejected']],
    [
      'an outcome that was announced',
      rideOf({ status: 'rejected', announced: new Set<RideStatus>(['rejected']) }),
      aResult('pricing'),
      [],
    ],
    [
      'a cancellation that was not announced',
      rideOf({ status: 'cancelled' }),
      withoutId(aSettle('')),
      ['ride.cancelled'],
    ],
    [
      'a completion that was not announced',
      rideOf({ ...confirmed, status: 'completed', announced: new Set<RideStatus>(['confirmed']) }),
      withoutId(aSettle('', { state: 'completed' })),
      ['ride.completed'],
    ],
    [
      'a completion that was announced',
      rideOf({ ...confirmed, status: 'completed', announced: new Set<RideStatus>(['confirmed', 'completed']) }),
      withoutId(aSettle('', { state: 'completed' })),
      [],
    ],
    [
      'a ride that this version completed',
      rideOf({
        ...confirmed,
        status: 'completed',
        announced: new Set<RideStatus>(['confirmed']),
        endedBy: 'completed:1',
      }),
      aSettle('', { state: 'completed', id: 'completed:1' }),
      ['ride.completed'],
    ],
  ])('is announced as that would: %s', async (_, ride, { requestedAt: _of, ...message }, announced) => {
    const world = await gatherWorld(ride);
    await world.deliver(message as GatherMessage);
    expect(world.announced()).toEqual(announced);
  });

  it('is waited for: a settle message without an id goes back while its ride is not cancelled', async () => {
    const world = await gatherWorld(aRide());
    const settle = withoutId(aSettle(world.asked.rideId, { dropAfter: plusMs(requestedAt, 5_000) }));
    await world.deliver(settle);
    expect(world.gatherQueue.sent).toEqual([{ message: settle, delaySeconds: 1 }]);
  });
});
