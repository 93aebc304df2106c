import { PublishCommand } from '@aws-sdk/client-sns';
import type { RideEvent } from '../../core/messages.ts';
import type { RideEventType } from '../../core/subscribers.ts';
import { requestedAt, traceparent } from './rides.ts';
import type { RunningStack } from './running-stack.ts';

/** That a ride has reached a state. */
export function aRideEvent(rideId: string, type: RideEventType = 'ride.confirmed'): RideEvent {
  return { v: 1, rideId, riderId: 'rider-1', traceparent, at: requestedAt, type, occurredAt: requestedAt };
}

/** Publishes an event as the aggregator does. */
export async function publish({ sns, cloud }: RunningStack, event: RideEvent): Promise<void> {
  await sns.send(
    new PublishCommand({
      TopicArn: cloud.outputs.RideEventsTopicArn,
      Message: JSON.stringify(event),
      MessageAttributes: { type: { DataType: 'String', StringValue: event.type } },
    }),
  );
}

/** What a function has logged about a ride: the lines that it wrote as JSON. */
export function loggedAbout({ logs }: RunningStack, functionName: RegExp, rideId: string): Record<string, unknown>[] {
  return logs
    .filter(
      (entry) => functionName.test(entry.functionName) && entry.line.includes(rideId) && entry.line.startsWith('{'),
    )
    .map(({ line }) => JSON.parse(line));
}
