import { decide, graceMs } from './outcome-rule.ts';
import type { RidePlace, RideStore } from './ports.ts';
import { isOverdue } from './repaired-rides.ts';
import type { Ride } from './ride.ts';
import { type Clock, nowOf, plusMs } from './time.ts';

/** A page of a rider's rides, in order. */
export interface RidesPage {
  readonly rides: readonly Ride[];
  /** The ride after which the next page begins; undefined on the last page. */
  readonly next?: RidePlace;
}

export interface RidesPagePorts {
  readonly rides: Pick<RideStore, 'ofRider' | 'get'>;
  /** The store that settles an overdue ride when it is read. */
  readonly repaired: Pick<RideStore, 'get'>;
  readonly clock: Clock;
}

/** The most rides that a page settles: listing rides must not cost as much as running them. */
const mostRepairs = 5;

/** Up to `limit` of a rider's rides, the newest first, starting behind `after`. */
export async function ridesPage(
  ports: RidesPagePorts,
  riderId: string,
  limit: number,
  after?: RidePlace,
): Promise<RidesPage> {
  // One more than the page size tells whether there is a next page: no page is empty.
  const found = await ports.rides.ofRider(riderId, limit + 1, after);
  const listed = found.slice(0, limit);
  const last = listed.at(-1);
  const rides = await present(ports, listed);
  return { rides, ...(found.length > limit && last && { next: last }) };
}

/** Shows the rides as a read of each single ride would. */
async function present(ports: RidesPagePorts, places: readonly RidePlace[]): Promise<Ride[]> {
  const found = await Promise.all(places.map((place) => rideAt(ports.rides, place)));
  const rides = found.filter((ride) => ride !== undefined);
  const toRepair = new Set(rides.filter((ride) => isOverdue(ports, ride)).slice(0, mostRepairs));
  const shown = await Promise.all(rides.map((ride) => (toRepair.has(ride) ? rideAt(ports.repaired, ride) : ride)));
  return shown.filter((ride) => ride !== undefined).map((ride) => withVerdict(ports, ride));
}

/** The ride at a place; undefined when its record has expired, or another ride has its id now. */
async function rideAt(rides: Pick<RideStore, 'get'>, { rideId, requestedAt }: RidePlace): Promise<Ride | undefined> {
  const ride = await rides.get(rideId, 'latest');
  return ride?.requestedAt === requestedAt ? ride : undefined;
}

/** An overdue ride is shown as it will be settled: from a moment after its deadline that is certain. */
function withVerdict(ports: RidesPagePorts, ride: Ride): Ride {
  const now = nowOf(ports);
  const isCertain = isOverdue(ports, ride) && now >= plusMs(ride.deadlineAt, graceMs);
  return isCertain ? { ...ride, status: decide(ride, { now, patienceIsOver: true }).status } : ride;
}
