import { type AnnouncePorts, announce } from './announce.ts';
import { RideEndedError, RideNotFoundError } from './errors.ts';
import type { Settle } from './messages.ts';
import { longestApiTimeoutSeconds } from './names.ts';
import type { GatherQueue, RideStore } from './ports.ts';
import type { Ride, RideStatus } from './ride.ts';
import { nowOf, plusMs } from './time.ts';

export interface EndRidePorts extends AnnouncePorts {
  readonly rides: Pick<RideStore, 'get' | 'move' | 'markAnnounced'>;
  readonly gatherQueue: GatherQueue;
  /** How long a call may take, and so how late the state may be written. */
  readonly apiTimeoutSeconds?: number;
}

/** How a ride is ended from outside. */
export type End = Settle['state'];

/** The states that each end can be reached from. */
const from: Readonly<Record<End, readonly RideStatus[]>> = {
  cancelled: ['requested', 'confirmed'],
  completed: ['confirmed'],
};

/** Time enough for the write that follows; should the announcement not follow that, this message brings it. */
const settleAfterSeconds = 1;

/**
 * Cancels or completes a ride; doing it twice is the same as once. Throws `RideEndedError` when the ride is in a state
 * that can't be left that way.
 */
export async function endRide(ports: EndRidePorts, found: Ride, end: End): Promise<Ride> {
  let ride = found;
  if (canEnd(ride, end)) await ports.gatherQueue.send(settleOf(ports, ride, end), settleAfterSeconds);
  while (ride.status !== end) {
    if (!canEnd(ride, end)) throw new RideEndedError(ride.rideId, ride.status, end);
    ride = (await ports.rides.move(ride, { status: end, at: nowOf(ports) })) ?? (await latest(ports, ride.rideId));
  }
  await announce(ports, ride);
  return ride;
}

const canEnd = (ride: Ride, end: End): boolean => from[end].includes(ride.status);

async function latest(ports: EndRidePorts, rideId: string): Promise<Ride> {
  const ride = await ports.rides.get(rideId, 'latest');
  if (ride === undefined) throw new RideNotFoundError(rideId);
  return ride;
}

function settleOf(ports: EndRidePorts, { rideId, traceparent }: Ride, state: End): Settle {
  const { apiTimeoutSeconds = longestApiTimeoutSeconds } = ports;
  const at = nowOf(ports);
  const dropAfter = plusMs(at, apiTimeoutSeconds * 1000);
  return { v: 1, kind: 'settle', rideId, traceparent, at, state, dropAfter };
}
