import { createClient, ProblemError, type RideClient } from '../../client/index.ts';
import type { AboutCloud } from '../../local/index.ts';
import { tokenOf } from '../callers.ts';
import { defaultRider } from '../defaults.ts';

/** The API, for the console's rider; undefined until the stack is there. */
export function riderClient({ description }: AboutCloud): RideClient | undefined {
  const baseUrl = description?.outputs.ApiUrl;
  return baseUrl === undefined ? undefined : createClient({ baseUrl, token: () => tokenOf('rider', defaultRider) });
}

/** Cancels a ride of the console's rider; one that has ended otherwise needs none. */
export async function cancelRide(about: AboutCloud, rideId: string): Promise<void> {
  await riderClient(about)
    ?.cancelRide(rideId)
    .catch((error: unknown) => {
      if (!(error instanceof ProblemError) || error.status !== 409) throw error;
    });
}
