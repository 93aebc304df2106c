import type { Ride } from '../../client/index.ts';
import { isHeard } from './progress.ts';
import { ridesApi } from './rides-api.ts';

/** Often enough for a bar that grows. */
const everyMs = 60;
/** As long as the API holds a call. */
const waitSeconds = 20;

/**
 * Asks for a ride until it has its outcome; tells each state that it finds. Where branches are heard of as they answer, a
 * call waits for the outcome; else there is one after the other, so that bars grow. Throws `ClientError`.
 */
export async function followRide(rideId: string, tell: (ride: Ride) => void): Promise<Ride> {
  for (;;) {
    const ride = await ridesApi().getRide(rideId, { waitSeconds: isHeard.value ? waitSeconds : 0 });
    tell(ride);
    if (ride.status !== 'requested') return ride;
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
