import type { Access, StoreName } from './names.ts';

/** What `ride-events` carries: the state that a ride has reached, or a driver that nobody waits for any more. */
export const rideEventTypes = [
  'ride.confirmed',
  'ride.rejected',
  'ride.expired',
  'ride.cancelled',
  'ride.completed',
  'ride.driver-unneeded',
] as const;

export type RideEventType = (typeof rideEventTypes)[number];

/** A lane that listens to `ride-events`. The publisher knows none of them. */
export interface SubscriberDefinition {
  /** Also the folder of its handler: `functions/<name>/handler.ts`. */
  readonly name: string;
  /** The events that its subscription lets through. */
  readonly events: readonly RideEventType[];
  /** The function's time-out; its queue's visibility timeout follows from it. */
  readonly timeoutSeconds: number;
  /** The stores that its function uses; its permissions follow from them. */
  readonly stores: Partial<Record<StoreName, Access>>;
}

/** The subscribers of `ride-events`. */
export const subscribers: readonly SubscriberDefinition[] = [
  {
    name: 'release-driver',
    events: ['ride.rejected', 'ride.expired', 'ride.cancelled', 'ride.completed', 'ride.driver-unneeded'],
    timeoutSeconds: 6,
    stores: { drivers: 'write' },
  },
];
