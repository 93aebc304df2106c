import { variables } from '../../core/names.ts';
import { environment } from '../environment.ts';
import { issuerTokens, tokensOfKeys } from './issuer.ts';
import { userPoolTokens } from './user-pool.ts';
import type { VerifyToken } from './verify-token.ts';

/** Accepts the tokens of the issuer in the environment. Created once, because it caches the issuer's keys. */
export function tokenVerifier(): VerifyToken {
  if (process.env[variables.userPool]) {
    const [userPoolId, clients, driverGroup, seconds] = environment(
      variables.userPool,
      variables.userPoolClients,
      variables.driverGroup,
      variables.signingKeySeconds,
    );
    return userPoolTokens(
      { userPoolId, clientIds: clients.split(','), driverGroup },
      { maxAgeSeconds: Number(seconds) },
    );
  }
  const [issuer, audience] = environment(variables.tokenIssuer, variables.tokenAudience);
  const keys = process.env[variables.tokenKeys];
  if (keys) return tokensOfKeys({ issuer, audience }, JSON.parse(keys));
  const [seconds] = environment(variables.signingKeySeconds);
  return issuerTokens({ issuer, audience }, { maxAgeSeconds: Number(seconds) });
}
