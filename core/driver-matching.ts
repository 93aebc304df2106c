import { type BranchRule, ok, rejected } from './branch-rule.ts';
import { RideOverdueError } from './errors.ts';
import { estimateRoute } from './estimates.ts';
import { distanceMeters } from './geo.ts';
import type { RideRequested } from './messages.ts';
import {
  type Found,
  isComplete,
  type NearbyDriver,
  nearEnoughMeters,
  nearestOf,
  usualPage,
} from './nearest-drivers.ts';
import type { AvailableDriver, DriverState, DriverStore } from './ports.ts';
import type { DriverMatch } from './results.ts';
import { SharedSearches } from './shared-searches.ts';
import { type Clock, type Instant, nowOf, plusMs } from './time.ts';

export interface DriverMatchingPorts {
  readonly drivers: Pick<DriverStore, 'freeIn' | 'read' | 'lease' | 'retire'>;
  /** A driver whose last report is older than this is not matched. */
  readonly driverFreshSeconds: number;
  readonly clock: Clock;
}

/**
 * A lease outlives the ride's deadline by this, so that it cannot end while the ride is being confirmed: longer than the sum
 * of the grace period after the deadline, the aggregator's time-out and the clock skew between two servers.
 */
export const leaseAfterDeadlineMs = 20_000;

/** After losing this many drivers to other rides, the search result is considered stale. */
const mostLosses = 2;

/** How many drivers are read at first, and how many more in each further round. */
const [firstSample, sampleGrowth] = [8, 4];

/** The limit of one read. */
const largestSample = 100;

/**
 * The growth factor of the search, and its upper bound. At most this many drivers that have not reported are removed from the
 * index per search, so that many riders share that work.
 */
const [firstWidening, mostWidening] = [4, 64];

/**
 * Finds a driver and leases it to the ride: the nearest one for a single rider. Riders who ask at the same door at the same
 * moment share one search and take different drivers. A ride that loses drivers to other rides continues in an order that
 * depends on the ride, so that competing rides do not try the same drivers one after the other, and by the latest state of
 * the drivers. A ride is refused only when no driver within the radius is free and has reported recently.
 * Attempts for one ride in one process run one after the other, and a later one gets the driver of an earlier one: a
 * duplicate of a message finds the driver that is leased to its own ride, rather than none. A message that is delivered to
 * two processes at once may lease two drivers. The ride's record keeps its first answer, and the other driver is released.
 * When a worker dies between lease and answer, its driver is unavailable until the lease ends. Throws `RideOverdueError` when
 * the ride's deadline has come: nothing is leased after it.
 */
export function driverMatching(ports: DriverMatchingPorts): BranchRule<DriverMatch> {
  const searches = new SharedSearches(ports);
  const attempts = new AttemptsForRides(ports.clock);
  return async (ride) => {
    const driver = await attempts.next(ride, (known) => new Attempt(ports, searches, ride, known).leaseOne());
    return driver
      ? ok(matchOf(ride, driver))
      : rejected('no_drivers_available', 'No driver is available near the pickup.', true);
  };
}

/**
 * State shared by the attempts for a ride: the driver that is leased to it, or may be, because the lease call got no response.
 */
interface Known {
  driver: AvailableDriver | undefined;
}

/** The attempts of one process for rides whose deadline is still to come. Attempts for one ride run one after the other. */
class AttemptsForRides {
  readonly #clock: Clock;
  readonly #rides = new Map<string, { deadlineAt: Instant; known: Known; last: Promise<unknown> }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  next<Result>({ rideId, requestedAt, deadlineAt }: RideRequested, attempt: (known: Known) => Promise<Result>) {
    this.#forget();
    const key = `${rideId} ${requestedAt}`;
    const ride = this.#rides.get(key) ?? { deadlineAt, known: { driver: undefined }, last: Promise.resolve() };
    const result = ride.last.then(() => attempt(ride.known));
    ride.last = result.catch(() => {}); // The caller of that attempt handles the error.
    this.#rides.set(key, ride);
    return result;
  }

  /** No driver can be leased any more to a ride whose deadline has come. The oldest rides come first. */
  #forget(): void {
    const now = nowOf({ clock: this.#clock });
    for (const [key, { deadlineAt }] of this.#rides) {
      if (deadlineAt > now) return;
      this.#rides.delete(key);
    }
  }
}

/** One ride's attempt to get a driver. */
class Attempt {
  readonly #ports: DriverMatchingPorts;
  readonly #searches: SharedSearches;
  readonly #ride: RideRequested;
  readonly #known: Known;
  /** Whether drivers were lost to other rides. */
  #isCrowded = false;

  constructor(ports: DriverMatchingPorts, searches: SharedSearches, ride: RideRequested, known: Known) {
    this.#ports = ports;
    this.#searches = searches;
    this.#ride = ride;
    this.#known = known;
  }

  async leaseOne(): Promise<AvailableDriver | undefined> {
    const again = this.#known.driver && (await this.#lease(this.#known.driver));
    if (again) return again;
    const { rideId, request } = this.#ride;
    const { product, pickup } = request;
    const share = await this.#searches.find({ product, pickup });
    const lost = new Set<string>();
    while (lost.size < mostLosses) {
      const next = lost.size === 0 ? share.nearest(pickup) : share.another(pickup, hashOf(rideId));
      if (next === undefined) break;
      const leased = await this.#lease(next);
      if (leased) return leased;
      lost.add(next.driverId);
    }
    this.#isCrowded = share.isShared || lost.size > 0;
    const unexplained = share.isShared ? none : lost;
    const found = share.from(pickup);
    return isComplete(found)
      ? this.#leaseAmong(found, firstWidening, unexplained)
      : this.#leaseFurther(share.isShared, unexplained);
  }

  /** Widens the search until a driver is leased or all drivers within the radius were seen. */
  async #leaseFurther(isShared: boolean, lost: ReadonlySet<string>): Promise<AvailableDriver | undefined> {
    const { product, pickup } = this.#ride.request;
    for (let widening = firstWidening; ; widening = Math.min(2 * widening, mostWidening)) {
      const isFirst = widening === firstWidening;
      // For a single rider it is not known at first whether rides compete.
      const exactness = isShared || (this.#isCrowded && !isFirst) ? { nearEnoughMeters } : {};
      const wider = { wanted: 2 * widening, pageSize: widening * usualPage, ...exactness };
      const found = (await this.#searches.find({ product, pickup, ...wider })).from(pickup);
      const leased = await this.#leaseAmong(found, widening, isFirst ? lost : none);
      if (leased || isComplete(found)) return leased;
      // The drivers found are taken by now, or out of date, and there are more to find.
      this.#ensureBeforeDeadline();
    }
  }

  /**
   * Tries the drivers of a search in groups, by their latest state. After two losses it reads again whether the remaining
   * drivers are still free.
   *
   * @param mostRetired how many drivers without a recent report are removed from the index, so that no other search finds them
   * @param lost drivers that could not be leased just now: taken by other rides, or without a recent report
   */
  async #leaseAmong(
    found: Found,
    mostRetired: number,
    lost: ReadonlySet<string>,
  ): Promise<AvailableDriver | undefined> {
    let left = this.#inOrder(this.#isCrowded ? found.drivers : nearestOf(found), lost);
    let retired = 0;
    for (let size = firstSample; left.length > 0; size = Math.min(sampleGrowth * size, largestSample)) {
      const { fresh, stale } = await this.#freeOf(left.slice(0, size));
      const retiring = stale.slice(0, mostRetired - retired);
      await Promise.all(retiring.map(({ driverId, reportedAt }) => this.#ports.drivers.retire(driverId, reportedAt)));
      retired += retiring.length;
      if (lost.size > 0 && stale.filter(({ driverId }) => lost.has(driverId)).length === lost.size) {
        // The lease failed because the report was too old: the nearest remaining driver comes first after all.
        this.#isCrowded = false;
        return this.#leaseAmong(found, mostRetired - retired, none);
      }
      const untried = left.slice(0, size).filter(({ driverId }) => fresh.has(driverId));
      for (const driver of untried.splice(0, mostLosses)) {
        const leased = await this.#lease(driver);
        if (leased) return leased;
        this.#isCrowded = true;
      }
      left = this.#inOrder([...untried, ...left.slice(size)]);
    }
    return undefined;
  }

  /** The drivers that are free, by their latest state. */
  async #freeOf(drivers: readonly AvailableDriver[]): Promise<Free> {
    const states = await this.#ports.drivers.read(drivers.map(({ driverId }) => driverId));
    const free = states.filter(({ isFree }) => isFree);
    const since = this.#reportedSince();
    return {
      fresh: new Set(free.filter(({ reportedAt }) => reportedAt >= since).map(({ driverId }) => driverId)),
      stale: free.filter(({ reportedAt }) => reportedAt < since),
    };
  }

  /**
   * The nearest first. In a crowd that order would be the same for all rides, so among drivers at about the same distance the
   * first one depends on the ride.
   *
   * @param first these come before all others
   */
  #inOrder(drivers: readonly NearbyDriver[], first: ReadonlySet<string> = none): readonly NearbyDriver[] {
    const { rideId } = this.#ride;
    const ordered = (driver: NearbyDriver) => ({
      driver,
      isFirst: Number(first.has(driver.driverId)),
      distance: this.#isCrowded
        ? Math.ceil(Math.log2(Math.max(1, driver.distanceMeters / nearEnoughMeters)))
        : driver.distanceMeters,
      hash: this.#isCrowded ? hashOf(rideId + driver.driverId) : 0,
    });
    return drivers
      .map(ordered)
      .sort((one, other) => other.isFirst - one.isFirst || one.distance - other.distance || one.hash - other.hash)
      .map(({ driver }) => driver);
  }

  async #lease(driver: AvailableDriver): Promise<AvailableDriver | undefined> {
    this.#ensureBeforeDeadline();
    this.#known.driver = driver;
    const { product } = this.#ride.request;
    const now = nowOf(this.#ports);
    const terms = { product, now, until: leaseUntilOf(this.#ride), reportedSince: this.#reportedSince() };
    this.#known.driver = await this.#ports.drivers.lease(driver.driverId, this.#ride, terms);
    return this.#known.driver;
  }

  #ensureBeforeDeadline(): void {
    const { rideId, deadlineAt } = this.#ride;
    if (nowOf(this.#ports) >= deadlineAt) throw new RideOverdueError(rideId);
  }

  #reportedSince(): Instant {
    return plusMs(nowOf(this.#ports), -this.#ports.driverFreshSeconds * 1000);
  }
}

/** Drivers who are free. */
interface Free {
  /** The ids of drivers that have reported recently. */
  readonly fresh: ReadonlySet<string>;
  readonly stale: readonly DriverState[];
}

const none: ReadonlySet<string> = new Set();

const leaseUntilOf = ({ deadlineAt }: RideRequested): Instant => plusMs(deadlineAt, leaseAfterDeadlineMs);

function matchOf(ride: RideRequested, { driverId, position }: AvailableDriver): DriverMatch {
  const { request, requestedAt } = ride;
  const way = estimateRoute(position, request.pickup, requestedAt);
  return {
    driverId,
    position,
    pickupDistanceMeters: way?.distanceMeters ?? Math.round(distanceMeters(position, request.pickup)),
    pickupSeconds: way?.durationSeconds ?? 0,
    leaseUntil: leaseUntilOf(ride),
  };
}

/** 32-bit FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/), with its bits mixed so that similar texts get distant hashes. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}
