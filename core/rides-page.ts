import { decide, graceMs } from './outcome-rule.ts';
import type { RidePlace, RideStore } from './ports.ts';
import { isOverdue } from './repaired-rides.ts';
import type { Ride, RideSummary } from './ride.ts';
import { type Clock, nowOf, plusMs } from './time.ts';

/** A page of a rider's rides, in order. */
export interface RidesPage {
  readonly rides: readonly RideSummary[];
  /** The ride after which the next page begins; undefined on the last page. */
  readonly next?: RidePlace;
}

export interface RidesPagePorts {
  readonly rides: Pick<RideStore, 'ofRider' | 'get'>;
  /** The store that settles an overdue ride when it is read. */
  readonly repaired: Pick<RideStore, 'get'>;
  readonly clock: Clock;
}

/** How long rides may be `requested`, and how long records are kept. */
export interface RidesPageTerms {
  readonly deadlineSeconds: number;
  readonly retentionDays: number;
}

/** The most rides that a page settles: listing rides must not cost as much as running them. */
const mostRepairs = 5;

const dayMs = 86_400_000;

/** Up to `limit` of a rider's rides, the newest first, starting behind `after`. */
export async function ridesPage(
  ports: RidesPagePorts,
  terms: RidesPageTerms,
  riderId: string,
  limit: number,
  after?: RidePlace,
): Promise<RidesPage> {
  // One more than the page size tells whether there is a next page: no page is empty.
  const found = await ports.rides.ofRider(riderId, limit + 1, after);
  const listed = found.slice(0, limit);
  const last = listed.at(-1);
  const rides = await present(ports, terms, listed);
  return { rides, ...(found.length > limit && last && { next: last }) };
}

/**
 * Shows the rides as a read of each single ride would. The index has neither a ride's deadline nor its expiry, so rides that
 * may be overdue or expired are read.
 */
async function present(
  ports: RidesPagePorts,
  { deadlineSeconds, retentionDays }: RidesPageTerms,
  listed: readonly RideSummary[],
): Promise<RideSummary[]> {
  const now = nowOf(ports);
  const mayBeOverdue = ({ status, requestedAt }: RideSummary) =>
    status === 'requested' && plusMs(requestedAt, deadlineSeconds * 1000) < now;
  const mayBeGone = ({ requestedAt }: RideSummary) => plusMs(requestedAt, retentionDays * dayMs) < now;
  const toRepair = new Set(listed.filter(mayBeOverdue).slice(0, mostRepairs));
  const shown = await Promise.all(
    listed.map(async (summary) => {
      if (!mayBeOverdue(summary) && !mayBeGone(summary)) return summary;
      const ride = await (toRepair.has(summary) ? ports.repaired : ports.rides).get(summary.rideId, 'latest');
      return ride?.requestedAt === summary.requestedAt ? withVerdict(ports, ride) : undefined;
    }),
  );
  return shown.filter((summary) => summary !== undefined);
}

/** An overdue ride is shown as it will be settled: from a moment after its deadline that is certain. */
function withVerdict(ports: RidesPagePorts, ride: Ride): RideSummary {
  const now = nowOf(ports);
  const isCertain = isOverdue(ports, ride) && now >= plusMs(ride.deadlineAt, graceMs);
  return isCertain ? { ...ride, status: decide(ride, { now, patienceIsOver: true }).status } : ride;
}
