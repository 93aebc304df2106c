import type { Outcome, RideReason, RideStatus } from './api/schemas.ts';
import type { Need } from './branches.ts';
import type { BranchResult, Progress } from './messages.ts';
import type { DriverMatch } from './results.ts';
import type { RideRequest } from './ride-request.ts';
import type { Instant } from './time.ts';

export type { Outcome, RideReason, RideStatus } from './api/schemas.ts';

/** The ride record: everything about one ride, in one item. */
export interface Ride {
  readonly rideId: string;
  readonly riderId: string;
  readonly request: RideRequest;
  readonly traceparent: string;
  readonly flow: Progress['flow'];
  readonly status: RideStatus;
  /** The branches that this ride expects, as of its request. */
  readonly expects: Readonly<Record<string, Need>>;
  /** Those that have not answered yet; none once the ride has left `requested`. */
  readonly pending: ReadonlySet<string>;
  /** The first answer of each branch. */
  readonly results: Readonly<Record<string, BranchResult>>;
  readonly requestedAt: Instant;
  /** Present only for rides requested under an idempotency key: a replay has to know. */
  readonly publishedAt?: Instant;
  readonly deadlineAt: Instant;
  /** When the ride left `requested`. */
  readonly settledAt?: Instant;
  /** When its driver completed the ride. */
  readonly completedAt?: Instant;
  /** When its rider cancelled the ride, confirmed or still `requested`. */
  readonly cancelledAt?: Instant;
  /** The branches that had not answered at `settledAt`: their results, if any, came late. */
  readonly unanswered?: readonly string[];
  readonly outcome?: Outcome;
  readonly reasons?: readonly RideReason[];
  /** The message that decided the ride, or cancelled it before. Only its deliveries announce that transition. */
  readonly settledBy?: string;
  /** The message that cancelled or completed a confirmed ride. Only its deliveries announce that transition. */
  readonly endedBy?: string;
  /** The states that were announced, in records of version 0.1.0, which has no `settledBy` and no `endedBy`. */
  readonly announced?: ReadonlySet<RideStatus>;
  /** Epoch seconds after which the record expires. It is updated with each transition. */
  readonly expiresAt: number;
}

/** The driver that driver-matching found, if any. */
export function matchOf(ride: Pick<Ride, 'results'>): DriverMatch | undefined {
  const match = ride.results['driver-matching'];
  return match?.status === 'ok' ? (match.result as DriverMatch) : undefined;
}

/** Whether a result was recorded after the ride had left `requested`. */
export const isLate = (ride: Pick<Ride, 'unanswered' | 'results'>, branch: string): boolean =>
  branch in ride.results && (ride.unanswered?.includes(branch) ?? false);
