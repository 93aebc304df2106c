import { Validations } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { variables } from '../core/names.ts';
import { dataRemoval } from './data-removal.ts';
import { loopbackWebhooks } from './loopback-webhooks.ts';
import type { RideFunction } from './ride-function.ts';
import type { Settings } from './settings.ts';

/** Sending webhooks to riders' own services requires a secret to sign with. */
export class Webhooks extends Construct {
  readonly secret: Secret;
  readonly #settings: Settings;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    this.#settings = settings;
    this.secret = new Secret(this, 'Secret', {
      description: 'Signs webhooks. Each of several secrets, separated by spaces, signs. See docs/operate/security.md',
      // 43 letters and digits are as hard to guess as 32 random bytes.
      generateSecretString: { passwordLength: 43, excludePunctuation: true },
      removalPolicy: dataRemoval(settings.stage),
    });
    Validations.of(this.secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'Receivers need a new secret before it is used alone: an operator stores both, then the new one.',
    });
  }

  openTo(handler: RideFunction): void {
    handler.addEnvironment(variables.webhookSecret, this.secret.secretArn);
    handler.allow(['secretsmanager:GetSecretValue'], this.secret.secretArn);
    handler.addEnvironments(loopbackWebhooks(handler, this.#settings));
  }
}
