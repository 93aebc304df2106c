import { describe, expect, it } from 'vitest';
import { itemOf, rideOf } from '../../adapters/ride-items.ts';
import { aRide, aRideRequest } from '../support/rides.ts';

const ride = aRide();

describe('the item of a ride, read and written as version 0.1.0 had it,', () => {
  it('has the URL of a webhook by its former name', () => {
    const item = { ...ride, request: { ...ride.request, callbackUrl: 'https://rider.example/' } };
    const told = { ...ride, request: aRideRequest({ webhookUrl: 'https://rider.example/' }) };
    expect(rideOf(item)).toEqual(told);
    expect(itemOf(told)).toEqual(item);
  });

  it('has no set that nothing is in', () => {
    const { pending, ...item } = ride;
    const settled = { ...ride, pending: new Set<string>() };
    expect(rideOf(item)).toEqual(settled);
    expect(itemOf(settled)).toEqual(item);
  });
});
