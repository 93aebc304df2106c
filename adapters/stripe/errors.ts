import Stripe from 'stripe';

/** The setup of a payment method has reached a state that means neither yes nor no. */
export class UnexpectedStatusError extends Error {
  constructor(status: string) {
    super(`A payment method that is set up is ${status}.`);
    this.name = 'UnexpectedStatusError';
  }
}

/**
 * Stripe gave no verdict. The message has Stripe's error names, for diagnosis, and nothing else of its answer: that may
 * contain payment methods and parts of keys, and this message is logged.
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
