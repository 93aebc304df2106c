import { AsyncLocalStorage } from 'node:async_hooks';
import { traceIdOf } from '../../core/traceparent.ts';

/** Anything that says whose it is: a ride, a message, an event. */
export interface OfRide {
  readonly rideId: string;
  readonly traceparent: string;
}

/** The fields by which all lines about a ride are found. */
export type RideIds = { readonly rideId: string; readonly traceId: string };

export const idsOf = ({ rideId, traceparent }: OfRide): RideIds => ({ rideId, traceId: traceIdOf(traceparent) });

const scope = new AsyncLocalStorage<RideIds>();

/**
 * Does `work` about a ride: whatever is logged on the way, by adapters that know of no ride too, has the ride's ids. They
 * belong to this work alone, not to its neighbours in a batch, nor to another invocation in this process.
 */
export const aboutRide = <Result>(ride: OfRide, work: () => Result): Result => scope.run(idsOf(ride), work);

/** The ids of the ride that the present work is about, if it is about one. */
export const idsInScope = (): RideIds | undefined => scope.getStore();
