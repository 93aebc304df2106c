import { createHash } from 'node:crypto';
import { RestApi } from '../../api/rest-api.ts';
import { PortTakenError, UnsupportedResourceError } from '../../errors.ts';
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
  // The requested ports are for the first API; others take a free one.
  await startOn(stack.apis.size === 0 ? stack.apiPorts : [0], api);
  stack.apis.set(id, api);
  return { ref: id, attributes: { RestApiId: id, RootResourceId: `${id}-root` } };
};

/** Listens on the first free port. Throws PortTakenError when none is free. */
async function startOn([port = 0, ...others]: readonly number[], api: RestApi): Promise<void> {
  try {
    await api.start(port);
  } catch (error) {
    if (!(error instanceof PortTakenError) || others.length === 0) throw error;
    await startOn(others, api);
  }
}

/** Ten lower-case letters and digits, as on AWS; the same at every start. */
function apiId(stackName: string, logicalId: string): string {
  return createHash('sha256').update(`${stackName}/${logicalId}`).digest('hex').slice(0, 10);
}
