import { describe, expect, it } from 'vitest';
import type { BranchResult } from '../../core/messages.ts';
import { driverView, rideView, timingOf } from '../../core/ride-view.ts';
import { plusMs } from '../../core/time.ts';
import { aFare, allOk, anEta, aPayment, aResult, aRide, deadlineAt, requestedAt, resultsOf } from '../support/rides.ts';

/** A result that was queued at 5 ms and worked on from 10 ms on. */
const taking = (branch: string, ms: number, more: Partial<BranchResult> = {}) =>
  aResult(branch, { startedAt: plusMs(requestedAt, 10), finishedAt: plusMs(requestedAt, 10 + ms), ...more });

const textbook = resultsOf(
  taking('driver-matching', 300),
  taking('eta', 150),
  taking('pricing', 200),
  taking('payment-check', 100),
);

const confirmed = (more = {}) =>
  aRide({ status: 'confirmed', results: textbook, settledAt: plusMs(requestedAt, 325), unanswered: [], ...more });

const nothing = { slowestBranch: null, slowestMs: null, sequentialMs: null, overheadMs: null, savedMs: null };

describe('timing', () => {
  it('compares the ride with its slowest branch and with their sum', () => {
    expect(timingOf(confirmed())).toEqual({
      totalMs: 325,
      slowestBranch: 'driver-matching',
      slowestMs: 300,
      sequentialMs: 750,
      overheadMs: 25,
      savedMs: 425,
    });
  });

  it('counts what a branch worked and not what it waited in its queue', () => {
    const results = { ...textbook, eta: taking('eta', 150, { queuedAt: plusMs(requestedAt, -9_000) }) };
    expect(timingOf(confirmed({ results })).sequentialMs).toBe(750);
  });

  it('says when the parallel flow took longer than the sum', () => {
    expect(timingOf(confirmed({ settledAt: plusMs(requestedAt, 1_000) }))).toMatchObject({ savedMs: -250 });
  });

  it('says nothing while the ride is undecided, even when all branches have answered', () => {
    expect(timingOf(aRide({ results: textbook }))).toEqual({ totalMs: null, ...nothing });
  });

  it('says how long a ride took that ended before all branches had answered, and nothing of the branches', () => {
    const results = resultsOf(taking('payment-check', 100, { status: 'rejected' }));
    const rejected = aRide({ status: 'rejected', results, settledAt: plusMs(requestedAt, 120) });
    expect(timingOf({ ...rejected, unanswered: ['driver-matching', 'eta', 'pricing'] })).toEqual({
      totalMs: 120,
      ...nothing,
    });
  });

  it('does not count results that came late', () => {
    expect(timingOf(confirmed({ unanswered: ['eta'], settledAt: deadlineAt }))).toEqual({
      totalMs: 20_000,
      ...nothing,
    });
  });

  it('counts the branches that the ride expects and no other', () => {
    const results = { ...textbook, 'another-branch': taking('another-branch', 9_000) };
    expect(timingOf(confirmed({ results }))).toMatchObject({ slowestBranch: 'driver-matching', sequentialMs: 750 });
  });

  it('is that of the outcome, whatever became of the ride afterwards', () => {
    const completed = confirmed({ status: 'completed', completedAt: plusMs(requestedAt, 900_000) });
    expect(timingOf(completed)).toEqual(timingOf(confirmed()));
  });
});

describe('a ride in an answer', () => {
  it('shows each branch with its times and durations', () => {
    expect(rideView(confirmed()).branches.pricing).toEqual({
      need: 'required',
      status: 'ok',
      queuedAt: plusMs(requestedAt, 5),
      startedAt: plusMs(requestedAt, 10),
      finishedAt: plusMs(requestedAt, 210),
      queuedMs: 5,
      durationMs: 200,
      attempt: 1,
      late: false,
      reason: null,
    });
  });

  it('shows a pending branch with nulls', () => {
    expect(rideView(aRide()).branches.eta).toEqual({
      need: 'optional',
      status: 'pending',
      queuedAt: null,
      startedAt: null,
      finishedAt: null,
      queuedMs: null,
      durationMs: null,
      attempt: null,
      late: false,
      reason: null,
    });
  });

  it('shows what was missing at the deadline, and what the ride did not wait for', () => {
    const { eta: _, ...results } = textbook;
    const late = confirmed({ results, settledAt: deadlineAt, unanswered: ['eta'] });
    expect(rideView(late).branches.eta).toMatchObject({ status: 'timed_out', late: false });
    const rejected = aRide({ status: 'rejected', settledAt: plusMs(requestedAt, 100), unanswered: ['eta'] });
    expect(rideView(rejected).branches.eta).toMatchObject({ status: 'not_awaited' });
  });

  it('marks a result that came late', () => {
    const { branches } = rideView(confirmed({ unanswered: ['eta'] }));
    expect(
      Object.entries(branches)
        .filter(([, { late }]) => late)
        .map(([branch]) => branch),
    ).toEqual(['eta']);
  });

  it('shows why a branch is against the ride', () => {
    const results = resultsOf(aResult('pricing', { status: 'rejected' }));
    expect(rideView(aRide({ results })).branches.pricing).toMatchObject({
      status: 'rejected',
      reason: { code: 'refused' },
    });
  });

  it("takes the time to pickup from the matched driver, else from eta's nearest drivers and says so", () => {
    expect(rideView(confirmed()).pickup).toEqual({ seconds: 187, source: 'matched-driver', estimated: true });
    const { 'driver-matching': _, ...others } = allOk();
    expect(rideView(aRide({ results: others })).pickup).toEqual({
      seconds: 190,
      source: 'nearest-drivers',
      estimated: true,
    });
    const byRoad = resultsOf(aResult('eta', { result: anEta({ pickupSource: 'routing-service' }) }));
    expect(rideView(aRide({ results: byRoad })).pickup).toMatchObject({ estimated: false });
    expect(rideView(aRide()).pickup).toBeNull();
    const nobody = resultsOf(aResult('eta', { result: anEta({ pickupSeconds: null }) }));
    expect(rideView(aRide({ results: nobody })).pickup).toBeNull();
  });

  it('shows absent parts as null, and reasons always as a list', () => {
    expect(rideView(aRide())).toMatchObject({
      outcome: null,
      reasons: [],
      settledAt: null,
      completedAt: null,
      cancelledAt: null,
    });
  });

  it('is plain JSON', () => {
    const view = rideView(confirmed());
    expect(JSON.parse(JSON.stringify(view))).toEqual(view);
  });
});

describe('a ride as its driver sees it', () => {
  it('has nothing in it by which the rider is known, reached or charged', () => {
    const ride = confirmed({
      riderId: 'rider-secret',
      request: {
        ...confirmed().request,
        paymentMethodId: 'pm_secret',
        webhookUrl: 'https://secret.example',
        receiptEmail: 'secret@example.com',
      },
      outcome: {
        driver: { driverId: 'driver-1', pickupSeconds: 1, pickupDistanceMeters: 1 },
        trip: { distanceMeters: 1, durationSeconds: 1, source: 'estimate' },
        fare: aFare(),
        payment: aPayment({ paymentMethodId: 'pm_secret' }),
        more: { 'another-branch': 'secret' },
      },
    });
    expect(driverView(ride)).toMatchObject({ rideId: ride.rideId, outcome: { driver: { driverId: 'driver-1' } } });
    expect(JSON.stringify(driverView(ride))).not.toContain('secret');
  });
});
