import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rideStore } from '../../adapters/ride-store.ts';
import { RideNotFoundError } from '../../core/errors.ts';
import type { RideStore, Transition } from '../../core/ports.ts';
import type { Ride, RideSummary } from '../../core/ride.ts';
import { plusMs } from '../../core/time.ts';
import { inMemoryRideStore } from '../support/in-memory-ride-store.ts';
import { allOk, anId, aResult, aRide, expects, requestedAt, resultsOf } from '../support/rides.ts';
import { startTestDynamo, type TestDynamo, tableOf } from '../support/test-dynamo.ts';

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startTestDynamo();
});
afterAll(() => dynamo.stop());

const at = plusMs(requestedAt, 310);
const expired: Transition = {
  status: 'expired',
  at,
  reasons: [{ branch: 'pricing', code: 'pricing_timed_out', message: 'Too late.', retryable: true }],
};

describe.each([
  ['in memory', () => inMemoryRideStore()],
  ['in DynamoDB', () => rideStore(dynamo.client, tableOf('rides'))],
] as const)('rides %s', (_, open) => {
  const written = async (more: Partial<Ride> = {}) => {
    const rides: RideStore = open();
    const ride = aRide(more);
    await rides.create(ride);
    return { rides, ride, latest: async () => (await rides.get(ride.rideId, 'latest')) as Ride };
  };

  it('gives a ride back as it was written', async () => {
    const { ride, latest } = await written();
    expect(await latest()).toEqual(ride);
  });

  it('gives a ride back that nothing is pending of', async () => {
    const { ride, latest } = await written({ results: allOk(), pending: new Set(), announced: new Set(['confirmed']) });
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
    await rides.markPublished(ride.rideId, at);
    expect((await latest()).publishedAt).toBe(at);
  });

  it('records a result and returns the whole ride', async () => {
    const { rides, ride, latest } = await written();
    const result = aResult('pricing');
    const recorded = await rides.record(ride.rideId, [result]);
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
    const recorded = await rides.record(ride.rideId, Object.values(results));
    expect(recorded.results).toEqual(results);
    expect(recorded.pending).toEqual(new Set());
  });

  it('keeps the first result of a branch over a later one', async () => {
    const { rides, ride } = await written();
    const first = aResult('pricing', { status: 'rejected' });
    await rides.record(ride.rideId, [first]);
    const recorded = await rides.record(ride.rideId, [aResult('pricing'), aResult('eta')]);
    expect(recorded.results).toEqual(resultsOf(first, aResult('eta')));
  });

  it('keeps the first of two results of a branch in one delivery', async () => {
    const { rides, ride } = await written();
    const first = aResult('pricing', { status: 'failed' });
    const recorded = await rides.record(ride.rideId, [first, aResult('pricing')]);
    expect(recorded.results).toEqual(resultsOf(first));
  });

  it('keeps one result when many are recorded at once, the same for all', async () => {
    const { rides, ride, latest } = await written();
    const recorded = await Promise.all(
      Array.from({ length: 20 }, (_each, index) =>
        rides.record(ride.rideId, [aResult('pricing', { attempt: index + 1 })]),
      ),
    );
    const kept = (await latest()).results.pricing;
    expect(recorded.map(({ results }) => results.pricing)).toEqual(recorded.map(() => kept));
  });

  it('loses no result when all branches are recorded at once', async () => {
    const { rides, ride, latest } = await written();
    await Promise.all(Object.values(allOk()).map((result) => rides.record(ride.rideId, [result])));
    expect(await latest()).toEqual({ ...ride, results: allOk(), pending: new Set() });
  });

  it('records a result of a branch that the ride does not expect', async () => {
    const { rides, ride } = await written();
    const recorded = await rides.record(ride.rideId, [aResult('fraud-check')]);
    expect(recorded.results['fraud-check']).toEqual(aResult('fraud-check'));
    expect(recorded.pending).toEqual(ride.pending);
  });

  it('records nothing for a ride that is not there', async () => {
    const rides = open();
    const rideId = anId('ride');
    await expect(rides.record(rideId, [aResult('pricing')])).rejects.toThrow(RideNotFoundError);
    expect(await rides.get(rideId, 'latest')).toBeUndefined();
  });

  it('moves a ride on, and says what had not been answered', async () => {
    const { rides, ride, latest } = await written({ results: resultsOf(aResult('eta')) });
    const moved = await rides.move(ride, expired);
    expect(moved).toEqual({
      ...ride,
      status: 'expired',
      completedAt: at,
      reasons: expired.reasons,
      unanswered: ['driver-matching', 'pricing', 'payment-check'],
    });
    expect(await latest()).toEqual(moved);
  });

  it('lets one of 20 concurrent moves win', async () => {
    const { rides, ride, latest } = await written({ results: allOk() });
    const statuses = ['confirmed', 'rejected', 'expired', 'cancelled'] as const;
    const moved = await Promise.all(
      Array.from({ length: 20 }, (_each, index) =>
        rides.move(ride, { status: statuses[index % statuses.length] ?? 'confirmed', at }),
      ),
    );
    const winners = moved.filter((each) => each !== undefined);
    expect(winners).toHaveLength(1);
    expect(await latest()).toEqual(winners[0]);
  });

  it('does not move a ride on that has been answered since it was read', async () => {
    const { rides, ride, latest } = await written();
    await rides.record(ride.rideId, [aResult('pricing')]);
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
    await rides.move(ride, { status: 'confirmed', at });
    expect(await rides.move(ride, expired)).toBeUndefined();
    expect((await latest()).status).toBe('confirmed');
  });

  it('ends a confirmed ride once, keeping when and as what it was confirmed', async () => {
    const { rides, ride } = await written({ results: allOk() });
    const confirmed = (await rides.move(ride, { status: 'confirmed', at })) as Ride;
    const endedAt = plusMs(at, 60_000);
    const completed = await rides.move(confirmed, { status: 'completed', at: endedAt });
    expect(completed).toEqual({ ...confirmed, status: 'completed', endedAt });
    expect(await rides.move(confirmed, { status: 'cancelled', at: endedAt })).toBeUndefined();
  });

  it('ends a confirmed ride although a late result has come', async () => {
    const { rides, ride } = await written({ expects: { ...expects } });
    const confirmed = (await rides.move(ride, { status: 'confirmed', at })) as Ride;
    await rides.record(ride.rideId, [aResult('eta')]);
    expect(await rides.move(confirmed, { status: 'cancelled', at })).toMatchObject({ status: 'cancelled' });
  });

  it('keeps a late result and still knows that it is late', async () => {
    const { rides, ride } = await written();
    await rides.move(ride, expired);
    const late = await rides.record(ride.rideId, [aResult('pricing')]);
    expect(late).toMatchObject({ status: 'expired', results: { pricing: aResult('pricing') } });
    expect(late.unanswered).toContain('pricing');
  });

  it('does not move a ride that is not there', async () => {
    expect(await open().move(aRide(), expired)).toBeUndefined();
  });

  it('remembers each state that was announced, once', async () => {
    const { rides, ride, latest } = await written();
    await Promise.all([
      rides.markAnnounced(ride.rideId, 'confirmed'),
      rides.markAnnounced(ride.rideId, 'confirmed'),
      rides.markAnnounced(ride.rideId, 'cancelled'),
    ]);
    expect((await latest()).announced).toEqual(new Set(['confirmed', 'cancelled']));
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

    it('has what a list shows of each ride, the newest first', async () => {
      const flow = 'sequential';
      const { rides, riderId, written } = await aList(
        { flow },
        { requestedAt: secondsLater(2) },
        {
          requestedAt: secondsLater(1),
        },
      );
      const [first, third, second] = written as [Ride, Ride, Ride];
      await rides.move(second, expired);
      expect(await rides.ofRider(riderId, 10)).toEqual([
        { rideId: third.rideId, flow: 'parallel', status: 'requested', requestedAt: secondsLater(2) },
        { rideId: second.rideId, flow: 'parallel', status: 'expired', requestedAt: secondsLater(1), completedAt: at },
        { rideId: first.rideId, flow, status: 'requested', requestedAt },
      ]);
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
      const listed: RideSummary[] = [];
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

  it.each(['markPublished', 'markAnnounced'] as const)('writes no ride by %s', async (mark) => {
    const rides = open();
    const rideId = anId('ride');
    await expect(rides[mark](rideId, 'confirmed')).rejects.toThrow();
    expect(await rides.get(rideId, 'latest')).toBeUndefined();
  });
});

describe('rides in DynamoDB', () => {
  it('passes on errors that are not about a condition', async () => {
    const rides = rideStore(dynamo.client, 'no-such-table');
    await expect(rides.move(aRide(), expired)).rejects.toThrow('resource not found');
  });

  it('stores sets as sets, so that an emptied one is an absent attribute', async () => {
    const ride = aRide();
    await rideStore(dynamo.client, tableOf('rides')).create(ride);
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
