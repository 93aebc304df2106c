import { describe, expect, it } from 'vitest';
import type { RideEvent } from '../../core/messages.ts';
import type { RideView } from '../../core/ride-view.ts';
import {
  aFare,
  aMatch,
  anEta,
  aPayment,
  aResult,
  aRide,
  deadlineAt,
  holdUntil,
  requestedAt,
  resultsOf,
} from '../support/rides.ts';
import type { Evidence, RideItem } from './evidence.ts';
import { violationsOf } from './invariants/index.ts';
import type { RidePlan } from './scenario.ts';

const rideId = 'ride-1';
const trip = { distanceMeters: 6_500, durationSeconds: 936 };
const fare = aFare({ quoteId: `quote_${rideId}`, ...trip });
const match = aMatch();

/** A confirmed ride in which everything is as it must be. */
const ride: RideItem = aRide({
  rideId,
  status: 'confirmed',
  completedAt: requestedAt,
  results: resultsOf(
    aResult('driver-matching', { result: match }),
    aResult('eta', { result: anEta(trip) }),
    aResult('pricing', { result: fare }),
    aResult('payment-check', { result: aPayment() }),
  ),
  unanswered: [],
  outcome: {
    driver: {
      driverId: 'driver-1',
      pickupSeconds: match.pickupSeconds,
      pickupDistanceMeters: match.pickupDistanceMeters,
    },
    trip: { ...trip, source: 'estimate' },
    fare,
    payment: aPayment(),
  },
});

const plan = { riderId: ride.riderId } as RidePlan;
const told = (from: RideItem): RideView =>
  ({
    rideId: from.rideId,
    status: from.status,
    outcome: from.outcome ?? null,
    reasons: from.reasons ?? [],
  }) as RideView;
const event = (type: RideEvent['type'], of = rideId) => ({ rideId: of, type }) as RideEvent;
const queue = { name: 'Queue', url: 'http://queue', isDeadLetters: false, messages: 0, redrivesTo: undefined };

const sound: Evidence = {
  at: deadlineAt,
  rides: [ride],
  ridesBeforeRedrive: [ride],
  drivers: [{ driverId: 'driver-1', heldBy: rideId, holdUntil: holdUntil() }, { driverId: 'driver-2' }],
  demand: [{ area: 'area', requested: `${requestedAt}#${rideId}` }],
  events: [event('ride.confirmed')],
  promised: [{ plan, answers: [told(ride)] }],
  queues: [queue, { ...queue, name: 'DeadLetters', isDeadLetters: true, messages: 3 }],
};

const violated = (more: Partial<Evidence>) => [
  ...new Set(violationsOf({ ...sound, ...more }).map((each) => each.invariant)),
];
const withRide = (more: Partial<RideItem>) => violated({ rides: [{ ...ride, ...more }] });

/** A ride of which nothing is known but that it ended without a driver. */
const rejected: RideItem = aRide({ rideId: 'ride-2', status: 'rejected', reasons: [] });
const withRejected = (more: Partial<Evidence>) => ({
  rides: [ride, rejected],
  ridesBeforeRedrive: [ride, rejected],
  events: [event('ride.confirmed'), event('ride.rejected', 'ride-2')],
  ...more,
});

describe('the invariants', () => {
  it('hold of a sound ride', () => {
    expect(violated({})).toEqual([]);
    expect(violated(withRejected({}))).toEqual([]);
  });

  it('want an end that was announced, and no other', () => {
    const invariant = 'one lawful end, announced';
    expect(withRide({ status: 'requested' })).toContain(invariant);
    expect(violated({ events: [] })).toEqual([invariant]);
    expect(violated({ events: [event('ride.confirmed'), event('ride.expired')] })).toEqual([invariant]);
    expect(violated(withRejected({ events: [event('ride.confirmed')] }))).toEqual([invariant]);
  });

  it('want a driver for one ride', () => {
    const invariant = 'one ride per driver';
    const other = { ...ride, rideId: 'ride-3' };
    expect(violated({ drivers: [{ driverId: 'driver-1' }] })).toEqual([invariant]);
    for (const until of [{}, { leaseUntil: deadlineAt }, { leaseUntil: deadlineAt, holdUntil: holdUntil() }]) {
      expect(violated({ drivers: [{ driverId: 'driver-1', heldBy: rideId, ...until }] })).toEqual([invariant]);
    }
    expect(violated({ rides: [ride, other] })).toContain(invariant);
    const stray = { driverId: 'driver-2', heldBy: 'ride-2' };
    for (const until of [{}, { holdUntil: holdUntil() }]) {
      expect(violated(withRejected({ drivers: [...sound.drivers, { ...stray, ...until }] }))).toEqual([invariant]);
    }
    const leased = { ...stray, leaseUntil: '2999-01-01T00:00:00.000Z' };
    expect(violated(withRejected({ drivers: [...sound.drivers, leased] }))).toEqual([invariant]);
  });

  it('take a lease that ends by time for none', () => {
    const stray = { driverId: 'driver-2', heldBy: 'ride-2', leaseUntil: deadlineAt };
    expect(violated(withRejected({ drivers: [...sound.drivers, stray] }))).toEqual([]);
  });

  it("want a ride's parts to agree", () => {
    const outcome = ride.outcome as NonNullable<RideItem['outcome']>;
    const invariant = "a ride's parts agree";
    expect(withRide({ outcome: { ...outcome, fare: { ...fare, amountMinor: 1 } } })).toContain(invariant);
    expect(withRide({ outcome: { ...outcome, driver: { ...outcome.driver, driverId: 'driver-2' } } })).toContain(
      invariant,
    );
    expect(withRide({ unanswered: ['payment-check'] })).toEqual([invariant]);
  });

  it('want nothing left but dead letters, which change nothing when they are redriven', () => {
    const invariant = 'nothing left over';
    expect(violated({ queues: [{ ...queue, messages: 1 }] })).toEqual([invariant]);
    expect(violated({ ridesBeforeRedrive: [{ ...ride, status: 'requested' }] })).toEqual([invariant]);
    expect(violated({ ridesBeforeRedrive: [] })).toEqual([invariant]);
  });

  it('want every rider to have been told the truth', () => {
    const invariant = 'nothing forgotten';
    const answered = (...answers: RideView[]) => violated({ promised: [{ plan, answers }] });
    expect(answered({ ...told(ride), rideId: 'ride-9' })).toEqual([invariant]);
    expect(answered({ ...told(ride), status: 'expired' })).toEqual([invariant]);
    expect(answered({ ...told(ride), outcome: null })).toEqual([invariant]);
    expect(answered({ ...told(ride), status: 'requested', outcome: null })).toEqual([]);
  });

  it('want the demand to be counted once', () => {
    const [counted] = sound.demand;
    const again = { area: 'area', requested: `${deadlineAt}#${rideId}` };
    expect(violated({ demand: counted ? [counted, again] : [] })).toEqual(['demand counted once']);
    expect(violated({ demand: [] })).toEqual(['demand counted once']);
  });

  it('want enough rides to be confirmed', () => {
    const promised = Array.from({ length: 6 }, () => ({ plan, answers: [told(ride)] }));
    expect(violated({ promised })).toEqual(['enough rides confirmed']);
  });
});
