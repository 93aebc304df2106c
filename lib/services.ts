import { Construct } from 'constructs';
import type { ServiceName } from '../core/names.ts';
import { hasPart } from './has-part.ts';
import { Mail } from './mail.ts';
import { Payments } from './payments.ts';
import { Push } from './push/push.ts';
import type { PushParts } from './push/push-authorizer.ts';
import type { RideFunction } from './ride-function.ts';
import { Routing } from './routing.ts';
import type { Settings } from './settings.ts';
import { Webhooks } from './webhooks.ts';

interface Service {
  openTo(handler: RideFunction): void;
}

/** The sender in stacks with simulation, whose mail is not delivered: an address in a domain reserved for examples. */
const simulatedSender = 'receipts@example.com';

/** The services that a stack with these settings has. */
export function servicesOf(settings: Settings): ReadonlySet<ServiceName> {
  return new Set<ServiceName>([
    'webhooks',
    'routing',
    'payments',
    ...(senderOf(settings) ? (['mail'] as const) : []),
    ...(settings.push ? (['push'] as const) : []),
  ]);
}

function senderOf(settings: Settings): string | undefined {
  const simulatesMail = settings.simulation && hasPart(settings, 'mail');
  return settings.receiptSender ?? (simulatesMail ? simulatedSender : undefined);
}

/** The external services that this stack has. */
export class Services extends Construct {
  readonly webhooks: Webhooks;
  readonly payments: Payments;
  /** Undefined where nothing is pushed to riders' screens. */
  readonly push: Push | undefined;
  readonly #services: ReadonlyMap<ServiceName, Service>;

  constructor(scope: Construct, id: string, parts: PushParts) {
    super(scope, id);
    const { settings } = parts;
    const sender = senderOf(settings);
    // With another id it would be a new secret, unknown to every receiver.
    this.webhooks = new Webhooks(this, 'Callbacks', settings);
    this.payments = new Payments(this, 'Payments', settings);
    this.push = settings.push ? new Push(this, 'Push', parts) : undefined;
    this.#services = new Map<ServiceName, Service>([
      ['webhooks', this.webhooks],
      ['routing', new Routing(this, 'Routing', settings)],
      ['payments', this.payments],
      ...(sender ? [['mail', new Mail(this, 'Mail', sender)] as const] : []),
      ...(this.push ? [['push', this.push] as const] : []),
    ]);
  }

  /** Lets `handler` use the services, and gives it their addresses. */
  openTo(handler: RideFunction, names: readonly ServiceName[]): void {
    for (const name of names) this.#services.get(name)?.openTo(handler);
  }
}
