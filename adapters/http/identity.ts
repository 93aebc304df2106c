import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { ProblemCode } from '../../core/api/problems.ts';
import { type Role, scopes } from '../../core/names.ts';
import { ExpiredTokenError, InvalidTokenError, TokenNotYetValidError } from '../tokens/errors.ts';
import { tokenVerifier } from '../tokens/token-verifier.ts';
import type { VerifyToken } from '../tokens/verify-token.ts';
import { ProblemError } from './problem.ts';

/** The caller. Throws a problem: 401 without an accepted token, 403 where the token has another role. */
export interface Identity {
  riderIdOf(request: Request): Promise<string>;
  driverIdOf(request: Request): Promise<string>;
}

type Request = Pick<APIGatewayProxyEvent, 'headers'>;

/** The one place that identifies the caller: the subject of the request's bearer token (RFC 6750). */
export function identity(verify: VerifyToken = tokenVerifier()): Identity {
  const idOf = async (role: Role, event: Request): Promise<string> => {
    const { id, roles } = await verify(tokenOf(event)).catch(refuse);
    if (!roles.has(role)) throw missesScope(role);
    return id;
  };
  return { riderIdOf: (event) => idOf('rider', event), driverIdOf: (event) => idOf('driver', event) };
}

function tokenOf({ headers }: Request): string {
  const authorization = headers.authorization;
  if (authorization === undefined) throw unauthorized('missing_token', 'The request has no bearer token.');
  const token = /^Bearer +([\w.~+/-]+=*)$/i.exec(authorization)?.[1];
  if (token === undefined) throw refusedToken('The Authorization header has no bearer token.');
  return token;
}

function refuse(error: unknown): never {
  if (error instanceof ExpiredTokenError) throw refusedToken(error.message, 'expired_token');
  if (error instanceof TokenNotYetValidError) throw refusedToken(error.message, 'token_not_yet_valid');
  if (error instanceof InvalidTokenError) throw refusedToken(error.message);
  throw error;
}

const unauthorized = (code: ProblemCode, detail: string, challenge = 'Bearer realm="ride-request"') =>
  new ProblemError(401, code, detail, [], { 'WWW-Authenticate': challenge });

const refusedToken = (detail: string, code: ProblemCode = 'invalid_token') =>
  unauthorized(code, detail, `Bearer realm="ride-request", error="invalid_token", error_description="${detail}"`);

function missesScope(role: Role): ProblemError {
  const challenge = `Bearer realm="ride-request", error="insufficient_scope", scope="${scopes[role]}"`;
  return new ProblemError(403, 'insufficient_scope', `The token is not a ${role}'s.`, [], {
    'WWW-Authenticate': challenge,
  });
}
