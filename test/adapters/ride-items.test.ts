import { describe, expect, it } from 'vitest';
import { itemOf, type RideItem, rideOf } from '../../adapters/ride-items.ts';
import type { Outcome, Ride, RideStatus } from '../../core/ride.ts';
import { plusMs } from '../../core/time.ts';
import { aPayment, aRide, aRideRequest, requestedAt } from '../support/rides.ts';

const ride = aRide();

describe('the item of a ride, read and written as version 0.1.0 had it,', () => {
  it('has the URL of a webhook by its former name', () => {
    const item = { ...ride, request: { ...ride.request, callbackUrl: 'https://rider.example/' } };
    const told = { ...ride, request: aRideRequest({ webhookUrl: 'https://rider.example/' }) };
    expect(rideOf(item)).toEqual(told);
    expect(itemOf(told)).toEqual(item);
  });

  const [at, later] = [plusMs(requestedAt, 300), plusMs(requestedAt, 600_000)];
  const outcome = { payment: aPayment() } as Outcome;

  it.each<[RideStatus, Partial<RideItem>, Partial<Ride>]>([
    ['expired', { completedAt: at }, { settledAt: at }],
    ['confirmed', { completedAt: at, outcome }, { settledAt: at, outcome }],
    ['completed', { completedAt: at, outcome, endedAt: later }, { settledAt: at, outcome, completedAt: later }],
    ['cancelled', { completedAt: at, outcome, endedAt: later }, { settledAt: at, outcome, cancelledAt: later }],
    ['cancelled', { completedAt: at }, { settledAt: at, cancelledAt: at }],
  ])('has the times of a ride that is %s by their former names', (status, times, told) => {
    const item: RideItem = { ...ride, status, ...times };
    expect(rideOf(item)).toEqual({ ...ride, status, ...told });
    expect(itemOf({ ...ride, status, ...told })).toEqual(item);
  });

  it('has no set that nothing is in', () => {
    const { pending, ...item } = ride;
    const settled = { ...ride, pending: new Set<string>() };
    expect(rideOf(item)).toEqual(settled);
    expect(itemOf(settled)).toEqual(item);
  });
});
