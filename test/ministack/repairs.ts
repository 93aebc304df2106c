import {
  ListSubscriptionsCommand,
  type ListSubscriptionsCommandOutput,
  SetSubscriptionAttributesCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import {
  GetQueueAttributesCommand,
  paginateListQueues,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { isOfStack } from '../../cli/redrive/queues-of-stack.ts';
import type { TemplateResource } from '../../local/template.ts';
import type { Deployed } from '../support/verify-on-emulator.ts';
import { mendConditions } from './mend-conditions.ts';

export interface Repair {
  readonly what: string;
  /** Why it is needed. */
  readonly reason: string;
  /** Mends the stack; resolves to how much there was to mend. */
  mend(deployed: Deployed): Promise<number>;
}

/** What MiniStack's CloudFormation leaves undone, and is done by API after the deploy. */
export const repairs: readonly Repair[] = [
  {
    what: 'queues give up to their dead-letter queues',
    reason: "MiniStack's CloudFormation drops the RedrivePolicy of AWS::SQS::Queue",
    mend: mendQueues,
  },
  {
    what: 'subscriptions name their dead-letter queues',
    reason: "MiniStack's CloudFormation drops the RedrivePolicy of AWS::SNS::Subscription",
    mend: mendSubscriptions,
  },
  {
    what: 'functions get the variables that hang on the account',
    reason: "MiniStack's CloudFormation does not know AWS::AccountId in a condition, which is false then",
    mend: mendConditions,
  },
];

async function mendQueues(deployed: Deployed): Promise<number> {
  const sqs = new SQSClient(clientOf(deployed));
  const queues = await queuesOf(sqs, deployed);
  const wanted = resourcesOf(deployed, 'AWS::SQS::Queue').filter(
    ([, { RedrivePolicy }]) => RedrivePolicy !== undefined,
  );
  for (const [logicalId, { RedrivePolicy }] of wanted) {
    const { maxReceiveCount, deadLetterTargetArn } = RedrivePolicy as {
      maxReceiveCount: number;
      deadLetterTargetArn: unknown;
    };
    const policy = { maxReceiveCount, deadLetterTargetArn: queues.named(deadLetterTargetArn).arn };
    const { url } = queues.named(logicalId);
    await sqs.send(
      new SetQueueAttributesCommand({ QueueUrl: url, Attributes: { RedrivePolicy: JSON.stringify(policy) } }),
    );
  }
  return wanted.length;
}

async function mendSubscriptions(deployed: Deployed): Promise<number> {
  const config = clientOf(deployed);
  const [sqs, sns] = [new SQSClient(config), new SNSClient(config)];
  const queues = await queuesOf(sqs, deployed);
  const subscriptions = await subscriptionsOf(sns);
  const wanted = resourcesOf(deployed, 'AWS::SNS::Subscription').filter(
    ([, { RedrivePolicy }]) => RedrivePolicy !== undefined,
  );
  for (const [logicalId, { Endpoint, RedrivePolicy }] of wanted) {
    const { deadLetterTargetArn } = RedrivePolicy as { deadLetterTargetArn: unknown };
    const SubscriptionArn = subscriptions.get(queues.named(Endpoint).arn);
    if (SubscriptionArn === undefined) throw new Error(`${logicalId} was not deployed.`);
    const AttributeValue = JSON.stringify({ deadLetterTargetArn: queues.named(deadLetterTargetArn).arn });
    await sns.send(
      new SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName: 'RedrivePolicy', AttributeValue }),
    );
  }
  return wanted.length;
}

const clientOf = ({ endpoint, region }: Deployed) => ({
  endpoint,
  region,
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});

function resourcesOf({ template }: Deployed, type: string): [string, NonNullable<TemplateResource['Properties']>][] {
  const found = Object.entries(template.Resources).filter(([, { Type }]) => Type === type);
  return found.map(([logicalId, { Properties = {} }]) => [logicalId, Properties]);
}

/** The stack's queues: each is found by its logical id, or by what a template says for its ARN. */
async function queuesOf(sqs: SQSClient, { stackName }: Deployed) {
  const found = new Map<string, { url: string; arn: string }>();
  for await (const { QueueUrls = [] } of paginateListQueues({ client: sqs }, { QueueNamePrefix: `${stackName}-` })) {
    for (const url of QueueUrls) {
      const name = url.slice(url.lastIndexOf('/') + 1);
      if (!isOfStack(name, stackName)) continue;
      const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] });
      const { Attributes = {} } = await sqs.send(command);
      found.set(name.slice(stackName.length + 1).replace(/-.*/, ''), { url, arn: Attributes.QueueArn ?? '' });
    }
  }
  return {
    named: (reference: unknown) => {
      const logicalId = typeof reference === 'string' ? reference : logicalIdOf(reference);
      const queue = found.get(logicalId);
      if (queue === undefined) throw new Error(`There is no queue ${logicalId} in ${stackName}.`);
      return queue;
    },
  };
}

function logicalIdOf(reference: unknown): string {
  const [logicalId, attribute] = (reference as { 'Fn::GetAtt'?: string[] })['Fn::GetAtt'] ?? [];
  if (logicalId === undefined || attribute !== 'Arn')
    throw new Error(`This is no queue's ARN: ${JSON.stringify(reference)}`);
  return logicalId;
}

/** ARNs of subscriptions, by the ARN of what is subscribed: each queue is subscribed to one topic. */
async function subscriptionsOf(sns: SNSClient): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  let NextToken: string | undefined;
  do {
    const page: ListSubscriptionsCommandOutput = await sns.send(new ListSubscriptionsCommand({ NextToken }));
    for (const { Endpoint = '', SubscriptionArn = '' } of page.Subscriptions ?? [])
      found.set(Endpoint, SubscriptionArn);
    NextToken = page.NextToken;
  } while (NextToken);
  return found;
}
