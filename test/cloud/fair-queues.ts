import { randomUUID } from 'node:crypto';
import { SubscribeCommand, UnsubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { riderGroup } from '../../core/rider-group.ts';
import { aQuickRequest, aRider } from '../support/api-users.ts';
import type { RunningStack } from '../support/running-stack.ts';
import { warmSharedStack } from '../support/shared-stack.ts';

describe('what a queue gets of a ride', () => {
  let stack: RunningStack;

  beforeAll(async () => {
    stack = await warmSharedStack();
  });

  /** A queue of the test's own that hears of all that is published on a topic. */
  const aQueueOf = async (TopicArn: string) => {
    const { sqs, sns } = stack;
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: randomUUID() }));
    const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] });
    const Endpoint = (await sqs.send(asked)).Attributes?.QueueArn;
    const { SubscriptionArn } = await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint }));
    onTestFinished(async () => {
      await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
      await sqs.send(new DeleteQueueCommand({ QueueUrl }));
    });
    const receive = new ReceiveMessageCommand({
      QueueUrl,
      WaitTimeSeconds: 20,
      MessageSystemAttributeNames: ['MessageGroupId'],
    });
    return async (rideId: string): Promise<Message> => {
      while (true) {
        const { Messages = [] } = await sqs.send(receive);
        const message = Messages.find(({ Body }) => Body?.includes(rideId));
        if (message) return message;
      }
    };
  };

  it.each(['RideRequestedTopicArn', 'RideEventsTopicArn'])("is in its rider's group, by %s", async (topic) => {
    const messageAbout = await aQueueOf(stack.cloud.outputs[topic] ?? '');
    const rider = aRider(stack);
    const { body } = await rider.asks(aQuickRequest());
    const { Attributes } = await messageAbout(body.rideId);
    expect(Attributes?.MessageGroupId).toBe(riderGroup(rider.riderId));
  });
});
