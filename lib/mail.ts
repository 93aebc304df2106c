import { Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { variables } from '../core/names.ts';
import type { RideFunction } from './ride-function.ts';
import { identitiesOf } from './sender-identities.ts';

/** Sending mail requires a sender that SES has verified. */
export class Mail extends Construct {
  readonly #sender: string;

  constructor(scope: Construct, id: string, sender: string) {
    super(scope, id);
    this.#sender = sender;
  }

  openTo(handler: RideFunction): void {
    handler.addEnvironment(variables.receiptSender, this.#sender);
    for (const identity of identitiesOf(this.#sender)) handler.allow(['ses:SendEmail'], identityArn(this, identity));
  }
}

/** The ARN of a verified SES identity, an address or a domain, of the stack's own account and region. */
export const identityArn = (scope: Construct, identity: string): string =>
  Stack.of(scope).formatArn({ service: 'ses', resource: 'identity', resourceName: identity });
