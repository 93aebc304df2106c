import type { Role } from '../../core/names.ts';
import { fetchJson } from './fetch-json.ts';
import type { KeyOptions } from './issuer.ts';
import { fetchedKeys } from './signing-keys.ts';
import { type Claims, rolesOf, type VerifyToken, verifierOf } from './verify-token.ts';

/** A Cognito user pool of riders and drivers. */
export interface UserPool {
  readonly userPoolId: string;
  /** The clients whose tokens are accepted. An access token of Cognito names its client, and no audience. */
  readonly clientIds: readonly string[];
  /** The group whose members are drivers. */
  readonly driverGroup: string;
}

/** Accepts the access tokens of a user pool. */
export function userPoolTokens(pool: UserPool, { maxAgeSeconds, fetch = fetchJson, now }: KeyOptions): VerifyToken {
  const keysOf = (issuer: string) => fetchedKeys(() => fetch(`${issuer}/.well-known/jwks.json`), maxAgeSeconds, now);
  return verifierOf({
    keys: new Map(issuersOf(pool.userPoolId).map((issuer) => [issuer, keysOf(issuer)])),
    accepts: ({ token_use, client_id }) => token_use === 'access' && pool.clientIds.includes(String(client_id)),
    roles: (claims) => rolesInPool(claims, pool.driverGroup),
  });
}

/** A pool has one or the other: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_IssuerConfigurationType.html */
function issuersOf(userPoolId: string): string[] {
  const [region] = userPoolId.split('_');
  return ['cognito-idp', 'issuer-cognito-idp'].map((host) => `https://${host}.${region}.amazonaws.com/${userPoolId}`);
}

/** Anyone can sign up, and then sign in by the drivers' client: the scope alone makes nobody a driver. */
function rolesInPool(claims: Claims, driverGroup: string): Set<Role> {
  const roles = rolesOf(claims);
  const groups = claims['cognito:groups'];
  if (!Array.isArray(groups) || !groups.includes(driverGroup)) roles.delete('driver');
  return roles;
}
