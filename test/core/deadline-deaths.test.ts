import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type GatherPorts, gather } from '../../core/gather.ts';
import type { BranchResult } from '../../core/messages.ts';
import { msBetween } from '../../core/time.ts';
import { assertUntil } from '../support/assert-until.ts';
import { type Crash, CrashError, crashing } from '../support/disturbed-ports.ts';
import { type GatherWorld, gatherWorld, releaseAll } from '../support/gather-world.ts';
import { aDeadline, aResult, aRide, deadlineAt, expects } from '../support/rides.ts';

/** So long the queue of deadlines hides a message that a dead worker had: `test/lib/time-outs.test.ts` holds it to that. */
const hiddenMs = 4_000;

const branches = Object.keys(expects);
const status = fc.constantFrom<BranchResult['status']>('ok', 'ok', 'ok', 'rejected', 'failed');
/** What each branch has answered, if it has; the wake-ups that followed from it are lost. */
const answers = fc.tuple(...branches.map(() => fc.option(status, { freq: 6, nil: undefined })));
const deaths = fc.array(
  fc.record<Crash>({ atCall: fc.integer({ min: 1, max: 5 }), when: fc.constantFrom('before', 'after') }),
  { maxLength: 5 },
);

/** Delivers the deadline's message until it is acknowledged. Returns how many workers have died over it. */
async function deliverUntilDone(world: GatherWorld, crashes: readonly Crash[]): Promise<number> {
  const message = aDeadline(world.asked);
  for (const [died, crash] of [...crashes, undefined].entries()) {
    const mortal = crash ? crashing(crash) : <Port>(port: Port) => port;
    const { rides, drivers, events, gatherQueue } = world.ports;
    const ports: GatherPorts = {
      ...world.ports,
      rides: mortal(rides),
      drivers: mortal(drivers),
      events: mortal(events),
      gatherQueue: mortal(gatherQueue),
    };
    try {
      await gather(ports, message.rideId, [message]);
      return died;
    } catch (error) {
      if (!(error instanceof CrashError)) throw error;
      world.time.advance(hiddenMs);
    }
  }
  throw new Error('The last delivery dies, too.');
}

it('ends a ride four seconds after its deadline for each death of a worker that had it, at most, and announces it', async () => {
  const seen = new Set<string>();
  const wanted = ['1 deaths', '2 deaths', '3 deaths', 'confirmed', 'rejected', 'expired'];
  await assertUntil(
    () => wanted.every((key) => seen.has(key)),
    fc.asyncProperty(answers, deaths, async (said, crashes) => {
      const world = await gatherWorld(aRide());
      for (const [index, branch] of branches.entries()) {
        const answer = said[index] && aResult(branch, { status: said[index] });
        if (answer) await world.rides.answers.keep(world.asked, { ...answer, rideId: world.asked.rideId });
      }
      world.time.set(deadlineAt);
      const died = await deliverUntilDone(world, crashes);
      const ride = await world.ride();
      expect(ride.status).not.toBe('requested');
      const lateMs = msBetween(deadlineAt, ride.settledAt ?? '');
      expect(lateMs).toBeLessThanOrEqual(died * hiddenMs);
      if (ride.status === 'confirmed') expect(lateMs).toBeLessThan(5_000);
      expect(world.announced()).toContain(`ride.${ride.status}`);
      await releaseAll(world);
      expect(world.drivers.holdingOf('driver-1')?.holdUntil !== undefined).toBe(ride.status === 'confirmed');
      for (const key of [`${died} deaths`, ride.status]) seen.add(key);
    }),
    { numRuns: 300 },
  );
  expect([...seen]).toEqual(expect.arrayContaining(wanted));
});
