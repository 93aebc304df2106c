import Stripe from 'stripe';
import type { PaymentCheck, PaymentGateway } from '../../core/ports.ts';
import { authenticationRequired, paymentMethodUnknown } from '../payment-refusals.ts';
import { withTimeLimit } from '../time-limit.ts';
import { type StripeClientOptions, stripeClients } from './client.ts';
import { StripeFailedError, UnexpectedStatusError } from './errors.ts';
import { refusalIn } from './refusal.ts';

/** Covers both requests and reading the key; the calling function has three seconds. */
export const checkTimeLimitMs = 2_300;

export interface StripePaymentsOptions extends StripeClientOptions {
  readonly timeLimitMs?: number;
}

/**
 * The payment gateway on Stripe. A method is checked by setting it up again for off-session payments
 * (https://docs.stripe.com/payments/setup-intents): its bank confirms that it is valid, no money moves, and there is nothing
 * to undo if the ride does not take place. The fare is not known yet, so whether the funds suffice is not checked.
 */
export function stripePayments(options: StripePaymentsOptions): PaymentGateway {
  const { timeLimitMs = checkTimeLimitMs } = options;
  const clients = stripeClients(options);
  return {
    check: (paymentMethodId, idempotencyKey, riderId) =>
      withTimeLimit('Stripe', timeLimitMs, async (signal) => {
        const stripe = await clients.get();
        try {
          return await checked(stripe, { paymentMethodId, idempotencyKey, riderId }, signal);
        } catch (error) {
          if (error instanceof Stripe.errors.StripeAuthenticationError) clients.forget();
          return refusalIn(error) ?? rethrown(error);
        }
      }),
  };
}

function rethrown(error: unknown): never {
  throw new StripeFailedError(error);
}

interface Asked {
  readonly paymentMethodId: string;
  readonly idempotencyKey: string;
  readonly riderId: string;
}

async function checked(
  stripe: Stripe,
  { paymentMethodId, idempotencyKey, riderId }: Asked,
  signal: AbortSignal,
): Promise<PaymentCheck> {
  const { customer, livemode } = await stripe.paymentMethods.retrieve(paymentMethodId, { expand: ['customer'] });
  // Without a customer a method can be used once, and the setup would be that use. Test methods can be used any number of
  // times.
  if (customer === null && livemode) return paymentMethodUnknown;
  if (isAnothers(customer, riderId)) return paymentMethodUnknown;
  signal.throwIfAborted();
  const { status } = await setUp(stripe, idempotencyKey, {
    payment_method: paymentMethodId,
    ...(customer && { customer: idOf(customer) }),
    usage: 'off_session',
    confirm: true,
    // No user is present who could be redirected to a bank's page.
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
  });
  if (status === 'succeeded') return { valid: true };
  if (status === 'requires_action') return authenticationRequired;
  throw new UnexpectedStatusError(status);
}

/** A customer's metadata may name the rider; it is set when the customer is created. */
function isAnothers(customer: Stripe.PaymentMethod['customer'], riderId: string): boolean {
  if (customer === null || typeof customer === 'string' || customer.deleted) return false;
  const { riderId: owner } = customer.metadata;
  return owner !== undefined && owner !== riderId;
}

const idOf = (customer: string | { readonly id: string }): string =>
  typeof customer === 'string' ? customer : customer.id;

/**
 * Stripe repeats its first answer to a key for a day, a `500` included (https://docs.stripe.com/api/idempotent_requests), so
 * a retry under the same key is useless. Setting a method up again does no harm, so after a repeated failure the request is
 * sent under another key, the same for all callers that got this failure.
 */
async function setUp(
  stripe: Stripe,
  idempotencyKey: string,
  params: Stripe.SetupIntentCreateParams,
): Promise<Stripe.SetupIntent> {
  try {
    return await stripe.setupIntents.create(params, { idempotencyKey });
  } catch (error) {
    if (!isRepeatedFailure(error)) throw error;
    return setUp(stripe, `${idempotencyKey}+`, params);
  }
}

/** https://docs.stripe.com/error-low-level has the header. */
function isRepeatedFailure(error: unknown): boolean {
  if (!(error instanceof Stripe.errors.StripeAPIError)) return false;
  return (error.statusCode ?? 0) >= 500 && error.headers?.['idempotent-replayed'] === 'true';
}
