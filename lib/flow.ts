import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Registry } from '../core/branches.ts';
import type { CodeOf } from './function-code.ts';
import type { TokenIssuer } from './identity/token-issuer.ts';
import type { Services } from './services.ts';
import type { Settings } from './settings.ts';
import type { Stores } from './stores.ts';

/** What the stack's functions are wired to. Each uses only what it needs. */
export interface Flow {
  readonly branches: Registry;
  readonly stores: Stores;
  readonly services: Services;
  /** Carries ride requests to the branches. */
  readonly rideRequested: ITopic;
  /** Carries the rides' events to the subscribers. */
  readonly rideEvents: ITopic;
  /** Receives a message when branches or callers find that a ride can be decided, or has ended. */
  readonly branchResults: IQueue;
  /** Receives each ride's deadline message. */
  readonly deadlines: IQueue;
  /** Issues the tokens that identify callers. */
  readonly issuer: TokenIssuer;
  readonly codeOf: CodeOf;
  readonly settings: Settings;
}
