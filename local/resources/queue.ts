import { arnOf, physicalName } from '../identity.ts';
import { deadLetterArnOf } from './dead-letter-arn.ts';
import type { Provider } from './provider.ts';

/** Properties that are attributes of the same name. */
const ATTRIBUTES = [
  'ContentBasedDeduplication',
  'DeduplicationScope',
  'DelaySeconds',
  'FifoQueue',
  'FifoThroughputLimit',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'ReceiveMessageWaitTimeSeconds',
  'RedriveAllowPolicy',
  'RedrivePolicy',
  'VisibilityTimeout',
] as const;
const DEFAULT_VISIBILITY_TIMEOUT_SECONDS = 30;

export const createQueue: Provider = async ({ logicalId, properties }, stack) => {
  const suffix = properties.FifoQueue ? '.fifo' : '';
  const name = String(properties.QueueName ?? physicalName(stack.name, logicalId, 80 - suffix.length) + suffix);
  const { QueueUrl: url } = await stack.sqs.call<{ QueueUrl: string }>('CreateQueue', {
    QueueName: name,
    Attributes: attributesOf(properties),
  });
  const arn = arnOf('sqs', name);
  const visibilityTimeoutMs = Number(properties.VisibilityTimeout ?? DEFAULT_VISIBILITY_TIMEOUT_SECONDS) * 1000;
  const deadLetterArn = deadLetterArnOf(properties.RedrivePolicy);
  const { sourceQueueArns: lettersOf = [] } = (properties.RedriveAllowPolicy ?? {}) as { sourceQueueArns?: string[] };
  stack.queues.set(arn, { logicalId, name, url, visibilityTimeoutMs, deadLetterArn, lettersOf, consumers: [] });
  return { ref: url, attributes: { Arn: arn, QueueName: name, QueueUrl: url } };
};

function attributesOf(properties: Record<string, unknown>): Record<string, string> {
  const given = ATTRIBUTES.filter((name) => properties[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, attributeValue(properties[name])]));
}

function attributeValue(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
