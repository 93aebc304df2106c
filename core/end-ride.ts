import { type AnnouncePorts, announce } from './announce.ts';
import { NotTakenError, RideEndedError, RideNotFoundError } from './errors.ts';
import type { Settle } from './messages.ts';
import { longestApiTimeoutSeconds } from './names.ts';
import type { GatherQueue, RideStore } from './ports.ts';
import type { Ride, RideStatus } from './ride.ts';
import { nowOf, plusMs } from './time.ts';
import { type ToleratedPorts, tolerating } from './tolerated.ts';

export interface EndRidePorts extends AnnouncePorts, ToleratedPorts {
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
 * that can't be left that way, and `ServiceError` when the end was not written as far as can be told: never after it was
 * found to be.
 */
export async function endRide(ports: EndRidePorts, found: Ride, end: End): Promise<Ride> {
  let ride = found;
  if (canEnd(ride, end)) await ports.gatherQueue.send(settleOf(ports, ride, end), settleAfterSeconds);
  const move = moving(ports, end);
  while (ride.status !== end) {
    if (!canEnd(ride, end)) throw new RideEndedError(ride.rideId, ride.status, end);
    ride = (await move(ride)) ?? (await latest(ports, ride.rideId));
  }
  await tolerating(ports, 'announce', announce(ports, ride));
  return ride;
}

/** Writes the end. One write that is not answered is as good as one that was too late: what is stored now tells. */
function moving(ports: EndRidePorts, end: End): (ride: Ride) => Promise<Ride | undefined> {
  let wasUnanswered = false;
  return async (ride) => {
    try {
      return await ports.rides.move(ride, { status: end, at: nowOf(ports) });
    } catch (error) {
      if (wasUnanswered || error instanceof NotTakenError) throw error;
      wasUnanswered = true;
      ports.tolerated?.('write', error, 1);
      return undefined;
    }
  };
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
