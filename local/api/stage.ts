import type { TokenBucket } from './token-bucket.ts';

/** A stage of a REST API. */
export interface ApiStage {
  readonly variables: Record<string, string> | null;
  /** Limits the requests of the whole stage; without it there is no limit. */
  readonly throttle: TokenBucket | undefined;
}
