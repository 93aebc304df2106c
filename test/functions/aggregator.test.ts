import '../support/quiet-telemetry.ts';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { driverStore } from '../../adapters/driver-store.ts';
import type { QueueHandler } from '../../adapters/lambda/queue-handler.ts';
import { rideStore } from '../../adapters/ride-store.ts';
import { slotOfRide } from '../../core/load.ts';
import { type BranchResult, type RideEvent, rideEventSchema } from '../../core/messages.ts';
import { variables } from '../../core/names.ts';
import { instantOf, plusMs } from '../../core/time.ts';
import { aHolder, lease, report } from '../support/drivers.ts';
import { eventually } from '../support/eventually.ts';
import { aPlace } from '../support/places.ts';
import { aDeadline, allOk, aMatch, anId, aResult, aRide, aWakeUp } from '../support/rides.ts';
import { aRecord, deliver } from '../support/sqs-events.ts';
import { startTestDynamo, type TestDynamo, tableOf } from '../support/test-dynamo.ts';
import { startTestMessaging, type TestMessaging } from '../support/test-messaging.ts';

let dynamo: TestDynamo;
let messaging: TestMessaging;
let aggregator: QueueHandler;
let releaseDriver: QueueHandler;
let events: Awaited<ReturnType<TestMessaging['topic']>>;
/** The aggregator's own, which messages that come early go back to. */
let queue: Awaited<ReturnType<TestMessaging['queue']>>;
beforeAll(async () => {
  [dynamo, messaging] = await Promise.all([startTestDynamo(), startTestMessaging()]);
  events = await messaging.topic();
  queue = await messaging.queue();
  Object.assign(process.env, messaging.environment, dynamo.environment, {
    [variables.queue]: queue.url,
    [variables.maxAttempts]: '10',
    [variables.rideEventsTopic]: events.topicArn,
    [variables.retentionDays]: '30',
  });
  aggregator = (await import('../../functions/aggregator/handler.ts')).handler;
  releaseDriver = (await import('../../functions/release-driver/handler.ts')).handler;
});
afterAll(() => Promise.all([dynamo.stop(), messaging.stop()]));

const rides = () => rideStore(dynamo.client, tableOf('rides'), () => new Date());
const drivers = () => driverStore(dynamo.client, tableOf('drivers'));

/** A ride of now, in the store, with a driver that is leased to it, and what its branches say of it. */
async function aStoredRide(now = instantOf(Date.now())) {
  const ride = aRide({ requestedAt: now, deadlineAt: plusMs(now, 20_000) });
  const { rideId, requestedAt } = ride;
  const driverId = anId('driver');
  await rides().create(ride);
  await report(drivers(), driverId, aPlace(), { now });
  await lease(drivers(), driverId, ride, { now, until: plusMs(now, 40_000) });
  const results = Object.values(allOk({ rideId, requestedAt })).map((result) =>
    result.branch === 'driver-matching' ? { ...result, result: aMatch({ driverId }) } : result,
  );
  const wakeUp = (branch = 'payment-check') => aRecord(aWakeUp(branch, { rideId, requestedAt }));
  const refusal = aResult('pricing', { rideId, requestedAt, status: 'rejected' });
  const answered = (...answers: readonly BranchResult[]) => rides().record(ride, answers);
  return { ride, driverId, results, refusal, wakeUp, answered, stored: () => rides().get(rideId, 'latest') };
}

/** Whether another ride can have the driver now. */
const isFree = async (driverId: string, rideId = anId('ride')) => {
  const now = instantOf(Date.now());
  const leased = await lease(drivers(), driverId, aHolder(rideId, now), { now, until: plusMs(now, 40_000) });
  return leased !== undefined;
};

/** The events of a ride that were published since this was last asked. */
const eventsOf = async (rideId: string): Promise<RideEvent[]> =>
  (await events.take()).map((event) => rideEventSchema.parse(event)).filter((event) => event.rideId === rideId);

const recordsOf = (results: readonly BranchResult[]) => results.map((result) => aRecord(result));

describe('the aggregator', () => {
  it('confirms a ride that it is woken for, and announces it again when the same message comes again', async () => {
    const { ride, driverId, results, wakeUp, answered, stored } = await aStoredRide();
    await answered(...results);
    expect(await deliver(aggregator, wakeUp())).toEqual([]);
    expect(await stored()).toMatchObject({ status: 'confirmed', outcome: { driver: { driverId } } });
    expect(await eventsOf(ride.rideId)).toMatchObject([{ type: 'ride.confirmed', driverId }]);
    expect(await deliver(aggregator, wakeUp('eta'))).toEqual([]);
    expect(await eventsOf(ride.rideId)).toEqual([]);
    expect(await deliver(aggregator, wakeUp())).toEqual([]);
    expect(await eventsOf(ride.rideId)).toMatchObject([{ type: 'ride.confirmed' }]);
  });

  it('counts the rides that it has moved on, once each, however often they are delivered', async () => {
    const { ride, results, wakeUp, answered } = await aStoredRide();
    vi.resetModules();
    const { handler } = await import('../../functions/aggregator/handler.ts');
    const load = async () => {
      const { Item = {} } = await dynamo.client.send(
        new GetCommand({ TableName: tableOf('load'), Key: { counted: 'rides' }, ConsistentRead: true }),
      );
      return (Item[`l${slotOfRide(ride)}`] as number | undefined) ?? 0;
    };
    const before = await load();
    await answered(...results);
    for (let delivery = 0; delivery < 3; delivery += 1) await deliver(handler, wakeUp());
    expect(await load()).toBe(before + 1);
  });

  it('confirms a ride whose answers come as messages, in one batch', async () => {
    const { ride, driverId, results, stored } = await aStoredRide();
    expect(await deliver(aggregator, ...recordsOf(results))).toEqual([]);
    expect(await stored()).toMatchObject({ status: 'confirmed', outcome: { driver: { driverId } } });
    expect(await eventsOf(ride.rideId)).toMatchObject([{ type: 'ride.confirmed', driverId }]);
  });

  it('ends a ride once when its messages are delivered at once, each in several batches', async () => {
    const { ride, driverId, results, wakeUp, stored } = await aStoredRide();
    const records = [...recordsOf(results), wakeUp(), wakeUp('eta')];
    const batches = [...records, ...records, ...records].map((record) => deliver(aggregator, record));
    expect((await Promise.all(batches)).flat()).toEqual([]);
    expect(await stored()).toMatchObject({ status: 'confirmed' });
    expect((await eventsOf(ride.rideId)).every(({ type }) => type === 'ride.confirmed')).toBe(true);
    expect(await isFree(driverId)).toBe(false);
  });

  it('gathers the rides of a batch apart, and fails no neighbour of a message that cannot be read', async () => {
    const [one, other] = [await aStoredRide(), await aStoredRide()];
    const unreadable = [
      aRecord('hello'),
      aRecord({ ...one.results[0], result: {} }),
      aRecord({ v: 1, kind: 'greeting' }),
    ];
    await one.answered(...one.results);
    const records = [one.wakeUp(), ...unreadable, aRecord(other.refusal)];
    expect(await deliver(aggregator, ...records)).toEqual(unreadable.map(({ messageId }) => messageId));
    expect(await one.stored()).toMatchObject({ status: 'confirmed' });
    expect(await other.stored()).toMatchObject({ status: 'rejected' });
  });

  it('gathers rides of a batch apart that were requested at the same moment', async () => {
    const now = instantOf(Date.now());
    const [one, other] = [await aStoredRide(now), await aStoredRide(now)];
    expect(await deliver(aggregator, ...recordsOf(one.results), aRecord(other.refusal))).toEqual([]);
    expect(await one.stored()).toMatchObject({ status: 'confirmed' });
    expect(await other.stored()).toMatchObject({ status: 'rejected', results: { pricing: other.refusal } });
    expect(Object.keys((await other.stored())?.results ?? {})).toEqual(['pricing']);
  });

  it('takes messages of a ride that is not there any more for done with', async () => {
    const { ride } = await aStoredRide();
    const [gone, former] = [anId('ride'), { rideId: ride.rideId, requestedAt: plusMs(ride.requestedAt, -1) }];
    const records = [
      aRecord(aResult('eta', { rideId: gone })),
      aRecord(aWakeUp('eta', { rideId: gone })),
      aRecord(aResult('eta', former)),
      aRecord(aWakeUp('eta', former)),
    ];
    expect(await deliver(aggregator, ...records)).toEqual([]);
    expect(await rides().get(gone, 'latest')).toBeUndefined();
    expect(await rides().get(ride.rideId, 'latest')).toEqual(ride);
  });

  it('keeps the result of a branch that it does not know', async () => {
    const { ride, stored } = await aStoredRide();
    const { rideId, requestedAt } = ride;
    const result = aResult('another-branch', { rideId, requestedAt, result: { score: 3 } });
    expect(await deliver(aggregator, aRecord(result))).toEqual([]);
    expect((await stored())?.results['another-branch']).toEqual(result);
  });

  it('sends a deadline of version 0.1.0 that comes early back to its own queue, and takes it in when it is due', async () => {
    const sqs = new SQSClient({ endpoint: messaging.environment.AWS_ENDPOINT_URL_SQS ?? '', region: 'us-east-1' });
    const asked = new GetQueueAttributesCommand({
      QueueUrl: queue.url,
      AttributeNames: ['ApproximateNumberOfMessagesDelayed'],
    });
    const delayed = async () => (await sqs.send(asked)).Attributes?.ApproximateNumberOfMessagesDelayed;
    // A ride of another test may have waited for an optional answer.
    await eventually(async () => {
      await queue.take();
      expect(await delayed()).toBe('0');
    });
    const { ride, stored } = await aStoredRide();
    const { requestedAt: _, ...deadline } = aDeadline(ride);
    expect(await deliver(aggregator, aRecord(deadline))).toEqual([]);
    expect(await stored()).toMatchObject({ status: 'requested' });
    expect(await delayed()).toBe('1');
    sqs.destroy();
    const longAgo = instantOf(Date.now() - 20_000);
    const due = aRide({ requestedAt: longAgo, deadlineAt: plusMs(longAgo, 20_000) });
    await rides().create(due);
    const { requestedAt: _of, ...dueNow } = aDeadline(due);
    expect(await deliver(aggregator, aRecord(dueNow))).toEqual([]);
    expect(await rides().get(due.rideId, 'latest')).toMatchObject({ status: 'expired' });
    expect(await eventsOf(due.rideId)).toMatchObject([{ type: 'ride.expired' }]);
  });
});

describe('release-driver', () => {
  it('frees the driver of a rejected ride, and does so twice as once', async () => {
    const { ride, driverId, results, refusal, wakeUp, answered } = await aStoredRide();
    await answered(...results.filter(({ branch }) => branch !== 'pricing'), refusal);
    await deliver(aggregator, wakeUp('pricing'));
    const published = await eventsOf(ride.rideId);
    expect(published).toContainEqual(expect.objectContaining({ type: 'ride.rejected', driverId }));
    const records = [...published, ...published].map((event) => aRecord(event));
    expect(await deliver(releaseDriver, ...records)).toEqual([]);
    expect(await isFree(driverId)).toBe(true);
    expect(await deliver(releaseDriver, ...records)).toEqual([]);
    expect(await isFree(driverId)).toBe(false);
  });

  it('frees the driver of an answer that came too late', async () => {
    const { ride, driverId, results, refusal, wakeUp, answered } = await aStoredRide();
    await answered(refusal);
    await deliver(aggregator, wakeUp('pricing'));
    await answered(...results);
    await deliver(aggregator, wakeUp('driver-matching'));
    const late = (await eventsOf(ride.rideId)).filter(({ type }) => type === 'ride.driver-unneeded');
    expect(late).toMatchObject([{ driverId, requestedAt: ride.requestedAt }]);
    expect(await deliver(releaseDriver, ...late.map((event) => aRecord(event)))).toEqual([]);
    expect(await isFree(driverId)).toBe(true);
  });

  it('frees no driver whom another ride of the same key has', async () => {
    const { ride, driverId, refusal, wakeUp, answered } = await aStoredRide();
    await answered(refusal);
    await deliver(aggregator, wakeUp('pricing'));
    const [event = expect.fail()] = await eventsOf(ride.rideId);
    const former = { ...event, driverId, requestedAt: plusMs(ride.requestedAt, -1) };
    expect(await deliver(releaseDriver, aRecord(former))).toEqual([]);
    expect(await isFree(driverId)).toBe(false);
  });

  it('has nothing to do for a ride without a driver', async () => {
    const { ride, refusal } = await aStoredRide();
    await deliver(aggregator, aRecord(refusal));
    const records = (await eventsOf(ride.rideId)).map((event) => aRecord(event));
    expect(records).toHaveLength(1);
    expect(await deliver(releaseDriver, ...records)).toEqual([]);
  });

  it('reports an event that it cannot read', async () => {
    const record = aRecord({ type: 'ride.rejected' });
    expect(await deliver(releaseDriver, record)).toEqual([record.messageId]);
  });
});
