import { describe, expect, it } from 'vitest';
import { moneyText } from '../../core/money.ts';
import { receiptOf } from '../../core/receipt.ts';
import { aReceiptedRide } from '../support/receipted-ride.ts';
import { aFare } from '../support/rides.ts';

describe('a receipt', () => {
  it('says what was paid for what, to whom', () => {
    const ride = aReceiptedRide();
    expect(receiptOf(ride)).toEqual({
      to: 'rider@example.com',
      subject: 'Your ride: $17.21',
      about: ride.rideId,
      text: [
        'Thank you for riding with us.',
        '',
        'Fare: $17.21',
        'Paid with: pm_card_visa',
        'Trip: 6.5 km, 16 min',
        'Driver: driver-1, 3 min from the pickup',
        'Requested: 2026-03-04T09:00:00.000Z',
        `Ride: ${ride.rideId}`,
        '',
      ].join('\n'),
    });
  });

  it('names the surge when there is one', () => {
    const { outcome, ...ride } = aReceiptedRide();
    if (outcome === undefined) return expect.fail();
    const surged = { ...outcome, fare: aFare({ surgeMultiplier: 1.5 }) };
    expect(receiptOf({ ...ride, outcome: surged })?.text).toContain('Fare: $17.21 (surge × 1.5)');
  });

  it.each(['cancelled', 'rejected', 'expired', 'requested'] as const)('is none for a ride that is %s', (status) => {
    expect(receiptOf(aReceiptedRide({ status }))).toBeUndefined();
  });

  it('is there for a ride that was completed meanwhile', () => {
    expect(receiptOf(aReceiptedRide({ status: 'completed' }))).toBeDefined();
  });
});

describe('money', () => {
  it.each([
    [1_721, 'USD', '$17.21'],
    [5, 'EUR', '€0.05'],
    [1_721, 'JPY', '¥1,721'],
    [1_721, 'KWD', 'KWD 1.721'],
    [0, 'USD', '$0.00'],
  ])('%i minor units of %s are %s', (amountMinor, currency, text) => {
    expect(moneyText(amountMinor, currency).replace(/\s/g, ' ')).toBe(text);
  });
});
