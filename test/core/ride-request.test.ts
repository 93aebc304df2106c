import { describe, expect, it } from 'vitest';
import { rideRequestSchema } from '../../core/ride-request.ts';
import { aRideRequest } from '../support/rides.ts';

const isTaken = (receiptEmail: string): boolean =>
  rideRequestSchema.safeParse({ ...aRideRequest(), receiptEmail }).success;

describe('the address of a receipt', () => {
  it.each([
    'a@example.com',
    'First.Last+rides@sub-domain.example.co.uk',
    "o'hara@x1.example",
    `${'a'.repeat(64)}@example.com`,
    `a@${'b'.repeat(63)}.example`,
    'a@xn--bcher-kva.example',
  ])('may be %s', (address) => {
    expect(isTaken(address)).toBe(true);
  });

  it.each([
    '',
    'a',
    'a@b',
    '@example.com',
    'a@example.com, b@example.com',
    'a@foo-.com',
    'a@-foo.com',
    'a@foo.-com',
    'a@foo..com',
    `a@${'b'.repeat(64)}.com`,
    `${'a'.repeat(65)}@example.com`,
    `a@${'b.'.repeat(126)}com`,
    'a@127.0.0.1',
    'a@example.com\r\nBcc: b@example.com',
    'bücher@example.com',
  ])('cannot be %j', (address) => {
    expect(isTaken(address)).toBe(false);
  });
});
