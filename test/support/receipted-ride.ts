import { outcomeOf } from '../../core/outcome.ts';
import type { Ride } from '../../core/ride.ts';
import { allOk, aRide, aRideRequest } from './rides.ts';

/** A confirmed ride whose rider wants a receipt. */
export function aReceiptedRide(more: Partial<Ride> = {}): Ride {
  const ride = aRide({
    status: 'confirmed',
    request: aRideRequest({ receiptEmail: 'rider@example.com' }),
    results: allOk(),
  });
  return { ...ride, outcome: outcomeOf(ride), ...more };
}
