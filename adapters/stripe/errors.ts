import Stripe from 'stripe';

/** Setting a payment method up has come to a state that neither says yes nor no. */
export class UnexpectedStatusError extends Error {
  constructor(status: string) {
    super(`A payment method that is set up is ${status}.`);
    this.name = 'UnexpectedStatusError';
  }
}

/**
 * Stripe could not say. The message has Stripe's names for why, for whoever looks into it, and nothing else of what Stripe
 * said: that may hold payment methods and parts of keys, and this ends up in a log.
 */
export class StripeFailedError extends Error {
  constructor(error: unknown) {
    super(`Stripe could not check a payment method: ${reasonOf(error)}.`);
    this.name = 'StripeFailedError';
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Stripe.errors.StripeError)) return String(error);
  const { type, statusCode, code, requestId } = error;
  const details = Object.entries({ status: statusCode, code, request: requestId });
  return [type, ...details.flatMap(([name, value]) => (value ? [`${name} ${value}`] : []))].join(', ');
}
