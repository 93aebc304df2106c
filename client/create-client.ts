import { type Calls, type ClientOptions, callsOf } from './calls.ts';
import { UnreadableAnswerError } from './errors.ts';
import type { Driver, DriverReport, DriverRide, Flow, Ride, RideRequest, RidesPage } from './types.ts';

/** The options of every call. */
export interface CallOptions {
  /** Aborts the call. */
  readonly signal?: AbortSignal | undefined;
}

/** How long to wait for a ride's outcome. */
export interface WaitOptions extends CallOptions {
  /** In whole seconds, 0 to 25. Default: chosen by the service. */
  readonly waitSeconds?: number | undefined;
}

/** Which rides to list. */
export interface ListOptions extends CallOptions {
  /** The most rides on a page, 1 to 100. Default: 20. */
  readonly limit?: number | undefined;
  /** The `next` of the previous page. */
  readonly next?: string | undefined;
}

/** How to request a ride. */
export interface RequestOptions extends WaitOptions {
  /** Default: `parallel`. The call for a sequential ride always waits for its outcome. */
  readonly flow?: Flow | undefined;
  /** Makes a retry safe: the same rider, key and request give the same ride. */
  readonly idempotencyKey?: string | undefined;
}

/**
 * The ride-request API. Each call throws `ProblemError` if the service refuses it, `NoAnswerError` if there is no answer,
 * `UnreadableAnswerError` if something else answers, and the signal's reason if it is aborted.
 */
export interface RideClient {
  /** Requests a ride. It is still `requested` if its outcome was not known within the wait: see `getRide`. */
  requestRide(request: RideRequest, options?: RequestOptions): Promise<Ride>;
  /** A ride's current state; with a wait, it returns as soon as the outcome is known, or at the end of the wait. */
  getRide(rideId: string, options?: WaitOptions): Promise<Ride>;
  /** The rider's own rides, newest first, a page at a time. */
  listRides(options?: ListOptions): Promise<RidesPage>;
  /** Cancels a requested or confirmed ride. Idempotent. */
  cancelRide(rideId: string, options?: CallOptions): Promise<Ride>;
  /** Reports that the driver has brought the rider to the drop-off. Idempotent. */
  completeRide(rideId: string, options?: CallOptions): Promise<DriverRide>;
  /** Reports where a driver is and whether they are on shift. */
  reportDriver(driverId: string, report: DriverReport, options?: CallOptions): Promise<Driver>;
  /** All calls of the API's description. */
  readonly calls: Calls;
}

/** A client of the API at `baseUrl` for the token's subject. */
export function createClient(options: ClientOptions): RideClient {
  const calls = callsOf(options);
  return {
    requestRide: async (body, { flow = 'parallel', idempotencyKey, waitSeconds, signal } = {}) => {
      const key = idempotencyKey === undefined ? {} : { 'Idempotency-Key': idempotencyKey };
      const init = { body, ...given(signal), params: { header: { ...key, ...preferring(waitSeconds) } } };
      const answer = flow === 'parallel' ? calls.POST('/rides', init) : calls.POST('/sequential-rides', init);
      return bodyOf<Ride>(await answer, isRide);
    },
    getRide: async (rideId, { waitSeconds, signal } = {}) => {
      const params = { path: { rideId }, header: preferring(waitSeconds) };
      return bodyOf<Ride>(await calls.GET('/rides/{rideId}', { params, ...given(signal) }), isRide);
    },
    listRides: async ({ limit, next, signal } = {}) =>
      bodyOf<RidesPage>(await calls.GET('/rides', { params: { query: { limit, next } }, ...given(signal) }), isPage),
    cancelRide: async (rideId, { signal } = {}) =>
      bodyOf<Ride>(
        await calls.POST('/rides/{rideId}/cancel', { params: { path: { rideId } }, ...given(signal) }),
        isRide,
      ),
    completeRide: async (rideId, { signal } = {}) =>
      bodyOf<DriverRide>(
        await calls.POST('/rides/{rideId}/complete', { params: { path: { rideId } }, ...given(signal) }),
        isRide,
      ),
    reportDriver: async (driverId, body, { signal } = {}) =>
      bodyOf<Driver>(
        await calls.PUT('/drivers/{driverId}', { params: { path: { driverId } }, body, ...given(signal) }),
        isDriver,
      ),
    calls,
  };
}

const given = (signal: AbortSignal | undefined) => (signal ? { signal } : {});

const preferring = (waitSeconds: number | undefined): { Prefer?: string } => {
  if (waitSeconds === undefined) return {};
  return { Prefer: waitSeconds === 0 ? 'respond-async' : `wait=${waitSeconds}` };
};

/** What tells an answer of this API from the JSON of another service. */
type Recognize = (body: Readonly<Record<string, unknown>>) => boolean;

const isRide: Recognize = ({ rideId, status }) => typeof rideId === 'string' && typeof status === 'string';
const isPage: Recognize = ({ rides }) => Array.isArray(rides);
const isDriver: Recognize = ({ driverId }) => typeof driverId === 'string';

function bodyOf<Body>(
  { data, response }: { readonly data?: Body; readonly response: Response },
  isIt: Recognize,
): Body {
  if (data === undefined || !isIt(Object(data))) throw new UnreadableAnswerError(response.url);
  return data;
}
