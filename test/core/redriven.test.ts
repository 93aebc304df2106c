import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endRide } from '../../core/end-ride.ts';
import { gather } from '../../core/gather.ts';
import type { BranchResult, GatherMessage } from '../../core/messages.ts';
import type { Ride } from '../../core/ride.ts';
import { plusMs } from '../../core/time.ts';
import { assertUntil } from '../support/assert-until.ts';
import { answerIn, type GatherWorld, gatherWorld, releaseAll } from '../support/gather-world.ts';
import { aDeadline, aResult, aRide, aSettle, aWakeUp, deadlineAt, expects, requestedAt } from '../support/rides.ts';

const branches = Object.keys(expects);
const status = fc.constantFrom<BranchResult['status']>('ok', 'ok', 'ok', 'rejected', 'failed');
const allOk = branches.map((branch) => aResult(branch));
const answers = fc.oneof(
  fc.constant(allOk),
  fc.constantFrom(...branches).map((silent) => allOk.filter(({ branch }) => branch !== silent)),
  fc
    .tuple(...branches.map(() => fc.option(status, { freq: 6, nil: undefined })))
    .map((all) => branches.flatMap((branch, index) => (all[index] ? [aResult(branch, { status: all[index] })] : []))),
);

/** How far a ride had come when everything stood still. */
const stops = ['nothing was delivered', 'answered', 'decided', 'cancelled', 'completed'] as const;
type Stop = (typeof stops)[number];

async function stoppedAt(stop: Stop, said: readonly BranchResult[]): Promise<GatherWorld> {
  const world = await gatherWorld(aRide());
  if (stop === 'nothing was delivered') return world;
  await world.answer(...said);
  if (stop === 'answered') return world;
  await world.drain(deadlineAt);
  await world.deliver(aDeadline(world.asked));
  const end = stop === 'completed' ? 'completed' : 'cancelled';
  const ride = await world.ride();
  if (stop !== 'decided' && ride.status === 'confirmed') await endRide(world.endPorts, ride, end);
  await world.drain(plusMs(world.time.now(), 60_000));
  return world;
}

/** Every message that the ride ever had, and those of its branches that could not be written. */
const messagesOf = (world: GatherWorld, said: readonly BranchResult[]): GatherMessage[] => {
  const { rideId } = world.asked;
  return [
    ...world.gatherQueue.sent.map(({ message }) => message),
    ...said.map((each) => ({ ...each, rideId })),
    ...said.map(({ branch }) => aWakeUp(branch, { rideId })),
    ...said.map(({ branch }) => aWakeUp(branch, { rideId, waitsUntil: plusMs(requestedAt, 2_300) })),
    aDeadline(world.asked),
    aSettle(rideId),
  ];
};

const redrives = fc.record({
  stop: fc.constantFrom(...stops),
  said: answers,
  /** From five seconds after the deadline to after the record has gone. */
  laterMs: fc.oneof(
    fc.integer({ min: 5_000, max: 60_000 }),
    fc.integer({ min: 60_000, max: 14 * 86_400_000 }),
    fc.integer({ min: 14 * 86_400_000, max: 50 * 86_400_000 }),
  ),
  order: fc.infiniteStream(fc.nat()),
});

describe('a redrive of everything, any time later than five seconds after the deadline', () => {
  it('confirms nothing, holds nobody, and leaves no end other than the one that there was', async () => {
    const seen = new Set<string>();
    const wanted = [
      'nothing was delivered: requested → expired',
      'answered: requested → expired',
      'answered: requested → rejected',
      'decided: confirmed → confirmed',
      'decided: expired → expired',
      'completed: completed → completed',
    ];
    await assertUntil(
      () => wanted.every((key) => seen.has(key)),
      fc.asyncProperty(redrives, async ({ stop, said, laterMs, order }) => {
        const world = await stoppedAt(stop, said);
        await releaseAll(world);
        const before = await world.ride();
        const holding = world.drivers.holdingOf('driver-1');
        if (world.time.now() < plusMs(deadlineAt, laterMs)) world.time.set(plusMs(deadlineAt, laterMs));
        const messages = messagesOf(world, said)
          .map((message) => ({ message, place: order.next().value }))
          .toSorted((one, other) => one.place - other.place);
        for (const { message } of messages) await gather(world.ports, world.asked.rideId, [message]);
        for (const each of said) await answerIn(1, world.branchPorts, world.asked, { ...each, rideId: before.rideId });
        await world.drain(plusMs(world.time.now(), 60_000));
        await releaseAll(world);
        const after = await world.ride();
        expect(world.rides.moves.filter(({ status, at }) => status === 'confirmed' && at >= lateAt)).toEqual([]);
        if (before.status !== 'requested') expect(essence(after)).toEqual(essence(before));
        else if (!isKept(before, world)) expect(essence(after)).toEqual(essence(before));
        else expect(after.status).toBe(isRefused(after) ? 'rejected' : 'expired');
        if (after.status !== 'confirmed') expect(world.drivers.holdingOf('driver-1')?.holdUntil).toBeUndefined();
        else expect(world.drivers.holdingOf('driver-1')).toEqual(holding);
        seen.add(`${stop}: ${before.status} → ${after.status}`);
      }),
      { numRuns: 200 },
    );
    expect([...seen]).toEqual(expect.arrayContaining(wanted));
  });

  const lateAt = plusMs(deadlineAt, 5_000);
  const isKept = ({ expiresAt }: Ride, { time }: GatherWorld) => expiresAt * 1_000 >= Date.parse(time.now());
  /** Whether a required branch had refused when the ride was decided. */
  const isRefused = ({ results, unanswered = [] }: Ride) =>
    Object.values(results).some(
      ({ branch, status }) => expects[branch] === 'required' && status !== 'ok' && !unanswered.includes(branch),
    );
  /** All of a ride but its answers: late ones are kept. */
  const essence = ({ results: _, ...ride }: Ride) => ride;
});

describe('messages of a former ride of the same key', () => {
  it('change nothing in the ride that there is, and free none of its drivers', async () => {
    const course = fc.record({ said: answers, former: answers, decided: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(course, async ({ said, former, decided }) => {
        const world = await gatherWorld(aRide({ requestedAt: plusMs(requestedAt, 1) }));
        await world.answer(...said.map((each) => ({ ...each, requestedAt: plusMs(requestedAt, 1) })));
        if (decided) await world.drain(deadlineAt);
        const before = await world.ride();
        const [sent, announced] = [world.gatherQueue.sent.length, world.announced().length];
        const holding = world.drivers.holdingOf('driver-1');
        const formerRide = { ...world.asked, requestedAt };
        const messages = messagesOf(
          { ...world, asked: formerRide, gatherQueue: { ...world.gatherQueue, sent: [] } },
          former,
        );
        for (const message of messages) await world.deliver({ ...message, requestedAt });
        await world.deliver(...messages.map((message) => ({ ...message, requestedAt })));
        expect(await world.ride()).toEqual(before);
        expect([world.gatherQueue.sent.length, world.announced().length]).toEqual([sent, announced]);
        expect(world.drivers.holdingOf('driver-1')).toEqual(holding);
      }),
      { numRuns: 100 },
    );
  });

  it('take nothing from the messages of that ride that they are delivered with', async () => {
    const now = plusMs(requestedAt, 1);
    const world = await gatherWorld(aRide({ requestedAt: now }));
    const [current, former] = [aResult('pricing', { requestedAt: now }), aResult('eta', { requestedAt })];
    await world.deliver(current, former);
    await world.deliver(former, { ...current, branch: 'payment-check' });
    expect(Object.keys((await world.ride()).results).toSorted()).toEqual(['payment-check', 'pricing']);
  });
});
