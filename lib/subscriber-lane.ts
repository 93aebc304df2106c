import type { Construct } from 'constructs';
import type { SubscriberDefinition } from '../core/subscribers.ts';
import type { Flow } from './flow.ts';
import { Lane } from './lane.ts';
import { pascalCase } from './pascal-case.ts';

/** The lane of one subscriber: it hears of those of the rides' events that it asked for. */
export class SubscriberLane extends Lane {
  constructor(scope: Construct, subscriber: SubscriberDefinition, { stores, rideEvents, codeOf, settings }: Flow) {
    super(scope, pascalCase(subscriber.name), {
      name: subscriber.name,
      timeoutSeconds: subscriber.timeoutSeconds,
      topic: rideEvents,
      types: subscriber.events,
      // Nobody is waiting, and an event that is lost leaves something undone: it has time to outlast a disturbance.
      maxReceiveCount: 10,
      codeOf,
      settings,
    });
    stores.openTo(this.handler, subscriber.stores);
  }
}
