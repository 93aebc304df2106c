import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Registry } from '../core/branches.ts';
import type { CodeOf } from './function-code.ts';
import type { TokenIssuer } from './identity/token-issuer.ts';
import type { Services } from './services.ts';
import type { Settings } from './settings.ts';
import type { Stores } from './stores.ts';

/** What the stack's functions are wired to. Each takes from it only what it uses. */
export interface Flow {
  readonly branches: Registry;
  readonly stores: Stores;
  readonly services: Services;
  /** Carries ride requests to the branches. */
  readonly rideRequested: ITopic;
  /** Carries what became of rides to the subscribers. */
  readonly rideEvents: ITopic;
  /** Where branches and callers say that a ride can be decided, or has ended. */
  readonly branchResults: IQueue;
  /** Where rides are ended at their deadline. */
  readonly deadlines: IQueue;
  /** Whose tokens say who calls. */
  readonly issuer: TokenIssuer;
  readonly codeOf: CodeOf;
  readonly settings: Settings;
}
