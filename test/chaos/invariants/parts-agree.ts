import { isDeepStrictEqual } from 'node:util';
import type { RideRecord } from '../evidence.ts';
import type { Invariant } from './invariant.ts';

/** A confirmed ride has one driver, one fare and one payment check: those that its branches answered, for its request. */
export const partsAgree: Invariant = {
  name: "a ride's parts agree",
  examined: ({ rides }) => rides.filter(({ outcome }) => outcome !== undefined).length,
  violations: ({ rides }) =>
    rides
      .filter(({ outcome }) => outcome !== undefined)
      .flatMap((ride) => disagreements(ride).map((what) => `${ride.rideId}: ${what}`)),
};

const required = ['driver-matching', 'pricing', 'payment-check'];

function disagreements(ride: RideRecord): string[] {
  const { outcome, request, rideId } = ride;
  const match = answerOf(ride, 'driver-matching');
  const fare = answerOf(ride, 'pricing');
  const eta = answerOf(ride, 'eta');
  const agreements: readonly (readonly [string, unknown, unknown])[] = [
    ['its driver is the one that was matched', outcome?.driver.driverId, match?.driverId],
    ['its fare is the one that was quoted', outcome?.fare, fare],
    ['its quote is its own', outcome?.fare.quoteId, `quote_${rideId}`],
    ['its fare was computed on its trip', outcome?.fare.distanceMeters, outcome?.trip.distanceMeters],
    ['its trip is as eta says', outcome?.trip.durationSeconds, eta?.durationSeconds ?? fare?.durationSeconds],
    ['its payment is the one that was checked', outcome?.payment, answerOf(ride, 'payment-check')],
    ['its payment is by the method that was asked for', outcome?.payment.paymentMethodId, request.paymentMethodId],
    ['it has all required answers', required.filter((branch) => !answerOf(ride, branch)), []],
    ['it has no reasons to be refused', ride.reasons, undefined],
  ];
  return agreements
    .filter(([, one, other]) => !isDeepStrictEqual(one, other))
    .map(([what, one, other]) => `not so that ${what}: ${JSON.stringify(one)}, ${JSON.stringify(other)}`);
}

/** What a branch answered in time. */
function answerOf({ results, unanswered }: RideRecord, branch: string): Record<string, unknown> | undefined {
  const answer = results[branch];
  return answer?.status === 'ok' && !unanswered?.includes(branch) ? answer.result : undefined;
}
