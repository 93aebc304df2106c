import { Duration } from 'aws-cdk-lib';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import { RideFunction, type RideFunctionProps } from './ride-function.ts';
import { SecureQueue } from './secure-queue.ts';

export interface QueueConsumerProps extends RideFunctionProps {
  /** How often a message is delivered before it goes to the dead-letter queue. */
  readonly maxReceiveCount: number;
}

/** How many invocations of one function a queue drives at once: enough for 500 messages, and no runaway bill. */
const maxConcurrency = 50;

/** A queue, the function that handles its messages, and the dead-letter queue for those that it cannot handle. */
export class QueueConsumer extends Construct {
  readonly queue: Queue;
  readonly handler: RideFunction;

  constructor(scope: Construct, id: string, props: QueueConsumerProps) {
    const { maxReceiveCount, ...functionProps } = props;
    super(scope, id);
    this.queue = new SecureQueue(this, 'Queue', {
      // Six times the function's time-out, as AWS asks: time for throttled invocations to be tried again.
      visibilityTimeout: Duration.seconds(6 * props.timeoutSeconds),
      deadLetterQueue: { queue: this.#deadLetters(props), maxReceiveCount },
    });
    this.handler = new RideFunction(this, 'Function', functionProps);
    this.queue.grantConsumeMessages(this.handler);
    new EventSourceMapping(this, 'Mapping', {
      target: this.handler,
      eventSourceArn: this.queue.queueArn,
      batchSize: 10,
      reportBatchItemFailures: true,
      maxConcurrency: Math.min(maxConcurrency, props.settings.reservedConcurrency ?? maxConcurrency),
    });
  }

  #deadLetters({ name, maxReceiveCount }: QueueConsumerProps): DeadLetterQueue {
    return new DeadLetterQueue(this, 'DeadLetters', {
      meaning: `${name} failed on a message ${maxReceiveCount} times. Mend the cause, then redrive the queue.`,
    });
  }
}
