import { logRide } from '../../adapters/lambda/ride-log.ts';
import type { RideStore } from '../../core/ports.ts';

/** The store of rides, which logs the answers that it writes. */
export const loggedRides = (rides: RideStore): RideStore => ({
  ...rides,
  record: async (identity, results) => {
    const ride = await rides.record(identity, results);
    const branches = results.map(({ branch }) => branch);
    if (ride) logRide(ride, 'answers recorded', { branches, pending: [...ride.pending] });
    return ride;
  },
});
