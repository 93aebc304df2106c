import { logRide } from '../../adapters/lambda/ride-log.ts';
import type { RideStore } from '../../core/ports.ts';
import { isLate } from '../../core/ride.ts';

/** The store of rides, with a line in the log for each write of answers. */
export const loggedRides = (rides: RideStore): RideStore => ({
  ...rides,
  record: async (rideId, results) => {
    const ride = await rides.record(rideId, results);
    const branches = results.map(({ branch }) => branch);
    const late = branches.filter((branch) => isLate(ride, branch));
    logRide(ride, 'answers recorded', { branches, pending: [...ride.pending], late });
    return ride;
  },
});
