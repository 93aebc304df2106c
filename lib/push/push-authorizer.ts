import type { Construct } from 'constructs';
import type { CodeOf } from '../function-code.ts';
import type { TokenIssuer } from '../identity/token-issuer.ts';
import { RideFunction } from '../ride-function.ts';
import type { Settings } from '../settings.ts';

/** The configuration of the Event API. */
export interface PushParts {
  readonly codeOf: CodeOf;
  /** The issuer of the listeners' tokens. */
  readonly issuer: TokenIssuer;
  readonly settings: Settings;
}

/** The directory of the authorizer's handler. */
export const pushAuthorizer = 'push-authorizer';

/** The function that authorizes connections and subscriptions to channels. AppSync waits for it 10 s at most. */
export class PushAuthorizer extends RideFunction {
  constructor(scope: Construct, id: string, { codeOf, issuer, settings }: PushParts) {
    super(scope, id, {
      name: pushAuthorizer,
      timeoutSeconds: 6,
      environment: { ...issuer.environment },
      codeOf,
      settings,
    });
  }
}
