import { variables } from '../../core/names.ts';
import type { PaymentGateway } from '../../core/ports.ts';
import { secretsManager } from '../clients.ts';
import { environment } from '../environment.ts';
import { stripeApiKey } from '../stripe/api-key.ts';
import { stripePayments } from '../stripe/payments.ts';

/** Payments by Stripe. */
export function payments(): PaymentGateway {
  const [secretArn] = environment(variables.stripeSecret);
  return stripePayments({ apiKey: () => stripeApiKey(secretsManager(), secretArn) });
}
