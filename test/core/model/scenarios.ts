import type { Ride } from '../../../core/ride.ts';
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
  matched,
  pricing,
  report,
  ride,
  rideId,
  search,
  unsaid,
  wakeUp,
} from './subjects.ts';
import type { ApiCall, Scenario } from './world.ts';

const identityOf = ({ rideId: id, requestedAt }: Ride) => ({ rideId: id, requestedAt });

const [d1, d2] = [driver('D1'), driver('D2')];
const [r1, r2] = [ride('R1'), ride('R2')];
const unpriced = ride('R1', { isPriced: false });

/** D1 is leased to R1, which waits to be decided. */
const leased = { drivers: [had('D1', matched('R1'), { leaseUntil: at(40) })], rides: [matched('R1')] };

/** D1 is held by R1, which is confirmed. */
const held = {
  drivers: [had('D1', confirmed('R1'), { holdUntil: at(daySeconds) })],
  rides: [confirmed('R1')],
  letters: [],
  announced: [announcedOf(confirmed('R1'))],
};

const cancel: ApiCall = { end: 'cancelled', rideId: rideId('R1') };
const complete: ApiCall = { end: 'completed', rideId: rideId('R1') };

/** D1's hold is about to end, and somebody else wants a ride. */
const holdThatEnds = {
  ...held,
  rides: [...held.rides, ride('R2', { requestedAt: at(daySeconds + 1) })],
  letters: [search(ride('R2', { requestedAt: at(daySeconds + 1) }))],
  from: at(daySeconds),
  times: [at(daySeconds + 1)],
  reports: [report(daySeconds), report(daySeconds + 1)],
};

/** A ride of the past, whose record is about to be gone. */
const past = lost('R1', { expiresAt: epochOf(0) });

/** A ride whose record is gone before it is decided. */
const shortLived = matched('R1', { expiresAt: epochOf(0) });

/** Each small enough to be looked at in all its states. */
export const scenarios = [
  {
    name: 'two rides want one driver',
    drivers: [d1],
    rides: [r1, r2],
    letters: [search(r1), deadline(r1), search(r2), deadline(r2)],
    times: [at(20)],
  },
  {
    name: 'two rides want two drivers, and the index lags',
    drivers: [d1, d2],
    rides: [r1, r2],
    letters: [search(r1), search(r2)],
    lags: true,
  },
  {
    name: 'a search comes twice',
    drivers: [d1, d2],
    rides: [r1],
    letters: [search(r1)],
    copies: 1,
    copied: ['driver-matching'],
  },
  {
    name: 'messages come twice',
    drivers: [d1],
    rides: [r1],
    letters: [search(r1), deadline(r1)],
    times: [at(20)],
    copies: 1,
  },
  {
    name: 'processes die',
    drivers: [d1, d2],
    rides: [r1],
    letters: [search(r1), deadline(r1)],
    times: [at(20)],
    crashes: 2,
  },
  {
    name: 'calls fail',
    drivers: [d1, d2],
    rides: [r1],
    letters: [search(r1)],
    times: [at(1)],
    failures: 1,
  },
  {
    name: 'a driver who was released is searched for again',
    ...leased,
    letters: [search(r1)],
    times: [at(2)],
    calls: [cancel],
  },
  {
    name: 'a release comes again and again',
    drivers: [d1],
    rides: [lost('R1', { requestedAt: r2.requestedAt }), r2],
    letters: [search(r2)],
    releases: [{ driverId: 'D1', ...identityOf(r1) }],
    announced: [announcedOf(lost('R1', { requestedAt: r2.requestedAt }))],
  },
  {
    name: 'a ride is cancelled while it is decided',
    ...leased,
    letters: [wakeUp(r1)],
    times: [at(1)],
    calls: [cancel],
    crashes: 1,
  },
  {
    name: 'a ride is cancelled and completed',
    ...held,
    times: [at(1)],
    calls: [cancel, complete],
    crashes: 1,
  },
  {
    name: 'a call ends at its last moment',
    ...held,
    times: [at(1), at(29), at(33), at(35), at(39)],
    calls: [complete],
  },
  {
    name: 'pricing refuses',
    drivers: [d1],
    rides: [unpriced],
    letters: [search(unpriced), pricing(unpriced), deadline(unpriced)],
    times: [at(20)],
    pricing: 'rejected',
  },
  {
    name: 'answers come at the deadline',
    drivers: [d1],
    rides: [unpriced],
    letters: [search(unpriced), pricing(unpriced), deadline(unpriced)],
    from: at(19),
    times: [at(20), at(22)],
    pricing: 'ok',
  },
  {
    name: 'a ride is looked at past its deadline',
    ...leased,
    letters: [deadline(r1)],
    from: at(19),
    times: [at(22), at(24), at(25)],
    calls: [{ look: rideId('R1') }],
    crashes: 1,
  },
  {
    name: 'a driver reports while searched for',
    drivers: [d1],
    rides: [r1],
    letters: [search(r1)],
    times: [at(1), at(2)],
    reports: [report(1), report(1, { onShift: false }), report(2, { product: 'xl' }), report(2, { position: far })],
  },
  {
    name: 'a driver goes off shift',
    ...leased,
    letters: [wakeUp(r1)],
    times: [at(1)],
    reports: [report(0, { onShift: false }), report(1)],
    calls: [cancel],
  },
  {
    name: 'drivers have not reported lately',
    drivers: [driver('D1', { reportedAt: at(-200) }), driver('D2', { reportedAt: at(-100) })],
    rides: [r1, r2],
    letters: [search(r1), search(r2)],
    reports: [report(0)],
  },
  {
    name: 'a lease ends',
    ...leased,
    rides: [...leased.rides, ride('R2', { requestedAt: at(30) })],
    letters: [wakeUp(r1), deadline(r1), search(ride('R2', { requestedAt: at(30) }))],
    from: at(30),
    times: [at(41)],
    reports: [report(30), report(41)],
  },
  { name: 'a hold ends', ...holdThatEnds, calls: [complete] },
  { name: 'a hold ends, and its rider cancels', ...holdThatEnds, calls: [cancel] },
  {
    name: 'a key is used again',
    drivers: [d1],
    rides: [past],
    letters: [wakeUp(past), answer(past)],
    releases: [{ driverId: 'D1', ...identityOf(past) }],
    announced: [announcedOf(past)],
    times: [at(1)],
    calls: [{ askFor: past, key: 'R1' }],
  },
  {
    name: 'a key is used again, and the search of before comes again',
    drivers: [d1],
    rides: [past],
    letters: [again(search(past)), deadline(past)],
    announced: [announcedOf(past)],
    times: [at(1)],
    calls: [{ askFor: past, key: 'R1' }],
  },
  {
    name: 'a key is used twice',
    drivers: [],
    rides: [],
    letters: [],
    times: [at(1)],
    calls: [
      { askFor: r1, key: 'R1' },
      { askFor: r1, key: 'R1' },
    ],
  },
  {
    name: 'a process outlives its ride',
    drivers: [had('D1', shortLived, { leaseUntil: at(0) })],
    rides: [shortLived],
    letters: [wakeUp(shortLived), search(shortLived)],
    times: [at(1)],
    reports: [report(1)],
    calls: [{ askFor: shortLived, key: 'R1' }],
  },
  {
    name: 'who asks again outlives the ride',
    drivers: [],
    rides: [ride('R1', { requestedAt: at(-3), expiresAt: epochOf(0) })],
    letters: [],
    times: [at(1)],
    calls: [
      { askFor: r1, key: 'R1' },
      { askFor: r1, key: 'R1' },
    ],
  },
  {
    name: 'the version before has leased',
    drivers: [driver('D1', { heldBy: rideId('R1'), leaseUntil: at(80) })],
    rides: [r1],
    letters: [unsaid(answer(r1)), unsaid(deadline(r1))],
    times: [at(2), at(20)],
    reports: [report(0)],
    calls: [cancel],
  },
  {
    name: 'whom the version before has leased is in the index',
    drivers: [driver('D1', { heldBy: rideId('R1'), leaseUntil: at(80) })],
    rides: [matched('R1'), r2],
    letters: [wakeUp(r1), search(r2)],
    reports: [report(0)],
  },
  {
    name: 'a lease of the version before has ended',
    drivers: [driver('D1', { heldBy: rideId('R9'), leaseUntil: at(-1) })],
    rides: [r1],
    letters: [search(r1)],
  },
  {
    name: 'the version before has held',
    ...held,
    drivers: [driver('D1', { availableIn: undefined, heldBy: rideId('R1') })],
    times: [at(daySeconds - 1), at(daySeconds + 1)],
    reports: [report(0), report(daySeconds - 1), report(daySeconds + 1)],
    calls: [complete],
  },
  {
    name: 'the version before has announced',
    drivers: [had('D1', lost('R1'), { leaseUntil: at(40) })],
    rides: [lost('R1')],
    letters: [],
    releases: [{ driverId: 'D1', rideId: rideId('R1') }],
    announced: [announcedOf(lost('R1'))],
  },
  {
    name: 'a ride is decided at its last moment',
    drivers: [d1],
    rides: [r1],
    letters: [search(r1), deadline(r1)],
    from: at(19),
    times: [at(20), at(24)],
    calls: [{ look: rideId('R1') }],
  },
  {
    name: 'a lease is shorter than its ride',
    drivers: [had('D1', r1, { leaseUntil: at(10) })],
    rides: [matched('R1')],
    letters: [wakeUp(r1)],
    times: [at(11)],
  },
] as const satisfies readonly Scenario[];
