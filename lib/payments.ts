import { Validations } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { variables } from '../core/names.ts';
import { dataRemoval } from './data-removal.ts';
import type { RideFunction } from './ride-function.ts';
import type { Settings } from './settings.ts';

/** What it takes to have payment methods checked: the secret with Stripe's API key, or nothing where a sandbox does it. */
export class Payments extends Construct {
  /** Undefined where there is no provider to have a key for. */
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

  /** What is generated is no key: the owner puts one in its place, and until then nobody's payment method is good. */
  #secret({ stage }: Settings): Secret {
    const secret = new Secret(this, 'StripeKey', {
      description: 'The API key for Stripe, put here by hand: sk_..., or better a restricted one, rk_...',
      generateSecretString: { excludePunctuation: true },
      removalPolicy: dataRemoval(stage),
    });
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'Stripe makes its keys, and rolls them in its dashboard; whoever does that puts the new one here.',
    });
    return secret;
  }
}
