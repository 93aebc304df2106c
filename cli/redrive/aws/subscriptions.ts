import { GetSubscriptionAttributesCommand, paginateListSubscriptions, type SNSClient } from '@aws-sdk/client-sns';
import type { Subscription } from '../queue-service.ts';
import { ask } from './ask.ts';
import { deadLetterArnOf } from './redrive-policy.ts';

/** The queues' subscriptions that have a dead-letter queue. */
export async function subscriptionsOf(sns: SNSClient, queueArns: ReadonlySet<string>): Promise<Subscription[]> {
  const found = await ask('ListSubscriptions', () => arnsOf(sns, queueArns));
  const subscriptions = await Promise.all(found.map(({ arn, queueArn }) => subscriptionOf(sns, arn, queueArn)));
  return subscriptions.filter((subscription) => subscription !== undefined);
}

async function arnsOf(sns: SNSClient, queueArns: ReadonlySet<string>) {
  const found: { arn: string; queueArn: string }[] = [];
  for await (const { Subscriptions = [] } of paginateListSubscriptions({ client: sns }, {})) {
    for (const { SubscriptionArn: arn = '', Endpoint: queueArn = '' } of Subscriptions) {
      // One that is pending confirmation, or was just deleted, has a word in place of its ARN.
      if (queueArns.has(queueArn) && arn.startsWith('arn:')) found.push({ arn, queueArn });
    }
  }
  return found;
}

async function subscriptionOf(sns: SNSClient, arn: string, queueArn: string): Promise<Subscription | undefined> {
  const command = new GetSubscriptionAttributesCommand({ SubscriptionArn: arn });
  const { Attributes = {} } = await ask('GetSubscriptionAttributes', () => sns.send(command));
  const deadLetterArn = deadLetterArnOf(Attributes.RedrivePolicy);
  return deadLetterArn === undefined ? undefined : { queueArn, deadLetterArn };
}
