import { decodeJwt, errors, jwtVerify } from 'jose';
import { type Role, scopes } from '../../core/names.ts';
import { isSubject } from '../../core/subject.ts';
import { ExpiredTokenError, InvalidTokenError, TokenNotYetValidError } from './errors.ts';
import type { FindKey } from './signing-keys.ts';
import { VerifiedTokens } from './verified-tokens.ts';

/** The subject of a verified token, and its roles. */
export interface Bearer {
  /** The token's subject: the same person in all of their tokens. */
  readonly id: string;
  readonly roles: ReadonlySet<Role>;
}

/** Returns the identity in a token. Throws `InvalidTokenError`, or `IssuerUnavailableError` when it cannot be verified. */
export type VerifyToken = (token: string) => Promise<Bearer>;

/** The claims of a token. */
export type Claims = Readonly<Record<string, unknown>>;

/** Which tokens are accepted, and which roles they grant. */
export interface Trust {
  /** By issuer, as in `iss`. */
  readonly keys: ReadonlyMap<string, FindKey>;
  /** As in `aud`. Without one, `accepts` has to check the audience. */
  readonly audience?: string;
  /** Further checks of a token's claims. */
  readonly accepts?: (claims: Claims) => boolean;
  readonly roles?: (claims: Claims) => ReadonlySet<Role>;
}

/** Allowed clock skew in seconds. */
const leewaySeconds = 5;

/** Verifies tokens. The library's errors may quote the token: none of them is passed on. */
export function verifierOf(trust: Trust): VerifyToken {
  const known = new VerifiedTokens<Bearer>();
  return async (token) => {
    try {
      return (await known.bearerOf(token)) ?? (await verified(token, trust, known));
    } catch (error) {
      throw told(error);
    }
  };
}

async function verified(token: string, trust: Trust, known: VerifiedTokens<Bearer>): Promise<Bearer> {
  const from = Date.now();
  const { iss: issuer = '' } = decodeJwt(token);
  const findKey = trust.keys.get(issuer);
  if (findKey === undefined) throw new InvalidTokenError();
  const { audience } = trust;
  // The issuer needs no further check: these are its keys.
  const { payload, protectedHeader, key } = await jwtVerify(token, findKey, {
    requiredClaims: ['exp'],
    clockTolerance: leewaySeconds,
    ...(audience !== undefined && { audience }),
  });
  if ((payload.iat ?? 0) > Date.now() / 1000 + leewaySeconds) throw new TokenNotYetValidError();
  const bearer = bearerOf(payload, trust);
  const until = (payload.exp ?? 0) * 1000;
  known.add(token, { bearer, key, findKey: () => findKey(protectedHeader), from, until });
  return bearer;
}

function bearerOf(claims: Claims, { accepts = () => true, roles = rolesOf }: Trust): Bearer {
  const { sub } = claims;
  if (typeof sub !== 'string' || !isSubject(sub) || !accepts(claims)) throw new InvalidTokenError();
  return { id: sub, roles: roles(claims) };
}

function told(error: unknown): unknown {
  if (error instanceof errors.JWTExpired) return new ExpiredTokenError();
  if (!(error instanceof errors.JOSEError)) return error;
  const isEarly =
    error instanceof errors.JWTClaimValidationFailed && error.claim === 'nbf' && error.reason === 'check_failed';
  return isEarly ? new TokenNotYetValidError() : new InvalidTokenError();
}

/** The claims with scopes: `scope` as in RFC 8693, or `scp`, each as text or as a list. */
export interface ScopeClaims {
  readonly scope?: unknown;
  readonly scp?: unknown;
}

/** The roles that a token's scopes grant. */
export function rolesOf({ scope, scp }: ScopeClaims): Set<Role> {
  const granted = new Set([scope, scp].flat().flatMap((claim) => (typeof claim === 'string' ? claim.split(' ') : [])));
  return new Set((['rider', 'driver'] as const).filter((role) => granted.has(scopes[role])));
}
