import { outcomeOf } from './outcome.ts';
import { decide, type Moment, unavailable, type Verdict } from './outcome-rule.ts';
import type { DriverStore, RideStore, Transition } from './ports.ts';
import { expiresAtOf } from './retention.ts';
import { matchOf, type Ride } from './ride.ts';
import { type Clock, nowOf } from './time.ts';

export interface ConcludePorts {
  readonly drivers: Pick<DriverStore, 'hold'>;
  readonly clock: Clock;
  /** Days that a ride's record is kept after its end. */
  readonly retentionDays: number;
}

export interface SettlePorts extends ConcludePorts {
  readonly rides: Pick<RideStore, 'get' | 'move'>;
  readonly drivers: Pick<DriverStore, 'hold' | 'release'>;
  /** Called for each ride that was moved on from `requested` here. */
  readonly settled?: (ride: Ride) => void;
}

/** What decides a ride: a message, and whether the ride has waited long enough for optional branches. */
export interface Deciding extends Pick<Moment, 'patienceIsOver'> {
  /** The identity of the message, which is the same in all its deliveries. */
  readonly by: string;
}

/**
 * Moves a `requested` ride on according to the outcome rule, until that is written or there is nothing to decide. Returns the
 * ride as it is then; undefined when its record has expired.
 */
export async function settleRide(
  ports: SettlePorts,
  read: Ride,
  { by, patienceIsOver }: Deciding,
): Promise<Ride | undefined> {
  let ride: Ride | undefined = read;
  while (ride?.status === 'requested') {
    const verdict = decide(ride, { now: nowOf(ports), patienceIsOver });
    if (verdict.status === 'requested') return ride;
    const transition = await conclude(ports, ride, verdict, by);
    const moved = await ports.rides.move(ride, transition);
    if (moved) {
      ports.settled?.(moved);
      return moved;
    }
    const latest = await latestOf(ports, ride);
    if (transition.status === 'confirmed') await releaseUnlessNeeded(ports, ride, latest);
    ride = latest;
  }
  return ride;
}

/** The current ride; undefined when its record has expired, or another ride has its id. */
export async function latestOf(
  { rides }: Pick<SettlePorts, 'rides'>,
  { rideId, requestedAt }: Ride,
): Promise<Ride | undefined> {
  const ride = await rides.get(rideId, 'latest');
  return ride?.requestedAt === requestedAt ? ride : undefined;
}

/** Another writer ended the ride between our hold and our write: unless it confirmed it too, the driver is not needed. */
async function releaseUnlessNeeded({ drivers }: SettlePorts, held: Ride, now: Ride | undefined): Promise<void> {
  const match = matchOf(held);
  const isNeeded = now?.status === 'confirmed' || now?.status === 'requested';
  if (match && !isNeeded) await drivers.release(match.driverId, held);
}

type Final = Exclude<Verdict, { status: 'requested' }>;

/**
 * The transition for a verdict. Before a ride is confirmed, its driver's lease becomes a hold; a driver that was lost
 * meanwhile counts as a failed driver-matching and rejects the ride. The time is taken after the hold, right before the
 * write: the write's time condition has to include the duration of the hold.
 */
export async function conclude(ports: ConcludePorts, ride: Ride, verdict: Final, by: string): Promise<Transition> {
  const written = <End extends Pick<Transition, 'status' | 'outcome' | 'reasons'>>(end: End): Transition => {
    const at = nowOf(ports);
    return { ...end, at, by, expiresAt: expiresAtOf(end.status, at, ports.retentionDays) };
  };
  if (verdict.status !== 'confirmed') return written(verdict);
  const match = matchOf(ride);
  if (match && !(await ports.drivers.hold(match.driverId, ride, nowOf(ports)))) {
    const reasons = [unavailable('driver-matching', 'driver_lost: the driver went off shift, or the lease had ended.')];
    return written({ status: 'rejected', reasons });
  }
  return written({ status: 'confirmed', outcome: outcomeOf(ride) });
}
