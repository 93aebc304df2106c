import type { CallOptions, RideClient } from './create-client.ts';
import type { Ride } from './types.ts';

export interface FollowOptions extends CallOptions {
  /** How often to poll the branches, in whole seconds, 1 to 25. The outcome is reported immediately in any case. */
  readonly everySeconds?: number | undefined;
}

/**
 * The views of a ride until its outcome is known: by long polling, each `GET` ends with the outcome or after `everySeconds`.
 * Unchanged views are not repeated.
 */
export async function* followRide(
  client: Pick<RideClient, 'getRide'>,
  rideId: string,
  { everySeconds = 1, signal }: FollowOptions = {},
): AsyncGenerator<Ride, void, undefined> {
  let ride = await client.getRide(rideId, { waitSeconds: 0, signal });
  yield ride;
  while (ride.status === 'requested') {
    const next = await client.getRide(rideId, { waitSeconds: everySeconds, signal });
    if (JSON.stringify(next) !== JSON.stringify(ride)) yield next;
    ride = next;
  }
}
