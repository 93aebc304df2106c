import type { Branch, Flow, RideStatus } from './types.ts';

/** A message for a rider's screen. After an outcome, `getRide` returns the ride itself. */
export type PushMessage = BranchPush | OutcomePush;

/** A branch has answered. */
export interface BranchPush {
  readonly type: 'ride.progress';
  readonly rideId: string;
  readonly branch: string;
  readonly flow: Flow;
  /** The branch as in the ride's `branches`. */
  readonly view: Branch;
  /** When the branch finished. */
  readonly occurredAt: string;
}

/** The ride has reached a state. */
export interface OutcomePush {
  readonly type: `ride.${Exclude<RideStatus, 'requested'>}`;
  readonly rideId: string;
  readonly occurredAt: string;
}
