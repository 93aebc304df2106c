import { setTimeout as wait } from 'node:timers/promises';
import { createClient, ProblemError, type RideClient } from '../../client/index.ts';
import type { AboutCloud } from '../../local/index.ts';
import { tokenOf } from '../callers.ts';
import { defaultRider } from '../defaults.ts';

/** The API, for the console's rider; undefined until the stack is there. */
export function riderClient({ description }: AboutCloud): RideClient | undefined {
  const baseUrl = description?.outputs.ApiUrl;
  return baseUrl === undefined ? undefined : createClient({ baseUrl, token: () => tokenOf('rider', defaultRider) });
}

const tries = 3;
const pauseMs = 1_000;

/**
 * Cancels a ride of the console's rider; one that has ended otherwise needs none. An API that is busy, as it is under a
 * load, is asked again. Throws what the last call threw.
 */
export async function cancelRide(about: AboutCloud, rideId: string, client = riderClient(about)): Promise<void> {
  for (let left = tries - 1; ; left -= 1) {
    try {
      await client?.cancelRide(rideId);
      return;
    } catch (error) {
      if (error instanceof ProblemError && error.status === 409) return;
      if (left === 0 || (error instanceof ProblemError && error.status === 404)) throw error;
      // Nobody stays because of it when the stack stops.
      await wait(pauseMs, undefined, { ref: false });
    }
  }
}
