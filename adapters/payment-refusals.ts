import type { PaymentCheck } from '../core/ports.ts';

// Messages to riders whose payment method is refused, whatever the provider. The codes are stable.

export const cardDeclined: PaymentCheck = { valid: false, code: 'card_declined', message: 'The card was declined.' };

export const insufficientFunds: PaymentCheck = {
  valid: false,
  code: 'insufficient_funds',
  message: 'The card has insufficient funds.',
};

export const expiredCard: PaymentCheck = { valid: false, code: 'expired_card', message: 'The card has expired.' };

export const paymentMethodUnknown: PaymentCheck = {
  valid: false,
  code: 'payment_method_unknown',
  message: 'The payment method does not exist.',
};

/** It exists, but the provider takes no charge by it: its kind, its state, or what it lacks. */
export const paymentMethodUnusable: PaymentCheck = {
  valid: false,
  code: 'payment_method_unusable',
  message: 'The payment method cannot be charged here.',
};

export const authenticationRequired: PaymentCheck = {
  valid: false,
  code: 'authentication_required',
  message: 'The bank requires the cardholder to authenticate first.',
};

export const issuerUnavailable: PaymentCheck = {
  valid: false,
  code: 'issuer_unavailable',
  message: 'The bank could not be reached to check the card. Try again.',
  retryable: true,
};
