import { JwtInvalidIssuerError, JwtInvalidSignatureAlgorithmError } from 'aws-jwt-verify/error';
import { type Fetcher, SimpleFetcher } from 'aws-jwt-verify/https';
import { type Jwks, SimpleJwksCache } from 'aws-jwt-verify/jwk';
import { decomposeUnverifiedJwt } from 'aws-jwt-verify/jwt';
import { JwtVerifier } from 'aws-jwt-verify/jwt-verifier';
import { bearerBy } from './bearer-by.ts';
import { discovering, discoveryUrl } from './discovery.ts';
import type { VerifyToken } from './verify-token.ts';

/** Who signs tokens, and whom for. */
export interface Issuer {
  /** As `iss` has it. */
  readonly issuer: string;
  /** As `aud` has it. */
  readonly audience: string;
}

/** What issuers sign with. A token cannot choose anything else, such as to be signed with the public key, or not at all. */
const algorithms = new Set(['RS256', 'ES256']);

/** Accepts the tokens of an OpenID Connect issuer. Its keys are fetched with the first token, and when a new one is used. */
export function issuerTokens({ issuer, audience }: Issuer, fetcher: Fetcher = new SimpleFetcher()): VerifyToken {
  const jwksCache = new SimpleJwksCache({ fetcher: discovering(issuer, fetcher) });
  const verifier = JwtVerifier.create({ issuer, audience, jwksUri: discoveryUrl(issuer) }, { jwksCache });
  return (token) =>
    bearerBy(async () => {
      refuseAtSight(token, issuer);
      return verifier.verify(token);
    });
}

/** Accepts tokens that are signed with one of these keys. Nothing is fetched. */
export function tokensOfKeys({ issuer, audience }: Issuer, keys: Jwks): VerifyToken {
  const verifier = JwtVerifier.create({ issuer, audience });
  verifier.cacheJwks(keys);
  return (token) =>
    bearerBy(() => {
      refuseAtSight(token, issuer);
      return verifier.verifySync(token);
    });
}

/** The verifier keeps a key for each issuer that a token claims to be of, so it is to see no other than the one. */
function refuseAtSight(token: string, issuer: string): void {
  const { header, payload } = decomposeUnverifiedJwt(token);
  if (payload.iss !== issuer) throw new JwtInvalidIssuerError('Another issuer', payload.iss, issuer);
  if (!algorithms.has(header.alg ?? '')) throw new JwtInvalidSignatureAlgorithmError('Another algorithm', header.alg);
}
