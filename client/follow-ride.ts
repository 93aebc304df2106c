import type { CallOptions, RideClient } from './create-client.ts';
import { pause } from './pause.ts';
import type { Ride } from './types.ts';

const longestSeconds = 25;

export interface FollowOptions extends CallOptions {
  /** How often to poll the branches, in whole seconds, 1 to 25. The outcome is reported immediately in any case. */
  readonly everySeconds?: number | undefined;
}

/**
 * The views of a ride until its outcome is known: by long polling, each `GET` ends with the outcome or after `everySeconds`. A
 * service that has no time to wait answers at once: then it is polled every so many seconds. Unchanged views are not repeated.
 * Throws a `RangeError` for any other `everySeconds`, and what `getRide` throws.
 */
export async function* followRide(
  client: Pick<RideClient, 'getRide'>,
  rideId: string,
  { everySeconds = 1, signal }: FollowOptions = {},
): AsyncGenerator<Ride, void, undefined> {
  if (!Number.isInteger(everySeconds) || everySeconds < 1 || everySeconds > longestSeconds)
    throw new RangeError(`everySeconds is a whole number from 1 to ${longestSeconds}, not ${everySeconds}.`);
  let ride = await client.getRide(rideId, { waitSeconds: 0, signal });
  yield ride;
  while (ride.status === 'requested') {
    const askedAt = performance.now();
    const next = await client.getRide(rideId, { waitSeconds: everySeconds, signal });
    if (JSON.stringify(next) !== JSON.stringify(ride)) yield next;
    ride = next;
    const restMs = everySeconds * 1000 - (performance.now() - askedAt);
    if (ride.status === 'requested' && restMs > 0) await pause(restMs, signal);
  }
}
