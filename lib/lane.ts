import { type ITopic, SubscriptionFilter } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { QueueConsumer, type QueueConsumerProps } from './queue-consumer.ts';
import { SubscriptionDeadLetterQueue } from './subscription-dead-letter-queue.ts';

export interface LaneProps extends QueueConsumerProps {
  readonly topic: ITopic;
  /** By message attribute, the accepted values. Without it the lane receives every message. */
  readonly filter?: Readonly<Record<string, readonly string[]>>;
}

function policyOf(filter: NonNullable<LaneProps['filter']>): Record<string, SubscriptionFilter> {
  const entries = Object.entries(filter);
  return Object.fromEntries(
    entries.map(([name, values]) => [name, SubscriptionFilter.stringFilter({ allowlist: [...values] })]),
  );
}

/** One subscriber of a topic: subscription, queue, function, and a dead-letter queue for each of the two hops. */
export class Lane extends QueueConsumer {
  constructor(scope: Construct, id: string, props: LaneProps) {
    const { topic, filter, ...consumerProps } = props;
    super(scope, id, consumerProps);
    const meaning = `The topic could not deliver a message to the queue of ${props.name}. Fix the queue's policy, then redrive.`;
    const deadLetterQueue = new SubscriptionDeadLetterQueue(this, 'SubscriptionDeadLetters', meaning);
    topic.addSubscription(
      new SqsSubscription(this.queue, {
        rawMessageDelivery: true,
        deadLetterQueue,
        ...(filter && { filterPolicy: policyOf(filter) }),
      }),
    );
  }
}
