import type { RideStore } from '../../core/ports.ts';
import { idsOf } from './ride-scope.ts';
import { logger } from './telemetry.ts';

/**
 * The store of rides for functions whose invocations are about one ride each: from when the ride is written or found, its ids
 * are on every line that the invocation writes, including lines about errors. Powertools keeps such keys separate for
 * concurrent invocations, and the handler removes them at the end.
 */
export const rideOfInvocation = (rides: RideStore): RideStore => ({
  ...rides,
  create: (ride) => {
    logger.appendKeys(idsOf(ride));
    return rides.create(ride);
  },
  get: async (rideId, read) => {
    const ride = await rides.get(rideId, read);
    if (ride) logger.appendKeys(idsOf(ride));
    return ride;
  },
});
