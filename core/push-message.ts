import type { Progress, RideEvent } from './messages.ts';

/** The event that a rider's screen receives. After an outcome, the client reads the ride itself from the API. */
export type PushMessage = BranchPush | OutcomePush;

/** A branch has answered. `view` is the branch as in the ride's `branches` in an answer of the API. */
export interface BranchPush extends Progress {
  readonly type: 'ride.progress';
  readonly rideId: string;
  /** When the branch finished. */
  readonly occurredAt: string;
}

/** The ride has reached a state. */
export interface OutcomePush {
  readonly type: Exclude<RideEvent['type'], 'ride.progress' | 'ride.driver-unneeded'>;
  readonly rideId: string;
  readonly occurredAt: string;
}

/** The rider's view of an event; undefined where the event is not for riders. It contains no ids but the ride's. */
export function pushMessageOf({ type, rideId, occurredAt, progress }: RideEvent): PushMessage | undefined {
  if (type === 'ride.driver-unneeded') return undefined;
  if (type !== 'ride.progress') return { type, rideId, occurredAt };
  return progress && { type, rideId, ...progress, occurredAt };
}
