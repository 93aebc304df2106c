import { type BranchRule, ok, rejected } from './branch-rule.ts';
import type { RideRequested } from './messages.ts';
import { nearestDrivers } from './nearest-drivers.ts';
import type { DriverStore, Route, Routing } from './ports.ts';
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
    const [trip, way] = await Promise.all([
      ports.routing.route(pickup, dropoff, ride.requestedAt, ride),
      wayToPickup(ports, ride),
    ]);
    if (trip === undefined) return rejected('no_route', 'There is no way by road to the drop-off.');
    return ok({ ...trip, pickupSeconds: way?.durationSeconds ?? null, pickupSource: way?.source });
  };

async function wayToPickup(ports: EtaPorts, ride: RideRequested): Promise<Route | undefined> {
  const { product, pickup } = ride.request;
  const now = nowOf(ports);
  const [nearest] = await nearestDrivers(ports.drivers, { product, pickup, now });
  return nearest && ports.routing.route(nearest.position, pickup, ride.requestedAt, ride);
}
