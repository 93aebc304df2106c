import { randomUUID } from 'node:crypto';
import { asDriver, asRider } from '../../cli/callers.ts';
import type { Point } from '../../core/point.ts';
import type { DriverRideView, RideSummaryView, RideView } from '../../core/ride-view.ts';
import type { Simulate } from '../../core/simulation.ts';
import { aRequest } from './places.ts';
import type { RunningStack } from './running-stack.ts';
import { send } from './send.ts';

/** A request whose branches take no longer than their work, unless told otherwise. */
export function aQuickRequest(pickup?: Point, simulate: Simulate = {}) {
  const noDelay = { delayMs: 0 };
  const quick = { 'driver-matching': noDelay, eta: noDelay, pricing: noDelay, 'payment-check': noDelay };
  return { ...aRequest(pickup), simulate: { ...quick, ...simulate } };
}

/** For a rider who waits as long as the API lets anybody: what is not about waiting should not fail on a busy machine. */
export const patiently = { Prefer: 'wait=25' };

/** The answer of `GET /rides`. */
export interface RidesList {
  readonly rides: readonly RideSummaryView[];
  readonly next: string | null;
}

export type Rider = ReturnType<typeof aRider>;

/** A rider of a test's own. */
export function aRider(stack: RunningStack, riderId = `rider-${randomUUID()}`) {
  const call = async (method: string, path: string, headers: Record<string, string>, body?: unknown) =>
    send<RideView>(stack, method, path, { headers: { ...(await asRider(riderId)), ...headers }, body });
  return {
    riderId,
    asks: (request: unknown, headers: Record<string, string> = {}) => call('POST', 'rides', headers, request),
    /** Asks and comes back without an outcome. */
    asksAsync: (request: unknown) => call('POST', 'rides', { Prefer: 'respond-async' }, request),
    looksAt: (rideId: string, headers: Record<string, string> = {}) => call('GET', `rides/${rideId}`, headers),
    /** `query` with its question mark. */
    lists: async (query = '') => send<RidesList>(stack, 'GET', `rides${query}`, { headers: await asRider(riderId) }),
    cancels: (rideId: string) => call('POST', `rides/${rideId}/cancel`, {}),
  };
}

export type Driver = Awaited<ReturnType<typeof aDriver>>;

/** A driver of a test's own, on shift. */
export async function aDriver(stack: RunningStack, position: Point) {
  const driverId = await stack.driver(position);
  return {
    driverId,
    completes: async (rideId: string) =>
      send<DriverRideView>(stack, 'POST', `rides/${rideId}/complete`, { headers: await asDriver(driverId) }),
  };
}
