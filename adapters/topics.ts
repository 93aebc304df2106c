import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { RideEventPublisher, RideRequestedPublisher } from '../core/ports.ts';

/** Publishes ride requests to the branches. */
export function rideRequestedTopic(client: SNSClient, topicArn: string): RideRequestedPublisher {
  return {
    publish: async (message) => {
      await client.send(new PublishCommand({ TopicArn: topicArn, Message: JSON.stringify(message) }));
    },
  };
}

/** Publishes ride events; subscriptions filter on the attribute `type`. */
export function rideEventsTopic(client: SNSClient, topicArn: string): RideEventPublisher {
  return {
    publish: async (event) => {
      await client.send(
        new PublishCommand({
          TopicArn: topicArn,
          Message: JSON.stringify(event),
          MessageAttributes: { type: { DataType: 'String', StringValue: event.type } },
        }),
      );
    },
  };
}
