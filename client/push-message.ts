import type { Branch, Flow, RideStatus } from './types.ts';

/** What a rider's screen is told. After an outcome, the ride itself is to be had by `getRide`. */
export type PushMessage = BranchPush | OutcomePush;

/** That a branch has answered. */
export interface BranchPush {
  readonly type: 'ride.progress';
  readonly rideId: string;
  readonly branch: string;
  readonly flow: Flow;
  /** The branch as the ride has it in its `branches`. */
  readonly view: Branch;
  /** When the branch was done. */
  readonly occurredAt: string;
}

/** That the ride has reached a state. */
export interface OutcomePush {
  readonly type: `ride.${Exclude<RideStatus, 'requested'>}`;
  readonly rideId: string;
  readonly occurredAt: string;
}
