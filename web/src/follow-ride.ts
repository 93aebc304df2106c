import type { Ride } from '../../client/index.ts';
import { isHeard } from './progress.ts';
import { ridesApi } from './rides-api.ts';

/** Often enough for a growing bar to move smoothly. */
const everyMs = 60;
/** As long as the API holds a call. */
const waitSeconds = 20;

/**
 * Polls a ride until it has its outcome, and reports each state it finds. Where branches are reported by push, a call waits
 * for the outcome; otherwise short calls follow each other, so that bars grow. Throws `ClientError`.
 */
export async function followRide(rideId: string, tell: (ride: Ride) => void): Promise<Ride> {
  for (;;) {
    const ride = await ridesApi().getRide(rideId, { waitSeconds: isHeard.value ? waitSeconds : 0 });
    tell(ride);
    if (ride.status !== 'requested') return ride;
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
