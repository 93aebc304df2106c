import { describe, expect, it } from 'vitest';
import { paymentCheck } from '../../core/payment-check.ts';
import type { PaymentGateway } from '../../core/ports.ts';
import { aRideRequest, aRideRequested } from './rides.ts';

/** The names that a gateway has for methods which fare so. */
export interface KnownMethods {
  readonly good: string;
  readonly declined: string;
  readonly withoutFunds: string;
  readonly expired: string;
}

/** What every payment gateway has in common, as far as the branch that uses it can tell. */
export function describePaymentGateway(name: string, gateway: () => PaymentGateway, methods: KnownMethods): void {
  const checked = (paymentMethodId: string, ride = aRideRequested()) =>
    paymentCheck(gateway())({ ...ride, request: aRideRequest({ paymentMethodId }) });

  describe(`${name}, as a payment gateway`, () => {
    it('accepts a good method', async () => {
      expect(await checked(methods.good)).toEqual({
        status: 'ok',
        result: { paymentMethodId: methods.good, status: 'valid' },
      });
    });

    it.each([
      [methods.declined, 'card_declined'],
      [methods.withoutFunds, 'insufficient_funds'],
      [methods.expired, 'expired_card'],
      ['pm_nobody_knows', 'payment_method_unknown'],
    ])('refuses %s as %s', async (paymentMethodId, code) => {
      expect(await checked(paymentMethodId)).toEqual({
        status: 'rejected',
        reason: { code, message: expect.stringMatching(/^[A-Z].+\.$/), retryable: false },
      });
    });

    it.each([methods.good, methods.declined])(
      'says the same of %s when it is asked again, or at once',
      async (method) => {
        const ride = aRideRequested();
        const first = await checked(method, ride);
        expect(await Promise.all([checked(method, ride), checked(method, ride)])).toEqual([first, first]);
      },
    );
  });
}
