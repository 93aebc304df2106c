import { NotTakenError, RideEndedError, RideNotFoundError } from './errors.ts';
import type { Settle } from './messages.ts';
import { longestApiTimeoutSeconds } from './names.ts';
import type { GatherQueue, RideStore } from './ports.ts';
import { expiresAtOf } from './retention.ts';
import type { Ride, RideStatus } from './ride.ts';
import { latestOf } from './settle-ride.ts';
import { type Clock, nowOf, plusMs } from './time.ts';
import type { ToleratedPorts } from './tolerated.ts';

export interface EndRidePorts extends ToleratedPorts {
  readonly rides: Pick<RideStore, 'get' | 'move'>;
  readonly gatherQueue: GatherQueue;
  readonly clock: Clock;
  readonly randomId: () => string;
  /** Called when this call, and no other one, has ended the ride. */
  readonly ended?: (ride: Ride) => void;
  /** Days that a ride's record is kept after its end. */
  readonly retentionDays: number;
  /** How long a call may take, and so how late the state may be written. */
  readonly apiTimeoutSeconds?: number;
}

/** How a ride is ended by a call. */
export type End = Settle['state'];

/** The states from which each end can be reached. */
const from: Readonly<Record<End, readonly RideStatus[]>> = {
  cancelled: ['requested', 'confirmed'],
  completed: ['confirmed'],
};

/**
 * The message waits longer than the call may take. The margin covers a write that was in flight when the call timed out, a
 * gather that has read the ride before that write, and servers whose clocks are ahead.
 */
const marginMs = 10_000;

/** Time enough for the write that follows: a message that arrives before it has to be delivered again. */
const settleAfterSeconds = 1;

/**
 * Cancels or completes a ride; doing so is idempotent. The message that announces it, and frees the driver, is sent before
 * the state is written, so that no later crash or failure can lose it. Throws `RideEndedError` when the ride is in a state
 * that can't be left that way, and `ServiceError` when the end may be unwritten, never after it was read back.
 */
export async function endRide(ports: EndRidePorts, found: Ride, end: End): Promise<Ride> {
  let ride = found;
  const settle = settleOf(ports, ride, end);
  if (canEnd(ride, end)) await ports.gatherQueue.send(settle, settleAfterSeconds);
  const move = moving(ports, settle);
  while (ride.status !== end) {
    if (!canEnd(ride, end)) throw new RideEndedError(ride.rideId, ride.status, end);
    ride = (await move(ride)) ?? (await latest(ports, ride));
  }
  // Of several calls at once each finds the ride ended, and the record says by which; also when the write's answer was lost.
  if ((ride.endedBy ?? ride.settledBy) === settle.id) ports.ended?.(ride);
  return ride;
}

/** Writes the end. A write without a response is treated like one that came too late: the stored record decides. */
function moving(
  ports: EndRidePorts,
  { id, state }: Settle & { id: string },
): (ride: Ride) => Promise<Ride | undefined> {
  let wasUnanswered = false;
  return async (ride) => {
    try {
      const at = nowOf(ports);
      return await ports.rides.move(ride, {
        status: state,
        at,
        by: id,
        expiresAt: expiresAtOf(state, at, ports.retentionDays),
      });
    } catch (error) {
      if (wasUnanswered || error instanceof NotTakenError) throw error;
      wasUnanswered = true;
      ports.tolerated?.('write', error, 1);
      return undefined;
    }
  };
}

const canEnd = (ride: Ride, end: End): boolean => from[end].includes(ride.status);

async function latest(ports: EndRidePorts, read: Ride): Promise<Ride> {
  const ride = await latestOf(ports, read);
  if (ride === undefined) throw new RideNotFoundError(read.rideId);
  return ride;
}

function settleOf(
  ports: EndRidePorts,
  { rideId, traceparent, requestedAt }: Ride,
  state: End,
): Settle & { id: string } {
  const { apiTimeoutSeconds = longestApiTimeoutSeconds } = ports;
  const at = nowOf(ports);
  const dropAfter = plusMs(at, apiTimeoutSeconds * 1000 + marginMs);
  const id = `${state}:${ports.randomId()}`;
  return { v: 1, kind: 'settle', rideId, traceparent, requestedAt, at, state, id, dropAfter };
}
