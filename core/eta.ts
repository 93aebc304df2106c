import { type BranchRule, ok, rejected } from './branch-rule.ts';
import type { RideRequested } from './messages.ts';
import { nearestDrivers } from './nearest-drivers.ts';
import type { DriverStore, Routing } from './ports.ts';
import type { Eta } from './results.ts';
import { type Clock, nowOf } from './time.ts';

export interface EtaPorts {
  readonly drivers: Pick<DriverStore, 'availableIn'>;
  readonly routing: Routing;
  readonly clock: Clock;
}

/** The trip's distance and duration, and how soon the nearest available driver could be at the pickup. */
export const eta =
  (ports: EtaPorts): BranchRule<Eta> =>
  async (ride) => {
    const { pickup, dropoff } = ride.request;
    const [trip, pickupSeconds] = await Promise.all([
      ports.routing.route(pickup, dropoff, ride.requestedAt),
      secondsToPickup(ports, ride),
    ]);
    return trip ? ok({ ...trip, pickupSeconds }) : rejected('no_route', 'There is no way by road to the drop-off.');
  };

async function secondsToPickup(ports: EtaPorts, ride: RideRequested): Promise<number | null> {
  const { product, pickup } = ride.request;
  const now = nowOf(ports);
  const [nearest] = await nearestDrivers(ports.drivers, { product, pickup, now });
  const way = nearest && (await ports.routing.route(nearest.position, pickup, ride.requestedAt));
  return way?.durationSeconds ?? null;
}
