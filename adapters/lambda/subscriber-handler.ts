import type { SQSRecord } from 'aws-lambda';
import { type RideEvent, rideEventSchema } from '../../core/messages.ts';
import type { RetryPolicy } from '../../core/retry.ts';
import { type QueueHandler, queueHandler } from './queue-handler.ts';
import { readAs } from './read-record.ts';
import { logRide } from './ride-log.ts';
import { aboutRide } from './ride-scope.ts';

/** What a subscriber has done with an event, in a word; undefined where it ignores the event. */
export interface Handled {
  readonly outcome: string;
  /** The cause, where the outcome does not tell. */
  readonly reason?: string;
  /** Whether an operator should look at it. */
  readonly level?: 'warn';
}

/** Which delivery of an event this is. */
export interface EventDelivery {
  /** The same in all deliveries of one message. */
  readonly messageId: string;
  /** From 1. */
  readonly attempt: number;
}

/** Handles one event. Throws when the event should be redelivered. */
export type EventHandler = (event: RideEvent, delivery: EventDelivery) => Promise<Handled | undefined>;

/** The handler of a subscriber's queue: reads each event, has it handled, and logs the outcome. */
export function subscriberHandler(handle: EventHandler, retryAfter?: RetryPolicy): QueueHandler {
  return queueHandler(() => (record) => handleRecord(handle, record), retryAfter);
}

async function handleRecord(handle: EventHandler, record: SQSRecord): Promise<void> {
  const startedAt = Date.now();
  const event = readAs(rideEventSchema, record);
  const { messageId, attributes } = record;
  const delivery = { messageId, attempt: Number(attributes.ApproximateReceiveCount) };
  const handled = await aboutRide(event, () => handle(event, delivery));
  if (handled === undefined) return;
  const { level, ...end } = handled;
  logRide(event, 'event handled', { type: event.type, ...end, durationMs: Date.now() - startedAt }, level);
}
