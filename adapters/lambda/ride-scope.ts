import { AsyncLocalStorage } from 'node:async_hooks';
import { traceIdOf } from '../../core/traceparent.ts';

/** Anything that identifies a ride: a ride, a message, an event. */
export interface OfRide {
  readonly rideId: string;
  readonly traceparent: string;
}

/** The fields by which all lines about a ride are found. */
export type RideIds = { readonly rideId: string; readonly traceId: string };

export const idsOf = ({ rideId, traceparent }: OfRide): RideIds => ({ rideId, traceId: traceIdOf(traceparent) });

const scope = new AsyncLocalStorage<RideIds>();

/**
 * Runs `work` for a ride: every line that is logged meanwhile, even by adapters that know no rides, has the ride's ids. They
 * apply to this work alone, not to other records of the batch, nor to another invocation in this process.
 */
export const aboutRide = <Result>(ride: OfRide, work: () => Result): Result => scope.run(idsOf(ride), work);

/** The ids of the ride that the present work is about, if any. */
export const idsInScope = (): RideIds | undefined => scope.getStore();
