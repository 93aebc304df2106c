import { UnsupportedResourceError } from '../errors.ts';
import { deadLetterArnOf } from './dead-letter-arn.ts';
import type { Provider } from './provider.ts';

/**
 * A subscription's own dead-letter queue (`RedrivePolicy`) is recorded so that it can be inspected; it stays empty, because an
 * embedded topic always reaches its queues.
 */
const ATTRIBUTES = ['FilterPolicy', 'FilterPolicyScope', 'RawMessageDelivery', 'RedrivePolicy'] as const;

export const createSubscription: Provider = async ({ logicalId, type, properties }, stack) => {
  if (properties.Protocol !== 'sqs') {
    throw new UnsupportedResourceError(logicalId, type, `protocol ${properties.Protocol} cannot be run locally`);
  }
  const given = ATTRIBUTES.filter((name) => properties[name] !== undefined);
  const attributes = Object.fromEntries(given.map((name) => [name, attributeValue(properties[name])]));
  const arn = await stack.sns.subscribe(String(properties.TopicArn), String(properties.Endpoint), attributes);
  stack.subscriptions.push({
    queueArn: String(properties.Endpoint),
    deadLetterArn: deadLetterArnOf(properties.RedrivePolicy),
  });
  return { ref: arn, attributes: { Arn: arn } };
};

function attributeValue(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
