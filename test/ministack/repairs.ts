import type { Deployed } from '../support/verify-on-emulator.ts';
import { mendConditions } from './mend-conditions.ts';

export interface Repair {
  readonly what: string;
  /** Why it is needed. */
  readonly reason: string;
  /** Mends the stack; resolves to how much there was to mend. */
  mend(deployed: Deployed): Promise<number>;
}

/** What MiniStack's CloudFormation leaves undone, and is done by API after the deploy. */
export const repairs: readonly Repair[] = [
  {
    what: 'functions get the variables that hang on the account',
    reason: "MiniStack's CloudFormation does not know AWS::AccountId in a condition, which is false then",
    mend: mendConditions,
  },
];
