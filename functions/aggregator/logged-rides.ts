import { duration } from '../../adapters/lambda/metric-lines.ts';
import { logRide } from '../../adapters/lambda/ride-log.ts';
import { metricNames } from '../../core/metrics.ts';
import type { RideStore } from '../../core/ports.ts';
import { isLate } from '../../core/ride.ts';
import { type Clock, msBetween, nowOf } from '../../core/time.ts';

/** The store of rides, which tells log and metrics of the answers that it writes. */
export const loggedRides = (rides: RideStore, clock: Clock): RideStore => ({
  ...rides,
  record: async (rideId, results) => {
    const ride = await rides.record(rideId, results);
    const branches = results.map(({ branch }) => branch);
    const late = branches.filter((branch) => isLate(ride, branch));
    const lateMs = msBetween(ride.completedAt ?? nowOf({ clock }), nowOf({ clock }));
    for (const _ of late) duration(metricNames.lateness, lateMs);
    logRide(ride, 'answers recorded', { branches, pending: [...ride.pending], late });
    return ride;
  },
});
