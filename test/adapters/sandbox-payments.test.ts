import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sandboxPayments } from '../../adapters/sandbox-payments.ts';
import { TimeLimitError, withTimeLimit } from '../../adapters/time-limit.ts';
import { paymentCheck } from '../../core/payment-check.ts';
import { plusMs } from '../../core/time.ts';
import { describePaymentGateway } from '../support/payment-gateway-contract.ts';
import { aRideRequest, aRideRequested } from '../support/rides.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describePaymentGateway('the sandbox', () => sandboxPayments, {
  good: 'pm_card_visa',
  declined: 'pm_card_chargeDeclined',
  withoutFunds: 'pm_card_insufficientFunds',
  expired: 'pm_card_expired',
});

describe('the payment check', () => {
  const checked = (paymentMethodId: string) =>
    paymentCheck(sandboxPayments)(aRideRequested({ request: aRideRequest({ paymentMethodId }) }));

  it('accepts another good card', async () => {
    expect(await checked('pm_card_mastercard')).toMatchObject({ status: 'ok' });
  });

  it("asks under a key of the ride's own, so that a second question has no further effect, and for its rider", async () => {
    const keys: string[] = [];
    const check = async (_: string, key: string, riderId: string) => {
      keys.push(`${key} ${riderId}`);
      return { valid: true as const };
    };
    const ride = aRideRequested();
    const later = { ...ride, requestedAt: plusMs(ride.requestedAt, 86_400_000) };
    for (const each of [ride, ride, later]) await paymentCheck({ check })(each);
    const keyOf = ({ rideId, requestedAt, riderId }: typeof ride) => `${rideId}:${requestedAt} ${riderId}`;
    expect(keys).toEqual([keyOf(ride), keyOf(ride), keyOf(later)]);
  });

  it('says of a refusal whether the method may be good later', async () => {
    const check = async () => ({ valid: false as const, code: 'later', message: 'Later.', retryable: true });
    expect(await paymentCheck({ check })(aRideRequested())).toMatchObject({ reason: { retryable: true } });
  });

  it('throws well within the time of its function when the gateway hangs', async () => {
    const asked = expect(checked('pm_timeout')).rejects.toThrow(TimeLimitError);
    await vi.advanceTimersByTimeAsync(2_000);
    await asked;
  });
});

describe('a time limit', () => {
  it('leaves no timer behind when the call is in time', async () => {
    expect(await withTimeLimit('It', 1_000, async () => 'in time')).toBe('in time');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('passes on the error of the call', async () => {
    await expect(withTimeLimit('It', 1_000, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('tells the call that nobody waits any more', async () => {
    let signal: AbortSignal | undefined;
    const hanging = withTimeLimit('It', 1_000, (given) => {
      signal = given;
      return new Promise(() => {});
    });
    const asked = expect(hanging).rejects.toThrow('It did not answer within 1000 ms.');
    await vi.advanceTimersByTimeAsync(1_000);
    await asked;
    expect(signal?.aborted).toBe(true);
  });
});
