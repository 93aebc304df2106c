import type { Construct } from 'constructs';
import { variables } from '../core/names.ts';
import { type SubscriberDefinition, wishAttributes } from '../core/subscribers.ts';
import type { Flow } from './flow.ts';
import { Lane } from './lane.ts';
import { pascalCase } from './pascal-case.ts';
import type { QueueConsumerProps } from './queue-consumer.ts';
import type { Settings } from './settings.ts';

/** The lane of one subscriber: it receives the ride events that it subscribes to. */
export class SubscriberLane extends Lane {
  constructor(scope: Construct, subscriber: SubscriberDefinition, flow: Flow) {
    const { stores, services, rideEvents, codeOf, settings } = flow;
    const { events, wanted } = subscriber;
    super(scope, pascalCase(subscriber.name), {
      name: subscriber.name,
      timeoutSeconds: subscriber.timeoutSeconds,
      topic: rideEvents,
      filter: { type: events, ...(wanted && { [wishAttributes[wanted]]: ['yes'] }) },
      ...retrying(subscriber, settings),
      codeOf,
      settings,
    });
    stores.openTo(this.handler, subscriber.stores);
    services.openTo(this.handler, subscriber.services ?? []);
  }
}

/** No rider waits for it, and a lost event leaves work undone: it has time to outlast an outage. */
const usualAttempts = 10;

type Retrying = Pick<QueueConsumerProps, 'maxReceiveCount' | 'retrySeconds' | 'environment'>;

/** A schedule of its own has one attempt more than it has delays, and a queue whose retention covers all of them. */
function retrying({ retries }: SubscriberDefinition, { simulation }: Settings): Retrying {
  if (retries === undefined) return { maxReceiveCount: usualAttempts };
  const delaysSeconds = simulation ? retries.simulatedDelaysSeconds : retries.delaysSeconds;
  return {
    maxReceiveCount: delaysSeconds.length + 1,
    retrySeconds: delaysSeconds.reduce((sum, seconds) => sum + seconds, 0),
    environment: { [variables.retryDelaysSeconds]: JSON.stringify(delaysSeconds) },
  };
}
