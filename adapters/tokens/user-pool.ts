import { CognitoJwtVerifier } from 'aws-jwt-verify/cognito-verifier';
import { type Fetcher, SimpleFetcher } from 'aws-jwt-verify/https';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import type { Role } from '../../core/names.ts';
import { bearerBy, type Claims } from './bearer-by.ts';
import { rolesOf, type VerifyToken } from './verify-token.ts';

/** A Cognito user pool of riders and drivers. */
export interface UserPool {
  readonly userPoolId: string;
  /** Those whose tokens are accepted. An access token of Cognito names its client, and no audience. */
  readonly clientIds: readonly string[];
  /** Whose members are drivers. */
  readonly driverGroup: string;
}

/** Accepts the access tokens of a user pool. Its keys are fetched with the first token, and when a new one is used. */
export function userPoolTokens(pool: UserPool, fetcher: Fetcher = new SimpleFetcher()): VerifyToken {
  const { userPoolId, clientIds, driverGroup } = pool;
  const verifier = CognitoJwtVerifier.create(
    { userPoolId, clientId: [...clientIds], tokenUse: 'access' },
    { jwksCache: new SimpleJwksCache({ fetcher }) },
  );
  return (token) =>
    bearerBy(
      async () => verifier.verify(token),
      (claims) => rolesInPool(claims, driverGroup),
    );
}

/** Anybody can sign up, and then in by the drivers' client: the scope alone makes nobody a driver. */
function rolesInPool(claims: Claims, driverGroup: string): Set<Role> {
  const roles = rolesOf(claims);
  const groups = claims['cognito:groups'];
  if (!Array.isArray(groups) || !groups.includes(driverGroup)) roles.delete('driver');
  return roles;
}
