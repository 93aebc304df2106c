import { describe, expect, it } from 'vitest';
import { gather } from '../../core/gather.ts';
import type { BranchResult } from '../../core/messages.ts';
import { branchView } from '../../core/ride-view.ts';
import { plusMs } from '../../core/time.ts';
import { type GatherWorld, gatherWorld } from '../support/gather-world.ts';
import { aDeadline, aFare, allOk, aMatch, aPayment, aResult, aRide, deadlineAt } from '../support/rides.ts';

const results = (): BranchResult[] => Object.values(allOk());

/** A world where somebody hears of progress. */
async function watchedWorld(): Promise<GatherWorld> {
  const ride = aRide();
  const world = await gatherWorld(ride);
  const ports = { ...world.ports, announcesProgress: true };
  return { ...world, ports, deliver: (...messages) => gather(ports, ride.rideId, messages) };
}

const toldBy = ({ events }: GatherWorld): string[] =>
  events.published.filter(({ type }) => type === 'ride.progress').map(({ progress }) => progress?.branch ?? '');

describe('progress', () => {
  it('is announced of each branch as it is recorded, as the ride shows it', async () => {
    const world = await watchedWorld();
    for (const result of results()) await world.deliver(result);
    expect(toldBy(world).toSorted()).toEqual(
      results()
        .map(({ branch }) => branch)
        .toSorted(),
    );
    const ride = await world.ride();
    const [event] = world.events.published;
    const branch = event?.progress?.branch ?? '';
    expect(event).toEqual({
      v: 1,
      type: 'ride.progress',
      rideId: ride.rideId,
      riderId: ride.riderId,
      traceparent: ride.traceparent,
      requestedAt: ride.requestedAt,
      at: world.time.now(),
      occurredAt: ride.results[branch]?.finishedAt,
      progress: { branch, flow: 'parallel', view: branchView(ride, branch) },
      wants: [],
    });
  });

  it('is announced of several branches that are recorded at once, and then the outcome', async () => {
    const world = await watchedWorld();
    await world.deliver(...results());
    expect(toldBy(world)).toHaveLength(4);
    expect(world.events.published.map(({ type }) => type)).toContain('ride.confirmed');
  });

  it('is announced again on redelivery, as nobody knows whether it was', async () => {
    const world = await watchedWorld();
    const [result = expect.fail()] = results();
    await world.deliver(result);
    await world.deliver(result);
    expect(toldBy(world)).toEqual([result.branch, result.branch]);
  });

  it('is not announced of an answer that came second', async () => {
    const world = await watchedWorld();
    const first = aResult('pricing');
    await world.deliver(first);
    await world.deliver({ ...first, at: plusMs(first.at, 5), finishedAt: plusMs(first.finishedAt, 5), attempt: 2 });
    expect(toldBy(world)).toEqual(['pricing']);
  });

  it('says that an answer came late', async () => {
    const world = await watchedWorld();
    world.time.set(deadlineAt);
    await world.deliver(aDeadline(await world.ride()));
    await world.deliver(aResult('pricing'));
    expect(world.events.published.at(-1)?.progress?.view).toMatchObject({ status: 'ok', late: true });
  });

  it('has nothing in it of what a branch answered', async () => {
    const world = await watchedWorld();
    await world.deliver(...results());
    const told = JSON.stringify(world.events.published.filter(({ type }) => type === 'ride.progress'));
    for (const answer of [aMatch(), aFare(), aPayment()]) {
      const names = Object.keys(answer).filter((name) => name !== 'status');
      for (const name of names) expect(told).not.toContain(`"${name}"`);
    }
  });

  it('is announced nowhere but where somebody hears of it', async () => {
    const world = await gatherWorld(aRide());
    await world.deliver(...results());
    expect(toldBy(world)).toEqual([]);
  });

  it('holds no outcome up, and comes again when it could not be announced', async () => {
    const world = await watchedWorld();
    const ports = {
      ...world.ports,
      events: {
        publish: async (event: Parameters<typeof world.events.publish>[0]) => {
          if (event.type === 'ride.progress') throw new Error('The topic is away.');
          await world.events.publish(event);
        },
      },
    };
    const { rideId } = await world.ride();
    await expect(gather(ports, rideId, results())).rejects.toThrow('The topic is away.');
    expect(world.events.published.map(({ type }) => type)).toEqual(['ride.confirmed']);
  });
});
