import { importJWK, SignJWT } from 'jose';
import { developmentKey } from '../bin/development-key.ts';
import { developmentIssuer, type Role, scopes } from '../core/names.ts';
import { CommandError } from './errors.ts';
import { isWorkingCopy } from './program.ts';

/** A token that the development issuer has signed. */
export interface DevelopmentToken {
  readonly token: string;
  readonly expiresAt: Date;
}

/** Signs a token. `id` is its subject. */
export type SignToken = (role: Role, id: string, ttlSeconds?: number) => Promise<DevelopmentToken>;

const defaultTtlSeconds = 3_600;

const whereTheKeyIs = `A stack on this machine accepts tokens of the working copy that it was started from. Set $RIDE_REQUEST_DIRECTORY to the path of its .ride-request folder, or pass a token with --token.`;

/**
 * The development issuer of this working copy: stacks on this machine accept its tokens; stacks on AWS do not. Throws
 * `CommandError` without a working copy.
 */
export async function developmentTokens(directory?: string): Promise<SignToken> {
  if (!isWorkingCopy && !process.env.RIDE_REQUEST_DIRECTORY) throw new CommandError(whereTheKeyIs);
  const { jwk, key } = await loadKey(directory);
  return async (role, id, ttlSeconds = defaultTtlSeconds) => {
    const issuedAt = Math.floor(Date.now() / 1000);
    const expiresAt = issuedAt + ttlSeconds;
    const token = await new SignJWT({ scope: scopes[role] })
      .setProtectedHeader({ alg: 'RS256', kid: jwk.kid, typ: 'JWT' })
      .setIssuer(developmentIssuer.issuer)
      .setAudience(developmentIssuer.audience)
      .setSubject(id)
      .setIssuedAt(issuedAt)
      .setExpirationTime(expiresAt)
      .sign(key);
    return { token, expiresAt: new Date(expiresAt * 1000) };
  };
}

async function loadKey(directory: string | undefined) {
  try {
    const jwk = await developmentKey(directory);
    return { jwk, key: await importJWK(jwk, 'RS256') };
  } catch (error) {
    throw new CommandError((error as Error).message, { cause: error });
  }
}
