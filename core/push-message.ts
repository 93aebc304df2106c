import type { Progress, RideEvent } from './messages.ts';

/** What a rider's screen is told. After an outcome, the ride itself is to be had from the API. */
export type PushMessage = BranchPush | OutcomePush;

/** That a branch has answered. `view` is the branch as the ride has it in `branches` in an answer of the API. */
export interface BranchPush extends Progress {
  readonly type: 'ride.progress';
  readonly rideId: string;
  /** When the branch was done. */
  readonly occurredAt: string;
}

/** That the ride has reached a state. */
export interface OutcomePush {
  readonly type: 'ride.confirmed' | 'ride.rejected' | 'ride.expired' | 'ride.cancelled' | 'ride.completed';
  readonly rideId: string;
  readonly occurredAt: string;
}

/** What a rider is told of an event; undefined where it is none of theirs. No ids but the ride's are in it. */
export function pushMessageOf({ type, rideId, occurredAt, progress }: RideEvent): PushMessage | undefined {
  if (type === 'ride.driver-unneeded') return undefined;
  if (type !== 'ride.progress') return { type, rideId, occurredAt };
  return progress && { type, rideId, ...progress, occurredAt };
}
