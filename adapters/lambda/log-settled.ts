import type { Ride } from '../../core/ride.ts';
import { timingOf } from '../../core/ride-view.ts';
import { logRide } from './ride-log.ts';

/** Logs a ride's outcome, and how long it took. */
export function logSettled(ride: Ride, { totalMs, slowestBranch, slowestMs, overheadMs } = timingOf(ride)): void {
  const { flow, status, unanswered, reasons } = ride;
  const timing = { totalMs, slowestBranch, slowestMs, overheadMs };
  logRide(ride, 'ride settled', { flow, status, unanswered, reasons: reasons?.map(({ code }) => code), ...timing });
}
