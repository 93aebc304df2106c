import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { developmentIssuer, scopes } from '../../core/names.ts';

/** Seconds from now, as tokens have them. */
export const inSeconds = (seconds: number): number => Math.floor(Date.now() / 1000) + seconds;

/** What a good token of the development issuer says, for a rider unless told otherwise. */
export const claims = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  iss: developmentIssuer.issuer,
  aud: developmentIssuer.audience,
  sub: 'rider-1',
  scope: scopes.rider,
  exp: inSeconds(60),
  ...more,
});

/** Signs whatever it is told to. A claim that is undefined is left out. */
export function signed(
  payload: Record<string, unknown>,
  key: JWK | Uint8Array,
  header: { kid?: string; alg?: string } = {},
) {
  return new SignJWT(payload).setProtectedHeader({ alg: 'RS256', ...header }).sign(key);
}

/** A token that says that it needs no signature. */
export function unsigned(payload: Record<string, unknown>): string {
  const parts = [{ alg: 'none', typ: 'JWT' }, payload].map((part) => JSON.stringify(part));
  return `${parts.map((part) => Buffer.from(part).toString('base64url')).join('.')}.`;
}

/** A key of nobody's. */
export async function aKey(kid = 'key-1'): Promise<JWK & { kid: string; n: string; e: string }> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  return { ...(await exportJWK(privateKey)), kid, alg: 'RS256' } as JWK & { kid: string; n: string; e: string };
}

/** The public half of a key, as issuers show it. */
export const publicHalf = ({ kty, n, e, kid, alg }: JWK) => ({
  kty: kty ?? '',
  n: n ?? '',
  e: e ?? '',
  kid: kid ?? '',
  alg: alg ?? '',
  use: 'sig',
});
