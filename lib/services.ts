import { Construct } from 'constructs';
import type { ServiceName } from '../core/names.ts';
import { Callbacks } from './callbacks.ts';
import { hasPart } from './has-part.ts';
import { Mail } from './mail.ts';
import { Payments } from './payments.ts';
import type { RideFunction } from './ride-function.ts';
import { Routing } from './routing.ts';
import type { Settings } from './settings.ts';

interface Service {
  openTo(handler: RideFunction): void;
}

/** For stacks with simulation on, whose mail goes nowhere: a domain that is set aside for examples. */
const simulatedSender = 'receipts@example.com';

/** What lies outside of the flow, as far as this stack has it. */
export class Services extends Construct {
  readonly callbacks: Callbacks;
  readonly payments: Payments;
  readonly #services: ReadonlyMap<ServiceName, Service>;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    this.callbacks = new Callbacks(this, 'Callbacks', settings);
    this.payments = new Payments(this, 'Payments', settings);
    const simulatesMail = settings.simulation && hasPart(settings, 'mail');
    const sender = settings.receiptSender ?? (simulatesMail ? simulatedSender : undefined);
    this.#services = new Map<ServiceName, Service>([
      ['callbacks', this.callbacks],
      ['routing', new Routing(this, 'Routing', settings)],
      ['payments', this.payments],
      ...(sender ? [['mail', new Mail(this, 'Mail', sender)] as const] : []),
    ]);
  }

  has(names: readonly ServiceName[]): boolean {
    return names.every((name) => this.#services.has(name));
  }

  /** Lets `handler` use the services, and tells it where they are. */
  openTo(handler: RideFunction, names: readonly ServiceName[]): void {
    for (const name of names) this.#services.get(name)?.openTo(handler);
  }
}
