import type { RestApi } from '../../api/rest-api.ts';
import { UnresolvedReferenceError } from '../../errors.ts';
import type { Resource, Stack } from '../provider.ts';

/** The API that a part belongs to. Throws UnresolvedReferenceError. */
export function apiOf({ logicalId, properties }: Resource, stack: Stack): RestApi {
  const api = stack.apis.get(String(properties.RestApiId));
  if (!api) throw new UnresolvedReferenceError(`The REST API ${properties.RestApiId}`, logicalId);
  return api;
}
