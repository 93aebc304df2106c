import { Validations } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { variables } from '../core/names.ts';
import { dataRemoval } from './data-removal.ts';
import type { RideFunction } from './ride-function.ts';
import type { Settings } from './settings.ts';

/** Checking payment methods requires the secret with Stripe's API key, or nothing with the sandbox. */
export class Payments extends Construct {
  /** Undefined with a provider that needs no key. */
  readonly secretArn?: string;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    if (settings.payments === 'stripe') this.secretArn = settings.stripeSecretArn ?? this.#secret(settings).secretArn;
  }

  openTo(handler: RideFunction): void {
    if (this.secretArn === undefined) return;
    handler.addEnvironment(variables.stripeSecret, this.secretArn);
    handler.allow(['secretsmanager:GetSecretValue'], this.secretArn);
  }

  /** The generated value is not a key: the owner replaces it, and until then no payment method is accepted. */
  #secret({ stage }: Settings): Secret {
    const secret = new Secret(this, 'StripeKey', {
      description: 'The API key for Stripe, entered by hand: sk_..., or preferably a restricted one, rk_...',
      generateSecretString: { excludePunctuation: true },
      removalPolicy: dataRemoval(stage),
    });
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'Stripe issues the keys, and rolls them in its dashboard; the operator stores the new one here.',
    });
    return secret;
  }
}
