import { duration } from '../../adapters/lambda/metric-lines.ts';
import { logRide } from '../../adapters/lambda/ride-log.ts';
import { metricNames } from '../../core/metrics.ts';
import type { Ride } from '../../core/ride.ts';
import { type Clock, msBetween, nowOf } from '../../core/time.ts';

/** Logs and measures answers that came after their ride had left `requested`. */
export const tellLate =
  (clock: Clock) =>
  (ride: Ride, branches: readonly string[]): void => {
    const lateMs = msBetween(ride.settledAt ?? nowOf({ clock }), nowOf({ clock }));
    for (const _ of branches) duration(metricNames.lateness, lateMs);
    logRide(ride, 'answers late', { branches, lateMs });
  };
