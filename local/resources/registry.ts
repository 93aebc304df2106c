import { createGatewayResponse } from './api-gateway/gateway-response.ts';
import { createMethod } from './api-gateway/method.ts';
import { createRequestValidator } from './api-gateway/request-validator.ts';
import { createApiResource } from './api-gateway/resource.ts';
import { createRestApi } from './api-gateway/rest-api.ts';
import { createStage } from './api-gateway/stage.ts';
import { createEventApi } from './app-sync/api.ts';
import { createChannelNamespace } from './app-sync/channel-namespace.ts';
import { createEventSourceMapping } from './event-source-mapping.ts';
import { createFunction } from './function.ts';
import { createAlias, createVersion } from './function-version.ts';
import { createGlobalTable } from './global-table.ts';
import type { Provider } from './provider.ts';
import { createQueue } from './queue.ts';
import { createSecret } from './secret.ts';
import { createSubscription } from './subscription.ts';
import { createTable } from './table.ts';
import { createTopic } from './topic.ts';

const PROVIDERS: Record<string, Provider> = {
  'AWS::ApiGateway::GatewayResponse': createGatewayResponse,
  'AWS::ApiGateway::Method': createMethod,
  'AWS::ApiGateway::RequestValidator': createRequestValidator,
  'AWS::ApiGateway::Resource': createApiResource,
  'AWS::ApiGateway::RestApi': createRestApi,
  'AWS::ApiGateway::Stage': createStage,
  'AWS::AppSync::Api': createEventApi,
  'AWS::AppSync::ChannelNamespace': createChannelNamespace,
  'AWS::DynamoDB::GlobalTable': createGlobalTable,
  'AWS::DynamoDB::Table': createTable,
  'AWS::Lambda::Alias': createAlias,
  'AWS::Lambda::EventSourceMapping': createEventSourceMapping,
  'AWS::Lambda::Function': createFunction,
  'AWS::Lambda::Version': createVersion,
  'AWS::SNS::Subscription': createSubscription,
  'AWS::SNS::Topic': createTopic,
  'AWS::SQS::Queue': createQueue,
  'AWS::SecretsManager::Secret': createSecret,
};

/** Types for permissions, monitoring, encryption or audit: without a meaning on a local machine. */
const MEANINGLESS = new Set([
  'AWS::ApiGateway::Account',
  'AWS::ApiGateway::Deployment',
  'AWS::ApiGateway::Model',
  'AWS::CDK::Metadata',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::Permission',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueueInlinePolicy',
  'AWS::SQS::QueuePolicy',
]);
const MEANINGLESS_SERVICES = ['ApplicationAutoScaling', 'CloudWatch', 'IAM', 'KMS', 'Logs', 'ResourceGroups', 'XRay'];

export function providerOf(type: string): Provider | undefined {
  return Object.hasOwn(PROVIDERS, type) ? PROVIDERS[type] : undefined;
}

/** Whether a resource type is skipped, and listed as such. */
export function isMeaningless(type: string): boolean {
  const [, service = ''] = type.split('::');
  return MEANINGLESS.has(type) || MEANINGLESS_SERVICES.includes(service);
}
