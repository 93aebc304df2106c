import { Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { variables } from '../core/names.ts';
import type { RideFunction } from './ride-function.ts';

/** What it takes to send mail: a sender whom SES knows. */
export class Mail extends Construct {
  readonly #sender: string;

  constructor(scope: Construct, id: string, sender: string) {
    super(scope, id);
    this.#sender = sender;
  }

  /** SES lets a sender through whose address, or else whose domain, it has verified; which of the two is not known here. */
  openTo(handler: RideFunction): void {
    const domain = this.#sender.slice(this.#sender.indexOf('@') + 1);
    handler.addEnvironment(variables.receiptSender, this.#sender);
    for (const identity of [this.#sender, domain]) {
      handler.allow(
        ['ses:SendEmail'],
        Stack.of(this).formatArn({ service: 'ses', resource: 'identity', resourceName: identity }),
      );
    }
  }
}
