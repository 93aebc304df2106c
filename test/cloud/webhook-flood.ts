import { GetQueueAttributesCommand, SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rideStore } from '../../adapters/ride-store.ts';
import { eventually } from '../support/eventually.ts';
import { aRideEvent, loggedAbout } from '../support/ride-events.ts';
import { anId, aRide, aRideRequest } from '../support/rides.ts';
import type { RunningStack } from '../support/running-stack.ts';
import { sharedStack } from '../support/shared-stack.ts';
import { answering, hanging, startReceiver, type WebhookReceiver } from '../support/webhook-receiver.ts';

describe('while 1,000 webhooks of one rider go to a receiver that hangs', () => {
  let stack: RunningStack;
  let dead: WebhookReceiver;
  let well: WebhookReceiver;

  beforeAll(async () => {
    [stack, dead, well] = await Promise.all([sharedStack(), startReceiver(hanging), startReceiver(answering(200))]);
  });
  afterAll(() => Promise.all([dead.stop(), well.stop()]));

  const aRideTo = async (webhookUrl: string) => {
    const ride = aRide({ riderId: anId('rider'), status: 'expired', request: aRideRequest({ webhookUrl }) });
    await rideStore(stack.dynamo, stack.cloud.outputs.RidesTableName ?? '', () => new Date()).create(ride);
    return ride;
  };

  const queueNamed = (name: string) => {
    const [, url] = Object.entries(stack.cloud.physicalIds).find(([id]) => id.startsWith(name)) ?? [];
    return url ?? expect.fail(`There is no ${name}.`);
  };

  /** Puts as many events of a ride, ten at a time, where only the webhooks' function hears of them. */
  const announce = async (rideId: string, times: number) => {
    const MessageBody = JSON.stringify(aRideEvent(rideId, 'ride.expired'));
    for (let sent = 0; sent < times; sent += 10) {
      const Entries = Array.from({ length: Math.min(10, times - sent) }, (_, index) => ({
        Id: `${index}`,
        MessageBody,
      }));
      await stack.sqs.send(new SendMessageBatchCommand({ QueueUrl: queueNamed('WebhookQueue'), Entries }));
    }
  };

  const outcomesOf = (rideId: string) =>
    loggedAbout(stack, /Webhook/, rideId).flatMap(({ message, outcome }) =>
      message === 'event handled' ? outcome : [],
    );

  it("another rider's comes as ever", async () => {
    // By another name than other tests', so that the places of this host are its own.
    const alice = await aRideTo(dead.url.replace('127.0.0.1', 'localhost'));
    const bob = await aRideTo(well.url);
    // Unanswered calls are counted by the minute. This is about one of them.
    await eventually(() => expect(new Date().getSeconds()).toBeLessThan(40), 25_000);
    await announce(alice.rideId, 1_000);
    await announce(bob.rideId, 1);
    await well.until(1, 60_000);
    // It has overtaken most of them: of Alice's, no more were called than were under way when the first went unanswered.
    expect(dead.calls.length).toBeLessThan(700);
    await eventually(() => expect(outcomesOf(bob.rideId)).toEqual(['delivered']));
    await eventually(() => expect(outcomesOf(alice.rideId)).toEqual(Array(1_000).fill('undelivered')), 120_000);
  }, 240_000);

  it('none of them is a dead letter', async () => {
    const { Attributes } = await stack.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: queueNamed('WebhookDeadLetters'), AttributeNames: ['All'] }),
    );
    expect(Attributes?.ApproximateNumberOfMessages).toBe('0');
  });
});
