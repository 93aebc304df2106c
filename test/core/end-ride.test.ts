import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { type End, type EndRidePorts, endRide } from '../../core/end-ride.ts';
import { NotTakenError, RideEndedError, RideNotFoundError, ServiceError } from '../../core/errors.ts';
import type { Ride, RideStatus } from '../../core/ride.ts';
import { plusMs } from '../../core/time.ts';
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
  const [tolerated, ended] = [vi.fn(), vi.fn()];
  const ports: EndRidePorts = {
    ...world.endPorts,
    rides: failing(rides),
    gatherQueue: failing(gatherQueue),
    tolerated,
    ended,
  };
  return {
    ...world,
    tolerated,
    ended,
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
      { numRuns: 250 },
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

describe('a ride', () => {
  it.each<[End, RideStatus]>([
    ['cancelled', 'completed'],
    ['cancelled', 'rejected'],
    ['cancelled', 'expired'],
    ['completed', 'requested'],
    ['completed', 'cancelled'],
    ['completed', 'rejected'],
    ['completed', 'expired'],
  ])('cannot be %s when it is %s, and nothing is sent or written', async (end, status) => {
    const world = await aFailingWorld(aRide({ status }), () => undefined);
    await expect(world.ends(end)).rejects.toThrow(RideEndedError);
    expect(world.settleMessages()).toEqual([]);
    expect((await world.ride()).status).toBe(status);
  });

  it.each<[End]>([['cancelled'], ['completed']])('that is %s is so again, and nothing is sent', async (end) => {
    const world = await aFailingWorld(aRide({ status: end }), () => undefined);
    expect(await world.ends(end)).toMatchObject({ status: end });
    expect(world.settleMessages()).toEqual([]);
  });

  it.each<[End, () => Ride]>([
    ['cancelled', requested],
    ['cancelled', confirmed],
    ['completed', confirmed],
  ])('is %s by one of many calls at once, and so counts once', async (end, ride) => {
    const world = await gatherWorld(ride());
    if (ride === confirmed) await world.deliver(...Object.values(ride().results));
    const ended = vi.fn();
    const found = await world.ride();
    const calls = Array.from({ length: 20 }, () => endRide({ ...world.endPorts, ended }, found, end));
    expect((await Promise.all(calls)).map(({ status }) => status)).toEqual(Array(20).fill(end));
    expect(ended.mock.calls).toEqual([[await world.ride()]]);
  });

  it.each(callFaults)('counts as ended when it is, whatever befalls its write: %s', async (fault) => {
    const world = await aFailingWorld(confirmed(), (call) => (call === 1 ? fault : undefined));
    await world.ends('completed').catch(() => undefined);
    expect(world.ended).toHaveBeenCalledTimes((await world.ride()).status === 'completed' ? 1 : 0);
  });

  it('is announced by a message that comes after its write, and waits longer than that may take', async () => {
    const world = await gatherWorld(aRide());
    await endRide({ ...world.endPorts, apiTimeoutSeconds: 29 }, await world.ride(), 'cancelled');
    const dropAfter = plusMs(world.time.now(), 29_000 + 10_000);
    expect(world.gatherQueue.sent).toMatchObject([{ delaySeconds: 1, message: { state: 'cancelled', dropAfter } }]);
  });

  it('whose record has gone between its look-up and its write is not there', async () => {
    const world = await gatherWorld(aRide());
    const rides = { move: async () => undefined, get: async () => undefined };
    const ending = endRide({ ...world.endPorts, rides }, await world.ride(), 'cancelled');
    await expect(ending).rejects.toThrow(RideNotFoundError);
  });

  it('whose end is written twice without an answer is not tried a third time', async () => {
    const world = await gatherWorld(aRide());
    let writes = 0;
    const move = async () => {
      writes += 1;
      // Who does not stop would never end.
      throw writes > 5 ? new NotTakenError('There is no end.') : new ServiceError('No answer.');
    };
    const rides = { ...world.rides, move };
    const ending = endRide({ ...world.endPorts, rides }, await world.ride(), 'cancelled');
    await expect(ending).rejects.toThrow('No answer.');
    expect(writes).toBe(2);
  });
});
