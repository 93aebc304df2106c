import { randomUUID } from 'node:crypto';
import { asDriver, asRider } from '../../cli/callers.ts';
import type { Point } from '../../core/point.ts';
import type { DriverRideView, RideSummaryView, RideView } from '../../core/ride-view.ts';
import type { Simulate } from '../../core/simulation.ts';
import { unlessOverloaded } from './persistently.ts';
import { aRequest } from './places.ts';
import type { RunningStack } from './running-stack.ts';
import { send } from './send.ts';

/** A request whose branches take no longer than their work, unless told otherwise. */
export function aQuickRequest(pickup?: Point, simulate: Simulate = {}) {
  const noDelay = { delayMs: 0 };
  const quick = { 'driver-matching': noDelay, eta: noDelay, pricing: noDelay, 'payment-check': noDelay };
  return { ...aRequest(pickup), simulate: { ...quick, ...simulate } };
}

/** The answer of `GET /rides`. */
export interface RidesList {
  readonly rides: readonly RideSummaryView[];
  readonly next: string | null;
}

/** As long as the API lets anybody wait. */
const patiently = { Prefer: 'wait=25' };

export type Rider = ReturnType<typeof aRider>;

/** A rider of a test's own. */
export function aRider(stack: RunningStack, riderId = `rider-${randomUUID()}`) {
  type Headers = Record<string, string>;
  const call = async (method: string, path: string, headers: Headers, body?: unknown) =>
    send<RideView>(stack, method, path, { headers: { ...(await asRider(riderId)), ...headers }, body });
  /** A stack that tests share has rides that fail on purpose: who is told that it is overloaded comes back when they are told to. */
  const requests = (request: unknown, headers: Headers = {}) =>
    unlessOverloaded(() => call('POST', 'rides', headers, request));
  const looksAt = (rideId: string, headers: Headers = {}) => call('GET', `rides/${rideId}`, headers);
  return {
    riderId,
    /** Asks for a ride, and gives the answer as it is. */
    requests,
    /** Asks for a ride, and gives the answer with its outcome, however long that takes on a busy machine. */
    asks: async (request: unknown, headers: Headers = {}) => {
      let answer = await requests(request, { ...patiently, ...headers });
      while (answer.body.status === 'requested') answer = await looksAt(answer.body.rideId, patiently);
      return answer;
    },
    /** Asks and comes back without an outcome. */
    asksAsync: (request: unknown) => requests(request, { Prefer: 'respond-async' }),
    looksAt,
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
