import { plusMs } from '../../../core/time.ts';
import type { Evidence, RideRecord } from '../evidence.ts';
import type { Invariant } from './invariant.ts';

/** No driver has two rides at any instant, every confirmed ride has its driver, and no other ride keeps one. */
export const oneRidePerDriver: Invariant = {
  name: 'one ride per driver',
  examined: ({ rides }) => rides.filter(({ outcome }) => outcome).length,
  violations: (evidence) => [...overlaps(evidence), ...missingHolds(evidence), ...strayHolds(evidence)],
};

/** A ride has its driver from when it is confirmed until it is cancelled or completed. */
function overlaps({ rides }: Evidence): string[] {
  const byDriver = Map.groupBy(
    rides.filter(({ outcome }) => outcome),
    ({ outcome }) => outcome?.driver.driverId,
  );
  return [...byDriver].flatMap(([driverId, shared]) => {
    const inOrder = shared.toSorted((one, other) => (startOf(one) < startOf(other) ? -1 : 1));
    const pairs = inOrder.slice(1).map((next, index) => [inOrder[index] as RideRecord, next] as const);
    return pairs
      .filter(([ride, next]) => ride.endedAt === undefined || ride.endedAt > startOf(next))
      .map(([ride, next]) => `${driverId} had ${ride.rideId} and ${next.rideId} at once.`);
  });
}

const startOf = ({ completedAt = '' }: RideRecord): string => completedAt;

function missingHolds({ rides, drivers }: Evidence): string[] {
  const holds = new Map(drivers.map((driver) => [driver.driverId, driver]));
  return rides
    .filter(({ status }) => status === 'confirmed')
    .filter(({ rideId, requestedAt, outcome }) => {
      const driver = holds.get(outcome?.driver.driverId ?? '');
      const isHolder = driver?.heldBy === rideId && driver.heldSince === requestedAt;
      return !isHolder || driver.holdUntil === undefined || driver.leaseUntil !== undefined;
    })
    .map(({ rideId, outcome }) => `${rideId} is confirmed, but ${outcome?.driver.driverId} is not held by it.`);
}

/** A lease that is left over ends by time, at most this long after its ride's deadline; the driver's next report then frees them. */
const longestLeaseMs = 20_000;

function strayHolds({ rides, drivers, at }: Evidence): string[] {
  const byId = new Map(rides.map((ride) => [ride.rideId, ride]));
  return drivers.flatMap(({ driverId, heldBy, leaseUntil }) => {
    const ride = byId.get(heldBy ?? '');
    if (heldBy === undefined || ride?.status === 'confirmed') return [];
    const end = ride && plusMs(ride.deadlineAt, longestLeaseMs);
    const endsByTime = leaseUntil !== undefined && (leaseUntil < at || (end !== undefined && leaseUntil <= end));
    return endsByTime ? [] : [`${driverId} is held by ${heldBy}, which is ${ride?.status ?? 'unknown'}.`];
  });
}
