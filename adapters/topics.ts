import { PublishBatchCommand, PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { RideEventPublisher, RideRequestedPublisher } from '../core/ports.ts';
import { riderGroup } from '../core/rider-group.ts';
import { wishAttributes } from '../core/subscribers.ts';
import { inBatches, refusedOf } from './in-batches.ts';

interface Entry {
  readonly Message: string;
  /** Forwarded to the subscribed queues, which it turns into fair queues. */
  readonly MessageGroupId: string;
  readonly MessageAttributes?: Record<string, Attribute>;
}

interface Attribute {
  readonly DataType: 'String';
  readonly StringValue: string;
}

/** Publishes ride requests to the branches. */
export function rideRequestedTopic(client: SNSClient, topicArn: string): RideRequestedPublisher {
  const publish = publisher(client, topicArn);
  return {
    publish: (message) => publish({ Message: JSON.stringify(message), MessageGroupId: riderGroup(message.riderId) }),
  };
}

/**
 * Publishes ride events. Subscriptions filter on their attributes: `type`, and one for each notification that the rider wants.
 */
export function rideEventsTopic(client: SNSClient, topicArn: string): RideEventPublisher {
  const publish = publisher(client, topicArn);
  return {
    publish: ({ wants, ...event }) => {
      const wanted = wants.map((wish) => [wishAttributes[wish], text('yes')]);
      const MessageAttributes = { type: text(event.type), ...Object.fromEntries(wanted) };
      return publish({
        Message: JSON.stringify(event),
        MessageGroupId: riderGroup(event.riderId),
        MessageAttributes,
      });
    },
  };
}

const text = (StringValue: string): Attribute => ({ DataType: 'String', StringValue });

const publisher = (client: SNSClient, TopicArn: string) =>
  inBatches<Entry>('SNS', async (entries) => {
    const [only] = entries;
    if (entries.length === 1 && only) {
      await client.send(new PublishCommand({ TopicArn, ...only }));
      return [undefined];
    }
    const PublishBatchRequestEntries = entries.map((entry, index) => ({ Id: String(index), ...entry }));
    const { Failed } = await client.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries }));
    return refusedOf(entries.length, Failed);
  });
