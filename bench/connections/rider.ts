/** A rider, their ride, and the time (epoch milliseconds) at which they request its state. */
export interface PlannedRider {
  readonly riderId: string;
  readonly rideId: string;
  readonly asksAt: number;
}

/** A rider's answer. Times are epoch milliseconds. */
export interface Answer {
  readonly askedAt: number;
  readonly answeredAt: number;
  /** The ride's; absent without a valid answer. */
  readonly status?: string;
  /** When the ride ended; absent while it has not. */
  readonly endedAt?: number;
  /** How many reads of the ride the wait took, where the server reports it. */
  readonly reads?: number;
  /** Why there was no valid answer: `HTTP 500`, an error's code, or `gave up`. */
  readonly failure?: string;
}

/** The riders' `Prefer: wait`: the longest that the server allows. */
export const waitSeconds = 25;

/** A rider's time-out, which is API Gateway's. */
export const patienceMs = 29_000;
