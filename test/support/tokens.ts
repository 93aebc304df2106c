import { createPrivateKey, type KeyObject, sign } from 'node:crypto';
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

/** Signs these very texts as a token's header and payload, whatever they say, by RS256. */
export function signedAsIs(header: string, payload: string, key: JWK): string {
  const input = signingInput(header, payload);
  return `${input}.${sign('sha256', Buffer.from(input), privateKeyOf(key)).toString('base64url')}`;
}

/** A token's header and payload, as they are signed. */
export const signingInput = (...parts: readonly [header: string, payload: string]): string =>
  parts.map((part) => Buffer.from(part).toString('base64url')).join('.');

/** Made once: the first signature with a key takes longer than the next ones. */
const privateKeys = new WeakMap<JWK, KeyObject>();

function privateKeyOf(key: JWK): KeyObject {
  const privateKey = privateKeys.get(key) ?? createPrivateKey({ key: { ...key }, format: 'jwk' });
  privateKeys.set(key, privateKey);
  return privateKey;
}

/** A token that says that it needs no signature. */
export function unsigned(payload: Record<string, unknown>): string {
  return `${signingInput(JSON.stringify({ alg: 'none', typ: 'JWT' }), JSON.stringify(payload))}.`;
}

export type Key = JWK & { kid: string; alg: string };

/** A key of nobody's. */
export async function aKey(kid = 'key-1', alg: 'RS256' | 'ES256' = 'RS256'): Promise<Key> {
  const { privateKey } = await generateKeyPair(alg, { extractable: true });
  return { ...(await exportJWK(privateKey)), kid, alg };
}

/** The public half of a key, as issuers show it. */
export const publicHalf = ({ kty, n, e, crv, x, y, kid, alg }: JWK) => ({ kty, n, e, crv, x, y, kid, alg, use: 'sig' });
