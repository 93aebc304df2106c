import { RecursiveLoop } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { variables } from '../core/names.ts';
import type { Flow } from './flow.ts';
import { QueueConsumer, type QueueConsumerProps } from './queue-consumer.ts';

type GatherProps = Omit<Flow, 'branchResults' | 'deadlines'>;

/**
 * A queue of messages that decide rides, and the function that does so. There are two, which do the same: so nothing that
 * waits or fails on the queue that branches wake the aggregator by puts off the end of a ride at its deadline.
 */
class Gather extends QueueConsumer {
  constructor(
    scope: Construct,
    id: string,
    props: GatherProps & Pick<QueueConsumerProps, 'name' | 'timeoutSeconds' | 'maxReceiveCount' | 'isAwaited'>,
  ) {
    const { name, timeoutSeconds, maxReceiveCount, isAwaited = false, stores, rideEvents, codeOf, settings } = props;
    super(scope, id, {
      name,
      timeoutSeconds,
      isAwaited,
      ...(maxReceiveCount !== undefined && { maxReceiveCount }),
      // It sends messages that come early back to its own queue. Lambda would take that for a runaway loop after 16
      // rounds and stop it, but this loop ends by itself: when the deadline is over.
      recursiveLoop: RecursiveLoop.ALLOW,
      environment: { [variables.retentionDays]: String(settings.retentionDays) },
      codeOf,
      settings,
    });
    stores.openTo(this.handler, { rides: 'change', drivers: 'write', load: 'count' });
    this.handler.publishesTo(rideEvents, variables.rideEventsTopic);
    this.handler.allow(['sqs:SendMessage'], this.queue.queueArn);
  }
}

/** Decides a ride when a branch says that it can be decided. */
export class Aggregator extends Gather {
  constructor(scope: Construct, id: string, props: GatherProps) {
    // More attempts than a disturbance that passes takes. A ride whose message is given up ends at its deadline.
    super(scope, id, { ...props, name: 'aggregator', timeoutSeconds: 6, maxReceiveCount: 10 });
  }
}

/**
 * Ends a ride at its deadline. Its messages are delivered until they are handled, and what a dead worker had is handed out
 * again when its visibility timeout ends: a ride whose worker died n times ends at most n × 4 s + 1 s late.
 */
export class Deadlines extends Gather {
  constructor(scope: Construct, id: string, props: GatherProps) {
    super(scope, id, { ...props, name: 'deadline', timeoutSeconds: 3, isAwaited: true });
  }
}
