import type { Ride } from '../../../core/ride.ts';
import type { Random } from '../../chaos/random.ts';
import type { DriverItem } from '../../support/in-memory-driver-store.ts';
import {
  again,
  announcedOf,
  answer,
  at,
  confirmed,
  daySeconds,
  deadline,
  driver,
  epochOf,
  far,
  had,
  lost,
  pricing,
  report,
  ride,
  rideId,
  search,
  wakeUp,
} from './subjects.ts';
import type { Says } from './works.ts';
import type { ApiCall, Report, Scenario } from './world.ts';

/** Moments at which something ends or begins, in seconds. */
const moments = [1, 2, 3, 18, 19, 21, 22, 23, 24, 25, 26, 28, 41, 50, daySeconds - 1, daySeconds + 1, daySeconds + 30];

/** Two rides that want two drivers of whom anything may be the case, and to all of whom anything may happen. */
export function anyScenario(random: Random): Scenario {
  const some = <Each>(all: readonly Each[], share = 0.4): Each[] => all.filter(() => random.chance(share));
  const price = random.pick<Says | undefined>([undefined, undefined, 'ok', 'rejected', 'fails']);
  const rides = ['R1', 'R2'].map((name) => ride(name, { isPriced: price === undefined }));
  // Each of the drivers may be held by a ride of its own.
  const holders = [confirmed('R7'), confirmed('R8', { driverId: 'D2' })];
  const drivers = ['D1', 'D2'].map((name, index) => driver(name, anyState(random, holders[index] as Ride)));
  const holding = holders.filter(({ rideId: id }) => drivers.some(({ heldBy }) => heldBy === id));
  const past = random.chance(0.2) ? [lost('R3', { expiresAt: epochOf(0) })] : [];
  const letters = rides.flatMap((each) => [search(each), ...(price ? [pricing(each)] : []), deadline(each)]);
  const ofPast = past.flatMap((each) => some([wakeUp(each), answer(each), again(search(each)), again(deadline(each))]));
  const reports = ['D1', 'D2'].flatMap((driverId) =>
    [0, 1, 2, 21, 41, daySeconds].map((seconds) => report(seconds, { driverId, ...random.pick(otherwise) })),
  );
  const calls = ['R1', 'R2', 'R7', 'R8'].flatMap((name): ApiCall[] => [
    { end: 'cancelled', rideId: rideId(name) },
    { end: 'completed', rideId: rideId(name) },
    { look: rideId(name) },
  ]);
  return {
    name: 'any',
    ...(price && { pricing: price }),
    drivers,
    rides: [...holding, ...rides, ...past],
    letters: [...letters, ...ofPast],
    releases: past.map(({ rideId: id, requestedAt }) => ({ driverId: 'D1', rideId: id, requestedAt })),
    announced: [...holding, ...past].map(announcedOf),
    times: [...some(moments, 0.3), 20].sort((one, other) => one - other).map(at),
    reports: some(reports, 0.3),
    calls: [...some(calls), ...past.map((each): ApiCall => ({ askFor: each, key: 'R3' }))],
    crashes: random.between(0, 3),
    copies: random.between(0, 3),
    failures: random.between(0, 2),
    lags: random.chance(0.5),
  };
}

const otherwise: readonly [Partial<Report>, ...Partial<Report>[]] = [
  {},
  {},
  {},
  { onShift: false },
  { product: 'xl' },
  { position: far },
];

/** What may be the case with a driver: free more often than not. */
function anyState(random: Random, holder: Ride): Partial<DriverItem> {
  const { availableIn, heldBy, heldSince } = had('D1', holder, {});
  const leaseUntil = at(random.pick([-1, 2, 40]));
  return random.pick<Partial<DriverItem>>([
    {},
    {},
    {},
    {},
    { reportedAt: at(-200) },
    { onShift: false, availableIn },
    { product: 'xl' },
    { heldBy: rideId('R9'), leaseUntil },
    { availableIn, heldBy: rideId('R9'), heldSince, leaseUntil },
    { availableIn, heldBy, heldSince, holdUntil: at(daySeconds) },
    { availableIn, heldBy },
  ]);
}
