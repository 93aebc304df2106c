import { metricNames } from '../../core/metrics.ts';
import type { Ride } from '../../core/ride.ts';
import { timingOf } from '../../core/ride-view.ts';
import { logSettled } from './log-settled.ts';
import { count, duration } from './metric-lines.ts';

/** Logs and measures the outcome of a ride that was moved on from `requested`. */
export function tellSettled(ride: Ride): void {
  const timing = timingOf(ride);
  const { totalMs, slowestMs, overheadMs } = timing;
  if (ride.status !== 'requested') count(metricNames.reached[ride.status]);
  if (totalMs !== null) duration(metricNames.rideDuration, totalMs);
  if (slowestMs !== null) duration(metricNames.slowestBranch, slowestMs);
  if (overheadMs !== null) duration(metricNames.overhead, overheadMs);
  logSettled(ride, timing);
}
