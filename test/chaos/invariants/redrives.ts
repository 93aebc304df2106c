import { isDeepStrictEqual } from 'node:util';
import type { DriverItem, RideRecord } from '../evidence.ts';
import type { Invariant } from './invariant.ts';

/** To redrive dead letters changes no ride. */
export const redriveChangesNothing: Invariant = {
  name: 'a redrive changes nothing',
  examined: ({ redriven }) => redriven,
  violations: ({ ridesBeforeRedrive, beforeLater, rides }) =>
    changedRides(ridesBeforeRedrive, beforeLater?.rides ?? rides),
};

/** Nor does it days later, by the clock, nor does any message that is sent once more then; and no driver gets another ride. */
export const daysLaterNothingChanges: Invariant = {
  name: 'a redrive days later changes nothing',
  examined: ({ sentLater }) => sentLater,
  violations: ({ beforeLater, rides, drivers }) =>
    beforeLater ? [...changedRides(beforeLater.rides, rides), ...takenDrivers(beforeLater.drivers, drivers)] : [],
};

function changedRides(before: readonly RideRecord[], after: readonly RideRecord[]): string[] {
  const known = new Map(before.map((ride) => [ride.rideId, ride]));
  return after.flatMap((ride) => {
    const was = known.get(ride.rideId);
    if (was === undefined) return [`${ride.rideId} came into being by a redrive.`];
    return isDeepStrictEqual(endOf(was), endOf(ride)) ? [] : [`${ride.rideId} was ${was.status}, is ${ride.status}.`];
  });
}

const endOf = ({ status, outcome, reasons, completedAt, endedAt, settledBy, endedBy }: RideRecord) => ({
  status,
  outcome,
  reasons,
  completedAt,
  endedAt,
  settledBy,
  endedBy,
});

/** A lease that nobody needs may go. */
function takenDrivers(before: readonly DriverItem[], after: readonly DriverItem[]): string[] {
  const holders = new Map(before.map(({ driverId, heldBy }) => [driverId, heldBy]));
  return after
    .filter(({ driverId, heldBy }) => heldBy !== undefined && heldBy !== holders.get(driverId))
    .map(({ driverId, heldBy }) => `${driverId} was taken by ${heldBy}.`);
}
