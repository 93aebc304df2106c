import type { BranchResult } from '../../core/messages.ts';
import { outcomeOf } from '../../core/outcome.ts';
import { quoteIdOf } from '../../core/results.ts';
import type { Ride } from '../../core/ride.ts';
import { driverView, rideView } from '../../core/ride-view.ts';
import { plusMs } from '../../core/time.ts';
import { aResult, aRide, resultsOf } from '../support/rides.ts';

const rideId = 'ride_4f0c2f8c3c3f0d2f5b3a9a7d1e6b8c90';
const at = (ms: number) => plusMs('2026-11-22T15:05:09.100Z', ms);
const figures = { distanceMeters: 17_459, durationSeconds: 1_964 };

const results: Readonly<Record<string, object>> = {
  'driver-matching': { driverId: 'driver-17', pickupSeconds: 72, pickupDistanceMeters: 636 },
  eta: { ...figures, source: 'estimate' },
  pricing: {
    quoteId: quoteIdOf(rideId),
    expiresAt: at(300_000),
    amountMinor: 3_430,
    currency: 'USD',
    surgeMultiplier: 1,
    ...figures,
  },
  'payment-check': { paymentMethodId: 'pm_card_visa', status: 'valid' },
};

type Times = readonly [queued: number, started: number, finished: number];

const answer = (branch: string, [queued, started, finished]: Times, more: Partial<BranchResult> = {}): BranchResult =>
  aResult(branch, {
    result: { ...results[branch] },
    queuedAt: at(queued),
    receivedAt: at(started),
    startedAt: at(started),
    finishedAt: at(finished),
    ...more,
  });

/** The record of a ride with these answers. */
const ride = (answers: readonly BranchResult[], more: Partial<Ride> = {}): Ride =>
  aRide({
    rideId,
    riderId: 'rider-42',
    request: {
      pickup: { lat: 37.7749, lng: -122.4194 },
      dropoff: { lat: 37.8044, lng: -122.2712 },
      product: 'standard',
      paymentMethodId: 'pm_card_visa',
    },
    results: resultsOf(...answers),
    requestedAt: at(0),
    deadlineAt: at(20_000),
    ...more,
  });

function confirmed(answers: readonly BranchResult[], settledAt: string, more: Partial<Ride> = {}): Ride {
  const settled = ride(answers, { status: 'confirmed', settledAt, ...more });
  return { ...settled, outcome: outcomeOf(settled) };
}

const paid: Times = [21, 26, 129];
const atOnce = confirmed(
  [
    answer('driver-matching', [20, 24, 336]),
    answer('eta', [21, 25, 187]),
    answer('pricing', [21, 26, 238]),
    answer('payment-check', paid),
  ],
  at(347),
);
const oneByOne = confirmed(
  [
    answer('driver-matching', [1, 1, 313]),
    answer('eta', [313, 313, 475]),
    answer('pricing', [475, 475, 687]),
    answer('payment-check', [687, 687, 790]),
  ],
  at(792),
  { flow: 'sequential' },
);
const declined = { code: 'card_declined', message: 'The card was declined.' };
const refused = ride([answer('payment-check', paid, { status: 'rejected', reason: declined })], {
  status: 'rejected',
  settledAt: at(140),
  reasons: [{ branch: 'payment-check', ...declined, retryable: false }],
});

/** The rides that the description shows: views of records, as in an answer. */
export const apiExamples = {
  ConfirmedRide: { summary: 'All branches answered ok', value: rideView(atOnce) },
  RejectedRide: {
    summary: 'The payment method was declined, and the ride did not wait for the other branches',
    value: rideView({ ...refused, request: { ...refused.request, paymentMethodId: 'pm_card_chargeDeclined' } }),
  },
  RequestedRide: { summary: 'No branch has answered yet', value: rideView(ride([])) },
  CancelledRide: {
    summary: 'Cancelled before the outcome was known',
    value: rideView(
      ride([answer('payment-check', paid)], { status: 'cancelled', settledAt: at(150), cancelledAt: at(150) }),
    ),
  },
  CompletedRide: {
    summary: 'The driver completed the ride',
    value: driverView({ ...atOnce, status: 'completed', completedAt: at(2_181_412) }),
  },
  SequentialRide: { summary: 'The branches ran one after the other', value: rideView(oneByOne) },
};
