import type { PickupView, RideSummaryView, RideView, Timing } from './api/schemas.ts';
import type { BranchResult, BranchView } from './messages.ts';
import type { Eta } from './results.ts';
import { isLate, matchOf, type Ride } from './ride.ts';
import { msBetween } from './time.ts';

export type { RideSummaryView, RideView } from './api/schemas.ts';
export type { BranchView } from './messages.ts';

/** Every value is computed from the record, so that the answer does not depend on the caller or the time. */
export function rideView(ride: Ride): RideView {
  return {
    rideId: ride.rideId,
    riderId: ride.riderId,
    flow: ride.flow,
    status: ride.status,
    request: ride.request,
    outcome: ride.outcome ?? null,
    reasons: ride.reasons ?? [],
    pickup: pickupOf(ride),
    branches: branchViews(ride),
    timing: timingOf(ride),
    requestedAt: ride.requestedAt,
    deadlineAt: ride.deadlineAt,
    settledAt: ride.settledAt ?? null,
    completedAt: ride.completedAt ?? null,
    cancelledAt: ride.cancelledAt ?? null,
  };
}

/** The fields that distinguish rides in a list. The ride itself has the others. */
export function rideSummaryView({
  rideId,
  flow,
  status,
  requestedAt,
  settledAt,
}: Pick<Ride, 'rideId' | 'flow' | 'status' | 'requestedAt' | 'settledAt'>): RideSummaryView {
  return { rideId, flow, status, requestedAt, settledAt: settledAt ?? null };
}

/** A ride as the API shows it to its driver. */
export type DriverRideView = ReturnType<typeof driverView>;

/** Destination and product: not the rider's identity, contact data or payment method. */
export function driverView(
  ride: Pick<Ride, 'rideId' | 'status' | 'request' | 'outcome' | 'requestedAt' | 'settledAt' | 'completedAt'>,
) {
  const { rideId, status, request, outcome, requestedAt, settledAt, completedAt } = ride;
  const { pickup, dropoff, product } = request;
  return {
    rideId,
    status,
    request: { pickup, dropoff, product },
    outcome: outcome ? { driver: outcome.driver, trip: outcome.trip, fare: outcome.fare } : null,
    requestedAt,
    settledAt: settledAt ?? null,
    completedAt: completedAt ?? null,
  };
}

const branchViews = (ride: Ride): Record<string, BranchView> =>
  Object.fromEntries(Object.keys(ride.expects).map((branch) => [branch, branchView(ride, branch)]));

/** A branch in an answer. */
export function branchView(
  ride: Pick<Ride, 'expects' | 'results' | 'unanswered' | 'settledAt' | 'deadlineAt'>,
  branch: string,
): BranchView {
  const result = ride.results[branch];
  return {
    need: ride.expects[branch] ?? 'optional',
    status: result?.status ?? missingStatus(ride),
    queuedAt: result?.queuedAt ?? null,
    startedAt: result?.startedAt ?? null,
    finishedAt: result?.finishedAt ?? null,
    queuedMs: result ? msBetween(result.queuedAt, result.startedAt) : null,
    durationMs: result ? durationMs(result) : null,
    attempt: result?.attempt ?? null,
    late: isLate(ride, branch),
    reason: result?.reason ?? null,
  };
}

function missingStatus({ settledAt, deadlineAt }: Pick<Ride, 'settledAt' | 'deadlineAt'>): BranchView['status'] {
  if (settledAt === undefined) return 'pending';
  return settledAt >= deadlineAt ? 'timed_out' : 'not_awaited';
}

const durationMs = (result: BranchResult): number => msBetween(result.startedAt, result.finishedAt);

/** The matched driver's time to pickup, which is always estimated; without a matched driver, that of the nearest drivers. */
function pickupOf(ride: Ride): PickupView | null {
  const match = matchOf(ride);
  if (match) return { seconds: match.pickupSeconds, source: 'matched-driver', estimated: true };
  if (ride.results.eta?.status !== 'ok') return null;
  const { pickupSeconds: seconds, pickupSource } = ride.results.eta.result as Eta;
  if (seconds === null) return null;
  return { seconds, source: 'nearest-drivers', estimated: pickupSource !== 'routing-service' };
}

/** Computes the `timing` block of an answer. */
export function timingOf(ride: Pick<Ride, 'expects' | 'results' | 'unanswered' | 'requestedAt' | 'settledAt'>): Timing {
  const totalMs = ride.settledAt ? msBetween(ride.requestedAt, ride.settledAt) : null;
  const finished = Object.keys(ride.expects).flatMap((branch) => {
    const result = isLate(ride, branch) ? undefined : ride.results[branch];
    return result ? [{ branch, ms: durationMs(result) }] : [];
  });
  const slowest = finished.reduce((one, other) => (other.ms > one.ms ? other : one), { branch: '', ms: -1 });
  if (totalMs === null || finished.length < Object.keys(ride.expects).length) {
    return { totalMs, slowestBranch: null, slowestMs: null, sequentialMs: null, overheadMs: null, savedMs: null };
  }
  const sequentialMs = finished.reduce((sum, { ms }) => sum + ms, 0);
  return {
    totalMs,
    slowestBranch: slowest.branch,
    slowestMs: slowest.ms,
    sequentialMs,
    overheadMs: totalMs - slowest.ms,
    savedMs: sequentialMs - totalMs,
  };
}
