import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import {
  DeadlinePassedError,
  IdempotencyKeyReusedError,
  NotTakenError,
  OutcomeUnknownError,
  OverloadedError,
  ServiceError,
  TooManyRidesError,
} from '../../core/errors.ts';
import { deadlineSchema, rideRequestedSchema } from '../../core/messages.ts';
import { type IntakeTerms, type RequestRidePorts, type RideCommand, requestRide } from '../../core/request-ride.ts';
import type { Ride } from '../../core/ride.ts';
import { rideIdOf } from '../../core/ride-id.ts';
import { instantOf, msBetween, plusMs } from '../../core/time.ts';
import { around, type Crash, callFaults, failingPorts, interleaved, mortalPorts } from '../support/disturbed-ports.ts';
import { gatherWorld } from '../support/gather-world.ts';
import { inMemoryGatherQueue, inMemoryRideRequests } from '../support/in-memory-messaging.ts';
import { inMemoryQuotaStore } from '../support/in-memory-quota-store.ts';
import { inMemoryRideStoreAt } from '../support/in-memory-ride-store.ts';
import { manualClock } from '../support/manual-clock.ts';
import { openAdmission } from '../support/open-admission.ts';
import { aRideRequest, expects, requestedAt, traceparent } from '../support/rides.ts';

const terms: IntakeTerms = { expects, deadlineSeconds: 20, retentionDays: 30, ridesPerMinute: 1_000 };

function aWorld() {
  const time = manualClock(requestedAt);
  const rides = inMemoryRideStoreAt(time.clock);
  const requested = inMemoryRideRequests();
  const deadlines = inMemoryGatherQueue();
  let ids = 0;
  const ports: RequestRidePorts = {
    rides,
    requested,
    deadlines,
    quotas: inMemoryQuotaStore(),
    admission: openAdmission(time.clock),
    clock: time.clock,
    wait: async (ms) => time.advance(ms),
    randomId: () => `random-${++ids}`,
  };
  return { time, rides, requested, deadlines, ports };
}

const aCommand = (more: Partial<RideCommand> = {}): RideCommand => ({
  riderId: 'rider-1',
  request: aRideRequest(),
  traceparent,
  ...more,
});

const keyed = aCommand({ idempotencyKey: 'key-1' });

describe('requesting a ride that is not admitted', () => {
  const full = { admit: () => Promise.reject(new OverloadedError(7)) };

  it('is refused before anything is counted, sent or written', async () => {
    const { ports, requested, deadlines } = aWorld();
    const create = vi.spyOn(ports.rides, 'create');
    const take = vi.spyOn(ports.quotas, 'take');
    for (const command of [aCommand(), keyed]) {
      await expect(requestRide({ ...ports, admission: full }, command, terms)).rejects.toThrow(OverloadedError);
    }
    expect(create).not.toHaveBeenCalled();
    expect(take).not.toHaveBeenCalled();
    expect([...deadlines.sent, ...requested.published]).toEqual([]);
  });

  it('is answered with the ride that there is, under its key', async () => {
    const { ports } = aWorld();
    const { rideId } = await requestRide(ports, keyed, terms);
    expect(await requestRide({ ...ports, admission: full }, keyed, terms)).toMatchObject({ rideId });
  });
});

describe('the place of a ride', () => {
  /** What becomes of the place that a request takes. */
  async function withdrawn(more: Partial<RequestRidePorts>, command = aCommand()) {
    const { ports } = aWorld();
    const withdraw = vi.fn();
    const admission = { admit: async () => ({ withdraw }) };
    await requestRide({ ...ports, admission, ...more }, command, terms).catch(() => {});
    return withdraw.mock.calls.length;
  }
  const failing = (error: Error) => () => Promise.reject(error);
  const { rides } = aWorld();

  it.each<[string, Partial<RequestRidePorts>, number]>([
    ['the ride has it', {}, 0],
    ['its rider has asked for too many', { quotas: { take: async () => false } }, 1],
    ['its deadline could not be sent', { deadlines: { send: failing(new ServiceError('down')) } }, 1],
    ['it was not written', { rides: { ...rides, create: failing(new NotTakenError('throttled')) } }, 1],
    [
      'nobody knows whether it was written',
      { rides: { ...rides, create: failing(new ServiceError('lost')), get: failing(new ServiceError('lost')) } },
      0,
    ],
    [
      'it could not be published: its end gives it back',
      { requested: { publish: failing(new NotTakenError('no')) } },
      0,
    ],
  ])('is given back if there is none: %s', async (_, more, times) => {
    expect(await withdrawn(more)).toBe(times);
  });

  it('is given back if another request was quicker', async () => {
    const { ports } = aWorld();
    const first = await requestRide(ports, keyed, terms);
    let looks = 0;
    const get: RequestRidePorts['rides']['get'] = async () => (looks++ === 0 ? undefined : first);
    expect(await withdrawn({ rides: { ...ports.rides, get } }, keyed)).toBe(1);
  });
});

describe('requesting a ride beyond the limit', () => {
  const one: IntakeTerms = { ...terms, ridesPerMinute: 1 };

  it('is refused before anything is sent or written', async () => {
    const { ports, requested, deadlines } = aWorld();
    await requestRide(ports, aCommand(), one);
    const [sent, published] = [deadlines.sent.length, requested.published.length];
    const create = vi.spyOn(ports.rides, 'create');
    await expect(requestRide(ports, aCommand(), one)).rejects.toThrow(TooManyRidesError);
    await expect(requestRide(ports, keyed, one)).rejects.toThrow(TooManyRidesError);
    expect([deadlines.sent.length, requested.published.length]).toEqual([sent, published]);
    expect(create).not.toHaveBeenCalled();
  });

  it('returns the ride that the rider has to whoever asks again under its key', async () => {
    const { ports } = aWorld();
    const ride = await requestRide(ports, keyed, one);
    await expect(requestRide(ports, aCommand(), one)).rejects.toThrow(TooManyRidesError);
    for (let again = 0; again < 5; again += 1) {
      expect(await requestRide(ports, keyed, one)).toMatchObject({ rideId: ride.rideId });
    }
  });

  it('is not what asking again under a key counts as', async () => {
    const { ports } = aWorld();
    const two: IntakeTerms = { ...terms, ridesPerMinute: 2 };
    for (let again = 0; again < 5; again += 1) await requestRide(ports, keyed, two);
    await expect(requestRide(ports, aCommand(), two)).resolves.toBeDefined();
  });
});

describe('requesting a ride', () => {
  it('writes the ride, with all branches pending, and publishes it', async () => {
    const { ports, rides, requested } = aWorld();
    const ride = await requestRide(ports, aCommand(), terms);
    expect(await rides.get(ride.rideId)).toEqual(ride);
    expect(ride).toMatchObject({
      status: 'requested',
      pending: new Set(Object.keys(expects)),
      deadlineAt: plusMs(requestedAt, 20_000),
      // A ride that may still end ends with its driver's hold, at the latest.
      expiresAt: Date.parse(requestedAt) / 1000 + 20 + 86_400 + 30 * 86_400,
    });
    expect(requested.published.map((message) => rideRequestedSchema.parse(message))).toEqual([
      expect.objectContaining({ rideId: ride.rideId, riderId: 'rider-1', deadlineAt: ride.deadlineAt, traceparent }),
    ]);
    expect(requested.published.map(({ expects, answers }) => ({ expects, answers }))).toEqual([
      { expects, answers: 'brief' },
    ]);
  });

  it('keeps how its rider is reached, and does not tell the branches', async () => {
    const { ports, requested } = aWorld();
    const plain = aRideRequest();
    const request = aRideRequest({ webhookUrl: 'https://rider.example/', receiptEmail: 'alice@rider.example' });
    expect((await requestRide(ports, aCommand({ request }), terms)).request).toEqual(request);
    expect(requested.published.map((message) => message.request)).toEqual([plain]);
  });

  it('marks a ride that was asked for under a key as published, and spares the others the write', async () => {
    const { ports, rides } = aWorld();
    const unkeyed = await requestRide(ports, aCommand(), terms);
    const marked = await requestRide(ports, keyed, terms);
    expect((await rides.get(marked.rideId))?.publishedAt).toBe(requestedAt);
    expect((await rides.get(unkeyed.rideId))?.publishedAt).toBeUndefined();
  });

  it('sends the deadline before it writes, and writes before it publishes', async () => {
    const { ports } = aWorld();
    const calls: string[] = [];
    const noting = <Port extends object>(port: Port, name: string) =>
      around(port, async (call) => {
        calls.push(name);
        return call();
      });
    const { rides, requested, deadlines } = ports;
    await requestRide(
      {
        ...ports,
        rides: noting(rides, 'ride'),
        requested: noting(requested, 'publish'),
        deadlines: noting(deadlines, 'deadline'),
      },
      aCommand(),
      terms,
    );
    expect(calls).toEqual(['deadline', 'ride', 'publish']);
  });

  it('is due at the deadline, however long what comes before it has taken', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 15_000 }), fc.nat({ max: 4_000 }), async (lookedMs, countedMs) => {
        const { ports, deadlines, time } = aWorld();
        const slowed = <Port extends object>(ms: number, port: Port) =>
          around(port, async (call) => {
            time.advance(ms);
            return call();
          });
        const rides = { ...ports.rides, get: slowed(lookedMs, { get: ports.rides.get }).get };
        const ride = await requestRide({ ...ports, rides, quotas: slowed(countedMs, ports.quotas) }, keyed, terms);
        const sentAt = plusMs(ride.requestedAt, lookedMs + countedMs);
        expect(deadlines.sent[0]?.delaySeconds).toBeCloseTo(msBetween(sentAt, ride.deadlineAt) / 1000);
      }),
    );
  });

  it('delays the deadline message until the deadline', async () => {
    const { ports, deadlines } = aWorld();
    const { rideId, deadlineAt } = await requestRide(ports, aCommand(), terms);
    expect(deadlines.sent).toEqual([
      { message: expect.objectContaining({ kind: 'deadline', rideId, requestedAt, deadlineAt }), delaySeconds: 20 },
    ]);
    const { dropAfter } = deadlineSchema.parse(deadlines.sent[0]?.message);
    expect(dropAfter).toBe(plusMs(deadlineAt, 29_000));
  });

  it('makes another ride of each request without a key', async () => {
    const { ports } = aWorld();
    const [one, other] = [await requestRide(ports, aCommand(), terms), await requestRide(ports, aCommand(), terms)];
    expect(one.rideId).not.toBe(other.rideId);
  });

  it('refuses to write a ride whose deadline has passed', async () => {
    const { ports, rides, requested, time } = aWorld();
    const slow = around(ports.deadlines, async (call) => {
      await call();
      time.advance(20_000);
    });
    await expect(requestRide({ ...ports, deadlines: slow }, keyed, terms)).rejects.toThrow(DeadlinePassedError);
    expect(requested.published).toEqual([]);
    time.set(requestedAt);
    expect((await requestRide(ports, keyed, terms)).status).toBe('requested');
    expect(rides.moves).toEqual([]);
  });
});

describe('a replayed request', () => {
  it('gets the ride that there is, and causes no more work', async () => {
    const { ports, requested, deadlines, time } = aWorld();
    const first = await requestRide(ports, keyed, terms);
    time.advance(60_000);
    expect(await requestRide(ports, keyed, terms)).toEqual(first);
    expect(requested.published).toHaveLength(1);
    expect(deadlines.sent).toHaveLength(1);
  });

  it('gets the outcome when there is one', async () => {
    const { ports, rides } = aWorld();
    const ride = await requestRide(ports, keyed, terms);
    await rides.move(ride, {
      status: 'rejected',
      at: requestedAt,
      by: 'deadline',
      expiresAt: ride.expiresAt,
      reasons: [],
    });
    expect(await requestRide(ports, keyed, terms)).toMatchObject({ status: 'rejected' });
  });

  it('is refused when its body is another one', async () => {
    const { ports } = aWorld();
    await requestRide(ports, keyed, terms);
    const other = { ...keyed, request: aRideRequest({ product: 'xl' }) };
    await expect(requestRide(ports, other, terms)).rejects.toThrow(IdempotencyKeyReusedError);
  });

  it('is another ride when another rider sends it', async () => {
    const { ports } = aWorld();
    const first = await requestRide(ports, keyed, terms);
    const other = await requestRide(ports, { ...keyed, riderId: 'rider-2' }, terms);
    expect(other.rideId).not.toBe(first.rideId);
  });

  /** The key's first request, whose process dies before it publishes the ride. */
  const dyingUnpublished = async (ports: RequestRidePorts) => {
    const { mortal, died } = mortalPorts({ atCall: 1, when: 'before' });
    await Promise.race([requestRide({ ...ports, requested: mortal(ports.requested) }, keyed, terms), died]);
  };

  it('publishes a ride whose first request died before it could, with its own deadline', async () => {
    const { ports, requested, time } = aWorld();
    await dyingUnpublished(ports);
    time.advance(1_000);
    const ride = await requestRide(ports, keyed, terms);
    expect(ride.publishedAt).toBeDefined();
    expect(requested.published).toMatchObject([{ rideId: ride.rideId, deadlineAt: plusMs(requestedAt, 20_000) }]);
  });

  it('gives a first request that is still at work time to publish', async () => {
    const { ports, rides, requested, time } = aWorld();
    await dyingUnpublished(ports);
    const rideId = rideIdOf('rider-1', 'key-1');
    const publishing = async (ms: number) => {
      time.advance(ms);
      if (time.now() >= plusMs(requestedAt, 1_500)) await rides.markPublished({ rideId, requestedAt }, time.now());
    };
    await requestRide({ ...ports, wait: publishing }, keyed, terms);
    expect(requested.published).toEqual([]);
  });
});

describe('a key whose ride is past its time', () => {
  it('makes a ride of its own, whether or not the table has removed the record', async () => {
    const { ports, rides, requested, time } = aWorld();
    const former = await requestRide(ports, keyed, terms);
    time.set(instantOf((former.expiresAt + 1) * 1_000));
    const ride = await requestRide(ports, keyed, terms);
    expect(ride).toMatchObject({ rideId: former.rideId, requestedAt: time.now(), status: 'requested', results: {} });
    expect(rides.item(ride.rideId)?.requestedAt).toBe(time.now());
    expect(requested.published.map(({ requestedAt }) => requestedAt)).toEqual([former.requestedAt, ride.requestedAt]);
  });

  it('is not free until then, nor for another request', async () => {
    const { ports, time } = aWorld();
    const former = await requestRide(ports, keyed, terms);
    time.set(instantOf(former.expiresAt * 1_000));
    expect(await requestRide(ports, keyed, terms)).toMatchObject({ requestedAt: former.requestedAt });
    const other = { ...keyed, request: aRideRequest({ product: 'xl' }) };
    await expect(requestRide(ports, other, terms)).rejects.toThrow(IdempotencyKeyReusedError);
  });
});

describe('a request that dies anywhere', () => {
  it('leaves a ride with a deadline or none, and its replay publishes it', async () => {
    const crash = fc.record<Crash>({
      atCall: fc.integer({ min: 1, max: 6 }),
      when: fc.constantFrom('before', 'after'),
    });
    await fc.assert(
      fc.asyncProperty(crash, async (crashAt) => {
        const { ports, rides, requested, deadlines } = aWorld();
        const { mortal, died } = mortalPorts(crashAt);
        const dying: RequestRidePorts = {
          ...ports,
          rides: mortal(ports.rides),
          requested: mortal(ports.requested),
          deadlines: mortal(ports.deadlines),
        };
        const rideId = rideIdOf('rider-1', 'key-1');
        await Promise.race([requestRide(dying, keyed, terms), died]);
        const written = await rides.get(rideId);
        if (written) expect(deadlines.sent.map(({ message }) => message.rideId)).toContain(rideId);
        expect(await requestRide(ports, keyed, terms)).toMatchObject({ status: 'requested' });
        expect((await rides.get(rideId))?.publishedAt).toBeDefined();
        expect(requested.published.length).toBeGreaterThanOrEqual(1);
      }),
    );
  });
});

/** A world in which some calls fail, by their number. */
function aFailingWorld(faultOf: Parameters<typeof failingPorts>[0]) {
  const world = aWorld();
  const { failing, arrive } = failingPorts(faultOf);
  const { rides, requested, deadlines } = world.ports;
  const tolerated = vi.fn();
  const settled = vi.fn();
  const failingWorld: RequestRidePorts = {
    ...world.ports,
    rides: failing(rides),
    requested: failing(requested),
    deadlines: failing(deadlines),
    tolerated,
    settled,
  };
  return { ...world, failing: failingWorld, arrive, tolerated, settled };
}

const faults = fc.array(fc.option(fc.constantFrom(...callFaults), { freq: 2, nil: undefined }), { maxLength: 12 });
const commands = fc.constantFrom(aCommand(), keyed);

describe('a request some of whose calls fail', () => {
  it('returns the ride, or leaves none, or says which ride there may be', async () => {
    await fc.assert(
      fc.asyncProperty(faults, commands, async (faults, command) => {
        const { failing, arrive, rides, requested, deadlines } = aFailingWorld((call) => faults[call]);
        const rideId = rideIdOf('rider-1', command.idempotencyKey ?? 'random-1');
        const answer = await requestRide(failing, command, terms).catch((error: unknown) => error);
        await arrive();
        const stored = await rides.get(rideId);
        if (answer instanceof OutcomeUnknownError) {
          expect(answer.rideId).toBe(rideId);
        } else if (answer instanceof Error) {
          expect(answer).toBeInstanceOf(ServiceError);
          expect(stored).toBeUndefined();
        } else {
          expect(answer).toMatchObject({ rideId });
          expect(stored).toBeDefined();
        }
        if (stored) expect(deadlines.sent).toContainEqual(expect.objectContaining({ delaySeconds: 20 }));
        else expect(requested.published).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('is one ride with its replays, some of whose calls fail, too', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(faults, { minLength: 2, maxLength: 4 }), async (ofRequests) => {
        let failed: (typeof ofRequests)[number] = [];
        let call = 0;
        const { failing, arrive, ports, rides, time } = aFailingWorld(() => failed[call++]);
        const rideId = rideIdOf('rider-1', 'key-1');
        for (failed of ofRequests) {
          call = 0;
          const existed = (await rides.get(rideId)) !== undefined;
          const isFound = existed && failed[0] === undefined;
          const answer = await requestRide(failing, keyed, terms).catch((error: unknown) => error);
          if (isFound) expect(answer).toMatchObject({ rideId, status: expect.any(String) });
          await arrive();
          time.advance(2_500);
        }
        expect(await requestRide(ports, keyed, terms)).toMatchObject({ rideId });
        expect(await rides.ofRider('rider-1', 10)).toHaveLength(1);
      }),
      { numRuns: 250 },
    );
  });
});

describe('a write that is not answered', () => {
  const [deadline, write, readBack, secondWrite] = [0, 1, 2, 3];

  it('is found when it is read back, and the ride is published', async () => {
    const { failing, requested, rides } = aFailingWorld((call) => (call === write ? 'lost after' : undefined));
    const ride = await requestRide(failing, aCommand(), terms);
    expect(await rides.get(ride.rideId)).toEqual(ride);
    expect(requested.published).toMatchObject([{ rideId: ride.rideId }]);
  });

  it('is made again under the same id when it is not found, and may arrive later than that', async () => {
    const { failing, requested, rides, arrive } = aFailingWorld((call) => (call === write ? 'late' : undefined));
    const ride = await requestRide(failing, aCommand(), terms);
    await arrive();
    expect(await rides.ofRider('rider-1', 10)).toMatchObject([{ rideId: ride.rideId }]);
    expect(requested.published).toHaveLength(1);
  });

  it.each<[string, Readonly<Record<number, (typeof callFaults)[number]>>]>([
    ['cannot be read back', { [write]: 'late', [readBack]: 'refused' }],
    ['is refused when it is made again', { [write]: 'late', [secondWrite]: 'refused' }],
    ['is not answered when it is made again', { [write]: 'late', [secondWrite]: 'lost before' }],
  ])('leaves the outcome unknown when it %s, since it may still arrive', async (_, faults) => {
    const { failing, rides, arrive } = aFailingWorld((call) => faults[call]);
    const rideId = rideIdOf('rider-1', 'random-1');
    await expect(requestRide(failing, aCommand(), terms)).rejects.toMatchObject({
      name: 'OutcomeUnknownError',
      rideId,
      message: expect.stringContaining(rideId),
    });
    expect(await rides.get(rideId)).toBeUndefined();
    await arrive();
    expect(await rides.get(rideId)).toBeDefined();
  });

  it('leaves no ride when it was refused for certain, and says so', async () => {
    const { failing, rides } = aFailingWorld((call) => (call === write ? 'refused' : undefined));
    await expect(requestRide(failing, aCommand(), terms)).rejects.toThrow(NotTakenError);
    expect(await rides.ofRider('rider-1', 1)).toEqual([]);
  });

  it("is this request's own when the store says that the id is taken, as nobody else has it", async () => {
    const { ports, requested } = aWorld();
    // As an adapter that tries again by itself and meets its own first attempt.
    const twice = { ...ports.rides, create: async (ride: Ride) => (await ports.rides.create(ride)) && false };
    const wait = vi.fn(ports.wait);
    const ride = await requestRide({ ...ports, rides: twice, wait }, aCommand(), terms);
    expect(requested.published).toMatchObject([{ rideId: ride.rideId }]);
    expect(wait).not.toHaveBeenCalled(); // as a replay does
  });

  it('is not begun when the deadline could not be sent', async () => {
    const { failing, rides } = aFailingWorld((call) => (call === deadline ? 'late' : undefined));
    await expect(requestRide(failing, aCommand(), terms)).rejects.toThrow(ServiceError);
    expect(await rides.ofRider('rider-1', 1)).toEqual([]);
  });

  it("is told from another request's under the same key, which is read back in its place", async () => {
    const world = aWorld();
    const first = await requestRide(world.ports, keyed, terms);
    const blind = {
      ...world.ports.rides,
      get: vi.fn(world.ports.rides.get).mockResolvedValueOnce(undefined),
      create: () => Promise.reject(new ServiceError('lost')),
    };
    world.time.advance(1);
    expect(await requestRide({ ...world.ports, rides: blind }, keyed, terms)).toEqual(first);
    expect(world.requested.published).toHaveLength(1);
  });
});

describe('a publication that fails', () => {
  const publishing = 2;

  it('rejects the ride at once when it was refused for certain, and has that announced', async () => {
    const { failing, rides, deadlines, settled } = aFailingWorld((call) =>
      call === publishing ? 'refused' : undefined,
    );
    const ride = await requestRide(failing, aCommand(), terms);
    expect(ride).toMatchObject({
      status: 'rejected',
      settledAt: requestedAt,
      reasons: [{ branch: 'ride-requested', code: 'ride-requested_unavailable', retryable: true }],
    });
    expect(await rides.get(ride.rideId)).toEqual(ride);
    expect(settled.mock.calls).toEqual([[ride]]);
    const { rideId } = ride;
    const deadline = expect.objectContaining({ kind: 'deadline', rideId });
    expect(deadlines.sent).toMatchObject([
      { message: deadline, delaySeconds: 20 },
      { message: deadline, delaySeconds: 0 },
    ]);
    const aggregator = await gatherWorld(ride);
    await aggregator.deliver(...deadlines.sent.slice(1).map(({ message }) => message));
    expect(aggregator.events.published).toMatchObject([{ type: 'ride.rejected', rideId }]);
  });

  it('rejects it at once, retryable, whatever else has failed on the way to there', async () => {
    let rejected = 0;
    await fc.assert(
      fc.asyncProperty(faults, commands, async (faults, command) => {
        const { failing, ports, rides, settled } = aFailingWorld((call) => faults[call]);
        const refusing = { publish: () => Promise.reject(new NotTakenError('The topic refuses.')) };
        const move: RequestRidePorts['rides']['move'] = (ride, end) => ports.rides.move(ride, end);
        const world = { ...failing, rides: { ...failing.rides, move }, requested: refusing };
        const answer = await requestRide(world, command, terms).catch((error: unknown) => error);
        expect(settled).toHaveBeenCalledTimes(answer instanceof Error ? 0 : 1);
        if (answer instanceof Error) return;
        const reasons = [{ code: 'ride-requested_unavailable', retryable: true }];
        expect(answer).toMatchObject({ status: 'rejected', settledAt: requestedAt, reasons });
        expect(await rides.get((answer as Ride).rideId)).toEqual(answer);
        rejected += 1;
      }),
      { numRuns: 200 },
    );
    expect(rejected).toBeGreaterThan(29);
  });

  it.each(['lost before', 'lost after', 'late'] as const)('leaves the ride to its deadline: %s', async (fault) => {
    const { failing, rides, tolerated, settled } = aFailingWorld((call) => (call === publishing ? fault : undefined));
    const ride = await requestRide(failing, aCommand(), terms);
    expect(ride.status).toBe('requested');
    expect(await rides.get(ride.rideId)).toEqual(ride);
    expect(tolerated.mock.calls).toEqual([['publish', expect.any(ServiceError), 1]]);
    expect(settled).not.toHaveBeenCalled();
  });

  it('is made up for by the next replay when it was not answered', async () => {
    // Under a key a look comes first.
    const { failing, ports, requested, time } = aFailingWorld((call) =>
      call === 1 + publishing ? 'lost before' : undefined,
    );
    await requestRide(failing, keyed, terms);
    expect(requested.published).toEqual([]);
    time.advance(2_001);
    const ride = await requestRide(ports, keyed, terms);
    expect(requested.published).toMatchObject([{ rideId: ride.rideId }]);
  });

  it.each(callFaults)('is no reason for a replay to reject the ride: %s', async (fault) => {
    const { failing, ports, rides, time } = aFailingWorld((call) => (call === 1 ? fault : undefined));
    const lost = { publish: () => Promise.reject(new ServiceError('lost')) };
    await requestRide({ ...ports, requested: lost }, keyed, terms);
    time.advance(2_001);
    const ride = await requestRide(failing, keyed, terms);
    expect(ride.status).toBe('requested');
    expect(await rides.get(ride.rideId)).toMatchObject({ status: 'requested' });
  });
});

describe('requests with one key at the same time', () => {
  it('make one ride that is published once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.integer({ min: 2, max: 5 }), async (scheduler, count) => {
        const { ports, requested } = aWorld();
        const concurrent: RequestRidePorts = {
          ...ports,
          rides: interleaved(ports.rides, scheduler),
          requested: interleaved(ports.requested, scheduler),
          deadlines: interleaved(ports.deadlines, scheduler),
          wait: () => scheduler.schedule(Promise.resolve()),
        };
        const requests = Array.from({ length: count }, () => requestRide(concurrent, keyed, terms));
        const rides = await scheduler.waitFor(Promise.all(requests));
        expect(new Set(rides.map(({ rideId }) => rideId)).size).toBe(1);
        expect(requested.published).toHaveLength(1);
      }),
      { numRuns: 100 },
    );
  });
});
