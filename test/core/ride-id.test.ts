import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requestHash, rideIdOf } from '../../core/ride-id.ts';
import type { RideRequest } from '../../core/ride-request.ts';
import { aRideRequest, pickup } from '../support/rides.ts';

describe('a ride id', () => {
  it('is the same for the same rider and key, and fits the messages', () => {
    expect(rideIdOf('rider-1', 'key-1')).toBe(rideIdOf('rider-1', 'key-1'));
    expect(rideIdOf('rider-1', 'key-1')).toMatch(/^ride_[0-9a-f]{32}$/);
  });

  it('is another one for another rider or key, wherever the two are divided', () => {
    const pair = fc.tuple(fc.string(), fc.string());
    fc.assert(
      fc.property(pair, pair, ([rider, key], [otherRider, otherKey]) => {
        const isSame = rider === otherRider && key === otherKey;
        expect(rideIdOf(rider, key) === rideIdOf(otherRider, otherKey)).toBe(isSame);
      }),
    );
    expect(rideIdOf('rider-1', 'key-1')).not.toBe(rideIdOf('rider-2', 'key-1'));
    expect(rideIdOf('rider-1', 'key-1')).not.toBe(rideIdOf('rider-1', 'key-2'));
    expect(rideIdOf('ab', 'c')).not.toBe(rideIdOf('a', 'bc'));
    expect(rideIdOf('a","b', 'c')).not.toBe(rideIdOf('a', 'b","c'));
  });
});

describe('the hash of a request', () => {
  const request = aRideRequest({ simulate: { eta: { delayMs: 5, fault: 'reject' }, pricing: { delayMs: 1 } } });

  it('does not depend on the order of fields, at any depth', () => {
    const reversed = (value: unknown): unknown =>
      value !== null && typeof value === 'object'
        ? Object.fromEntries(
            Object.entries(value)
              .toReversed()
              .map(([key, each]) => [key, reversed(each)]),
          )
        : value;
    expect(JSON.stringify(reversed(request))).not.toBe(JSON.stringify(request));
    expect(requestHash(reversed(request) as RideRequest)).toBe(requestHash(request));
  });

  it.each<[string, Partial<RideRequest>]>([
    ['pickup', { pickup: { ...pickup, lat: pickup.lat + 1e-9 } }],
    ['dropoff', { dropoff: pickup }],
    ['product', { product: 'xl' }],
    ['payment method', { paymentMethodId: 'pm_card_mastercard' }],
    ['simulation', { simulate: { eta: { delayMs: 6, fault: 'reject' }, pricing: { delayMs: 1 } } }],
  ])('is another one for another %s', (_, change) => {
    expect(requestHash({ ...request, ...change })).not.toBe(requestHash(request));
  });

  it('tells pickup from drop-off', () => {
    const { pickup: from, dropoff: to } = request;
    expect(requestHash({ ...request, pickup: to, dropoff: from })).not.toBe(requestHash(request));
  });
});
