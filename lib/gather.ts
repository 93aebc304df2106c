import { RecursiveLoop } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { variables } from '../core/names.ts';
import type { Flow } from './flow.ts';
import { QueueConsumer, type QueueConsumerProps } from './queue-consumer.ts';

type GatherProps = Omit<Flow, 'branchResults' | 'deadlines'>;

/**
 * A queue of messages that decide rides, and the function that handles them. There are two with the same behaviour, so that a
 * backlog or failures on the queue through which branches wake the aggregator never delay the end of a ride at its deadline.
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
      // The function sends messages that arrive early back to its own queue. Lambda would take that for a runaway loop and stop
      // it after 16 rounds, but this loop ends by itself at the deadline.
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
    // More attempts than a transient fault takes. A ride whose message is given up ends at its deadline.
    super(scope, id, { ...props, name: 'aggregator', timeoutSeconds: 6, maxReceiveCount: 10 });
  }
}

/**
 * Ends a ride at its deadline. Its messages are delivered until they are handled, and a dead worker's messages are delivered
 * again when their visibility timeout ends: a ride whose worker died n times ends at most n × 4 s + 1 s late.
 */
export class Deadlines extends Gather {
  constructor(scope: Construct, id: string, props: GatherProps) {
    super(scope, id, { ...props, name: 'deadline', timeoutSeconds: 3, isAwaited: true });
  }
}
