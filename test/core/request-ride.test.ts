import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { DeadlinePassedError, IdempotencyKeyReusedError, TooManyRidesError } from '../../core/errors.ts';
import { deadlineSchema, rideRequestedSchema } from '../../core/messages.ts';
import { type IntakeTerms, type RequestRidePorts, type RideCommand, requestRide } from '../../core/request-ride.ts';
import { rideIdOf } from '../../core/ride-id.ts';
import { plusMs } from '../../core/time.ts';
import { around, type Crash, CrashError, crashing, interleaved } from '../support/disturbed-ports.ts';
import { inMemoryGatherQueue, inMemoryRideRequests } from '../support/in-memory-messaging.ts';
import { inMemoryQuotaStore } from '../support/in-memory-quota-store.ts';
import { inMemoryRideStore } from '../support/in-memory-ride-store.ts';
import { manualClock } from '../support/manual-clock.ts';
import { aRideRequest, expects, requestedAt, traceparent } from '../support/rides.ts';

const terms: IntakeTerms = { expects, deadlineSeconds: 20, retentionDays: 30, ridesPerMinute: 1_000 };

function aWorld() {
  const time = manualClock(requestedAt);
  const rides = inMemoryRideStore();
  const requested = inMemoryRideRequests();
  const gatherQueue = inMemoryGatherQueue();
  let ids = 0;
  const ports: RequestRidePorts = {
    rides,
    requested,
    gatherQueue,
    quotas: inMemoryQuotaStore(),
    clock: time.clock,
    wait: async (ms) => time.advance(ms),
    randomId: () => `random-${++ids}`,
  };
  return { time, rides, requested, gatherQueue, ports };
}

const aCommand = (more: Partial<RideCommand> = {}): RideCommand => ({
  riderId: 'rider-1',
  request: aRideRequest(),
  traceparent,
  ...more,
});

const keyed = aCommand({ idempotencyKey: 'key-1' });

describe('requesting a ride beyond the limit', () => {
  const one: IntakeTerms = { ...terms, ridesPerMinute: 1 };

  it('is refused before anything is sent or written', async () => {
    const { ports, requested, gatherQueue } = aWorld();
    await requestRide(ports, aCommand(), one);
    const [sent, published] = [gatherQueue.sent.length, requested.published.length];
    const create = vi.spyOn(ports.rides, 'create');
    await expect(requestRide(ports, aCommand(), one)).rejects.toThrow(TooManyRidesError);
    await expect(requestRide(ports, keyed, one)).rejects.toThrow(TooManyRidesError);
    expect([gatherQueue.sent.length, requested.published.length]).toEqual([sent, published]);
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
      expiresAt: Date.parse(requestedAt) / 1000 + 30 * 86_400,
    });
    expect(requested.published.map((message) => rideRequestedSchema.parse(message))).toEqual([
      expect.objectContaining({ rideId: ride.rideId, riderId: 'rider-1', deadlineAt: ride.deadlineAt, traceparent }),
    ]);
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
    const { rides, requested, gatherQueue } = ports;
    await requestRide(
      {
        ...ports,
        rides: noting(rides, 'ride'),
        requested: noting(requested, 'publish'),
        gatherQueue: noting(gatherQueue, 'deadline'),
      },
      aCommand(),
      terms,
    );
    expect(calls).toEqual(['deadline', 'ride', 'publish']);
  });

  it('delays the deadline message until the deadline', async () => {
    const { ports, gatherQueue } = aWorld();
    const { rideId, deadlineAt } = await requestRide(ports, aCommand(), terms);
    expect(gatherQueue.sent).toEqual([
      { message: expect.objectContaining({ kind: 'deadline', rideId, deadlineAt }), delaySeconds: 20 },
    ]);
    const { dropAfter } = deadlineSchema.parse(gatherQueue.sent[0]?.message);
    expect(dropAfter).toBe(plusMs(deadlineAt, 29_000));
  });

  it('makes another ride of each request without a key', async () => {
    const { ports } = aWorld();
    const [one, other] = [await requestRide(ports, aCommand(), terms), await requestRide(ports, aCommand(), terms)];
    expect(one.rideId).not.toBe(other.rideId);
  });

  it('refuses to write a ride whose deadline has passed', async () => {
    const { ports, rides, requested, time } = aWorld();
    const slow = around(ports.gatherQueue, async (call) => {
      await call();
      time.advance(20_000);
    });
    await expect(requestRide({ ...ports, gatherQueue: slow }, keyed, terms)).rejects.toThrow(DeadlinePassedError);
    expect(requested.published).toEqual([]);
    time.set(requestedAt);
    expect((await requestRide(ports, keyed, terms)).status).toBe('requested');
    expect(rides.moves).toEqual([]);
  });
});

describe('a replayed request', () => {
  it('gets the ride that there is, and causes no more work', async () => {
    const { ports, requested, gatherQueue, time } = aWorld();
    const first = await requestRide(ports, keyed, terms);
    time.advance(60_000);
    expect(await requestRide(ports, keyed, terms)).toEqual(first);
    expect(requested.published).toHaveLength(1);
    expect(gatherQueue.sent).toHaveLength(1);
  });

  it('gets the outcome when there is one', async () => {
    const { ports, rides } = aWorld();
    const ride = await requestRide(ports, keyed, terms);
    await rides.move(ride, { status: 'rejected', at: requestedAt, reasons: [] });
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

  it('publishes a ride whose first request died before it could, with its own deadline', async () => {
    const { ports, requested, time } = aWorld();
    const dying = { ...ports, requested: { publish: () => Promise.reject(new CrashError()) } };
    await expect(requestRide(dying, keyed, terms)).rejects.toThrow(CrashError);
    time.advance(1_000);
    const ride = await requestRide(ports, keyed, terms);
    expect(ride.publishedAt).toBeDefined();
    expect(requested.published).toMatchObject([{ rideId: ride.rideId, deadlineAt: plusMs(requestedAt, 20_000) }]);
  });

  it('gives a first request that is still at work time to publish', async () => {
    const { ports, rides, requested, time } = aWorld();
    const dying = { ...ports, requested: { publish: () => Promise.reject(new CrashError()) } };
    await requestRide(dying, keyed, terms).catch(() => {});
    const rideId = rideIdOf('rider-1', 'key-1');
    const publishing = async (ms: number) => {
      time.advance(ms);
      await rides.markPublished(rideId, time.now());
    };
    await requestRide({ ...ports, wait: publishing }, keyed, terms);
    expect(requested.published).toEqual([]);
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
        const { ports, rides, requested, gatherQueue } = aWorld();
        const mortal = crashing(crashAt);
        const dying: RequestRidePorts = {
          ...ports,
          rides: mortal(ports.rides),
          requested: mortal(ports.requested),
          gatherQueue: mortal(ports.gatherQueue),
        };
        const rideId = rideIdOf('rider-1', 'key-1');
        await requestRide(dying, keyed, terms).catch(() => {});
        const written = await rides.get(rideId);
        if (written) expect(gatherQueue.sent.map(({ message }) => message.rideId)).toContain(rideId);
        expect(await requestRide(ports, keyed, terms)).toMatchObject({ status: 'requested' });
        expect((await rides.get(rideId))?.publishedAt).toBeDefined();
        expect(requested.published.length).toBeGreaterThanOrEqual(1);
      }),
    );
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
          gatherQueue: interleaved(ports.gatherQueue, scheduler),
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
