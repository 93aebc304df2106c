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
   * How often a message is delivered before it goes to the dead-letter queue. Without it: until it is handled or
   * the queue drops it, and the function itself sends there what it can't read.
   */
  readonly maxReceiveCount?: number;
  /** Whether somebody waits for the function's work, so that what a dead worker had is to be handed out again soon. */
  readonly isAwaited?: boolean;
  /** How long a message that keeps failing is tried, where that takes hours. */
  readonly retrySeconds?: number;
}

/** SQS's own default. It is what a message has to be handled in beyond its retries. */
const retention = Duration.days(4);

/** What Lambda does to hand a queue's messages to a function, and what the function does to have one again sooner or later. */
const consuming = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ChangeMessageVisibility'];

/** How many invocations of one function a queue drives at once: enough for 500 messages, and no runaway bill. */
const maxConcurrency = 50;

/**
 * Six times the function's time-out, as AWS asks: time for throttled invocations to be tried again. Where riders wait, a
 * second more than the time-out, and deliveries enough to bear with throttling.
 */
const visibilitySeconds = (timeoutSeconds: number, isAwaited: boolean): number =>
  isAwaited ? timeoutSeconds + 1 : 6 * timeoutSeconds;

/** A queue, the function that handles its messages, and the dead-letter queue for those that it cannot handle. */
export class QueueConsumer extends Construct {
  readonly queue: Queue;
  readonly handler: RideFunction;
  /** How long a message that keeps failing is tried by a schedule of its own; 0 without one. */
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
      meaning: `${name} ${what}. Mend the cause, then redrive the queue.`,
      runbook: 'dead-letters',
    });
  }

  /** Without a redrive policy it is the dead-letter queue that says whose letters it holds: a redrive has to know. */
  #movesItself(deadLetters: DeadLetterQueue): void {
    this.handler.sendsTo(deadLetters, variables.deadLetterQueue);
    deadLetters.holdsLettersOf(this.queue);
    const reason = 'No number of failures may take its messages away: the function moves what it cannot read.';
    Validations.of(this.queue).acknowledge(
      { id: 'AwsSolutions-SQS3', reason },
      { id: 'Serverless-SQSRedrivePolicy', reason },
    );
  }
}

function withTimeoutOverride(props: QueueConsumerProps): QueueConsumerProps {
  return { ...props, timeoutSeconds: props.settings.functionTimeoutSeconds ?? props.timeoutSeconds };
}
