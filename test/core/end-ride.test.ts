import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { type End, type EndRidePorts, endRide } from '../../core/end-ride.ts';
import { NotTakenError, ServiceError } from '../../core/errors.ts';
import type { Ride } from '../../core/ride.ts';
import { callFaults, failingPorts } from '../support/disturbed-ports.ts';
import { gatherWorld } from '../support/gather-world.ts';
import { allOk, aRide } from '../support/rides.ts';

type Faults = Parameters<typeof failingPorts>[0];

/** A ride in a world in which some calls fail, by their number. */
async function aFailingWorld(ride: Ride, faultOf: Faults) {
  const world = await gatherWorld(ride);
  if (ride.pending.size === 0) await world.deliver(...Object.values(ride.results));
  const sentBefore = world.gatherQueue.sent.length;
  const { failing, arrive } = failingPorts(faultOf);
  const { rides, gatherQueue } = world.endPorts;
  const tolerated = vi.fn();
  const ports: EndRidePorts = {
    ...world.endPorts,
    rides: failing(rides),
    gatherQueue: failing(gatherQueue),
    tolerated,
  };
  return {
    ...world,
    tolerated,
    arrive,
    ends: async (end: End) => endRide(ports, await world.ride(), end),
    settleMessages: () => world.gatherQueue.sent.slice(sentBefore).map(({ message }) => message),
  };
}

/** Before it is ended: nothing is answered of the one, and the other is confirmed. */
const requested = () => aRide();
const confirmed = () => aRide({ results: allOk(), pending: new Set() });

const endings = fc.constantFrom<[End, () => Ride]>(
  ['cancelled', requested],
  ['cancelled', confirmed],
  ['completed', confirmed],
);

describe('ending a ride while some calls fail', () => {
  it('never fails when its write was answered, and what was ended is announced in any case', async () => {
    const faults = fc.array(fc.option(fc.constantFrom(...callFaults), { freq: 2, nil: undefined }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(faults, endings, async (faults, [end, ride]) => {
        const world = await aFailingWorld(ride(), (call) => faults[call]);
        const answer = await world.ends(end).catch((error: unknown) => error);
        const status = (await world.ride()).status;
        if (!(answer instanceof Error)) {
          expect(answer).toMatchObject({ status: end });
          expect(status).toBe(end);
          // Whatever became of the announcement.
          await world.deliver(...world.settleMessages());
          expect(world.events.published.map(({ type }) => type)).toContain(`ride.${end}`);
        } else {
          expect(answer).toBeInstanceOf(ServiceError);
          expect(faults.slice(0, 2)).not.toEqual([undefined, undefined]);
        }
      }),
      { numRuns: 500 },
    );
  });

  it.each(callFaults.flatMap((fault) => [0, 1, 2, 3, 4].map((call) => [fault, call] as const)))(
    'survives any one of them once the end is written: %s, call %i',
    async (fault, failed) => {
      const world = await aFailingWorld(confirmed(), (call) => (call === failed ? fault : undefined));
      const answer = await world.ends('completed').catch((error: unknown) => error);
      const { status } = await world.ride();
      if (answer instanceof Error) {
        expect(answer).toBeInstanceOf(ServiceError);
        expect(status).toBe('confirmed');
        await world.arrive();
        expect((await world.ride()).status).toBe('confirmed');
      } else {
        expect(answer).toMatchObject({ status: 'completed' });
        expect(status).toBe('completed');
      }
    },
  );

  it.each(callFaults)('changes nothing when the message that would announce it cannot be sent: %s', async (fault) => {
    const world = await aFailingWorld(confirmed(), (call) => (call === 0 ? fault : undefined));
    await expect(world.ends('completed')).rejects.toThrow(ServiceError);
    expect((await world.ride()).status).toBe('confirmed');
  });

  it('says that nothing was changed when the write was refused for certain', async () => {
    const world = await aFailingWorld(confirmed(), (call) => (call === 1 ? 'refused' : undefined));
    await expect(world.ends('completed')).rejects.toThrow(NotTakenError);
    expect((await world.ride()).status).toBe('confirmed');
  });

  it('writes again when the first write was not answered and cannot be found', async () => {
    const world = await aFailingWorld(confirmed(), (call) => (call === 1 ? 'late' : undefined));
    expect(await world.ends('completed')).toMatchObject({ status: 'completed' });
    await world.arrive();
    expect(world.rides.moves.filter(({ status }) => status === 'completed')).toHaveLength(1);
  });
});
