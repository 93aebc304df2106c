import type { Provider } from '../provider.ts';
import { apiOf } from './api-of.ts';

export const createApiResource: Provider = (resource, stack) => {
  const { logicalId, properties } = resource;
  apiOf(resource, stack).routes.addResource(logicalId, String(properties.ParentId), String(properties.PathPart));
  return { ref: logicalId, attributes: { ResourceId: logicalId } };
};
