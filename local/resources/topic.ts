import { UnsupportedResourceError } from '../errors.ts';
import { physicalName } from '../identity.ts';
import type { Provider } from './provider.ts';

const ATTRIBUTES = ['ContentBasedDeduplication', 'DisplayName', 'FifoTopic'] as const;

export const createTopic: Provider = async ({ logicalId, type, properties }, stack) => {
  if (properties.Subscription)
    throw new UnsupportedResourceError(logicalId, type, 'inline subscriptions are not supported');
  const suffix = properties.FifoTopic ? '.fifo' : '';
  const name = String(properties.TopicName ?? physicalName(stack.name, logicalId, 256 - suffix.length) + suffix);
  const given = ATTRIBUTES.filter((attribute) => properties[attribute] !== undefined);
  const attributes = Object.fromEntries(given.map((attribute) => [attribute, String(properties[attribute])]));
  const arn = await stack.sns.createTopic(name, attributes);
  return { ref: arn, attributes: { TopicArn: arn, TopicName: name } };
};
