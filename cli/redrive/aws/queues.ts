import { GetQueueAttributesCommand, paginateListQueues, type SQSClient } from '@aws-sdk/client-sqs';
import type { Queue } from '../queue-service.ts';
import { isOfStack } from '../queues-of-stack.ts';
import { ask } from './ask.ts';
import { deadLetterArnOf, lettersOf } from './redrive-policy.ts';

const pageSize = 1000;

/** The queues of a stack; without a stack's name all queues. */
export async function queuesOf(sqs: SQSClient, stackName: string | undefined): Promise<Queue[]> {
  const urls = await ask('ListQueues', () => urlsOf(sqs, stackName && `${stackName}-`));
  const isWanted = (url: string) => stackName === undefined || isOfStack(nameOf(url), stackName);
  return Promise.all(urls.filter(isWanted).map((url) => queueAt(sqs, url)));
}

async function urlsOf(sqs: SQSClient, QueueNamePrefix: string | undefined): Promise<string[]> {
  const urls: string[] = [];
  for await (const page of paginateListQueues({ client: sqs, pageSize }, { QueueNamePrefix })) {
    urls.push(...(page.QueueUrls ?? []));
  }
  return urls;
}

async function queueAt(sqs: SQSClient, url: string): Promise<Queue> {
  const command = new GetQueueAttributesCommand({
    QueueUrl: url,
    AttributeNames: [
      'QueueArn',
      'RedrivePolicy',
      'RedriveAllowPolicy',
      'ApproximateNumberOfMessages',
      'ApproximateNumberOfMessagesNotVisible',
    ],
  });
  const { Attributes = {} } = await ask('GetQueueAttributes', () => sqs.send(command));
  return {
    name: nameOf(url),
    url,
    arn: Attributes.QueueArn ?? '',
    deadLetterArn: deadLetterArnOf(Attributes.RedrivePolicy),
    lettersOf: lettersOf(Attributes.RedriveAllowPolicy),
    count:
      Number(Attributes.ApproximateNumberOfMessages ?? 0) +
      Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0),
  };
}

const nameOf = (url: string): string => url.slice(url.lastIndexOf('/') + 1);
