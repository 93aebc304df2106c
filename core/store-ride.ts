import { DeadlinePassedError, NotTakenError, OutcomeUnknownError } from './errors.ts';
import type { RideStore } from './ports.ts';
import type { Ride } from './ride.ts';
import type { ToleratedPorts } from './tolerated.ts';

export interface StoreRidePorts extends ToleratedPorts {
  readonly rides: Pick<RideStore, 'create' | 'get'>;
}

/** The ride stored under a new ride's id, and whether this request has written it. */
export interface Stored {
  readonly stored: Ride;
  readonly isOurs: boolean;
}

/**
 * Writes a new ride, unless another request under the same idempotency key was faster. A write without a response may take
 * effect at any later time, so finding nothing does not prove that it won't: only another write with a response does, because
 * it succeeds or finds the first one. Throws `OutcomeUnknownError` when no such response can be had; after any other error,
 * the ride does not exist and never will.
 */
export async function storeRide(ports: StoreRidePorts, ride: Ride, isKeyed: boolean): Promise<Stored> {
  const ours: Stored = { stored: ride, isOurs: true };
  const first = await write(ports, ride, isKeyed);
  if (first === 'written') return ours;
  const found = await readBack(ports, ride.rideId);
  if (found) return { stored: found, isOurs: first === 'unanswered' && isOfSameRequest(found, ride) };
  if (first === 'taken') throw new DeadlinePassedError(); // By an old ride whose record has expired since.
  const second = await write(ports, ride, isKeyed).catch(() => 'unanswered');
  if (second === 'written') return ours;
  const foundAgain = second === 'taken' ? await readBack(ports, ride.rideId) : undefined;
  if (foundAgain) return { stored: foundAgain, isOurs: isOfSameRequest(foundAgain, ride) };
  throw new OutcomeUnknownError(ride.rideId);
}

/** Requests of one trace in the same millisecond count as one, at the price of publishing their ride twice. */
const isOfSameRequest = (one: Ride, other: Ride): boolean =>
  one.requestedAt === other.requestedAt && one.traceparent === other.traceparent;

type Write = 'written' | 'taken' | 'unanswered';

/** Throws `NotTakenError`. */
async function write(ports: StoreRidePorts, ride: Ride, isKeyed: boolean): Promise<Write> {
  try {
    if (await ports.rides.create(ride)) return 'written';
    // A random id is unique: an earlier attempt at this write got no response, but was carried out.
    return isKeyed ? 'taken' : 'written';
  } catch (error) {
    if (error instanceof NotTakenError) throw error;
    ports.tolerated?.('write', error, 1);
    return 'unanswered';
  }
}

async function readBack({ rides }: StoreRidePorts, rideId: string): Promise<Ride | undefined> {
  try {
    return await rides.get(rideId, 'latest');
  } catch {
    throw new OutcomeUnknownError(rideId);
  }
}
