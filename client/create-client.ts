import { type Calls, type ClientOptions, callsOf } from './calls.ts';
import { UnreadableAnswerError } from './errors.ts';
import type { Driver, DriverReport, DriverRide, Flow, Ride, RideRequest, RidesPage } from './types.ts';

/** What goes with any call. */
export interface CallOptions {
  /** Gives the call up. */
  readonly signal?: AbortSignal | undefined;
}

/** How long to wait for a ride's outcome. */
export interface WaitOptions extends CallOptions {
  /** In whole seconds, 0 to 25; as long as the service finds right when it is left out. */
  readonly waitSeconds?: number | undefined;
}

/** Which of the rides. */
export interface ListOptions extends CallOptions {
  /** How many there are at most, 1 to 100; 20 when it is left out. */
  readonly limit?: number | undefined;
  /** The `next` of the page before. */
  readonly next?: string | undefined;
}

/** How to ask for a ride. */
export interface RequestOptions extends WaitOptions {
  /** `parallel` unless said otherwise. A sequential ride is always waited for. */
  readonly flow?: Flow | undefined;
  /** Makes a repetition safe: the same rider, key and request are the same ride. */
  readonly idempotencyKey?: string | undefined;
}

/**
 * The ride-request API. Each call throws `ProblemError` when the service refuses it, `NoAnswerError` when nobody answers,
 * and the signal's reason when it is given up.
 */
export interface RideClient {
  /** Asks for a ride. It is still `requested` when its outcome was not known within the wait: see `getRide`. */
  requestRide(request: RideRequest, options?: RequestOptions): Promise<Ride>;
  /** A ride as it is; with a wait, as soon as its outcome is known, or as it is then. */
  getRide(rideId: string, options?: WaitOptions): Promise<Ride>;
  /** The rider's own rides, the newest first, a page at a time. */
  listRides(options?: ListOptions): Promise<RidesPage>;
  /** Calls a requested or confirmed ride off. Doing so twice is the same as once. */
  cancelRide(rideId: string, options?: CallOptions): Promise<Ride>;
  /** Its driver has brought the rider to the drop-off. Doing so twice is the same as once. */
  completeRide(rideId: string, options?: CallOptions): Promise<DriverRide>;
  /** Says where a driver is and whether they are on shift. */
  reportDriver(driverId: string, report: DriverReport, options?: CallOptions): Promise<Driver>;
  /** All calls as the API's description has them. */
  readonly calls: Calls;
}

/** A client of the API at `baseUrl` for whom the token speaks of. */
export function createClient(options: ClientOptions): RideClient {
  const calls = callsOf(options);
  return {
    requestRide: async (body, { flow = 'parallel', idempotencyKey, waitSeconds, signal } = {}) => {
      const key = idempotencyKey === undefined ? {} : { 'Idempotency-Key': idempotencyKey };
      const init = { body, ...given(signal), params: { header: { ...key, ...preferring(waitSeconds) } } };
      return bodyOf<Ride>(
        flow === 'parallel' ? await calls.POST('/rides', init) : await calls.POST('/sequential-rides', init),
      );
    },
    getRide: async (rideId, { waitSeconds, signal } = {}) => {
      const params = { path: { rideId }, header: preferring(waitSeconds) };
      return bodyOf<Ride>(await calls.GET('/rides/{rideId}', { params, ...given(signal) }));
    },
    listRides: async ({ limit, next, signal } = {}) =>
      bodyOf(await calls.GET('/rides', { params: { query: { limit, next } }, ...given(signal) })),
    cancelRide: async (rideId, { signal } = {}) =>
      bodyOf<Ride>(await calls.POST('/rides/{rideId}/cancel', { params: { path: { rideId } }, ...given(signal) })),
    completeRide: async (rideId, { signal } = {}) =>
      bodyOf(await calls.POST('/rides/{rideId}/complete', { params: { path: { rideId } }, ...given(signal) })),
    reportDriver: async (driverId, body, { signal } = {}) =>
      bodyOf(await calls.PUT('/drivers/{driverId}', { params: { path: { driverId } }, body, ...given(signal) })),
    calls,
  };
}

const given = (signal: AbortSignal | undefined) => (signal ? { signal } : {});

const preferring = (waitSeconds: number | undefined): { Prefer?: string } => {
  if (waitSeconds === undefined) return {};
  return { Prefer: waitSeconds === 0 ? 'respond-async' : `wait=${waitSeconds}` };
};

function bodyOf<Body>({ data, response }: { readonly data?: Body; readonly response: Response }): Body {
  if (data === undefined) throw new UnreadableAnswerError(response.url);
  return data;
}
