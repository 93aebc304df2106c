import { describe, expect, it } from 'vitest';
import { itemOf } from '../../adapters/ride-items.ts';
import type { RideEvent } from '../../core/messages.ts';
import type { RideView } from '../../core/ride-view.ts';
import { plusMs } from '../../core/time.ts';
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
import { type Evidence, type RideRecord, recordOf } from './evidence.ts';
import { invariants, nothingToLookAt, violationsOf } from './invariants/index.ts';
import type { RidePlan } from './scenario.ts';
import { endKey } from './sightings.ts';

const rideId = `ride_${'1'.repeat(32)}`;
const trip = { distanceMeters: 6_500, durationSeconds: 936 };
const fare = aFare({ quoteId: `quote_${rideId}`, ...trip });
const match = aMatch();

/** A confirmed ride in which everything is as it must be. */
const ride: RideRecord = recordOf(
  itemOf(
    aRide({
      rideId,
      status: 'confirmed',
      settledAt: requestedAt,
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
    }),
  ),
);

const plan = { riderId: ride.riderId } as RidePlan;
const told = (from: RideRecord): RideView =>
  ({
    rideId: from.rideId,
    status: from.status,
    outcome: from.outcome ?? null,
    reasons: from.reasons ?? [],
  }) as RideView;
const event = (type: RideEvent['type'], of = rideId, at = requestedAt) => ({ rideId: of, type, at }) as RideEvent;
const refusal = { traceparent: 'another', status: 503, code: 'service_unavailable', sentAt: 1_000, answeredAt: 2_000 };
const queue = { name: 'Queue', url: 'http://queue', isDeadLetters: false, messages: 0, redrivesTo: undefined };

const heldDriver = { driverId: 'driver-1', heldBy: rideId, heldSince: requestedAt, holdUntil: holdUntil() };

const sound: Evidence = {
  at: deadlineAt,
  rides: [ride],
  ridesBeforeRedrive: [ride],
  redriven: 3,
  beforeLater: { rides: [ride], drivers: [heldDriver], demand: [] },
  sentLater: 3,
  eventsBeforeRedrive: [event('ride.confirmed')],
  deliveries: [],
  apiDeaths: [],
  cancelled: [],
  lags: [],
  ownTime: [],
  disturbed: new Set(),
  deadlineDueAt: new Map(),
  deadlineLooks: new Map(),
  deadlineHangs: [],
  ends: new Map(),
  drivers: [heldDriver, { driverId: 'driver-2' }],
  demand: [{ area: 'area', requested: `${requestedAt}#${rideId}` }],
  events: [event('ride.confirmed')],
  promised: [{ plan, asked: [refusal], answers: [told(ride)] }],
  queues: [queue, { ...queue, name: 'DeadLetters', isDeadLetters: true, messages: 3 }],
};

/** The invariants that are violated by something that they have looked at. */
const violated = (more: Partial<Evidence>) => [
  ...new Set(
    violationsOf({ ...sound, ...more })
      .filter(({ what }) => what !== nothingToLookAt)
      .map((each) => each.invariant),
  ),
];
const withRide = (more: Partial<RideRecord>) => violated({ rides: [{ ...ride, ...more }] });

/** A ride of which nothing is known but that it ended without a driver. */
const rejected: RideRecord = aRide({ rideId: 'ride-2', status: 'rejected', reasons: [] });
const withRejected = (more: Partial<Evidence>) => ({
  rides: [ride, rejected],
  ridesBeforeRedrive: [ride, rejected],
  beforeLater: undefined,
  events: [event('ride.confirmed'), event('ride.rejected', 'ride-2')],
  eventsBeforeRedrive: [event('ride.confirmed'), event('ride.rejected', 'ride-2')],
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
    const outcome = ride.outcome as NonNullable<RideRecord['outcome']>;
    const invariant = "a ride's parts agree";
    expect(withRide({ outcome: { ...outcome, fare: { ...fare, amountMinor: 1 } } })).toContain(invariant);
    expect(withRide({ outcome: { ...outcome, driver: { ...outcome.driver, driverId: 'driver-2' } } })).toContain(
      invariant,
    );
    expect(withRide({ unanswered: ['payment-check'] })).toEqual([invariant]);
  });

  it('want nothing left but dead letters', () => {
    const invariant = 'nothing left over';
    expect(violated({ queues: [{ ...queue, messages: 1 }] })).toEqual([invariant]);
  });

  it('want a redrive to change nothing, then and days later', () => {
    for (const rides of [[{ ...ride, status: 'requested' as const }], []]) {
      expect(violated({ ridesBeforeRedrive: rides })).toEqual(['a redrive changes nothing']);
      const beforeLater = { rides, drivers: sound.drivers, demand: [] };
      expect(violated({ ridesBeforeRedrive: rides, beforeLater })).toEqual(['a redrive days later changes nothing']);
    }
    const beforeLater = { rides: [ride], drivers: [{ driverId: 'driver-1' }], demand: [] };
    expect(violated({ beforeLater })).toEqual(['a redrive days later changes nothing']);
    expect(violated({ beforeLater: undefined })).toEqual([]);
  });

  describe('want a ride to end in time', () => {
    const invariant = 'ends in time';
    const after = (ms: number) => plusMs(deadlineAt, ms);
    const endedAfter = (ms: number, more: Partial<Evidence> = {}) => {
      const late: RideRecord = { ...rejected, rideId, completedAt: after(ms) };
      const changed = { rides: [late], ridesBeforeRedrive: [late], beforeLater: undefined, drivers: [], promised: [] };
      const events = [event('ride.rejected')];
      return violated({ ...changed, events, eventsBeforeRedrive: events, ...more });
    };
    const due = new Date(deadlineAt).getTime();
    const delivery = { at: due, functionName: 'DeadlinesFunction', messageId: 'message', attempt: 1, body: rideId };
    const nth = (attempt: number, at: number) => ({ ...delivery, attempt, at });

    it('within a second of its deadline', () => {
      expect(endedAfter(1_000)).toEqual([]);
      expect(endedAfter(1_001)).toEqual([invariant]);
    });

    it('and four more for each delivery that came to nothing', () => {
      const deliveries = [nth(1, due), nth(2, due + 4_000), nth(3, due + 8_000)];
      expect(endedAfter(9_000, { deliveries })).toEqual([]);
      expect(endedAfter(9_001, { deliveries })).toEqual([invariant]);
      expect(endedAfter(5_001, { deliveries: deliveries.slice(0, 2) })).toEqual([invariant]);
      const ofOthers = deliveries.map((each) => ({ ...each, functionName: 'EtaFunction' }));
      expect(endedAfter(9_000, { deliveries: ofOthers })).toEqual([invariant]);
    });

    it('and four more for one that had come to nothing when somebody else ended the ride: its message came again', () => {
      const died = [nth(1, due), nth(2, due + 6_000)];
      expect(endedAfter(5_000, { deliveries: died })).toEqual([]);
      expect(endedAfter(5_001, { deliveries: died })).toEqual([invariant]);
      expect(endedAfter(5_000, { deliveries: died.slice(0, 1) })).toEqual([invariant]);
      const another = { ...nth(2, due + 6_000), messageId: 'copy' };
      expect(endedAfter(5_000, { deliveries: [nth(1, due), another] })).toEqual([invariant]);
    });

    it("and four more for each call of the deadline's function that was left hanging meanwhile", () => {
      expect(endedAfter(5_000, { deadlineHangs: [due + 500] })).toEqual([]);
      expect(endedAfter(5_001, { deadlineHangs: [due + 500] })).toEqual([invariant]);
      expect(endedAfter(2_000, { deadlineHangs: [due - 4_001, due + 2_001] })).toEqual([invariant]);
    });

    it('in the own time of functions, which a saturated machine slows down', () => {
      const from = (at: number, ownMs: number) => [
        { at, ownMs: 0 },
        { at: at + 2_000, ownMs },
      ];
      expect(endedAfter(2_000, { ownTime: from(due, 1_000) })).toEqual([]);
      expect(endedAfter(2_001, { ownTime: from(due, 1_000) })).toEqual([invariant]);
      expect(endedAfter(2_000, { ownTime: from(due - 2_000, 0) })).toEqual([invariant]);
      expect(endedAfter(2_000, { ownTime: from(due + 1_500, 0) })).toEqual([invariant]);
      expect(endedAfter(1_500, { ownTime: from(due + 1_000, 0) })).toEqual([]);
    });

    it('however late the machine was, as it was measured', () => {
      expect(endedAfter(2_000, { lags: [{ at: due, ms: 500 }] })).toEqual([]);
      expect(endedAfter(2_000, { lags: [{ at: due - 60_000, ms: 500 }] })).toEqual([invariant]);
      const deadlineLooks = new Map([[rideId, [due + 1_000]]]);
      expect(endedAfter(2_000, { deliveries: [delivery], deadlineLooks })).toEqual([]);
      expect(endedAfter(2_001, { deliveries: [delivery], deadlineLooks })).toEqual([invariant]);
    });
  });

  it('want no confirmation long after the deadline', () => {
    const confirmedAfter = (ms: number) => {
      const late = { ...ride, completedAt: plusMs(deadlineAt, ms) };
      const deadlineDueAt = new Map([[rideId, new Date(plusMs(deadlineAt, ms)).getTime()]]);
      return violated({ rides: [late], ridesBeforeRedrive: [late], beforeLater: undefined, deadlineDueAt });
    };
    expect(confirmedAfter(4_999)).toEqual([]);
    expect(confirmedAfter(5_000)).toEqual(['no late confirmation']);
    const seen = (ms: number) => new Map([[endKey(rideId, requestedAt), new Date(plusMs(deadlineAt, ms)).getTime()]]);
    expect(violated({ ends: seen(7_999) })).toEqual(['ends in time']);
    expect(violated({ ends: seen(8_000) })).toEqual(['ends in time', 'no late confirmation']);
  });

  it('want no ride behind an error', () => {
    const invariant = 'no ride behind an error';
    const answered = (more: Partial<typeof refusal>, apiDeaths: number[] = []) =>
      violated({
        apiDeaths,
        promised: [{ plan, asked: [{ ...refusal, traceparent: ride.traceparent, ...more }], answers: [told(ride)] }],
      });
    for (const status of [500, 502, 503, 504]) expect(answered({ status })).toEqual([invariant]);
    expect(answered({ status: 429 })).toEqual([]);
    expect(answered({ code: 'outcome_unknown' })).toEqual([]);
    expect(answered({ status: 502 }, [1_500])).toEqual([]);
    expect(answered({ status: 502 }, [2_500])).toEqual([invariant]);
  });

  it('want an end to be announced once where nothing has failed', () => {
    const invariant = 'announced once';
    const twice = [event('ride.confirmed'), event('ride.confirmed', rideId, deadlineAt)];
    expect(violated({ eventsBeforeRedrive: twice })).toEqual([invariant]);
    expect(violated({ eventsBeforeRedrive: [] })).toEqual([invariant]);
    expect(violated({ eventsBeforeRedrive: [event('ride.confirmed'), event('ride.confirmed')] })).toEqual([]);
    expect(violated({ eventsBeforeRedrive: twice, disturbed: new Set([rideId]) })).toEqual([]);
    const again = { at: 0, functionName: 'EtaFunction', messageId: 'message', attempt: 2, body: rideId };
    expect(violated({ eventsBeforeRedrive: twice, deliveries: [again] })).toEqual([]);
    expect(violated({ eventsBeforeRedrive: twice, deliveries: [{ ...again, attempt: 1 }] })).toEqual([invariant]);
  });

  it('are violated by a run that has nothing for them to look at', () => {
    const nothing: Evidence = {
      ...sound,
      rides: [],
      demand: [],
      promised: [],
      queues: [],
      redriven: 0,
      sentLater: 0,
      ridesBeforeRedrive: [],
    };
    expect(violationsOf(nothing)).toEqual(invariants.map(({ name }) => ({ invariant: name, what: nothingToLookAt })));
  });

  it('want every rider to have been told the truth', () => {
    const invariant = 'nothing forgotten';
    const answered = (...answers: RideView[]) => violated({ promised: [{ plan, asked: [refusal], answers }] });
    expect(answered({ ...told(ride), rideId: 'ride-9' })).toEqual([invariant]);
    expect(answered({ ...told(ride), status: 'expired' })).toEqual([invariant]);
    expect(answered({ ...told(ride), outcome: null })).toEqual([invariant]);
    expect(violated({ cancelled: [{ ...told(ride), status: 'cancelled' }] })).toEqual([invariant]);
    expect(answered({ ...told(ride), status: 'requested', outcome: null })).toEqual([]);
  });

  it('want the demand to be counted once', () => {
    const [counted] = sound.demand;
    const again = { area: 'area', requested: `${deadlineAt}#${rideId}` };
    expect(violated({ demand: counted ? [counted, again] : [] })).toEqual(['demand counted once']);
    expect(violated({ demand: [] })).toEqual(['demand counted once']);
  });

  it('want enough rides to be confirmed', () => {
    const promised = Array.from({ length: 6 }, () => ({ plan, asked: [refusal], answers: [told(ride)] }));
    expect(violated({ promised })).toEqual(['enough rides confirmed']);
  });
});
