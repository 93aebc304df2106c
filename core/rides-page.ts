import { decide, graceMs } from './outcome-rule.ts';
import type { RidePlace, RideStore } from './ports.ts';
import { isOverdue } from './repaired-rides.ts';
import type { Ride, RideSummary } from './ride.ts';
import { type Clock, nowOf, plusMs } from './time.ts';

/** Some of a rider's rides, in order. */
export interface RidesPage {
  readonly rides: readonly RideSummary[];
  /** After which ride the next page begins; undefined on the last page. */
  readonly next?: RidePlace;
}

export interface RidesPagePorts {
  readonly rides: Pick<RideStore, 'ofRider' | 'get'>;
  /** The store that settles a ride which is overdue when it is looked at. */
  readonly repaired: Pick<RideStore, 'get'>;
  readonly clock: Clock;
}

/** How long rides may be `requested`, and how long records are kept. */
export interface RidesPageTerms {
  readonly deadlineSeconds: number;
  readonly retentionDays: number;
}

/** A page settles no more rides than this: to list rides must not cost what running them costs. */
const mostRepairs = 5;

const dayMs = 86_400_000;

/** Up to `limit` of a rider's rides, the newest first, from the one behind `after`. */
export async function ridesPage(
  ports: RidesPagePorts,
  terms: RidesPageTerms,
  riderId: string,
  limit: number,
  after?: RidePlace,
): Promise<RidesPage> {
  // One more than is shown tells whether there is a next page: nobody is sent to one that is empty.
  const found = await ports.rides.ofRider(riderId, limit + 1, after);
  const listed = found.slice(0, limit);
  const last = listed.at(-1);
  const rides = await present(ports, terms, listed);
  return { rides, ...(found.length > limit && last && { next: last }) };
}

/**
 * The rides as whoever asks for one of them is told of it. The index has neither a ride's deadline nor when its record is gone,
 * so those that may be overdue or gone are looked at.
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

/** A ride that is overdue is shown as it will be settled: from a moment after its deadline that is certain. */
function withVerdict(ports: RidesPagePorts, ride: Ride): RideSummary {
  const now = nowOf(ports);
  const isCertain = isOverdue(ports, ride) && now >= plusMs(ride.deadlineAt, graceMs);
  return isCertain ? { ...ride, status: decide(ride, { now, patienceIsOver: true }).status } : ride;
}
