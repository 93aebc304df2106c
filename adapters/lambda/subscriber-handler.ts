import type { SQSRecord } from 'aws-lambda';
import { type RideEvent, rideEventSchema } from '../../core/messages.ts';
import type { RetryPolicy } from '../../core/retry.ts';
import { type QueueHandler, queueHandler } from './queue-handler.ts';
import { readAs } from './read-record.ts';
import { logRide } from './ride-log.ts';
import { aboutRide } from './ride-scope.ts';

/** What a subscriber has done about an event, in a word; undefined where the event is none of its business. */
export interface Handled {
  readonly outcome: string;
  /** Why, where the outcome leaves that open. */
  readonly reason?: string;
  /** Whether somebody should look at it. */
  readonly level?: 'warn';
}

/** Which delivery of an event this is. */
export interface EventDelivery {
  /** The same in all deliveries of one message. */
  readonly messageId: string;
  /** From 1. */
  readonly attempt: number;
}

/** Handles one event. Throws when it should come again. */
export type EventHandler = (event: RideEvent, delivery: EventDelivery) => Promise<Handled | undefined>;

/** The handler of a subscriber's queue: reads each event, has it handled, and says so in the log. */
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
