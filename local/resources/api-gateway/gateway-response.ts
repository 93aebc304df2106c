import type { Provider } from '../provider.ts';
import { apiOf } from './api-of.ts';

export const createGatewayResponse: Provider = (resource, stack) => {
  const { StatusCode, ResponseType, ResponseTemplates, ResponseParameters } = resource.properties;
  apiOf(resource, stack).gatewayResponses.set(String(ResponseType), {
    statusCode: StatusCode === undefined ? undefined : Number(StatusCode),
    templates: (ResponseTemplates as Record<string, string> | undefined) ?? {},
    parameters: (ResponseParameters as Record<string, string> | undefined) ?? {},
  });
  return { ref: resource.logicalId, attributes: { Id: resource.logicalId } };
};
