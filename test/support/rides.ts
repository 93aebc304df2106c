import { randomUUID } from 'node:crypto';
import type { Need } from '../../core/branches.ts';
import type { BranchResult, Deadline, RideRequested, Settle, WakeUp } from '../../core/messages.ts';
import type { DriverMatch, Eta, Fare, Payment } from '../../core/results.ts';
import type { Ride } from '../../core/ride.ts';
import type { RideRequest } from '../../core/ride-request.ts';
import { type Instant, instantOf, plusMs } from '../../core/time.ts';
import { northOf } from './places.ts';

/** When the rides of tests are requested, unless a test says otherwise. */
export const requestedAt: Instant = '2026-03-04T09:00:00.000Z';

/** Their deadline. */
export const deadlineAt: Instant = plusMs(requestedAt, 20_000);

/** When the leases of their drivers end. */
export const leaseUntil: Instant = plusMs(deadlineAt, 20_000);

/** When a hold ends that began at that moment and that nobody ends. */
export const holdUntil = (since: Instant = requestedAt): Instant => plusMs(since, 86_400_000);

export const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

export const pickup = { lat: 37.7749, lng: -122.4194 };

/** An id that no other test has. */
export const anId = (kind: string): string => `${kind}-${randomUUID()}`;

export function aRideRequest(more: Partial<RideRequest> = {}): RideRequest {
  return {
    pickup,
    dropoff: northOf(more.pickup ?? pickup, 5),
    product: 'standard',
    paymentMethodId: 'pm_card_visa',
    ...more,
  };
}

/** What rides of tests expect: four branches, whatever the registry has grown to. */
export const expects: Readonly<Record<string, Need>> = {
  'driver-matching': 'required',
  eta: 'optional',
  pricing: 'required',
  'payment-check': 'required',
};

/** A ride that nothing has been answered of yet. `pending` follows from what it expects and what it has results of. */
export function aRide(more: Partial<Ride> = {}): Ride {
  const request = more.request ?? aRideRequest();
  const expected = more.expects ?? expects;
  const answered = Object.keys(more.results ?? {});
  return {
    rideId: anId('ride'),
    riderId: 'rider-1',
    request,
    traceparent,
    flow: 'parallel',
    status: 'requested',
    expects: expected,
    pending: new Set(Object.keys(expected).filter((branch) => !answered.includes(branch))),
    results: {},
    requestedAt,
    deadlineAt,
    expiresAt: 4_102_444_800,
    ...more,
  };
}

export const aMatch = (more: Partial<DriverMatch> = {}): DriverMatch => ({
  driverId: 'driver-1',
  position: northOf(pickup, 1),
  pickupDistanceMeters: 1_300,
  pickupSeconds: 187,
  leaseUntil,
  ...more,
});

export const anEta = (more: Partial<Eta> = {}): Eta => ({
  distanceMeters: 6_500,
  durationSeconds: 936,
  pickupSeconds: 190,
  source: 'estimate',
  ...more,
});

export const aFare = (more: Partial<Fare> = {}): Fare => ({
  quoteId: 'quote_1',
  expiresAt: plusMs(requestedAt, 300_000),
  amountMinor: 1_721,
  currency: 'USD',
  surgeMultiplier: 1,
  distanceMeters: 6_501,
  durationSeconds: 937,
  ...more,
});

export const aPayment = (more: Partial<Payment> = {}): Payment => ({
  paymentMethodId: 'pm_card_visa',
  status: 'valid',
  ...more,
});

const okResults: Readonly<Record<string, () => Record<string, unknown>>> = {
  'driver-matching': aMatch,
  eta: anEta,
  pricing: aFare,
  'payment-check': aPayment,
};

/** What a branch says of a ride: ok, with a result that fits the branch, unless `more` says otherwise. */
export function aResult(branch: string, more: Partial<BranchResult> = {}): BranchResult {
  const status = more.status ?? 'ok';
  return {
    v: 1,
    kind: 'branch-result',
    rideId: 'ride-1',
    requestedAt,
    traceparent,
    at: plusMs(requestedAt, 300),
    branch,
    status,
    ...(status === 'ok' && { result: okResults[branch]?.() ?? {} }),
    ...(status === 'rejected' && { reason: { code: 'refused', message: `${branch} refuses.` } }),
    ...(status === 'failed' && {
      reason: { code: 'attempts_exhausted', message: `No attempt of ${branch} succeeded (3 made).` },
    }),
    queuedAt: plusMs(requestedAt, 5),
    receivedAt: plusMs(requestedAt, 10),
    startedAt: plusMs(requestedAt, 10),
    finishedAt: plusMs(requestedAt, 300),
    attempt: 1,
    ...more,
  };
}

/** Results of a ride by branch, as its record has them. */
export const resultsOf = (...results: readonly BranchResult[]): Record<string, BranchResult> =>
  Object.fromEntries(results.map((result) => [result.branch, result]));

/** A result of each branch, all ok. */
export const allOk = (more: Partial<BranchResult> = {}): Record<string, BranchResult> =>
  resultsOf(...Object.keys(expects).map((branch) => aResult(branch, more)));

export function aRideRequested(more: Partial<RideRequested> = {}): RideRequested {
  return {
    v: 1,
    rideId: anId('ride'),
    traceparent,
    at: requestedAt,
    riderId: 'rider-1',
    request: aRideRequest(),
    requestedAt,
    deadlineAt,
    expects,
    ...more,
  };
}

/** A request for a ride that is made now: for what works by the process's own clock. */
export function aRideRequestedNow(request: Partial<RideRequest> = {}): RideRequested {
  const now = instantOf(Date.now());
  return aRideRequested({ at: now, requestedAt: now, deadlineAt: plusMs(now, 20_000), request: aRideRequest(request) });
}

/** That the ride can be decided since the branch has answered. */
export const aWakeUp = (branch: string, more: Partial<WakeUp> = {}): WakeUp => ({
  v: 1,
  kind: 'wake-up',
  rideId: 'ride-1',
  requestedAt,
  traceparent,
  at: plusMs(requestedAt, 301),
  branch,
  ...more,
});

export function aDeadline(
  ride: Pick<Ride, 'rideId' | 'deadlineAt'> & Partial<Pick<Ride, 'requestedAt'>>,
  more: Partial<Deadline> = {},
): Deadline {
  const { rideId } = ride;
  const dropAfter = plusMs(ride.deadlineAt, 29_000);
  return {
    v: 1,
    kind: 'deadline',
    rideId,
    requestedAt: ride.requestedAt ?? requestedAt,
    traceparent,
    at: requestedAt,
    deadlineAt: ride.deadlineAt,
    dropAfter,
    ...more,
  };
}

export function aSettle(rideId: string, more: Partial<Settle> = {}): Settle {
  const dropAfter = plusMs(requestedAt, 29_000);
  return {
    v: 1,
    kind: 'settle',
    rideId,
    requestedAt,
    traceparent,
    at: requestedAt,
    state: 'cancelled',
    id: 'cancelled:1',
    dropAfter,
    ...more,
  };
}
