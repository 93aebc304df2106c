import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { answerStore } from '../../adapters/answer-store.ts';
import { rideStore } from '../../adapters/ride-store.ts';
import { outcomeOf } from '../../core/outcome.ts';
import type { RidePlace, RideStore, Transition } from '../../core/ports.ts';
import type { Ride, RideStatus } from '../../core/ride.ts';
import { type Clock, instantOf, plusMs } from '../../core/time.ts';
import { inMemoryRideStoreAt } from '../support/in-memory-ride-store.ts';
import { manualClock } from '../support/manual-clock.ts';
import { allOk, anId, aResult, aRide, deadlineAt, expects, requestedAt, resultsOf } from '../support/rides.ts';
import { startTestDynamo, type TestDynamo, tableOf } from '../support/test-dynamo.ts';

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startTestDynamo();
});
afterAll(() => dynamo.stop());

const at = plusMs(requestedAt, 310);
const moving = (status: RideStatus, more: Partial<Transition> = {}): Transition => ({
  status,
  at,
  by: 'answer:pricing',
  expiresAt: 4_102_444_800,
  ...more,
});
const expired: Transition = {
  ...moving('expired', { by: 'deadline' }),
  reasons: [{ branch: 'pricing', code: 'pricing_timed_out', message: 'Too late.', retryable: true }],
};

describe.each([
  ['in memory', (clock: Clock) => inMemoryRideStoreAt(clock)],
  ['in DynamoDB', (clock: Clock) => rideStore(dynamo.client, tableOf('rides'), clock)],
] as const)('rides %s', (_, openAt) => {
  const open = (): RideStore => openAt(manualClock(requestedAt).clock);
  const written = async (more: Partial<Ride> = {}) => {
    const time = manualClock(requestedAt);
    const rides: RideStore = openAt(time.clock);
    const ride = aRide(more);
    await rides.create(ride);
    return { rides, ride, time, latest: async () => (await rides.get(ride.rideId, 'latest')) as Ride };
  };
  /** The same ride, as it was asked for at another time. */
  const formerOf = (ride: Ride): Ride => ({ ...ride, requestedAt: plusMs(ride.requestedAt, -86_400_000) });

  it('gives a ride back as it was written', async () => {
    const { ride, latest } = await written();
    expect(await latest()).toEqual(ride);
  });

  it('gives a ride back that nothing is pending of', async () => {
    const { ride, latest } = await written({ results: allOk(), pending: new Set() });
    expect(await latest()).toEqual(ride);
  });

  it('knows no ride that was not written', async () => {
    expect(await open().get(anId('ride'), 'latest')).toBeUndefined();
  });

  it('writes a ride once', async () => {
    const { rides, ride, latest } = await written();
    expect(await rides.create({ ...ride, riderId: 'another' })).toBe(false);
    expect((await latest()).riderId).toBe(ride.riderId);
  });

  it('lets one of many concurrent creates win', async () => {
    const rides = open();
    const ride = aRide();
    const created = await Promise.all(Array.from({ length: 20 }, () => rides.create(ride)));
    expect(created.filter(Boolean)).toHaveLength(1);
  });

  it('notes when a ride was published', async () => {
    const { rides, ride, latest } = await written();
    await rides.markPublished(ride, at);
    expect((await latest()).publishedAt).toBe(at);
  });

  it('records a result and returns the whole ride', async () => {
    const { rides, ride, latest } = await written();
    const result = aResult('pricing');
    const recorded = await rides.record(ride, [result]);
    expect(recorded).toEqual({
      ...ride,
      results: { pricing: result },
      pending: new Set(['driver-matching', 'eta', 'payment-check']),
    });
    expect(await latest()).toEqual(recorded);
  });

  it('records several results at once, until nothing is pending', async () => {
    const { rides, ride } = await written();
    const results = allOk();
    const recorded = await rides.record(ride, Object.values(results));
    expect(recorded).toMatchObject({ results, pending: new Set() });
  });

  it('keeps the first result of a branch over a later one', async () => {
    const { rides, ride } = await written();
    const first = aResult('pricing', { status: 'rejected' });
    await rides.record(ride, [first]);
    const recorded = await rides.record(ride, [aResult('pricing'), aResult('eta')]);
    expect(recorded?.results).toEqual(resultsOf(first, aResult('eta')));
  });

  it('keeps the first of two results of a branch in one delivery', async () => {
    const { rides, ride } = await written();
    const first = aResult('pricing', { status: 'failed' });
    const recorded = await rides.record(ride, [first, aResult('pricing')]);
    expect(recorded?.results).toEqual(resultsOf(first));
  });

  it('keeps one result when many are recorded at once, the same for all', async () => {
    const { rides, ride, latest } = await written();
    const recorded = await Promise.all(
      Array.from({ length: 20 }, (_each, index) => rides.record(ride, [aResult('pricing', { attempt: index + 1 })])),
    );
    const kept = (await latest()).results.pricing;
    expect(recorded.map((each) => each?.results.pricing)).toEqual(recorded.map(() => kept));
  });

  it('loses no result when all branches are recorded at once', async () => {
    const { rides, ride, latest } = await written();
    await Promise.all(Object.values(allOk()).map((result) => rides.record(ride, [result])));
    expect(await latest()).toEqual({ ...ride, results: allOk(), pending: new Set() });
  });

  it('records a result of a branch that the ride does not expect', async () => {
    const { rides, ride } = await written();
    const recorded = await rides.record(ride, [aResult('another-branch')]);
    expect(recorded?.results['another-branch']).toEqual(aResult('another-branch'));
    expect(recorded?.pending).toEqual(ride.pending);
  });

  it('records nothing for a ride that is not there', async () => {
    const rides = open();
    const rideId = anId('ride');
    for (const of of [{ rideId }, { rideId, requestedAt }]) {
      expect(await rides.record(of, [aResult('pricing')])).toBeUndefined();
    }
    expect(await rides.get(rideId, 'latest')).toBeUndefined();
  });

  it('moves a ride on, and says what had not been answered', async () => {
    const { rides, ride, latest } = await written({ results: resultsOf(aResult('eta')) });
    const moved = await rides.move(ride, expired);
    expect(moved).toEqual({
      ...ride,
      status: 'expired',
      settledAt: at,
      settledBy: 'deadline',
      reasons: expired.reasons,
      unanswered: ['driver-matching', 'pricing', 'payment-check'],
      pending: new Set(),
      expiresAt: expired.expiresAt,
    });
    expect(await latest()).toEqual(moved);
  });

  it('lets one of 20 concurrent moves win', async () => {
    const { rides, ride, latest } = await written({ results: allOk() });
    const statuses = ['confirmed', 'rejected', 'expired', 'cancelled'] as const;
    const moved = await Promise.all(
      Array.from({ length: 20 }, (_each, index) =>
        rides.move(ride, moving(statuses[index % statuses.length] ?? 'confirmed')),
      ),
    );
    const winners = moved.filter((each) => each !== undefined);
    expect(winners).toHaveLength(1);
    expect(await latest()).toEqual(winners[0]);
  });

  it('does not move a ride on that has been answered since it was read', async () => {
    const { rides, ride, latest } = await written();
    await rides.record(ride, [aResult('pricing')]);
    expect(await rides.move(ride, expired)).toBeUndefined();
    expect((await latest()).status).toBe('requested');
  });

  it('moves a ride on whatever order its pending branches were read in', async () => {
    const { rides, ride } = await written();
    const pending = new Set([...ride.pending].toReversed());
    expect(await rides.move({ ...ride, pending }, expired)).toMatchObject({ status: 'expired' });
  });

  it('does not move a ride from a state that it has left', async () => {
    const { rides, ride, latest } = await written({ results: allOk() });
    await rides.move(ride, moving('confirmed'));
    expect(await rides.move(ride, expired)).toBeUndefined();
    expect((await latest()).status).toBe('confirmed');
  });

  it('ends a confirmed ride once, keeping when and as what it was confirmed', async () => {
    const { rides, ride } = await written({ results: allOk() });
    const confirmed = (await rides.move(ride, moving('confirmed'))) as Ride;
    const completedAt = plusMs(at, 60_000);
    const ending = { at: completedAt, by: 'completed:1', expiresAt: 1_900_000_000 };
    const completed = await rides.move(confirmed, moving('completed', ending));
    const { at: _at, by: endedBy, expiresAt } = ending;
    expect(completed).toEqual({ ...confirmed, status: 'completed', completedAt, endedBy, expiresAt });
    expect(await rides.move(confirmed, moving('cancelled', ending))).toBeUndefined();
  });

  it('cancels a ride, requested or confirmed, and says when', async () => {
    const { rides, ride } = await written({ results: allOk() });
    expect(await rides.move(ride, moving('cancelled'))).toMatchObject({ settledAt: at, cancelledAt: at });
    const other = await written({ results: allOk() });
    const confirmed = (await other.rides.move(other.ride, moving('confirmed'))) as Ride;
    const cancelledAt = plusMs(at, 60_000);
    expect(await other.rides.move(confirmed, moving('cancelled', { at: cancelledAt }))).toEqual({
      ...confirmed,
      status: 'cancelled',
      cancelledAt,
      endedBy: 'answer:pricing',
    });
  });

  it('ends a confirmed ride although a late result has come', async () => {
    const { rides, ride } = await written({ expects: { ...expects } });
    const confirmed = (await rides.move(ride, moving('confirmed'))) as Ride;
    await rides.record(ride, [aResult('eta')]);
    expect(await rides.move(confirmed, moving('cancelled'))).toMatchObject({ status: 'cancelled' });
  });

  it('keeps a late result and still knows that it is late', async () => {
    const { rides, ride } = await written();
    await rides.move(ride, expired);
    const late = await rides.record(ride, [aResult('pricing')]);
    expect(late).toMatchObject({ status: 'expired', results: { pricing: aResult('pricing') }, pending: new Set() });
    expect(late?.unanswered).toContain('pricing');
  });

  it('does not move a ride that is not there', async () => {
    expect(await open().move(aRide(), expired)).toBeUndefined();
  });

  it('confirms no ride from five seconds after its deadline on, by the time of the write; a refusal is written', async () => {
    const late = { at: plusMs(deadlineAt, 5_000) };
    const { rides, ride, latest } = await written({ results: allOk() });
    expect(await rides.move(ride, moving('confirmed', late))).toBeUndefined();
    expect((await latest()).status).toBe('requested');
    expect(await rides.move(ride, moving('rejected', late))).toMatchObject({ status: 'rejected' });

    const inTime = await written({ results: allOk() });
    const just = { at: plusMs(deadlineAt, 4_999) };
    expect(await inTime.rides.move(inTime.ride, moving('confirmed', just))).toMatchObject({ status: 'confirmed' });
  });

  it('does not move a ride that waits for nobody when it was read with somebody pending, nor the other way round', async () => {
    const { rides, ride } = await written({ results: allOk() });
    expect(await rides.move({ ...ride, pending: new Set(['eta']) }, moving('confirmed'))).toBeUndefined();
    const waiting = await written();
    expect(await waiting.rides.move({ ...waiting.ride, pending: new Set() }, expired)).toBeUndefined();
  });

  describe('of which there were two under one key, by turns', () => {
    it('take no result, no mark and no transition that is of the other one', async () => {
      const { rides, ride, latest } = await written();
      const former = formerOf(ride);
      expect(await rides.record(former, [aResult('pricing')])).toBeUndefined();
      expect(await rides.move(former, expired)).toBeUndefined();
      await expect(rides.markPublished(former, at)).rejects.toThrow();
      expect(await latest()).toEqual(ride);
    });

    it('take a result that does not say of which it is: version 0.1.0 did not', async () => {
      const { rides, ride } = await written();
      const { requestedAt: _, ...result } = aResult('pricing');
      expect(await rides.record({ rideId: ride.rideId }, [result])).toMatchObject({ results: { pricing: result } });
    });

    it('end no confirmed ride that is not the one that was read', async () => {
      const { rides, ride, latest } = await written({ results: allOk() });
      const confirmed = (await rides.move(ride, moving('confirmed'))) as Ride;
      expect(await rides.move(formerOf(confirmed), moving('completed'))).toBeUndefined();
      expect(await latest()).toEqual(confirmed);
    });
  });

  describe('past their time, which the table may have kept all the same', () => {
    const expiresAt = Date.parse(requestedAt) / 1_000 + 100;
    const [lastMoment, later] = [instantOf(expiresAt * 1_000), instantOf((expiresAt + 1) * 1_000)];

    it('are there until then', async () => {
      const { rides, ride, time, latest } = await written({ expiresAt });
      time.set(lastMoment);
      expect(await latest()).toEqual(ride);
      expect(await rides.create({ ...ride, riderId: 'another' })).toBe(false);
      expect(await rides.record(ride, [aResult('pricing')])).toBeDefined();
    });

    it('are there for nobody afterwards', async () => {
      const { rides, ride, time } = await written({ expiresAt });
      time.set(later);
      expect(await rides.get(ride.rideId, 'latest')).toBeUndefined();
      expect(await rides.get(ride.rideId)).toBeUndefined();
      for (const of of [ride, { rideId: ride.rideId }]) {
        expect(await rides.record(of, [aResult('pricing')])).toBeUndefined();
      }
    });

    it('make room for another of the same key, once, which begins anew', async () => {
      const { rides, ride, time, latest } = await written({ expiresAt, results: allOk() });
      await rides.move(ride, moving('confirmed', { expiresAt }));
      time.set(later);
      const next = aRide({ rideId: ride.rideId, requestedAt: later, deadlineAt: plusMs(later, 20_000) });
      const created = await Promise.all(Array.from({ length: 5 }, () => rides.create(next)));
      expect(created.filter(Boolean)).toHaveLength(1);
      expect(await latest()).toEqual(next);
    });
  });

  describe("a rider's list", () => {
    const secondsLater = (seconds: number) => plusMs(requestedAt, seconds * 1_000);

    const aList = async (...more: readonly Partial<Ride>[]) => {
      const rides: RideStore = open();
      const riderId = anId('rider');
      const written = more.map((each) => aRide({ riderId, ...each }));
      for (const ride of written) await rides.create(ride);
      return { rides, riderId, written };
    };

    it('has the place of each ride, the newest first, whatever became of the ride', async () => {
      const later = [0, 2, 1].map((seconds) => ({ requestedAt: secondsLater(seconds) }));
      const { rides, riderId, written } = await aList(...later);
      const [first, third, second] = written as [Ride, Ride, Ride];
      await rides.move(second, expired);
      expect(await rides.ofRider(riderId, 10)).toEqual(
        [third, second, first].map(({ rideId, requestedAt }) => ({ rideId, requestedAt })),
      );
    });

    it('has no ride of another rider, wherever it begins', async () => {
      const { rides, riderId } = await aList({ requestedAt: secondsLater(1) });
      const other = aRide({ riderId: anId('rider'), requestedAt: secondsLater(2) });
      await rides.create(other);
      await rides.create(aRide({ riderId: other.riderId }));
      const all = await rides.ofRider(riderId, 10);
      expect(all).toHaveLength(1);
      expect(await rides.ofRider(riderId, 10, other)).toEqual(all);
      expect(await rides.ofRider(anId('rider'), 10)).toEqual([]);
    });

    it('has every ride once, page by page, those of one moment too', async () => {
      const moments = [0, 1, 1, 1, 2, 2, 3].map((seconds) => ({ requestedAt: secondsLater(seconds) }));
      const { rides, riderId, written } = await aList(...moments);
      const listed: RidePlace[] = [];
      for (let page = await rides.ofRider(riderId, 2); page.length > 0; ) {
        expect(page.length).toBeLessThanOrEqual(2);
        listed.push(...page);
        page = await rides.ofRider(riderId, 2, page.at(-1));
      }
      expect(listed.map((ride) => ride.requestedAt)).toEqual(moments.map((each) => each.requestedAt).toReversed());
      expect(new Set(listed.map(({ rideId }) => rideId))).toEqual(new Set(written.map(({ rideId }) => rideId)));
      expect(listed).toHaveLength(written.length);
    });
  });

  it('notes of no ride that is not there that it was published', async () => {
    const rides = open();
    const rideId = anId('ride');
    await expect(rides.markPublished({ rideId, requestedAt }, at)).rejects.toThrow();
    expect(await rides.get(rideId, 'latest')).toBeUndefined();
  });
});

/** A ride's item as an earlier deployment left it, with all answers but one. */
const earlierItem = (rideId: string) => {
  const answer = (branch: string, result: Record<string, unknown>) => ({
    v: 1,
    kind: 'branch-result',
    rideId,
    requestedAt: '2026-03-04T09:00:00.000Z',
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    at: '2026-03-04T09:00:00.310Z',
    branch,
    status: 'ok',
    result,
    queuedAt: '2026-03-04T09:00:00.005Z',
    receivedAt: '2026-03-04T09:00:00.009Z',
    startedAt: '2026-03-04T09:00:00.010Z',
    finishedAt: '2026-03-04T09:00:00.310Z',
    attempt: 1,
  });
  return {
    rideId,
    riderId: 'rider-1',
    request: {
      pickup: { lat: 37.7749, lng: -122.4194 },
      dropoff: { lat: 37.8044, lng: -122.2712 },
      product: 'xl',
      paymentMethodId: 'pm_card_visa',
      callbackUrl: 'https://rider.example/rides',
      receiptEmail: 'rider@example.com',
    },
    requestHash: '5b3f0d2e8a6c4f179e0d3b2a1c4f5e6d7c8b9a0f1e2d3c4b5a69788796a5b4c3',
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    flow: 'parallel',
    status: 'requested',
    expects: { 'driver-matching': 'required', eta: 'optional', pricing: 'required', 'payment-check': 'required' },
    pending: new Set(['eta']),
    results: {
      'driver-matching': answer('driver-matching', {
        driverId: 'driver-1',
        position: { lat: 37.78, lng: -122.41 },
        pickupDistanceMeters: 1_300,
        pickupSeconds: 187,
        leaseUntil: '2026-03-04T09:00:40.000Z',
      }),
      pricing: answer('pricing', {
        quoteId: `quote_${rideId}`,
        expiresAt: '2026-03-04T09:05:00.000Z',
        amountMinor: 1_721,
        currency: 'USD',
        surgeMultiplier: 1,
        distanceMeters: 6_501,
        durationSeconds: 937,
      }),
      'payment-check': answer('payment-check', { paymentMethodId: 'pm_card_visa', status: 'valid' }),
    },
    requestedAt: '2026-03-04T09:00:00.000Z',
    publishedAt: '2026-03-04T09:00:00.004Z',
    deadlineAt: '2026-03-04T09:00:20.000Z',
    expiresAt: 4_102_444_800,
  };
};

describe('rides that an earlier deployment wrote', () => {
  const { clock } = manualClock(requestedAt);
  const table = tableOf('rides');
  const written = async (more: Record<string, unknown> = {}) => {
    const rideId = anId('ride');
    const item = { ...earlierItem(rideId), ...more };
    await dynamo.client.send(new PutCommand({ TableName: table, Item: item }));
    const rides = rideStore(dynamo.client, table, clock);
    const answers = answerStore(dynamo.client, table);
    return { rideId, item, rides, answers, read: async () => (await rides.get(rideId, 'latest')) as Ride };
  };

  it('are read', async () => {
    const { item, read } = await written();
    const { requestHash, request, ...same } = item;
    const { callbackUrl: webhookUrl, ...asked } = request;
    expect(await read()).toEqual({ ...same, request: { ...asked, webhookUrl } });
  });

  it('take an answer of a branch, of either version, and not a second one', async () => {
    for (const version of [{}, { answers: 'brief' }] as const) {
      const { rideId, answers, read } = await written();
      const asked = { ...(await read()), ...version };
      const eta = aResult('eta', { rideId });
      expect(await answers.keep(asked, eta)).toEqual({ result: eta, pending: new Set() });
      const [other, again] = [aResult('pricing', { rideId, attempt: 2 }), aResult('eta', { rideId, attempt: 2 })];
      expect((await answers.keep(asked, other))?.result).toEqual((await read()).results.pricing);
      expect(await answers.keep(asked, again)).toEqual({ result: eta, pending: new Set() });
      expect(await answers.find(asked, 'eta')).toEqual({ result: eta, pending: new Set() });
      expect((await read()).results.eta).toEqual(eta);
    }
  });

  it('take an answer that came as a message, are confirmed, and completed', async () => {
    const { rideId, rides, read } = await written();
    const recorded = (await rides.record(await read(), [aResult('eta', { rideId })])) as Ride;
    const outcome = outcomeOf(recorded);
    const confirmed = (await rides.move(recorded, moving('confirmed', { outcome }))) as Ride;
    expect(confirmed).toMatchObject({ status: 'confirmed', settledAt: at, unanswered: [], outcome });
    const completed = await rides.move(confirmed, moving('completed', { at: plusMs(at, 1), by: 'completed:1' }));
    expect(completed).toMatchObject({ status: 'completed', completedAt: plusMs(at, 1), outcome });
    expect(await read()).toEqual(completed);
  });

  it('expire, naming who has not answered', async () => {
    const { rides, read } = await written();
    expect(await rides.move(await read(), expired)).toMatchObject({ status: 'expired', unanswered: ['eta'] });
  });

  it('keep the outcome that they say', async () => {
    const outcome = { driver: { driverId: 'driver-2', pickupSeconds: 1, pickupDistanceMeters: 2 } };
    const { read } = await written({ status: 'confirmed', completedAt: at, unanswered: ['eta'], outcome });
    expect(await read()).toMatchObject({ status: 'confirmed', settledAt: at, unanswered: ['eta'], outcome });
  });
});

describe('rides in DynamoDB', () => {
  it('are read as they were last written where that is asked for, and at half the price where not', async () => {
    const send = vi.spyOn(dynamo.client, 'send');
    const rides = rideStore(dynamo.client, tableOf('rides'), () => new Date());
    await rides.get(anId('ride'), 'latest');
    await rides.get(anId('ride'));
    const reads = send.mock.calls.map(([command]) => (command.input as { ConsistentRead?: boolean }).ConsistentRead);
    send.mockRestore();
    expect(reads).toEqual([true, false]);
  });

  it('take no answers that are of a later ride of the same id', async () => {
    const rides = rideStore(dynamo.client, tableOf('rides'), () => new Date(requestedAt));
    const ride = aRide();
    await rides.create(ride);
    for (const differsByMs of [-1, 1]) {
      const other = { rideId: ride.rideId, requestedAt: plusMs(requestedAt, differsByMs) };
      expect(await rides.record(other, [aResult('pricing')])).toBeUndefined();
    }
    expect((await rides.get(ride.rideId, 'latest'))?.results).toEqual({});
  });

  it('passes on errors that are not about a condition', async () => {
    const rides = rideStore(dynamo.client, 'no-such-table', () => new Date());
    await expect(rides.move(aRide(), expired)).rejects.toThrow('resource not found');
  });

  it('have no outcome of their own where it follows from their answers', async () => {
    const rides = rideStore(dynamo.client, tableOf('rides'), () => new Date(requestedAt));
    const ride = aRide({ results: allOk() });
    await rides.create(ride);
    const confirmed = await rides.move(ride, moving('confirmed', { outcome: outcomeOf(ride) }));
    expect(confirmed?.outcome).toEqual(outcomeOf(ride));
    const { Item } = await dynamo.client.send(
      new GetCommand({ TableName: tableOf('rides'), Key: { rideId: ride.rideId } }),
    );
    expect(Item).not.toHaveProperty('outcome');
    expect(Item).not.toHaveProperty('unanswered');
  });

  it('stores sets as sets, so that an emptied one is an absent attribute', async () => {
    const ride = aRide();
    await rideStore(dynamo.client, tableOf('rides'), () => new Date()).create(ride);
    const { Attributes } = await dynamo.client.send(
      new UpdateCommand({
        TableName: tableOf('rides'),
        Key: { rideId: ride.rideId },
        UpdateExpression: 'DELETE pending :all',
        ExpressionAttributeValues: { ':all': new Set(Object.keys(expects)) },
        ReturnValues: 'ALL_NEW',
      }),
    );
    expect(Attributes).not.toHaveProperty('pending');
  });
});
