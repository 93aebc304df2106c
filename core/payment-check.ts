import { type BranchRule, ok, rejected } from './branch-rule.ts';
import type { PaymentGateway } from './ports.ts';
import type { Payment } from './results.ts';

/** Asks the payment provider whether the rider's payment method can be charged. */
export const paymentCheck =
  (payments: PaymentGateway): BranchRule<Payment> =>
  async ({ rideId, requestedAt, riderId, request: { paymentMethodId } }) => {
    // A later ride may have the id.
    const check = await payments.check(paymentMethodId, `${rideId}:${requestedAt}`, riderId);
    return check.valid
      ? ok({ paymentMethodId, status: 'valid' })
      : rejected(check.code, check.message, check.retryable);
  };
