import type { HttpReply } from '../../api/http-types.ts';
import type { Integration } from '../../api/integration.ts';
import { UnsupportedResourceError } from '../../errors.ts';
import type { Provider, Resource, Stack } from '../provider.ts';
import { apiOf } from './api-of.ts';
import { VALIDATES_PARAMETERS } from './request-validator.ts';

interface MethodProperties {
  HttpMethod: string;
  ResourceId: string;
  AuthorizationType?: string;
  ApiKeyRequired?: boolean;
  RequestValidatorId?: string;
  RequestParameters?: Record<string, boolean>;
  Integration?: IntegrationProperties;
}

interface IntegrationProperties {
  Type?: string;
  Uri?: string;
  TimeoutInMillis?: number | string;
  IntegrationResponses?: {
    StatusCode: number | string;
    ResponseParameters?: Record<string, string>;
    ResponseTemplates?: Record<string, string>;
  }[];
}

/** API Gateway's default time-out of an integration. */
const DEFAULT_TIMEOUT_MS = 29_000;

export const createMethod: Provider = (resource, stack) => {
  const properties = resource.properties as unknown as MethodProperties;
  refuseUnsupported(resource, properties);
  const integration = integrationOf(resource, properties, stack);
  apiOf(resource, stack).routes.addMethod(properties.ResourceId, properties.HttpMethod, integration);
  return { ref: resource.logicalId, attributes: {} };
};

function refuseUnsupported({ logicalId, type }: Resource, properties: MethodProperties): void {
  const { AuthorizationType = 'NONE', ApiKeyRequired = false } = properties;
  if (AuthorizationType !== 'NONE') {
    throw new UnsupportedResourceError(logicalId, type, `authorization ${AuthorizationType} is not supported`);
  }
  if (ApiKeyRequired) throw new UnsupportedResourceError(logicalId, type, 'API keys are not supported');
}

function integrationOf({ logicalId, type }: Resource, properties: MethodProperties, stack: Stack): Integration {
  const { Integration: integration = {} } = properties;
  if (integration.Type === 'AWS_PROXY') return functionIntegration(properties, integration, stack);
  if (integration.Type === 'MOCK') return { kind: 'mock', reply: mockReply(integration) };
  throw new UnsupportedResourceError(logicalId, type, `integration ${integration.Type} is not supported`);
}

function functionIntegration(
  properties: MethodProperties,
  { Uri = '', TimeoutInMillis = DEFAULT_TIMEOUT_MS }: IntegrationProperties,
  stack: Stack,
): Integration {
  // arn:aws:apigateway:REGION:lambda:path/2015-03-31/functions/FUNCTION-ARN/invocations
  const pool = stack.functions.get(/\/functions\/(.+)\/invocations$/.exec(Uri)?.[1] ?? Uri);
  return {
    kind: 'function',
    functionName: pool.spec.name,
    invoke: (event) => pool.invoke(event),
    timeoutMs: Number(TimeoutInMillis),
    requiredParameters: requiredParameters(properties),
  };
}

function requiredParameters({ RequestValidatorId, RequestParameters = {} }: MethodProperties): string[] {
  if (RequestValidatorId !== VALIDATES_PARAMETERS) return [];
  const required = Object.keys(RequestParameters).filter((name) => RequestParameters[name]);
  return required.map((name) => name.replace(/^method\.request\./, ''));
}

/** The fixed response of a mock, as CORS preflights use it. */
function mockReply({ IntegrationResponses = [] }: IntegrationProperties): HttpReply {
  const [response] = IntegrationResponses;
  const parameters = Object.entries(response?.ResponseParameters ?? {});
  return {
    statusCode: Number(response?.StatusCode ?? 200),
    headers: parameters.map(([name, value]) => [name.replace(/^method\.response\.header\./, ''), unquoted(value)]),
    body: Object.values(response?.ResponseTemplates ?? {})[0] ?? '',
  };
}

function unquoted(value: string): string {
  return value.replace(/^'(.*)'$/s, '$1');
}
