import { marshall } from '@aws-sdk/util-dynamodb';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerOf, storedAnswerOf } from '../../adapters/brief-answers.ts';
import { type EarlierRideItem, itemOf, type RideItem, rideOf } from '../../adapters/ride-items.ts';
import { itemBytes } from '../../bench/cost/request-units.ts';
import type { BranchResult } from '../../core/messages.ts';
import { outcomeOf } from '../../core/outcome.ts';
import { quoteIdOf } from '../../core/results.ts';
import type { Outcome, Ride, RideStatus } from '../../core/ride.ts';
import { rideIdOf } from '../../core/ride-id.ts';
import { instantOf, plusMs } from '../../core/time.ts';
import {
  aFare,
  allOk,
  aMatch,
  anEta,
  aPayment,
  aResult,
  aRide,
  aRideRequest,
  expects,
  leaseUntil,
  requestedAt,
  resultsOf,
} from '../support/rides.ts';

const ride = aRide();
const [at, later] = [plusMs(requestedAt, 300), plusMs(requestedAt, 600_000)];
const outcome = { payment: aPayment() } as Outcome;

/** A ride's end: the names of its times in the item, which are from version 0.1.0, and in the ride. */
const ends: [RideStatus, Partial<RideItem>, Partial<Ride>][] = [
  ['expired', { completedAt: at }, { settledAt: at, unanswered: [] }],
  ['confirmed', { completedAt: at, outcome }, { settledAt: at, outcome, unanswered: [] }],
  [
    'completed',
    { completedAt: at, outcome, endedAt: later },
    { settledAt: at, outcome, unanswered: [], completedAt: later },
  ],
  [
    'cancelled',
    { completedAt: at, outcome, endedAt: later },
    { settledAt: at, outcome, unanswered: [], cancelledAt: later },
  ],
  ['cancelled', { completedAt: at }, { settledAt: at, unanswered: [], cancelledAt: at }],
];

describe('the item of a ride', () => {
  it.each([
    ['as it was requested', {}],
    [
      'with all that can be asked for',
      {
        request: aRideRequest({
          product: 'xl',
          webhookUrl: 'https://rider.example/',
          receiptEmail: 'rider@example.com',
          simulate: { eta: { delayMs: 5 } },
        }),
      },
    ],
    ['under a key', { publishedAt: at }],
    ['with its answers', { results: allOk() }],
    ['that nothing is pending of', { pending: new Set<string>() }],
    ['without some answers', { settledAt: at, unanswered: ['eta'], results: allOk() }],
    ['with reasons', { reasons: [{ branch: 'pricing', code: 'c', message: 'm', retryable: true }] }],
    ['that expects other branches', { expects: { eta: 'required', another: 'optional' } }],
  ] satisfies [string, Partial<Ride>][])('has all of a ride %s', (_, more) => {
    expect(rideOf(itemOf({ ...ride, ...more }))).toEqual({ ...ride, ...more });
  });

  it.each(ends)('has the times of a ride that is %s', (status, times, told) => {
    const ended = { ...ride, status, ...told };
    expect(itemOf(ended)).toMatchObject(times);
    expect(rideOf(itemOf(ended))).toEqual(ended);
  });

  it('has no set that nothing is in', () => {
    expect(itemOf({ ...ride, pending: new Set() })).not.toHaveProperty('pending');
  });

  it('lists the branches in the order in which they are expected', () => {
    expect(Object.keys(rideOf(itemOf(ride)).expects)).toEqual(Object.keys(expects));
  });

  it('does not say an outcome that follows from its answers, those that came in time', () => {
    const results = allOk();
    const confirmed: Ride = { ...ride, status: 'confirmed', settledAt: at, unanswered: [], results };
    const decided = { ...confirmed, outcome: outcomeOf(confirmed) };
    expect(itemOf(decided)).not.toHaveProperty('outcome');
    expect(rideOf(itemOf(decided))).toEqual(decided);

    const { eta: _, ...inTime } = results;
    const withoutEta = { ...confirmed, unanswered: ['eta'], outcome: outcomeOf({ expects, results: inTime }) };
    expect(itemOf(withoutEta)).not.toHaveProperty('outcome');
    expect(rideOf(itemOf(withoutEta)).outcome?.trip.source).toBe('fare');
  });

  it.each<[string, Partial<Ride>]>([
    ['requested', {}],
    ['expired', { settledAt: at }],
    ['cancelled', { settledAt: at, cancelledAt: at }],
  ])('has no outcome of a ride that is %s, whatever the answers', (status, more) => {
    const all = { ...ride, status: status as RideStatus, results: allOk(), ...more };
    expect(rideOf(itemOf(all))).not.toHaveProperty('outcome');
  });
});

describe('the item of a ride that earlier versions wrote', () => {
  const { pending, ...same } = ride;
  const earlier: EarlierRideItem = {
    ...same,
    pending,
    requestHash: 'f'.repeat(64),
    results: allOk({ rideId: ride.rideId }),
  };
  const read: Ride = { ...ride, results: allOk({ rideId: ride.rideId }) };

  it('is understood, with whole answers', () => {
    expect(rideOf(earlier)).toEqual(read);
  });

  it('has the URL of a webhook by its former name', () => {
    const item = { ...earlier, request: { ...ride.request, callbackUrl: 'https://rider.example/' } };
    expect(rideOf(item)).toEqual({ ...read, request: aRideRequest({ webhookUrl: 'https://rider.example/' }) });
  });

  it.each(ends)('has its outcome and its times: %s', (status, times, told) => {
    expect(rideOf({ ...earlier, status, ...times })).toEqual({ ...read, status, ...told });
  });

  it('has no set that nothing is in', () => {
    const { pending: _, ...item } = earlier;
    expect(rideOf(item)).toEqual({ ...read, pending: new Set<string>() });
  });

  it('may have brief answers beside whole ones', () => {
    const { rideId } = ride;
    const results = { ...earlier.results, eta: storedAnswerOf(aResult('eta', { rideId }), ride) };
    expect(results.eta).not.toHaveProperty('kind');
    expect(rideOf({ ...earlier, results })).toEqual(read);
  });
});

describe('a brief answer', () => {
  const { rideId } = ride;
  const answer = (branch: string, more: Partial<BranchResult> = {}) => aResult(branch, { rideId, ...more });
  const stored = (result: BranchResult) => storedAnswerOf(result, ride);

  it.each([
    ['of driver-matching', answer('driver-matching', { result: aMatch() })],
    ['of eta', answer('eta', { result: anEta({ pickupSource: 'routing-service', pickupSeconds: null }) })],
    ['of pricing', answer('pricing', { result: aFare({ quoteId: quoteIdOf(rideId), surgeMultiplier: 1.2 }) })],
    ['of payment-check', answer('payment-check')],
    ['of another branch', answer('another', { result: { d: 1, deep: { er: [1, 'two'] } } })],
    ['that refuses', answer('pricing', { status: 'rejected' })],
    ['that failed at last', answer('eta', { status: 'failed', attempt: 6 })],
    ['with a time that is none', answer('driver-matching', { result: aMatch({ leaseUntil: 'soon' }) })],
    ['that came before it was asked, by the clocks', answer('eta', { queuedAt: plusMs(requestedAt, -7) })],
  ])('has all of an answer: %s', (_, result) => {
    expect(stored(result)).not.toHaveProperty('kind');
    expect(answerOf(result.branch, stored(result), ride)).toEqual(result);
  });

  it.each<[string, BranchResult]>([
    ['of another ride', answer('eta', { rideId: 'ride-2' })],
    ['of another request of the ride', answer('eta', { requestedAt: later })],
    ['of another trace', answer('eta', { traceparent: ride.traceparent.replace(/1/g, '2') })],
    ['sent at another time than it was finished at', answer('eta', { at: later })],
    ['with a field that has no short name', answer('eta', { result: { ...anEta(), another: 1 } })],
    ['without a field that has a usual value', answer('payment-check', { result: { status: 'valid' } })],
  ])('is not made where something would be lost: %s', (_, result) => {
    expect(stored(result)).toEqual(result);
    expect(answerOf(result.branch, stored(result), ride)).toEqual(result);
  });

  it('says nothing that the ride says', () => {
    const said = JSON.stringify(Object.values(allOk({ rideId })).map((each) => stored(each)));
    for (const known of [rideId, ride.traceparent, requestedAt, leaseUntil, 'pm_card_visa', '2026-']) {
      expect(said).not.toContain(known);
    }
  });

  it('has all of any answer', () => {
    const times = fc.integer({ min: -9_000, max: 90_000 }).map((ms) => plusMs(requestedAt, ms));
    const results = fc.oneof(
      fc.record({ driverId: fc.string(), pickupSeconds: fc.nat(), leaseUntil: times }),
      fc.record(
        { distanceMeters: fc.nat(), source: fc.constantFrom('estimate', 'routing-service') },
        { requiredKeys: [] },
      ),
      fc.record({ paymentMethodId: fc.constantFrom('pm_card_visa', 'pm_1'), status: fc.constant('valid') }),
      fc.dictionary(fc.string(), fc.jsonValue()),
    );
    const answers = fc.record({
      branch: fc.constantFrom('driver-matching', 'eta', 'pricing', 'payment-check', 'another'),
      result: results,
      queuedAt: times,
      finishedAt: times,
      attempt: fc.integer({ min: 1, max: 9 }),
    });
    fc.assert(
      fc.property(answers, ({ branch, ...more }) => {
        const result = answer(branch, { ...more, at: more.finishedAt } as Partial<BranchResult>);
        expect(answerOf(branch, stored(result), ride)).toEqual(JSON.parse(JSON.stringify(result)));
      }),
    );
  });
});

describe('the size of an item', () => {
  const riderId = '9f0d2a9e-6c1d-4a53-9d3e-0f1c7b2f8a11';
  const driverId = 'c2c1a7de-3b0e-4f64-8a57-5f2b9a0d6e42';
  const rideId = rideIdOf(riderId, 'a key');
  const request = aRideRequest({
    pickup: { lat: 37.774929512, lng: -122.419415533 },
    dropoff: { lat: 37.804363712, lng: -122.271113913 },
    paymentMethodId: 'pm_1MqLiJLkdIwHu7ixUEgbFdYR',
  });
  const match = aMatch({ driverId, position: { lat: 37.781234567, lng: -122.411234567 } });
  const results = resultsOf(
    aResult('driver-matching', { rideId, result: match }),
    aResult('eta', { rideId, result: anEta({ pickupSource: 'estimate' }) }),
    aResult('pricing', { rideId, result: aFare({ quoteId: quoteIdOf(rideId), surgeMultiplier: 1.7 }) }),
    aResult('payment-check', { rideId, result: aPayment({ paymentMethodId: request.paymentMethodId }) }),
  );
  const ended: Ride = {
    ...aRide({ rideId, riderId, request, results }),
    requestedAt,
    publishedAt: at,
    status: 'completed',
    settledAt: at,
    settledBy: 'answer:driver-matching',
    completedAt: later,
    endedBy: `completed:${'0'.repeat(32)}`,
    unanswered: [],
    outcome: outcomeOf({ expects, results }),
    expiresAt: Math.floor(Date.parse(instantOf(Date.parse(later))) / 1_000),
  };
  const bytesOf = (of: Ride) => itemBytes(marshall(itemOf(of), { removeUndefinedValues: true }) as never);

  it('is below the kilobyte of a write unit until the ride has ended, with a webhook and a receipt, too', () => {
    const webhookUrl = 'https://hooks.example.com/rides/4f1a2b3c4d5e';
    const receiptEmail = 'first.last@example.com';
    expect(bytesOf(ended)).toBeLessThan(900);
    expect(bytesOf({ ...ended, request: { ...request, webhookUrl, receiptEmail } })).toBeLessThan(1_024);
  });
});
