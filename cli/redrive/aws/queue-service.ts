import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Target } from '../../target.ts';
import type { QueueService } from '../queue-service.ts';
import { messages } from './messages.ts';
import { moveTasks } from './move-tasks.ts';
import { queuesOf } from './queues.ts';
import { subscriptionsOf } from './subscriptions.ts';

/** SQS and SNS at the target. */
export function awsQueueService({ client, stackName }: Target): QueueService {
  const sqs = new SQSClient(client);
  const sns = new SNSClient(client);
  return {
    queues: () => queuesOf(sqs, stackName),
    subscriptions: (queueArns) => subscriptionsOf(sns, queueArns),
    ...messages(sqs),
    ...moveTasks(sqs),
  };
}
