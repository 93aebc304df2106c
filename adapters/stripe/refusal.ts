import Stripe from 'stripe';
import type { PaymentCheck } from '../../core/ports.ts';
import {
  authenticationRequired,
  cardDeclined,
  expiredCard,
  insufficientFunds,
  issuerUnavailable,
  paymentMethodUnknown,
  paymentMethodUnusable,
} from '../payment-refusals.ts';

/**
 * Stripe's codes (https://docs.stripe.com/declines/codes, https://docs.stripe.com/error-codes) that a rider can act on. All
 * others count as a declined card: a thief must not learn that a card is known to be stolen.
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

/**
 * The verdict on the payment method in an error of Stripe; undefined when there is none. What Stripe says of the method alone is
 * the rider's choice, and no failure of this stack.
 */
export function refusalIn(error: unknown): PaymentCheck | undefined {
  if (error instanceof Stripe.errors.StripeCardError) {
    return refusals[error.decline_code ?? ''] ?? refusals[error.code ?? ''] ?? cardDeclined;
  }
  if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) return undefined;
  const { code, param } = error;
  if (code === 'resource_missing') return param === 'customer' ? undefined : paymentMethodUnknown;
  const isOfMethod =
    code?.startsWith('payment_method_') || param === 'payment_method' || param?.startsWith('mandate_data');
  return isOfMethod ? paymentMethodUnusable : undefined;
}
