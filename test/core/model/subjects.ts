import { cellOf, placeOf, resolutions } from '../../../core/geo.ts';
import type { BranchResult, GatherMessage, RideRequested } from '../../../core/messages.ts';
import { outcomeOf } from '../../../core/outcome.ts';
import type { Point } from '../../../core/point.ts';
import type { Ride } from '../../../core/ride.ts';
import { rideIdOf } from '../../../core/ride-id.ts';
import { type Instant, plusMs } from '../../../core/time.ts';
import type { DriverItem } from '../../support/in-memory-driver-store.ts';
import { northOf } from '../../support/places.ts';
import { aMatch, aResult, aRide, aRideRequested, pickup, requestedAt } from '../../support/rides.ts';
import { type Letter, priceOf, type Report } from './world.ts';

/** Seconds after the rides were requested. */
export const at = (seconds: number): Instant => plusMs(requestedAt, seconds * 1000);

export const epochOf = (seconds: number): number => Date.parse(at(seconds)) / 1000;

export const daySeconds = 86_400;

/** Too far from the pickup to be asked to come. */
export const far = northOf(pickup, 20);

/** The id of a ride is that of the key that it was asked for under: its name. */
export const rideId = (name: string): string => rideIdOf('rider-1', name);

const names = ['R1', 'R2', 'R3', 'R7', 'R8', 'R9'];

/** With the names of rides in place of their ids. */
export const named = (text: string): string => names.reduce((said, name) => said.replaceAll(rideId(name), name), text);

interface Riding extends Partial<Ride> {
  /** Whether pricing has answered. Default: it has. */
  readonly isPriced?: boolean;
}

/** A ride that waits for driver-matching, and perhaps for pricing. */
export function ride(name: string, { isPriced = true, ...more }: Riding = {}): Ride {
  const since = more.requestedAt ?? requestedAt;
  const of = { rideId: rideId(name), requestedAt: since };
  return aRide({
    ...of,
    expects: { 'driver-matching': 'required', pricing: 'required' },
    deadlineAt: plusMs(since, 20_000),
    results: isPriced ? { pricing: priceOf(of) } : {},
    expiresAt: Date.parse(since) / 1000 + 20 + 2 * daySeconds,
    ...more,
  });
}

/** The answer of driver-matching that has a driver. */
export const match = ({ rideId: id, requestedAt: since }: Ride, driverId = 'D1'): BranchResult =>
  aResult('driver-matching', {
    rideId: id,
    requestedAt: since,
    result: aMatch({ driverId, leaseUntil: plusMs(since, 40_000) }),
  });

/** A ride that has a driver, and waits for nothing but to be decided. */
export function matched(
  name: string,
  { driverId = 'D1', ...more }: Riding & { readonly driverId?: string } = {},
): Ride {
  const of = ride(name, more);
  const pending = new Set([...of.pending].filter((branch) => branch !== 'driver-matching'));
  return { ...of, pending, results: { ...of.results, 'driver-matching': match(of, driverId) } };
}

/** A ride that was confirmed at once. */
export function confirmed(name: string, more: Parameters<typeof matched>[1] = {}): Ride {
  const of = matched(name, more);
  const settled = { settledAt: requestedAt, settledBy: 'answer:driver-matching', unanswered: [] };
  return { ...of, ...settled, status: 'confirmed', outcome: outcomeOf(of) };
}

/** A ride that had a driver and ended 20 s ago otherwise than well. */
export const lost = (name: string, more: Riding = {}): Ride =>
  matched(name, {
    requestedAt: at(-40),
    status: 'expired',
    settledBy: 'deadline',
    settledAt: at(-20),
    unanswered: [],
    ...more,
  });

/** The state that was announced when a ride had been decided. */
export const announcedOf = ({ rideId: id, requestedAt: since, status }: Ride): string =>
  `ride.${status} ${id} ${since}`;

const letterTo = (queue: Letter['queue'], body: Letter['body'], dueAt = requestedAt): Letter =>
  ({ queue, body, dueAt, receives: 0 }) as Letter;

const askOf = ({ rideId: id, requestedAt: since, deadlineAt, expects }: Ride): RideRequested =>
  aRideRequested({ rideId: id, requestedAt: since, at: since, deadlineAt, expects });

/** That a driver is to be found for a ride. */
export const search = (of: Ride): Letter => letterTo('driver-matching', askOf(of));

/** That a ride is to be priced. */
export const pricing = (of: Ride): Letter => letterTo('pricing', askOf(of));

/** That a ride can be decided, now that driver-matching has answered. */
export const wakeUp = ({ rideId: id, traceparent, requestedAt: since }: Ride): Letter => {
  const of = { rideId: id, traceparent, requestedAt: since, at: since };
  return letterTo('gather', { v: 1, kind: 'wake-up', ...of, branch: 'driver-matching' });
};

/** The answer that has D1, come as a message. */
export const answer = (of: Ride): Letter => letterTo('gather', match(of));

/** That a ride's deadline has come. */
export function deadline({ rideId: id, traceparent, requestedAt: since, deadlineAt }: Ride): Letter {
  const of = { rideId: id, traceparent, requestedAt: since, at: since };
  const dropAfter = plusMs(deadlineAt, 29_000);
  const body: GatherMessage = { v: 1, kind: 'deadline', ...of, deadlineAt, dropAfter };
  return letterTo('deadlines', body, deadlineAt);
}

/** A message that was received before. */
export const again = (letter: Letter): Letter => ({ ...letter, receives: letter.receives + 1 });

/** A message of the version before, which does not say of which of two rides with one id it is. */
export function unsaid(letter: Letter): Letter {
  const { requestedAt: _, ...body } = letter.body;
  return { ...letter, body } as Letter;
}

/** A driver who is free, has just reported, and is close to the pickup: D1 closer than D2. */
export function driver(name: string, more: Partial<DriverItem> = {}): DriverItem {
  const position = placeFor(name);
  const product = more.product ?? 'standard';
  const whereabouts = `${product}#${cellOf(position, resolutions.coarsest)}`;
  return {
    driverId: name,
    position,
    product,
    onShift: true,
    reportedAt: requestedAt,
    place: placeOf(position),
    whereabouts,
    availableIn: whereabouts,
    ...more,
  };
}

const placeFor = (name: string): Point => northOf(pickup, name === 'D1' ? 0.1 : 0.6);

/** A driver whom a ride has, on a lease or a hold. */
export const had = (name: string, { rideId: id, requestedAt: since }: Ride, until: Partial<DriverItem>): DriverItem =>
  driver(name, { availableIn: undefined, heldBy: id, heldSince: since, ...until });

/** A device reports its driver where it was, on shift and of the same product, unless told otherwise. */
export const report = (seconds: number, { driverId = 'D1', ...more }: Partial<Report> = {}): Report => ({
  driverId,
  reportedAt: at(seconds),
  position: placeFor(driverId),
  product: 'standard',
  onShift: true,
  ...more,
});
