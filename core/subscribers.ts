import type { Access, ServiceName, StoreName } from './names.ts';

/**
 * The events on `ride-events`: a branch has answered (only where push is on), a ride has reached a state, or a driver is no
 * longer needed.
 */
export const rideEventTypes = [
  'ride.progress',
  'ride.confirmed',
  'ride.rejected',
  'ride.expired',
  'ride.cancelled',
  'ride.completed',
  'ride.driver-unneeded',
] as const;

export type RideEventType = (typeof rideEventTypes)[number];

/** The notifications that a rider may request beside the answer. An event carries its rider's choices. */
export const wishes = ['webhook', 'receipt'] as const;

export type Wish = (typeof wishes)[number];

/**
 * The message attribute of an event, with the value `yes`, that marks that its rider wants this notification. The attribute
 * of webhooks keeps its name from version 0.1.0: during a deployment, events of either version match the filter of either.
 */
export const wishAttributes = { webhook: 'wants_callback', receipt: 'wants_receipt' } as const satisfies Record<
  Wish,
  string
>;

/** A lane that subscribes to `ride-events`. The publisher knows none of them. */
export interface SubscriberDefinition {
  /** Also the folder of its handler: `functions/<name>/handler.ts`. */
  readonly name: string;
  /** The events that its subscription accepts. */
  readonly events: readonly RideEventType[];
  /** Only events of rides whose rider wants this are accepted. */
  readonly wanted?: Wish;
  /** The function's time-out; its queue's visibility timeout follows from it. */
  readonly timeoutSeconds: number;
  /** The stores that its function uses; its permissions follow from them. */
  readonly stores: Partial<Record<StoreName, Access>>;
  /** The services that its function uses. A stack that lacks one of them goes without the subscriber. */
  readonly services?: readonly ServiceName[];
  /** When a failed message is retried. Without it: soon, a few times. */
  readonly retries?: RetryDelays;
}

/** Seconds to wait after each failed attempt: on AWS, and on a stack with simulation on, where hours are too long. */
export interface RetryDelays {
  readonly delaysSeconds: readonly number[];
  readonly simulatedDelaysSeconds: readonly number[];
}

/** The subscribers of `ride-events`. */
export const subscribers: readonly SubscriberDefinition[] = [
  {
    name: 'release-driver',
    events: ['ride.rejected', 'ride.expired', 'ride.cancelled', 'ride.completed', 'ride.driver-unneeded'],
    timeoutSeconds: 6,
    stores: { drivers: 'write' },
  },
  {
    name: 'webhook',
    events: ['ride.confirmed', 'ride.rejected', 'ride.expired', 'ride.cancelled', 'ride.completed'],
    wanted: 'webhook',
    timeoutSeconds: 10,
    stores: { rides: 'read', webhooks: 'count' },
    services: ['webhooks'],
    retries: {
      // The example schedule of Standard Webhooks, up to the longest visibility timeout of SQS: 12 hours. One more attempt at
      // the beginning covers a receiver that restarts.
      delaysSeconds: [5, 60, 300, 1_800, 7_200, 18_000, 36_000],
      simulatedDelaysSeconds: [1, 2, 4],
    },
  },
  {
    name: 'receipt',
    events: ['ride.confirmed'],
    wanted: 'receipt',
    timeoutSeconds: 6,
    stores: { rides: 'read', receipts: 'write' },
    services: ['mail'],
  },
  {
    name: 'push',
    events: ['ride.progress', 'ride.confirmed', 'ride.rejected', 'ride.expired', 'ride.cancelled', 'ride.completed'],
    timeoutSeconds: 6,
    stores: {},
    services: ['push'],
  },
];
