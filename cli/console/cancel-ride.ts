import { setTimeout as wait } from 'node:timers/promises';
import { createClient, ProblemError, type RideClient } from '../../client/index.ts';
import type { AboutCloud } from '../../local/index.ts';
import { tokenOf } from '../callers.ts';
import { defaultRider } from '../defaults.ts';

/** The API, for the console's rider or another one; undefined until the stack is up. */
export function riderClient({ description }: AboutCloud, riderId = defaultRider): RideClient | undefined {
  const baseUrl = description?.outputs.ApiUrl;
  return baseUrl === undefined ? undefined : createClient({ baseUrl, token: () => tokenOf('rider', riderId) });
}

const tries = 3;
const pauseMs = 1_000;

/**
 * Cancels a ride of the console's rider, unless it has already ended. Calls that a busy API refuses are retried. Throws the
 * error of the last call.
 */
export async function cancelRide(about: AboutCloud, rideId: string, client = riderClient(about)): Promise<void> {
  for (let left = tries - 1; ; left -= 1) {
    try {
      await client?.cancelRide(rideId);
      return;
    } catch (error) {
      if (error instanceof ProblemError && error.status === 409) return;
      if (left === 0 || (error instanceof ProblemError && error.status === 404)) throw error;
      // The timer does not keep the process alive when the stack stops.
      await wait(pauseMs, undefined, { ref: false });
    }
  }
}
