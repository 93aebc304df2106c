import {
  FetchError,
  JwksValidationError,
  JwkValidationError,
  JwtBaseError,
  JwtExpiredError,
} from 'aws-jwt-verify/error';
import type { Role } from '../../core/names.ts';
import { isSubject } from '../../core/subject.ts';
import { ExpiredTokenError, InvalidTokenError, IssuerUnavailableError } from './errors.ts';
import { type Bearer, rolesOf } from './verify-token.ts';

/** What a token says, once it is known to be the issuer's. */
export type Claims = Readonly<Record<string, unknown>>;

/**
 * The bearer of a token that `verified` has the claims of. It throws what the library throws, and that may quote the
 * token: none of it gets out of here.
 */
export async function bearerBy(
  verified: () => Claims | Promise<Claims>,
  roles: (claims: Claims) => ReadonlySet<Role> = rolesOf,
): Promise<Bearer> {
  try {
    const claims = await verified();
    return { id: subjectOf(claims), roles: roles(claims) };
  } catch (error) {
    throw told(error);
  }
}

/** The library takes a token without `exp` for one that never expires. */
function subjectOf({ sub, exp }: Claims): string {
  if (typeof exp !== 'number' || typeof sub !== 'string' || !isSubject(sub)) throw new InvalidTokenError();
  return sub;
}

function told(error: unknown): unknown {
  if (error instanceof FetchError || error instanceof JwksValidationError || error instanceof JwkValidationError) {
    return new IssuerUnavailableError(`The issuer's keys cannot be had: ${error.message}`);
  }
  if (error instanceof JwtExpiredError) return new ExpiredTokenError();
  return error instanceof JwtBaseError ? new InvalidTokenError() : error;
}
