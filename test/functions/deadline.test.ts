import '../support/quiet-telemetry.ts';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { driverStore } from '../../adapters/driver-store.ts';
import type { QueueHandler } from '../../adapters/lambda/queue-handler.ts';
import { rideStore } from '../../adapters/ride-store.ts';
import { stores, variables } from '../../core/names.ts';
import type { Ride } from '../../core/ride.ts';
import { instantOf, plusMs } from '../../core/time.ts';
import { lease, report } from '../support/drivers.ts';
import { aPlace } from '../support/places.ts';
import { aDeadline, allOk, aMatch, anId, aRide } from '../support/rides.ts';
import { aRecord, deliver } from '../support/sqs-events.ts';
import { startTestDynamo, type TestDynamo, tableOf } from '../support/test-dynamo.ts';
import { startTestMessaging, type TestMessaging } from '../support/test-messaging.ts';

let dynamo: TestDynamo;
let messaging: TestMessaging;
let sqs: SQSClient;
let deadline: QueueHandler;
let events: Awaited<ReturnType<TestMessaging['topic']>>;
let queue: Awaited<ReturnType<TestMessaging['queue']>>;
let deadLetters: Awaited<ReturnType<TestMessaging['queue']>>;
beforeAll(async () => {
  [dynamo, messaging] = await Promise.all([startTestDynamo(), startTestMessaging()]);
  [events, queue, deadLetters] = await Promise.all([messaging.topic(), messaging.queue(), messaging.queue()]);
  sqs = new SQSClient({ endpoint: messaging.environment.AWS_ENDPOINT_URL_SQS ?? '', region: 'us-east-1' });
  Object.assign(process.env, messaging.environment, dynamo.environment, {
    [variables.queue]: queue.url,
    [variables.deadLetterQueue]: deadLetters.url,
    [variables.rideEventsTopic]: events.topicArn,
    [variables.retentionDays]: '30',
  });
  deadline = (await import('../../functions/deadline/handler.ts')).handler;
});
afterAll(async () => {
  sqs.destroy();
  await Promise.all([dynamo.stop(), messaging.stop()]);
});

const rides = () => rideStore(dynamo.client, tableOf('rides'), () => new Date());

/** A ride whose deadline has come this moment, in the store. */
async function aRideThatIsDue(more: Partial<Ride> = {}) {
  const now = instantOf(Date.now());
  const ride = aRide({ requestedAt: plusMs(now, -20_000), deadlineAt: now, ...more });
  await rides().create(ride);
  return { ride, record: aRecord(aDeadline(ride)), stored: () => rides().get(ride.rideId, 'latest') };
}

/** A record that is in the queue, hidden from all others for half a minute, and delivered so many times. */
async function received(body: string, count = 1): Promise<SQSRecord> {
  await sqs.send(new SendMessageCommand({ QueueUrl: queue.url, MessageBody: body }));
  const [message] = await take(30);
  const record = aRecord(body, { ApproximateReceiveCount: String(count) });
  return { ...record, receiptHandle: message?.ReceiptHandle ?? '', messageId: message?.MessageId ?? '' };
}

const take = async (VisibilityTimeout: number, WaitTimeSeconds = 0) => {
  const command = new ReceiveMessageCommand({ QueueUrl: queue.url, VisibilityTimeout, WaitTimeSeconds });
  return (await sqs.send(command)).Messages ?? [];
};

describe("the deadline's function", () => {
  it('ends rides at their deadline, the rides of a batch side by side, and announces them', async () => {
    const driverId = anId('driver');
    const { eta: _, ...results } = allOk();
    const match = { ...results['driver-matching'], result: aMatch({ driverId }) };
    const expiring = await aRideThatIsDue();
    const confirmed = await aRideThatIsDue({ results: { ...results, 'driver-matching': match } as Ride['results'] });
    const drivers = driverStore(dynamo.client, tableOf('drivers'));
    const now = instantOf(Date.now());
    await report(drivers, driverId, aPlace(), { now });
    await lease(drivers, driverId, confirmed.ride, { now, until: plusMs(now, 20_000) });
    expect(await deliver(deadline, expiring.record, confirmed.record)).toEqual([]);
    expect(await expiring.stored()).toMatchObject({ status: 'expired', settledBy: 'deadline' });
    expect(await confirmed.stored()).toMatchObject({ status: 'confirmed', unanswered: ['eta'] });
    const told = (await events.take<{ type: string }>()).map(({ type }) => type);
    expect(told.toSorted()).toEqual(['ride.confirmed', 'ride.expired']);
  });

  it('sends one that comes early back to its own queue', async () => {
    vi.useFakeTimers({ toFake: ['Date'] }); // It comes early on a busy machine, too.
    onTestFinished(() => void vi.useRealTimers());
    const now = instantOf(Date.now());
    const ride = aRide({ requestedAt: now, deadlineAt: plusMs(now, 1_000) });
    await rides().create(ride);
    expect(await deliver(deadline, aRecord(aDeadline(ride)))).toEqual([]);
    vi.useRealTimers();
    const [message] = await take(30, 10);
    expect(JSON.parse(message?.Body ?? '')).toMatchObject({ kind: 'deadline', rideId: ride.rideId });
  });

  it.each([
    ['is no JSON', 'hello'],
    ['is no message to the gather', JSON.stringify({ v: 1, kind: 'greeting' })],
  ])('moves a message that %s to the dead letters itself, and ends its neighbours', async (_, body) => {
    const { record, stored } = await aRideThatIsDue();
    expect(await deliver(deadline, await received(body), record)).toEqual([]);
    expect(await stored()).toMatchObject({ status: 'expired' });
    const command = new ReceiveMessageCommand({ QueueUrl: deadLetters.url, VisibilityTimeout: 30 });
    expect((await sqs.send(command)).Messages?.map(({ Body }) => Body)).toEqual([body]);
  });

  /** The function as it starts with another value in its environment. */
  async function startedWith(name: string, value: string): Promise<QueueHandler> {
    const { [name]: usual } = process.env;
    process.env[name] = value;
    vi.resetModules();
    const { handler } = await import('../../functions/deadline/handler.ts');
    process.env[name] = usual;
    return handler;
  }

  it('has a message whose ride cannot be settled delivered again a second later, however often it was before', async () => {
    const failing = await startedWith(stores.rides.environment, 'no-such-table');
    const { ride } = await aRideThatIsDue();
    vi.useFakeTimers({ toFake: ['Date'] }); // It is not yet a second later.
    onTestFinished(() => void vi.useRealTimers());
    const record = await received(JSON.stringify(aDeadline(ride)), 10_000);
    expect(await deliver(failing, record)).toEqual([record.messageId]);
    expect(await take(30)).toEqual([]);
    vi.useRealTimers();
    const [again] = await take(30, 5);
    expect(again?.Body).toBe(record.body);
    expect(await deadLetters.take()).toEqual([]);
  });

  it('reports a message that it can neither read nor move', async () => {
    const nowhere = new URL('/000000000000/no-such-queue', messaging.environment.AWS_ENDPOINT_URL_SQS).href;
    const failing = await startedWith(variables.deadLetterQueue, nowhere);
    const record = await received('hello');
    expect(await deliver(failing, record)).toEqual([record.messageId]);
  });
});
