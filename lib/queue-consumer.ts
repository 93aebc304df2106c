import { Duration, Validations } from 'aws-cdk-lib';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { variables } from '../core/names.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import { RideFunction, type RideFunctionProps } from './ride-function.ts';
import { SecureQueue } from './secure-queue.ts';

export interface QueueConsumerProps extends RideFunctionProps {
  /**
   * How often a message is delivered before it goes to the dead-letter queue. Without it: until it is handled or it expires,
   * and the function itself moves unreadable messages there.
   */
  readonly maxReceiveCount?: number;
  /** Whether a rider waits for the function's work, so that a dead worker's messages have to be delivered again soon. */
  readonly isAwaited?: boolean;
  /** How long a failing message is retried, where that takes hours. */
  readonly retrySeconds?: number;
}

/** SQS's own default: the time in which a message has to be handled, beyond its retries. */
const retention = Duration.days(4);

/** What Lambda needs to poll a queue for a function, and what the function needs to return messages with a delay. */
const consuming = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ChangeMessageVisibility'];

/** How many invocations of one function a queue drives at once: enough for 500 messages, with a bounded bill. */
const maxConcurrency = 50;

/**
 * Six times the function's time-out, as AWS recommends: time to retry throttled invocations. Where riders wait, one second more
 * than the time-out, with enough deliveries to tolerate throttling.
 */
const visibilitySeconds = (timeoutSeconds: number, isAwaited: boolean): number =>
  isAwaited ? timeoutSeconds + 1 : 6 * timeoutSeconds;

/** A queue, the function that handles its messages, and the dead-letter queue for messages that it cannot handle. */
export class QueueConsumer extends Construct {
  readonly queue: Queue;
  readonly handler: RideFunction;
  /** How long a failing message is retried on the function's own schedule; 0 without one. */
  readonly retrySeconds: number;

  constructor(scope: Construct, id: string, props: QueueConsumerProps) {
    super(scope, id);
    const { maxReceiveCount, isAwaited = false, retrySeconds = 0, ...functionProps } = withTimeoutOverride(props);
    this.retrySeconds = retrySeconds;
    const deadLetters = this.#deadLetters(props);
    this.queue = new SecureQueue(this, 'Queue', {
      visibilityTimeout: Duration.seconds(visibilitySeconds(functionProps.timeoutSeconds, isAwaited)),
      retentionPeriod: retention.plus(Duration.seconds(retrySeconds)),
      ...(maxReceiveCount !== undefined && { deadLetterQueue: { queue: deadLetters, maxReceiveCount } }),
    });
    this.handler = new RideFunction(this, 'Function', functionProps);
    this.handler.allow(consuming, this.queue.queueArn);
    this.handler.addEnvironment(variables.queue, this.queue.queueUrl);
    if (maxReceiveCount === undefined) this.#movesItself(deadLetters);
    else this.handler.addEnvironment(variables.maxAttempts, String(maxReceiveCount));
    const mapping = new EventSourceMapping(this, 'Mapping', {
      target: this.handler,
      eventSourceArn: this.queue.queueArn,
      batchSize: 10,
      reportBatchItemFailures: true,
      maxConcurrency: Math.min(maxConcurrency, props.settings.reservedConcurrency ?? maxConcurrency),
    });
    Validations.of(mapping).acknowledge({
      id: 'Serverless-LambdaEventSourceMappingDestination',
      reason: 'Its source is a queue with a dead-letter queue of its own; a destination is for streams.',
    });
  }

  #deadLetters({ name, maxReceiveCount }: QueueConsumerProps): DeadLetterQueue {
    const what =
      maxReceiveCount === undefined ? 'could not read a message' : `failed on a message ${maxReceiveCount} times`;
    return new DeadLetterQueue(this, 'DeadLetters', {
      meaning: `${name} ${what}. Fix the cause, then redrive the queue.`,
      runbook: 'dead-letters',
    });
  }

  /** Without a redrive policy, the dead-letter queue itself names its source queue, which a redrive needs. */
  #movesItself(deadLetters: DeadLetterQueue): void {
    this.handler.sendsTo(deadLetters, variables.deadLetterQueue);
    deadLetters.holdsLettersOf(this.queue);
    const reason = 'Its messages are retried without a limit: the function moves only unreadable ones.';
    Validations.of(this.queue).acknowledge(
      { id: 'AwsSolutions-SQS3', reason },
      { id: 'Serverless-SQSRedrivePolicy', reason },
    );
  }
}

function withTimeoutOverride(props: QueueConsumerProps): QueueConsumerProps {
  return { ...props, timeoutSeconds: props.settings.functionTimeoutSeconds ?? props.timeoutSeconds };
}
