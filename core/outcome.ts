import type { DriverMatch, Eta, Fare, Payment } from './results.ts';
import { matchOf, type Outcome, type Ride } from './ride.ts';

const named = new Set(['driver-matching', 'eta', 'pricing', 'payment-check']);

/** Combines the answers of a ride, whose required branches have all answered ok, into its outcome. */
export function outcomeOf(ride: Pick<Ride, 'results' | 'expects'>): Outcome {
  const match = matchOf(ride) as DriverMatch;
  const fare = resultOf<Fare>(ride, 'pricing') as Fare;
  const eta = resultOf<Eta>(ride, 'eta');
  const more = Object.keys(ride.expects).filter((branch) => !named.has(branch));
  return {
    driver: {
      driverId: match.driverId,
      pickupSeconds: match.pickupSeconds,
      pickupDistanceMeters: match.pickupDistanceMeters,
    },
    trip: tripOf(eta, fare),
    fare,
    payment: resultOf<Payment>(ride, 'payment-check') as Payment,
    ...(more.length > 0 && { more: Object.fromEntries(more.map((branch) => [branch, resultOf(ride, branch)])) }),
  };
}

/** The trip as eta answered it, or the one that the fare was computed on when eta has no answer. */
function tripOf(eta: Eta | undefined, fare: Fare): Outcome['trip'] {
  const { distanceMeters, durationSeconds } = eta ?? fare;
  return { distanceMeters, durationSeconds, source: eta?.source ?? 'fare' };
}

function resultOf<Result>(ride: Pick<Ride, 'results'>, branch: string): Result | undefined {
  const answer = ride.results[branch];
  return answer?.status === 'ok' ? (answer.result as Result) : undefined;
}
