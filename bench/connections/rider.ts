/** A rider, with a ride, and the moment (epoch milliseconds) at which they ask how it stands. */
export interface PlannedRider {
  readonly riderId: string;
  readonly rideId: string;
  readonly asksAt: number;
}

/** What a rider was told. Moments are epoch milliseconds. */
export interface Answer {
  readonly askedAt: number;
  readonly answeredAt: number;
  /** Of the ride; absent where there was no proper answer. */
  readonly status?: string;
  /** When the ride ended; absent while it has not. */
  readonly endedAt?: number;
  /** How many reads of the ride the wait took, where the server tells. */
  readonly reads?: number;
  /** Why there was no proper answer: `HTTP 500`, an error's code, or `gave up`. */
  readonly failure?: string;
}

/** How long the riders' requests ask the server to wait: the longest that it does. */
export const waitSeconds = 25;

/** After so long a rider gives up, as API Gateway does. */
export const patienceMs = 29_000;
