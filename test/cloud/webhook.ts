import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rideStore } from '../../adapters/ride-store.ts';
import { epochSeconds } from '../../core/time.ts';
import { webhookDepartures } from '../support/api-description.ts';
import { aDriver, aQuickRequest, aRider } from '../support/api-users.ts';
import { eventually } from '../support/eventually.ts';
import { aPlace, aRequest } from '../support/places.ts';
import { aRideEvent, loggedAbout, publish } from '../support/ride-events.ts';
import { anId, aRide, aRideRequest } from '../support/rides.ts';
import type { RunningStack } from '../support/running-stack.ts';
import { warmSharedStack } from '../support/shared-stack.ts';
import {
  type Answer,
  answering,
  type ReceivedCall,
  startReceiver,
  type WebhookReceiver,
} from '../support/webhook-receiver.ts';
import { webhookSecretOf } from '../support/webhook-secret.ts';

/** Each test has receivers of its own, so that they can wait side by side. */
describe.concurrent('a webhook', () => {
  let stack: RunningStack;
  let secret: string;
  const receivers: WebhookReceiver[] = [];

  beforeAll(async () => {
    stack = await warmSharedStack();
    secret = await webhookSecretOf(stack);
  });
  afterAll(() => Promise.all(receivers.map((receiver) => receiver.stop())));

  const aReceiver = async (...answers: Answer[]): Promise<WebhookReceiver> => {
    const receiver = await startReceiver(...answers);
    receivers.push(receiver);
    return receiver;
  };

  const aConfirmedRide = async (webhookUrl: string) => {
    const pickup = aPlace();
    const driver = await aDriver(stack, pickup);
    const rider = aRider(stack);
    const { body: ride } = await rider.asks({ ...aQuickRequest(pickup), webhookUrl });
    expect(ride.status).toBe('confirmed');
    return { ride, rider, driver };
  };

  /** A ride that is announced once: the flow may announce an outcome twice, which these tests are not about. */
  const anExpiredRide = async (webhookUrl: string) => {
    const ride = aRide({ riderId: anId('rider'), status: 'expired', request: aRideRequest({ webhookUrl }) });
    await rideStore(stack.dynamo, stack.cloud.outputs.RidesTableName ?? '', () => new Date()).create(ride);
    await publish(stack, aRideEvent(ride.rideId, 'ride.expired'));
    return ride;
  };

  const outcomesOf = (rideId: string) =>
    loggedAbout(stack, /Webhook/, rideId)
      .filter(({ message }) => message === 'event handled')
      .map(({ outcome }) => outcome);

  it('brings the outcome, signed, in the form that is described', async () => {
    const receiver = await aReceiver(answering(200));
    const { ride } = await aConfirmedRide(receiver.url);
    const [call] = await receiver.until(1);
    const event = verified(call, secret);
    expect(event).toEqual({ type: 'ride.confirmed', timestamp: ride.settledAt, data: ride });
    expect(webhookDepartures('rideEvent', event)).toEqual([]);
    expect(call?.headers).toMatchObject({
      'content-type': 'application/json',
      'webhook-id': `${ride.rideId}_${epochSeconds(ride.requestedAt)}_confirmed`,
    });
  });

  it('tells of each state that a ride reaches, under an id of its own', async () => {
    const receiver = await aReceiver(answering(204));
    const { ride, driver } = await aConfirmedRide(receiver.url);
    await receiver.until(1);
    const answer = await driver.completes(ride.rideId);
    expect(answer.body.status).toBe('completed');
    const [, completed] = await receiver.until(2);
    expect(verified(completed, secret)).toMatchObject({ type: 'ride.completed', data: { status: 'completed' } });
    expect(completed?.headers['webhook-id']).toBe(`${ride.rideId}_${epochSeconds(ride.requestedAt)}_completed`);
  });

  it('comes again after errors, under the same id, and with a signature of its own time', async () => {
    const receiver = await aReceiver(answering(500), answering(500), answering(200));
    const { rideId, requestedAt } = await anExpiredRide(receiver.url);
    const calls = await receiver.until(3);
    expect(calls.map(({ headers }) => headers['webhook-id'])).toEqual(
      Array(3).fill(`${rideId}_${epochSeconds(requestedAt)}_expired`),
    );
    for (const call of calls) expect(verified(call, secret)).toMatchObject({ type: 'ride.expired' });
    await eventually(() => expect(outcomesOf(rideId)).toEqual(['delivered']));
  });

  it('does not follow a redirect, and takes it for a failure', async () => {
    const target = await aReceiver(answering(200));
    const receiver = await aReceiver(answering(302, { Location: target.url }), answering(200));
    await anExpiredRide(receiver.url);
    await receiver.until(2);
    expect(target.calls).toEqual([]);
  });

  it('ends when the receiver is gone', async () => {
    const gone = await aReceiver(answering(410));
    const { rideId } = await anExpiredRide(gone.url);
    await eventually(() => expect(outcomesOf(rideId)).toEqual(['gone']));
    // By the time that a later one has been tried again, this one would have been, too.
    const failing = await aReceiver(answering(500), answering(200));
    await anExpiredRide(failing.url);
    await failing.until(2);
    expect(gone.calls).toHaveLength(1);
  });

  it('hangs up on a receiver that does not answer, and tries again', async () => {
    const happened: string[] = [];
    const receiver = await aReceiver(
      (response) => response.once('close', () => happened.push('hung up')),
      (response) => {
        happened.push('called again');
        answering(200)(response);
      },
    );
    await anExpiredRide(receiver.url);
    await receiver.until(2);
    expect(happened).toEqual(['hung up', 'called again']);
  });

  it('is undelivered after its last attempt, and no dead letter', async () => {
    const receiver = await aReceiver(answering(503));
    const { rideId } = await anExpiredRide(receiver.url);
    await eventually(() => expect(outcomesOf(rideId)).toEqual(['undelivered']));
    expect(receiver.calls).toHaveLength(4);
    expect(await deadLetters(stack)).toBe(0);
  });

  it('is delivered once by its status, though its body never ends', async () => {
    const receiver = await aReceiver((response) => response.writeHead(200).write('{'));
    const { rideId } = await anExpiredRide(receiver.url);
    await eventually(() => expect(outcomesOf(rideId)).toEqual(['delivered']));
    expect(receiver.calls).toHaveLength(1);
  });

  it.each(['https://169.254.169.254/latest/meta-data/', 'https://[::ffff:10.0.0.1]/', 'http://203.0.113.9/'])(
    'refuses to call %s, for good',
    async (webhookUrl) => {
      // The API would not have let it in.
      const { rideId } = await anExpiredRide(webhookUrl);
      await eventually(() => expect(outcomesOf(rideId)).toEqual(['refused']));
    },
  );

  it.each([
    ['of another protocol', 'ftp://rider.example/'],
    ['that is plain and not of this machine', 'http://rider.example/'],
    ['with credentials', 'https://user:secret@rider.example/'],
    ['without a host', '/ride-events'],
    ['to a private address', 'https://192.168.1.1/'],
    ['that is too long', `https://rider.example/${'x'.repeat(2_048)}`],
  ])('is not taken a ride for when its URL is one %s', async (_which, webhookUrl) => {
    const answer = await aRider(stack).asks({ ...aRequest(), webhookUrl });
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_webhook_url', field: 'webhookUrl' } });
  });

  it('keeps its secret and the path of its URL out of the logs', async () => {
    const receiver = await aReceiver(answering(500), answering(200));
    const { rideId } = await anExpiredRide(`${receiver.url}?token=confidential`);
    await eventually(() => expect(outcomesOf(rideId)).toEqual(['delivered']));
    expect(stack.logs.filter(({ line }) => line.includes(secret) || line.includes('confidential'))).toEqual([]);
  });
});

function verified(call: ReceivedCall | undefined, secret: string): unknown {
  if (call === undefined) throw new Error('There is no call.');
  return new Webhook(secret, { format: 'raw' }).verify(call.body, call.headers as Record<string, string>);
}

async function deadLetters({ sqs, cloud }: RunningStack): Promise<number> {
  const [, QueueUrl] = Object.entries(cloud.physicalIds).find(([id]) => id.startsWith('WebhookDeadLetters')) ?? [];
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
  return Number(Attributes?.ApproximateNumberOfMessages);
}
