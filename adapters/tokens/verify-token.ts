import { decodeJwt, errors, jwtVerify } from 'jose';
import { type Role, scopes } from '../../core/names.ts';
import { isSubject } from '../../core/subject.ts';
import { ExpiredTokenError, InvalidTokenError, TokenNotYetValidError } from './errors.ts';
import type { FindKey } from './signing-keys.ts';

/** Whom a verified token speaks of. */
export interface Bearer {
  /** The token's subject: the same person in all of their tokens. */
  readonly id: string;
  readonly roles: ReadonlySet<Role>;
}

/** Tells whom a token speaks of. Throws `InvalidTokenError`, or `IssuerUnavailableError` when it cannot be judged. */
export type VerifyToken = (token: string) => Promise<Bearer>;

/** What a token says. */
export type Claims = Readonly<Record<string, unknown>>;

/** Whose tokens are accepted, and what they are good for. */
export interface Trust {
  /** By issuer, as `iss` has it. */
  readonly keys: ReadonlyMap<string, FindKey>;
  /** As `aud` has it. Without one, `accepts` has to know whom a token is for. */
  readonly audience?: string;
  /** What else a token has to say. */
  readonly accepts?: (claims: Claims) => boolean;
  readonly roles?: (claims: Claims) => ReadonlySet<Role>;
}

/** Seconds that another machine's clock may differ from this one. */
const leewaySeconds = 5;

/** Verifies tokens. What the library throws may quote the token: none of it gets out of here. */
export const verifierOf =
  (trust: Trust): VerifyToken =>
  async (token) => {
    try {
      return bearerOf(await verifiedClaims(token, trust), trust);
    } catch (error) {
      throw told(error);
    }
  };

async function verifiedClaims(token: string, { keys, audience }: Trust): Promise<Claims> {
  const { iss: issuer = '' } = decodeJwt(token);
  const findKey = keys.get(issuer);
  if (findKey === undefined) throw new InvalidTokenError();
  // Of its issuer nothing is left to check: these are its keys.
  const { payload } = await jwtVerify(token, findKey, {
    requiredClaims: ['exp'],
    clockTolerance: leewaySeconds,
    ...(audience !== undefined && { audience }),
  });
  if ((payload.iat ?? 0) > Date.now() / 1000 + leewaySeconds) throw new TokenNotYetValidError();
  return payload;
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

/** The claims that scopes are in: `scope` as RFC 8693 has it, or `scp`, each as text or as a list. */
export interface ScopeClaims {
  readonly scope?: unknown;
  readonly scp?: unknown;
}

/** The roles that a token's scopes stand for. */
export function rolesOf({ scope, scp }: ScopeClaims): Set<Role> {
  const granted = new Set([scope, scp].flat().flatMap((claim) => (typeof claim === 'string' ? claim.split(' ') : [])));
  return new Set((['rider', 'driver'] as const).filter((role) => granted.has(scopes[role])));
}
