import type { ApiStage } from '../../api/stage.ts';
import { TokenBucket } from '../../api/token-bucket.ts';
import { UnsupportedResourceError } from '../../errors.ts';
import type { Provider, Resource } from '../provider.ts';
import { apiOf } from './api-of.ts';

interface MethodSetting {
  ResourcePath?: string;
  HttpMethod?: string;
  ThrottlingRateLimit?: number | string;
  ThrottlingBurstLimit?: number | string;
}

export const createStage: Provider = (resource, stack) => {
  const name = String(resource.properties.StageName);
  const variables = resource.properties.Variables as Record<string, string> | undefined;
  const stage: ApiStage = { variables: variables ?? null, throttle: throttleOf(resource) };
  apiOf(resource, stack).stages.set(name, stage);
  return { ref: name, attributes: {} };
};

function throttleOf({ logicalId, type, properties }: Resource): TokenBucket | undefined {
  const throttling = ((properties.MethodSettings ?? []) as MethodSetting[]).filter(
    ({ ThrottlingRateLimit, ThrottlingBurstLimit }) => ThrottlingRateLimit ?? ThrottlingBurstLimit,
  );
  if (!throttling.every(({ ResourcePath, HttpMethod }) => ResourcePath === '/*' && HttpMethod === '*')) {
    throw new UnsupportedResourceError(logicalId, type, 'a throttle of single methods is not supported');
  }
  const [stage] = throttling;
  if (stage === undefined) return undefined;
  const perSecond = Number(stage.ThrottlingRateLimit ?? Number.POSITIVE_INFINITY);
  return new TokenBucket(perSecond, Number(stage.ThrottlingBurstLimit ?? perSecond));
}
