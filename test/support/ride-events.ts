import { rideEventsTopic } from '../../adapters/topics.ts';
import type { RideEvent } from '../../core/messages.ts';
import { type RideEventType, wishes } from '../../core/subscribers.ts';
import { requestedAt, traceparent } from './rides.ts';
import type { RunningStack } from './running-stack.ts';

/** That a ride has reached a state. */
export function aRideEvent(rideId: string, type: RideEventType = 'ride.confirmed'): RideEvent {
  return { v: 1, rideId, riderId: 'rider-1', traceparent, at: requestedAt, type, occurredAt: requestedAt };
}

/** Publishes an event as the aggregator does, of a ride whose rider wants all that there is. */
export async function publish({ sns, cloud }: RunningStack, event: RideEvent): Promise<void> {
  const topic = rideEventsTopic(sns, cloud.outputs.RideEventsTopicArn ?? '');
  await topic.publish({ ...event, wants: [...wishes] });
}

/** What a function has logged about a ride: the lines that it wrote as JSON. */
export function loggedAbout({ logs }: RunningStack, functionName: RegExp, rideId: string): Record<string, unknown>[] {
  return logs
    .filter(
      (entry) => functionName.test(entry.functionName) && entry.line.includes(rideId) && entry.line.startsWith('{'),
    )
    .map(({ line }) => JSON.parse(line));
}
