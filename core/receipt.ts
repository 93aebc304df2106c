import { moneyText } from './money.ts';
import type { Mail } from './ports.ts';
import type { Outcome, Ride } from './ride.ts';

/** The receipt of a ride; undefined when the ride has none, or no address to send it to. */
export function receiptOf({ rideId, status, request, outcome, requestedAt }: Ride): Mail | undefined {
  const owes = status === 'confirmed' || status === 'completed';
  if (request.receiptEmail === undefined || outcome === undefined || !owes) return undefined;
  const fare = moneyText(outcome.fare.amountMinor, outcome.fare.currency);
  return {
    to: request.receiptEmail,
    subject: `Your ride: ${fare}`,
    text: [...linesOf(outcome, fare), `Requested: ${requestedAt}`, `Ride: ${rideId}`, ''].join('\n'),
    about: rideId,
  };
}

function linesOf({ driver, trip, fare, payment }: Outcome, fareText: string): string[] {
  const surge = fare.surgeMultiplier > 1 ? ` (surge × ${fare.surgeMultiplier})` : '';
  return [
    'Thank you for riding with us.',
    '',
    `Fare: ${fareText}${surge}`,
    `Paid with: ${payment.paymentMethodId}`,
    `Trip: ${(trip.distanceMeters / 1000).toFixed(1)} km, ${minutes(trip.durationSeconds)}`,
    `Driver: ${driver.driverId}, ${minutes(driver.pickupSeconds)} from the pickup`,
  ];
}

const minutes = (seconds: number): string => `${Math.max(1, Math.round(seconds / 60))} min`;
