import { type BranchRule, ok, rejected } from './branch-rule.ts';
import { estimateRoute } from './estimates.ts';
import { distanceMeters } from './geo.ts';
import type { RideRequested } from './messages.ts';
import { nearestDrivers } from './nearest-drivers.ts';
import type { AvailableDriver, Choice, DriverStore, MatchStore } from './ports.ts';
import type { DriverMatch } from './results.ts';
import { type Clock, epochSeconds, type Instant, nowOf, plusMs } from './time.ts';

export interface DriverMatchingPorts {
  readonly drivers: Pick<DriverStore, 'availableIn' | 'reserve' | 'release'>;
  readonly matches: MatchStore;
  readonly clock: Clock;
}

/** A lease outlives the ride's deadline by this, so that it can't end while the ride is being confirmed. */
const leaseAfterDeadlineMs = 60_000;

/** A choice is kept this long after the deadline, for messages that are delivered again. */
const choiceAfterDeadlineMs = 24 * 60 * 60 * 1000;

/**
 * Finds the nearest available driver and leases it to the ride. However often and however concurrently the message of a
 * ride is worked on, one driver comes out: workers first agree on a choice, then reserve that driver, then accept the
 * choice, which makes it final; agreeing and accepting are conditional writes. A worker that finds, after reserving,
 * that the choice has moved on, gives its driver back: it was never accepted, so no ride was confirmed with it.
 */
export const driverMatching =
  (ports: DriverMatchingPorts): BranchRule<DriverMatch> =>
  async (ride) => {
    const { rideId } = ride;
    const leaseUntil = plusMs(ride.deadlineAt, leaseAfterDeadlineMs);
    const nextDriver = driversFor(ports, ride);
    // Most messages come once, so that there is no choice yet; where there is one, to choose finds it.
    let choice = await chooseNext(ports, ride, nextDriver, undefined);
    while (choice !== undefined) {
      const driver = await ports.drivers.reserve(choice.driverId, rideId, nowOf(ports), leaseUntil);
      if (driver === undefined) {
        // An accepted driver who can't be reserved again was freed since, because the ride had ended.
        choice = choice.accepted ? undefined : await chooseNext(ports, ride, nextDriver, choice);
        continue;
      }
      if (await ports.matches.accept(rideId, driver.driverId)) return ok(matchOf(ride, driver, leaseUntil));
      await ports.drivers.release(driver.driverId, rideId);
      choice = await ports.matches.get(rideId);
    }
    return rejected('no_drivers_available', 'No driver is available near the pickup.', true);
  };

/** The next driver to try, nearest first; undefined when there is none. */
type NextDriver = (givenUp: readonly string[]) => Promise<string | undefined>;

/** Looks around again only when all that were found have been given up. */
function driversFor(
  { drivers, clock }: DriverMatchingPorts,
  { request: { product, pickup } }: RideRequested,
): NextDriver {
  let found: readonly AvailableDriver[] = [];
  return async (givenUp) => {
    const next = () => found.find(({ driverId }) => !givenUp.includes(driverId))?.driverId;
    if (next() === undefined) found = await nearestDrivers(drivers, { product, pickup, now: nowOf({ clock }) });
    return next();
  };
}

/** Agrees with all other workers on this ride on the next driver to try. Undefined when there is none left. */
async function chooseNext(
  ports: DriverMatchingPorts,
  ride: RideRequested,
  nextDriver: NextDriver,
  previous: Choice | undefined,
): Promise<Choice | undefined> {
  const givenUp = previous ? [...previous.givenUp, previous.driverId] : [];
  const next = await nextDriver(givenUp);
  const expiresAt = epochSeconds(plusMs(ride.deadlineAt, choiceAfterDeadlineMs));
  const chosen = next && (await ports.matches.choose(ride.rideId, next, previous?.driverId, expiresAt));
  return chosen ? { driverId: next, givenUp, accepted: false } : chosenByAnother(ports, ride, previous);
}

/** What other workers have made of the choice: their driver is leased to this very ride, so no search finds it. */
async function chosenByAnother(
  { matches }: DriverMatchingPorts,
  { rideId }: RideRequested,
  previous: Choice | undefined,
): Promise<Choice | undefined> {
  const current = await matches.get(rideId);
  const isNew = current?.accepted || current?.driverId !== previous?.driverId;
  return isNew ? current : undefined;
}

function matchOf({ request, requestedAt }: RideRequested, driver: AvailableDriver, leaseUntil: Instant): DriverMatch {
  const way = estimateRoute(driver.position, request.pickup, requestedAt);
  return {
    driverId: driver.driverId,
    position: driver.position,
    pickupDistanceMeters: way?.distanceMeters ?? Math.round(distanceMeters(driver.position, request.pickup)),
    pickupSeconds: way?.durationSeconds ?? 0,
    leaseUntil,
  };
}
