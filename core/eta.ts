import { type BranchRule, ok, rejected } from './branch-rule.ts';
import type { RideRequested } from './messages.ts';
import { nearEnoughMeters } from './nearest-drivers.ts';
import type { DriverStore, Route, Routing } from './ports.ts';
import type { Eta } from './results.ts';
import { SharedSearches } from './shared-searches.ts';
import type { Clock } from './time.ts';

export interface EtaPorts {
  readonly drivers: Pick<DriverStore, 'freeIn'>;
  readonly routing: Routing;
  readonly clock: Clock;
}

/**
 * The trip's distance and duration, and how soon the nearest free driver could be at the pickup. A driver who is near enough
 * counts as the nearest: half a minute makes no difference to an estimate.
 */
export function eta(ports: EtaPorts): BranchRule<Eta> {
  const searches = new SharedSearches(ports, 'the nearest');
  return async (ride) => {
    const { pickup, dropoff } = ride.request;
    const [trip, toPickup] = await Promise.all([
      ports.routing.route(pickup, dropoff, ride.requestedAt, ride),
      routeToPickup(ports, searches, ride),
    ]);
    if (trip === undefined) return rejected('no_route', 'There is no road route to the drop-off.');
    return ok({ ...trip, pickupSeconds: toPickup?.durationSeconds ?? null, pickupSource: toPickup?.source });
  };
}

async function routeToPickup(
  ports: EtaPorts,
  searches: SharedSearches,
  ride: RideRequested,
): Promise<Route | undefined> {
  const { product, pickup } = ride.request;
  const [nearest] = (await searches.find({ product, pickup, nearEnoughMeters })).from(pickup).drivers;
  return nearest && ports.routing.route(nearest.position, pickup, ride.requestedAt, ride);
}
