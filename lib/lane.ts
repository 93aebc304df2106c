import { Validations } from 'aws-cdk-lib';
import { type ITopic, SubscriptionFilter } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import { QueueConsumer, type QueueConsumerProps } from './queue-consumer.ts';

export interface LaneProps extends QueueConsumerProps {
  readonly topic: ITopic;
  /** By message attribute, the values of which it has to have one. Without it everything is let through. */
  readonly filter?: Readonly<Record<string, readonly string[]>>;
}

function policyOf(filter: NonNullable<LaneProps['filter']>): Record<string, SubscriptionFilter> {
  const entries = Object.entries(filter);
  return Object.fromEntries(
    entries.map(([name, values]) => [name, SubscriptionFilter.stringFilter({ allowlist: [...values] })]),
  );
}

/** One listener of a topic: subscription, queue, function, and a dead-letter queue for each of the two hops. */
export class Lane extends QueueConsumer {
  constructor(scope: Construct, id: string, props: LaneProps) {
    const { topic, filter, ...consumerProps } = props;
    super(scope, id, consumerProps);
    topic.addSubscription(
      new SqsSubscription(this.queue, {
        rawMessageDelivery: true,
        deadLetterQueue: this.#subscriptionDeadLetters(props),
        ...(filter && { filterPolicy: policyOf(filter) }),
      }),
    );
  }

  /** SNS drops what it cannot deliver, unless the subscription itself has a dead-letter queue. */
  #subscriptionDeadLetters({ name }: LaneProps): DeadLetterQueue {
    const queue = new DeadLetterQueue(this, 'SubscriptionDeadLetters', {
      meaning: `The topic could not deliver a message to the queue of ${name}. Mend the queue's policy, then redrive.`,
      runbook: 'undelivered-events',
    });
    Validations.of(queue).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'It is a dead-letter queue itself, of a subscription and not of a queue.',
    });
    return queue;
  }
}
