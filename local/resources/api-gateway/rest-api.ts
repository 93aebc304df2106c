import { createHash } from 'node:crypto';
import { RestApi } from '../../api/rest-api.ts';
import { UnsupportedResourceError } from '../../errors.ts';
import { platformLog } from '../platform-log.ts';
import type { Provider } from '../provider.ts';

export const createRestApi: Provider = async ({ logicalId, type, properties }, stack) => {
  if (properties.Body ?? properties.BodyS3Location) {
    throw new UnsupportedResourceError(logicalId, type, 'an API made from an OpenAPI body is not supported');
  }
  const id = apiId(stack.name, logicalId);
  const api = new RestApi({
    id,
    rootResourceId: `${id}-root`,
    binaryMediaTypes: ((properties.BinaryMediaTypes as string[] | undefined) ?? []).map((type) => type.toLowerCase()),
    onEvent: platformLog(stack, logicalId),
    about: stack,
  });
  // The port asked for is the first API's; others take a free one.
  await api.start(stack.apis.size === 0 ? stack.apiPort : 0);
  stack.apis.set(id, api);
  return { ref: id, attributes: { RestApiId: id, RootResourceId: `${id}-root` } };
};

/** Ten lower-case letters and digits, as AWS's are; the same at every start. */
function apiId(stackName: string, logicalId: string): string {
  return createHash('sha256').update(`${stackName}/${logicalId}`).digest('hex').slice(0, 10);
}
