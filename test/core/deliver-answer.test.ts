import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type DeliverAnswerPorts, deliverAnswer, wakeAggregator } from '../../core/deliver-answer.ts';
import type { BranchResult, RideEvent } from '../../core/messages.ts';
import { branchView } from '../../core/ride-view.ts';
import { plusMs } from '../../core/time.ts';
import { answerIn, type GatherWorld, gatherWorld, needOf, releaseAll } from '../support/gather-world.ts';
import { inMemoryGatherQueue } from '../support/in-memory-messaging.ts';
import { inMemoryRideStore } from '../support/in-memory-ride-store.ts';
import {
  aFare,
  allOk,
  aMatch,
  aPayment,
  aResult,
  aRide,
  aRideRequested,
  deadlineAt,
  expects,
  requestedAt,
} from '../support/rides.ts';

const branches = Object.keys(expects);
const results = (): BranchResult[] => Object.values(allOk());
const anyStatus = fc.constantFrom<BranchResult['status']>('ok', 'rejected', 'failed');

/** Delivers an answer of a branch as its first delivery does, with some of the ports replaced. */
const deliverTo = (world: GatherWorld, result: BranchResult, ports: Partial<DeliverAnswerPorts> = {}) =>
  deliverAnswer({ ...world.branchPorts, ...ports }, world.asked, result, needOf({ expects }, result));

describe('the answer of a branch', () => {
  it('is kept in the ride, and what is still pending is known by that', async () => {
    const world = await gatherWorld(aRide());
    const answer = aResult('pricing', { rideId: world.asked.rideId });
    const pending = new Set(['driver-matching', 'eta', 'payment-check']);
    expect(await deliverTo(world, answer)).toEqual({ result: answer, pending });
    expect(await world.ride()).toMatchObject({ results: { pricing: answer }, pending });
  });

  it('is the first one, whatever the branch says later', async () => {
    const world = await gatherWorld(aRide());
    await world.answer(aResult('pricing', { status: 'failed' }));
    expect(await deliverTo(world, aResult('pricing'))).toMatchObject({ result: { status: 'failed' } });
  });

  it('wakes the aggregator in no more cases than those in which the ride can be decided', async () => {
    const states = fc.tuple(
      fc.record(Object.fromEntries(branches.map((branch) => [branch, fc.option(anyStatus, { nil: undefined })]))),
      fc.constantFrom(...branches),
      anyStatus,
    );
    await fc.assert(
      fc.asyncProperty(states, async ([before, branch, status]) => {
        const said = branches.filter((each) => each !== branch && before[each] !== undefined);
        const known = Object.fromEntries(said.map((each) => [each, aResult(each, { status: before[each] ?? 'ok' })]));
        const world = await gatherWorld(aRide({ results: known }));
        await deliverTo(world, aResult(branch, { status }));
        const missing = branches.filter((each) => each !== branch && !said.includes(each));
        const refuses = expects[branch] === 'required' && status !== 'ok';
        const delays = world.gatherQueue.sent.map(({ delaySeconds }) => delaySeconds);
        if (refuses || missing.length === 0) expect(delays).toEqual([0]);
        else if (missing.some((each) => expects[each] === 'required')) expect(delays).toEqual([]);
        else expect(delays).toEqual([2]);
      }),
    );
  });

  it('wakes it in every delivery, also where the one before died after the write', async () => {
    const world = await gatherWorld(aRide({ results: allOk(), pending: new Set(['eta']) }));
    const dying = { gatherQueue: { send: () => Promise.reject(new Error('The process dies.')) } };
    await expect(deliverTo(world, aResult('eta'), dying)).rejects.toThrow('The process dies.');
    expect(world.gatherQueue.sent).toEqual([]);
    await answerIn(2, world.branchPorts, world.asked, aResult('eta', { attempt: 2 }));
    expect(world.gatherQueue.sent).toMatchObject([{ message: { kind: 'wake-up', branch: 'eta' }, delaySeconds: 0 }]);
    expect((await world.ride()).results.eta?.attempt).toBe(1);
  });

  it('wakes it whoever is pending where nobody was told whom the ride waits for', async () => {
    const world = await gatherWorld(aRide());
    const { expects: _, ...asked } = world.asked;
    await deliverAnswer(world.branchPorts, asked, aResult('pricing'), 'required');
    const [{ message, delaySeconds } = expect.fail()] = world.gatherQueue.sent;
    expect(message).toMatchObject({ kind: 'wake-up', branch: 'pricing' });
    expect(message).not.toHaveProperty('waitsUntil');
    expect(delaySeconds).toBe(0);
  });

  it('goes to the aggregator as a message when it cannot be written, and whoever writes logs hears why', async () => {
    const world = await gatherWorld(aRide());
    const away = new Error('The table is away.');
    const told: unknown[] = [];
    const kept = await deliverTo(world, aResult('pricing'), {
      answers: { ...world.rides.answers, keep: () => Promise.reject(away) },
      notKept: (result, error) => told.push([result.branch, error]),
    });
    expect(kept).toBeUndefined();
    expect(world.gatherQueue.sent).toEqual([{ message: aResult('pricing'), delaySeconds: 0 }]);
    expect(told).toEqual([['pricing', away]]);
  });

  it('goes there, too, when its driver is not the one of the answer that was kept, who is then freed', async () => {
    const world = await gatherWorld(aRide());
    await world.answer(aResult('driver-matching', { result: aMatch({ driverId: 'driver-2' }) }));
    await world.answer(aResult('driver-matching'));
    await world.drain();
    expect(world.events.published).toMatchObject([{ type: 'ride.driver-unneeded', driverId: 'driver-1' }]);
    await releaseAll(world);
    expect(world.drivers.holdingOf('driver-1')).toBeUndefined();
    expect((await world.ride()).results['driver-matching']).toMatchObject({ result: { driverId: 'driver-2' } });
  });

  it('goes there when the branch had been given up before', async () => {
    const world = await gatherWorld(aRide());
    await world.answer(aResult('driver-matching', { status: 'failed' }), aResult('driver-matching'));
    const kinds = world.gatherQueue.sent.map(({ message }) => message.kind);
    expect(kinds).toEqual(['wake-up', 'branch-result', 'wake-up']);
  });
});

describe('the answer of a branch to a ride that is not there', () => {
  const anyAnswer = fc
    .tuple(fc.constantFrom(...branches), anyStatus)
    .map(([branch, status]) => aResult(branch, { status }));

  it('makes no ride, wakes nobody and is not sent', async () => {
    await fc.assert(
      fc.asyncProperty(anyAnswer, fc.integer({ min: 1, max: 3 }), async (answer, attempt) => {
        const rides = inMemoryRideStore();
        const gatherQueue = inMemoryGatherQueue();
        const asked = aRideRequested();
        const ports = { answers: rides.answers, gatherQueue, clock: () => new Date(requestedAt) };
        await answerIn(attempt, ports, asked, { ...answer, rideId: asked.rideId });
        expect(rides.item(asked.rideId)).toBeUndefined();
        expect(gatherQueue.sent).toEqual([]);
      }),
    );
  });

  it('changes nothing in another ride of the same key', async () => {
    await fc.assert(
      fc.asyncProperty(anyAnswer, fc.integer({ min: 1, max: 3 }), async (answer, attempt) => {
        const world = await gatherWorld(aRide({ requestedAt: plusMs(requestedAt, 1) }));
        const before = await world.ride();
        await answerIn(attempt, world.branchPorts, { ...world.asked, requestedAt }, answer);
        expect(await world.ride()).toEqual(before);
        expect(world.gatherQueue.sent).toEqual([]);
      }),
    );
  });
});

describe('progress', () => {
  /** A world where somebody hears of progress. */
  async function watchedWorld(): Promise<GatherWorld> {
    const world = await gatherWorld(aRide());
    const branchPorts = { ...world.branchPorts, events: world.events };
    const answer: GatherWorld['answer'] = async (...answers) => {
      for (const each of answers) {
        const { rideId } = world.asked;
        await deliverAnswer(branchPorts, world.asked, { ...each, rideId }, needOf({ expects }, each));
      }
    };
    return { ...world, branchPorts, answer };
  }

  const toldBy = ({ events }: GatherWorld): string[] =>
    events.published.filter(({ type }) => type === 'ride.progress').map(({ progress }) => progress?.branch ?? '');

  it('is announced of each branch as it is kept, as the ride shows it', async () => {
    const world = await watchedWorld();
    await world.answer(...results());
    expect(toldBy(world)).toEqual(branches);
    const ride = await world.ride();
    const [event] = world.events.published;
    const branch = event?.progress?.branch ?? '';
    expect(event).toEqual({
      v: 1,
      type: 'ride.progress',
      rideId: ride.rideId,
      riderId: ride.riderId,
      traceparent: ride.traceparent,
      requestedAt,
      at: world.time.now(),
      occurredAt: ride.results[branch]?.finishedAt,
      progress: { branch, flow: 'parallel', view: branchView(ride, branch) },
      wants: [],
    });
  });

  it('is announced again in each delivery, as nobody knows whether it was', async () => {
    const world = await watchedWorld();
    await world.answer(aResult('pricing'));
    await answerIn(2, world.branchPorts, world.asked, aResult('pricing', { attempt: 2 }));
    expect(toldBy(world)).toEqual(['pricing', 'pricing']);
  });

  it('is announced of the answer that was kept, and of no later one', async () => {
    const world = await watchedWorld();
    await world.answer(aResult('pricing', { status: 'rejected' }), aResult('pricing'));
    const statuses = world.events.published.map(({ progress }) => progress?.view.status);
    expect(statuses).toEqual(['rejected', 'rejected']);
  });

  it('has nothing in it of what a branch answered', async () => {
    const world = await watchedWorld();
    await world.answer(...results());
    const told = JSON.stringify(world.events.published);
    for (const answer of [aMatch(), aFare(), aPayment()]) {
      const names = Object.keys(answer).filter((name) => name !== 'status');
      for (const name of names) expect(told).not.toContain(`"${name}"`);
    }
  });

  it('is announced nowhere but where somebody hears of it', async () => {
    const world = await gatherWorld(aRide());
    await world.answer(...results());
    await world.drain(deadlineAt);
    expect(world.announced()).toEqual(['ride.confirmed']);
  });

  it('holds no outcome up, and comes again when it could not be announced', async () => {
    const world = await gatherWorld(aRide());
    const publish = async ({ type }: RideEvent) => {
      if (type === 'ride.progress') throw new Error('The topic is away.');
    };
    const ports = { ...world.branchPorts, events: { publish } };
    const kept = { result: aResult('eta'), pending: new Set<string>() };
    await expect(wakeAggregator(ports, world.asked, kept, 'optional')).rejects.toThrow('The topic is away.');
    expect(world.gatherQueue.sent).toMatchObject([{ message: { kind: 'wake-up' }, delaySeconds: 0 }]);
  });

  it('ends no process when neither it nor the message can be sent', async () => {
    const world = await gatherWorld(aRide());
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    onTestFinished(() => void process.off('unhandledRejection', unhandled));
    const publish = async () => Promise.reject(new Error('The topic is away.'));
    const send = async () => {
      await new Promise((resolve) => setImmediate(resolve));
      throw new Error('The queue is away.');
    };
    const ports = { ...world.branchPorts, events: { publish }, gatherQueue: { send } };
    const kept = { result: aResult('eta'), pending: new Set<string>() };
    await expect(wakeAggregator(ports, world.asked, kept, 'optional')).rejects.toThrow('The queue is away.');
    expect(unhandled).not.toHaveBeenCalled();
  });
});
