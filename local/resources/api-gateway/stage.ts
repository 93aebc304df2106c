import type { Provider } from '../provider.ts';
import { apiOf } from './api-of.ts';

export const createStage: Provider = (resource, stack) => {
  const name = String(resource.properties.StageName);
  const variables = resource.properties.Variables as Record<string, string> | undefined;
  apiOf(resource, stack).stages.set(name, variables ?? null);
  return { ref: name, attributes: {} };
};
