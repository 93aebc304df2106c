import '../support/quiet-telemetry.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { driverStore } from '../../adapters/driver-store.ts';
import type { QueueHandler } from '../../adapters/lambda/queue-handler.ts';
import { rideStore } from '../../adapters/ride-store.ts';
import { type BranchResult, type RideEvent, rideEventSchema } from '../../core/messages.ts';
import { variables } from '../../core/names.ts';
import { instantOf, plusMs } from '../../core/time.ts';
import { aHolder, lease, report } from '../support/drivers.ts';
import { aPlace } from '../support/places.ts';
import { aRideEvent } from '../support/ride-events.ts';
import { aDeadline, allOk, aMatch, anId, aResult, aRide } from '../support/rides.ts';
import { aRecord, deliver } from '../support/sqs-events.ts';
import { startTestDynamo, type TestDynamo, tableOf } from '../support/test-dynamo.ts';
import { startTestMessaging, type TestMessaging } from '../support/test-messaging.ts';

let dynamo: TestDynamo;
let messaging: TestMessaging;
let aggregator: QueueHandler;
let releaseDriver: QueueHandler;
let events: Awaited<ReturnType<TestMessaging['topic']>>;
let sentBack: Awaited<ReturnType<TestMessaging['queue']>>;
beforeAll(async () => {
  [dynamo, messaging] = await Promise.all([startTestDynamo(), startTestMessaging()]);
  events = await messaging.topic();
  sentBack = await messaging.queue();
  Object.assign(process.env, messaging.environment, dynamo.environment, {
    [variables.queue]: (await messaging.queue()).url,
    [variables.maxAttempts]: '10',
    [variables.rideEventsTopic]: events.topicArn,
    [variables.branchResultsQueue]: sentBack.url,
  });
  aggregator = (await import('../../functions/aggregator/handler.ts')).handler;
  releaseDriver = (await import('../../functions/release-driver/handler.ts')).handler;
});
afterAll(() => Promise.all([dynamo.stop(), messaging.stop()]));

const rides = () => rideStore(dynamo.client, tableOf('rides'));
const drivers = () => driverStore(dynamo.client, tableOf('drivers'));

const leaseNow = (driverId: string, rideId: string) => {
  const now = instantOf(Date.now());
  return lease(drivers(), driverId, aHolder(rideId, now), { now, until: plusMs(now, 40_000) });
};

/** A ride of now, in the store, with a driver that is leased to it, and what its branches say of it. */
async function aStoredRide() {
  const now = instantOf(Date.now());
  const ride = aRide({ requestedAt: now, deadlineAt: plusMs(now, 20_000) });
  const driverId = anId('driver');
  await rides().create(ride);
  await report(drivers(), driverId, aPlace(), { now });
  await lease(drivers(), driverId, ride, { now, until: plusMs(now, 40_000) });
  const results = Object.values(allOk({ rideId: ride.rideId })).map((result) =>
    result.branch === 'driver-matching' ? { ...result, result: aMatch({ driverId }) } : result,
  );
  return { ride, driverId, results, stored: () => rides().get(ride.rideId, 'latest') };
}

/** The events of a ride that were published since this was last asked. */
const eventsOf = async (rideId: string): Promise<RideEvent[]> =>
  (await events.take()).map((event) => rideEventSchema.parse(event)).filter((event) => event.rideId === rideId);

const recordsOf = (results: readonly BranchResult[]) => results.map((result) => aRecord(result));

describe('the aggregator', () => {
  it('confirms a ride whose results come in one batch, and announces it once', async () => {
    const { ride, driverId, results, stored } = await aStoredRide();
    expect(await deliver(aggregator, ...recordsOf(results))).toEqual([]);
    expect(await stored()).toMatchObject({ status: 'confirmed', outcome: { driver: { driverId } } });
    expect(await eventsOf(ride.rideId)).toMatchObject([{ type: 'ride.confirmed', driverId }]);
    expect(await deliver(aggregator, ...recordsOf(results))).toEqual([]);
    expect(await eventsOf(ride.rideId)).toEqual([]);
  });

  it('ends a ride once when its results are delivered at once, each in several batches', async () => {
    const { ride, driverId, results, stored } = await aStoredRide();
    const batches = [...results, ...results, ...results].map((result) => deliver(aggregator, aRecord(result)));
    expect((await Promise.all(batches)).flat()).toEqual([]);
    expect(await stored()).toMatchObject({ status: 'confirmed' });
    expect((await eventsOf(ride.rideId)).every(({ type }) => type === 'ride.confirmed')).toBe(true);
    expect(await leaseNow(driverId, 'another')).toBeUndefined();
    expect(await drivers().hold(driverId, ride, instantOf(Date.now()))).toBe(true);
  });

  it('gathers the rides of a batch apart, and fails no neighbour of a message that cannot be read', async () => {
    const [one, other] = [await aStoredRide(), await aStoredRide()];
    const unreadable = [
      aRecord('hello'),
      aRecord({ ...one.results[0], result: {} }),
      aRecord({ v: 1, kind: 'greeting' }),
    ];
    const refused = aRecord(aResult('pricing', { rideId: other.ride.rideId, status: 'rejected' }));
    const records = [...recordsOf(one.results), ...unreadable, refused];
    expect(await deliver(aggregator, ...records)).toEqual(unreadable.map(({ messageId }) => messageId));
    expect(await one.stored()).toMatchObject({ status: 'confirmed' });
    expect(await other.stored()).toMatchObject({ status: 'rejected' });
  });

  it('fails the results of a ride that it does not know, and nothing else', async () => {
    const { results, stored } = await aStoredRide();
    const unknown = aRecord(aResult('eta', { rideId: anId('ride') }));
    expect(await deliver(aggregator, unknown, ...recordsOf(results))).toEqual([unknown.messageId]);
    expect(await stored()).toMatchObject({ status: 'confirmed' });
  });

  it('keeps the result of a branch that it does not know', async () => {
    const { ride, stored } = await aStoredRide();
    const result = aResult('fraud-check', { rideId: ride.rideId, result: { score: 3 } });
    expect(await deliver(aggregator, aRecord(result))).toEqual([]);
    expect((await stored())?.results['fraud-check']).toEqual(result);
  });

  it('sends a deadline that comes early back', async () => {
    const { ride, stored } = await aStoredRide();
    expect(await deliver(aggregator, aRecord(aDeadline(ride)))).toEqual([]);
    expect(await stored()).toMatchObject({ status: 'requested' });
  });

  it('expires a ride at its deadline', async () => {
    const longAgo = instantOf(Date.now() - 20_000);
    const ride = aRide({ requestedAt: longAgo, deadlineAt: plusMs(longAgo, 20_000) });
    await rides().create(ride);
    expect(await deliver(aggregator, aRecord(aDeadline(ride)))).toEqual([]);
    expect(await rides().get(ride.rideId, 'latest')).toMatchObject({ status: 'expired' });
    expect(await eventsOf(ride.rideId)).toMatchObject([{ type: 'ride.expired' }]);
  });
});

describe('release-driver', () => {
  it('frees the driver of a rejected ride, and does so twice as once', async () => {
    const { ride, driverId, results } = await aStoredRide();
    const refusal = aResult('pricing', { rideId: ride.rideId, status: 'rejected' });
    await deliver(aggregator, ...recordsOf([...results.filter(({ branch }) => branch !== 'pricing'), refusal]));
    const published = await eventsOf(ride.rideId);
    expect(published).toContainEqual(expect.objectContaining({ type: 'ride.rejected', driverId }));
    const records = [...published, ...published].map((event) => aRecord(event));
    expect(await deliver(releaseDriver, ...records)).toEqual([]);
    expect(await leaseNow(driverId, 'another')).toBeDefined();
    expect(await deliver(releaseDriver, ...records)).toEqual([]);
    expect(await leaseNow(driverId, 'a third')).toBeUndefined();
  });

  it('frees no driver for a ride that reuses the id of the one that has them, unless the event does not say which', async () => {
    const { ride, driverId } = await aStoredRide();
    const now = instantOf(Date.now());
    await drivers().hold(driverId, ride, now);
    const { requestedAt, ...event } = {
      ...aRideEvent(ride.rideId, 'ride.completed'),
      driverId,
      requestedAt: plusMs(now, 1),
    };
    expect(await deliver(releaseDriver, aRecord({ ...event, requestedAt }))).toEqual([]);
    expect(await drivers().hold(driverId, ride, now)).toBe(true);
    expect(await deliver(releaseDriver, aRecord(event))).toEqual([]);
    expect(await leaseNow(driverId, 'another')).toBeDefined();
  });

  it('has nothing to do for a ride without a driver', async () => {
    const { ride } = await aStoredRide();
    await deliver(aggregator, aRecord(aResult('pricing', { rideId: ride.rideId, status: 'rejected' })));
    const records = (await eventsOf(ride.rideId)).map((event) => aRecord(event));
    expect(records).toHaveLength(1);
    expect(await deliver(releaseDriver, ...records)).toEqual([]);
  });

  it('reports an event that it cannot read', async () => {
    const record = aRecord({ type: 'ride.rejected' });
    expect(await deliver(releaseDriver, record)).toEqual([record.messageId]);
  });
});
