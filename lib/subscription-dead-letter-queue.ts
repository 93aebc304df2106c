import { Validations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { DeadLetterQueue } from './dead-letter-queue.ts';

/** Holds messages that a topic could not deliver to one of its subscribers: SNS would drop them otherwise. */
export class SubscriptionDeadLetterQueue extends DeadLetterQueue {
  constructor(scope: Construct, id: string, meaning: string) {
    super(scope, id, { meaning, runbook: 'undelivered-events' });
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'It is a dead-letter queue itself, of a subscription and not of a queue.',
    });
  }
}
