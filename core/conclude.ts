import { outcomeOf } from './outcome.ts';
import { unavailable, type Verdict } from './outcome-rule.ts';
import type { DriverStore, Transition } from './ports.ts';
import { matchOf, type Ride } from './ride.ts';
import type { Instant } from './time.ts';

type Final = Exclude<Verdict, { status: 'requested' }>;

/**
 * What to write for a verdict. Before a ride is confirmed, its driver's lease becomes a hold; a driver who was lost
 * meanwhile counts as a failed driver-matching and rejects the ride.
 */
export async function conclude(
  drivers: Pick<DriverStore, 'hold'>,
  ride: Ride,
  verdict: Final,
  at: Instant,
): Promise<Transition> {
  if (verdict.status !== 'confirmed') return { ...verdict, at };
  const match = matchOf(ride);
  if (match && !(await drivers.hold(match.driverId, ride, at))) {
    const reasons = [unavailable('driver-matching', 'driver_lost: another ride has taken the driver.')];
    return { status: 'rejected', reasons, at };
  }
  return { status: 'confirmed', outcome: outcomeOf(ride), at };
}
