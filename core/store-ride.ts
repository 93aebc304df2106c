import { DeadlinePassedError, NotTakenError, OutcomeUnknownError } from './errors.ts';
import type { RideStore } from './ports.ts';
import type { Ride } from './ride.ts';
import type { ToleratedPorts } from './tolerated.ts';

export interface StoreRidePorts extends ToleratedPorts {
  readonly rides: Pick<RideStore, 'create' | 'get'>;
}

/** What is stored under a new ride's id, and whether this request has written it. */
export interface Stored {
  readonly stored: Ride;
  readonly isOurs: boolean;
}

/**
 * Writes a new ride, unless, under an idempotency key, another request was quicker. A write that was not answered may have
 * its effect at any later time, so that to find nothing does not say that nothing will be there: only another write that
 * is answered does, as it succeeds or finds the first one. Throws `OutcomeUnknownError` when that cannot be had; whatever
 * else it throws, there is no such ride and none will come.
 */
export async function storeRide(ports: StoreRidePorts, ride: Ride, isKeyed: boolean): Promise<Stored> {
  const ours: Stored = { stored: ride, isOurs: true };
  const first = await write(ports, ride, isKeyed);
  if (first === 'written') return ours;
  const found = await readBack(ports, ride.rideId);
  if (found) return { stored: found, isOurs: first === 'unanswered' && isOfSameRequest(found, ride) };
  if (first === 'taken') throw new DeadlinePassedError(); // By a ride of long ago, which is gone since.
  const second = await write(ports, ride, isKeyed).catch(() => 'unanswered');
  if (second === 'written') return ours;
  const foundAgain = second === 'taken' ? await readBack(ports, ride.rideId) : undefined;
  if (foundAgain) return { stored: foundAgain, isOurs: isOfSameRequest(foundAgain, ride) };
  throw new OutcomeUnknownError(ride.rideId);
}

/** Requests of one trace in one millisecond are taken for one, at the price of publishing their ride twice. */
const isOfSameRequest = (one: Ride, other: Ride): boolean =>
  one.requestedAt === other.requestedAt && one.traceparent === other.traceparent;

type Write = 'written' | 'taken' | 'unanswered';

/** Throws `NotTakenError`. */
async function write(ports: StoreRidePorts, ride: Ride, isKeyed: boolean): Promise<Write> {
  try {
    if (await ports.rides.create(ride)) return 'written';
    // Nobody else has a random id: an earlier attempt at this write was not answered, and was carried out.
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
