import { type BranchRule, ok, rejected } from './branch-rule.ts';
import type { RideRequested } from './messages.ts';
import { CrowdedCells, nearestDrivers } from './nearest-drivers.ts';
import type { DriverStore, Route, Routing } from './ports.ts';
import type { Eta } from './results.ts';
import type { Clock } from './time.ts';

export interface EtaPorts {
  readonly drivers: Pick<DriverStore, 'freeIn'>;
  readonly routing: Routing;
  readonly clock: Clock;
}

/** The trip's distance and duration, and how soon the nearest free driver could be at the pickup. */
export function eta(ports: EtaPorts): BranchRule<Eta> {
  const crowded = new CrowdedCells(() => ports.clock().getTime());
  return async (ride) => {
    const { pickup, dropoff } = ride.request;
    const [trip, toPickup] = await Promise.all([
      ports.routing.route(pickup, dropoff, ride.requestedAt, ride),
      routeToPickup(ports, crowded, ride),
    ]);
    if (trip === undefined) return rejected('no_route', 'There is no way by road to the drop-off.');
    return ok({ ...trip, pickupSeconds: toPickup?.durationSeconds ?? null, pickupSource: toPickup?.source });
  };
}

async function routeToPickup(ports: EtaPorts, crowded: CrowdedCells, ride: RideRequested): Promise<Route | undefined> {
  const { product, pickup } = ride.request;
  const { drivers } = await nearestDrivers(ports.drivers, { product, pickup, wanted: 1 }, crowded);
  const nearest = drivers[0];
  return nearest && ports.routing.route(nearest.position, pickup, ride.requestedAt, ride);
}
