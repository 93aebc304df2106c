import Stripe from 'stripe';
import type { PaymentCheck } from '../../core/ports.ts';
import {
  authenticationRequired,
  cardDeclined,
  expiredCard,
  insufficientFunds,
  issuerUnavailable,
  paymentMethodUnknown,
} from '../payment-refusals.ts';

/**
 * Stripe's codes (https://docs.stripe.com/declines/codes, https://docs.stripe.com/error-codes) that a rider can do
 * something about. All others are a declined card: whoever has stolen one must not learn that it is known to be stolen.
 */
const refusals: Readonly<Record<string, PaymentCheck>> = {
  insufficient_funds: insufficientFunds,
  expired_card: expiredCard,
  authentication_required: authenticationRequired,
  setup_intent_authentication_failure: authenticationRequired,
  issuer_not_available: issuerUnavailable,
  processing_error: issuerUnavailable,
  reenter_transaction: issuerUnavailable,
  try_again_later: issuerUnavailable,
};

/** What an error of Stripe's says of the payment method; undefined when it says nothing of it. */
export function refusalIn(error: unknown): PaymentCheck | undefined {
  if (error instanceof Stripe.errors.StripeCardError) {
    return refusals[error.decline_code ?? ''] ?? refusals[error.code ?? ''] ?? cardDeclined;
  }
  const missing = error instanceof Stripe.errors.StripeInvalidRequestError && error.code === 'resource_missing';
  return missing && error.param !== 'customer' ? paymentMethodUnknown : undefined;
}
