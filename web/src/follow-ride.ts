import type { Ride } from '../../client/index.ts';
import { ridesApi } from './rides-api.ts';

/** Often enough for a bar that grows. */
const everyMs = 60;

/** Asks for a ride again and again until it has its outcome; tells each state that it finds. Throws `ClientError`. */
export async function followRide(rideId: string, tell: (ride: Ride) => void): Promise<Ride> {
  for (;;) {
    const ride = await ridesApi().getRide(rideId, { waitSeconds: 0 });
    tell(ride);
    if (ride.status !== 'requested') return ride;
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
