import { discoverKeys } from './discovery.ts';
import { type FetchJson, fetchJson } from './fetch-json.ts';
import { fetchedKeys, givenKeys } from './signing-keys.ts';
import { type VerifyToken, verifierOf } from './verify-token.ts';

/** The issuer of tokens, and their audience. */
export interface Issuer {
  /** As in `iss`. */
  readonly issuer: string;
  /** As in `aud`. */
  readonly audience: string;
}

/** How an issuer's keys are obtained. */
export interface KeyOptions {
  /** Their maximum age. */
  readonly maxAgeSeconds: number;
  readonly fetch?: FetchJson;
  /** In epoch milliseconds. */
  readonly now?: () => number;
}

/** Accepts the tokens of an OpenID Connect issuer. */
export function issuerTokens({ issuer, audience }: Issuer, options: KeyOptions): VerifyToken {
  const { maxAgeSeconds, fetch = fetchJson, now } = options;
  const findKey = fetchedKeys(() => discoverKeys(issuer, fetch), maxAgeSeconds, now);
  return verifierOf({ keys: new Map([[issuer, findKey]]), audience });
}

/** Accepts tokens that are signed with one of these keys, a JSON Web Key Set. Nothing is fetched. */
export const tokensOfKeys = ({ issuer, audience }: Issuer, keySet: unknown): VerifyToken =>
  verifierOf({ keys: new Map([[issuer, givenKeys(keySet)]]), audience });
