import { UnresolvedReferenceError, UnsupportedResourceError } from '../../errors.ts';
import { arnOf } from '../../identity.ts';
import type { Provider } from '../provider.ts';

/** Properties that would change how events are handled, or the permissions. */
const UNSUPPORTED = ['CodeHandlers', 'CodeS3Location', 'HandlerConfigs', 'PublishAuthModes', 'SubscribeAuthModes'];

export const createChannelNamespace: Provider = ({ logicalId, type, properties }, stack) => {
  const unsupported = UNSUPPORTED.find((name) => properties[name] !== undefined);
  if (unsupported) throw new UnsupportedResourceError(logicalId, type, `${unsupported} is not supported`);
  const api = stack.eventApis.get(String(properties.ApiId));
  if (!api) throw new UnresolvedReferenceError(`The Event API ${properties.ApiId}`, logicalId);
  const name = String(properties.Name);
  api.addNamespace(name);
  const arn = arnOf('appsync', `apis/${api.id}/channelNamespace/${name}`);
  return { ref: arn, attributes: { ChannelNamespaceArn: arn } };
};
