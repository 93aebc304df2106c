import type { Access, ServiceName, StoreName } from './names.ts';

/**
 * What `ride-events` carries: that a branch has answered (only where push is on), the state that a ride has reached, or a
 * driver that nobody waits for any more.
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

/** How else than by the answer a rider may want to be told. An event carries what its ride's rider wants. */
export const wishes = ['webhook', 'receipt'] as const;

export type Wish = (typeof wishes)[number];

/**
 * The message attribute of an event, with the value `yes`, that says that its rider wants this. That of webhooks has its name
 * from version 0.1.0: while a new version is deployed, events of either meet the filter of either.
 */
export const wishAttributes = { webhook: 'wants_callback', receipt: 'wants_receipt' } as const satisfies Record<
  Wish,
  string
>;

/** A lane that listens to `ride-events`. The publisher knows none of them. */
export interface SubscriberDefinition {
  /** Also the folder of its handler: `functions/<name>/handler.ts`. */
  readonly name: string;
  /** The events that its subscription lets through. */
  readonly events: readonly RideEventType[];
  /** Only events of rides whose rider wants this are let through. */
  readonly wanted?: Wish;
  /** The function's time-out; its queue's visibility timeout follows from it. */
  readonly timeoutSeconds: number;
  /** The stores that its function uses; its permissions follow from them. */
  readonly stores: Partial<Record<StoreName, Access>>;
  /** The services that its function uses. A stack that lacks one of them goes without the subscriber. */
  readonly services?: readonly ServiceName[];
  /** When a failed message is tried again. Without it: soon, some times. */
  readonly retries?: RetryDelays;
}

/** Seconds to wait after each failed attempt: on AWS, and on a stack with simulation on, where nobody has hours. */
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
      // The schedule that Standard Webhooks gives as an example, as far as SQS can hide a message: 12 hours. One more at
      // the beginning: a receiver that is being restarted is back by then.
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
