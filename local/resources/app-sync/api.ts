import { createHash } from 'node:crypto';
import { lambdaAuthorizer } from '../../appsync/authorizer.ts';
import { EventApi } from '../../appsync/event-api.ts';
import { UnsupportedResourceError } from '../../errors.ts';
import { arnOf } from '../../identity.ts';
import { platformLog } from '../platform-log.ts';
import type { Provider, Resource } from '../provider.ts';

interface AuthMode {
  AuthType?: string;
}

interface EventApiProperties {
  EventConfig?: {
    AuthProviders?: (AuthMode & { LambdaAuthorizerConfig?: { AuthorizerUri?: string } })[];
    ConnectionAuthModes?: AuthMode[];
    DefaultPublishAuthModes?: AuthMode[];
    DefaultSubscribeAuthModes?: AuthMode[];
  };
}

/**
 * An Event API with a Lambda authorizer for clients, and IAM roles to publish: any other mode would admit clients that AWS
 * would not.
 */
export const createEventApi: Provider = async (resource, stack) => {
  const { EventConfig = {} } = resource.properties as EventApiProperties;
  requireMode(resource, EventConfig.ConnectionAuthModes, 'AWS_LAMBDA', 'connecting');
  requireMode(resource, EventConfig.DefaultSubscribeAuthModes, 'AWS_LAMBDA', 'subscribing');
  requireMode(resource, EventConfig.DefaultPublishAuthModes, 'AWS_IAM', 'publishing');
  const authorizer = EventConfig.AuthProviders?.find(({ AuthType }) => AuthType === 'AWS_LAMBDA');
  const pool = stack.functions.get(String(authorizer?.LambdaAuthorizerConfig?.AuthorizerUri));
  const id = createHash('sha256').update(`${stack.name}-${resource.logicalId}`).digest('hex').slice(0, 26);
  const api = new EventApi({
    id,
    authorize: lambdaAuthorizer(id, (event) => pool.invoke(event), platformLog(stack, resource.logicalId)),
    isOwnOrigin: (origin) => [...stack.apis.values()].some((rest) => rest.letsIn(origin)),
  });
  await api.start();
  stack.eventApis.set(id, api);
  const { http, realtime } = api.hosts;
  const arn = arnOf('appsync', `apis/${id}`);
  return { ref: arn, attributes: { ApiId: id, ApiArn: arn, 'Dns.Http': http, 'Dns.Realtime': realtime } };
};

function requireMode({ logicalId, type }: Resource, modes: AuthMode[] = [], only: string, what: string): void {
  if (modes.length === 1 && modes[0]?.AuthType === only) return;
  throw new UnsupportedResourceError(logicalId, type, `${what} is supported with ${only} alone`);
}
