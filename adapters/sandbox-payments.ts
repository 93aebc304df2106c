import { setTimeout as wait } from 'node:timers/promises';
import type { PaymentCheck, PaymentGateway } from '../core/ports.ts';
import { cardDeclined, expiredCard, insufficientFunds, paymentMethodUnknown } from './payment-refusals.ts';
import { withTimeLimit } from './time-limit.ts';

/** A real gateway answers well within this time. */
const timeLimitMs = 2_000;

/** Test payment methods, named as payment providers name theirs. */
const answers: Readonly<Record<string, PaymentCheck>> = {
  pm_card_visa: { valid: true },
  pm_card_mastercard: { valid: true },
  pm_card_chargeDeclined: cardDeclined,
  pm_card_insufficientFunds: insufficientFunds,
  pm_card_expired: expiredCard,
};

/** A payment gateway with well-known test methods. `pm_timeout` never answers; unlisted methods are unknown. */
export const sandboxPayments: PaymentGateway = {
  check: (paymentMethodId) =>
    withTimeLimit('The payment gateway', timeLimitMs, async (signal) => {
      if (paymentMethodId === 'pm_timeout') await wait(10 * timeLimitMs, undefined, { signal });
      return answers[paymentMethodId] ?? paymentMethodUnknown;
    }),
};
