import { type CryptoKey, importJWK } from 'jose';
import * as z from 'zod/mini';
import { InvalidTokenError, IssuerUnavailableError } from './errors.ts';

/** The fields of a token's header that identify its signing key. */
export interface KeyName {
  readonly kid?: string | undefined;
  readonly alg?: string | undefined;
}

/** Finds the key that a token was signed with. Throws `InvalidTokenError`, or `IssuerUnavailableError`. */
export type FindKey = (name: KeyName) => Promise<CryptoKey>;

interface SigningKey extends Required<KeyName> {
  readonly key: CryptoKey;
}

/** Static keys: a JSON Web Key Set. */
export function givenKeys(keySet: unknown): FindKey {
  let keys: Promise<SigningKey[]> | undefined;
  return async (name) => {
    keys ??= signingKeysOf(keySet);
    return keyOf(await keys, name) ?? refuse();
  };
}

/**
 * Pause after a useless fetch of keys, so that neither invented key ids nor an unavailable issuer make every call wait for a
 * fetch.
 */
const pauseMs = 10_000;

/**
 * Keys that an issuer publishes. They are fetched with the first token, then whenever a third of `maxAgeSeconds` has passed,
 * and when a token names an unknown key. So a key that the issuer withdraws, or replaces under the same id, is soon refused.
 * While fetches fail the last keys are used, without waiting for the next fetch, and a warning is emitted, until
 * `maxAgeSeconds` have passed: then none is valid.
 */
export function fetchedKeys(fetchKeySet: () => Promise<unknown>, maxAgeSeconds: number, now = Date.now): FindKey {
  let keys: readonly SigningKey[] = [];
  let fetchedAt = Number.NEGATIVE_INFINITY;
  let pausedUntil = Number.NEGATIVE_INFINITY;
  let failure: IssuerUnavailableError | undefined;
  let fetching: Promise<void> | undefined;

  const areOlderThan = (seconds: number) => now() - fetchedAt >= seconds * 1000;
  const isPaused = () => now() < pausedUntil;
  const pause = () => {
    pausedUntil = now() + pauseMs;
  };

  const fetchAnew = async () => {
    const askedAt = now();
    try {
      keys = await signingKeysOf(await fetchKeySet());
      fetchedAt = askedAt;
      failure = undefined;
    } catch (error) {
      failure = new IssuerUnavailableError(`The issuer's keys cannot be had: ${(error as Error).message}`);
      pause();
      if (keys.length > 0) process.emitWarning(failure.message);
    }
  };
  /** Concurrent callers share one fetch. */
  const refresh = () => {
    fetching ??= fetchAnew().finally(() => {
      fetching = undefined;
    });
    return fetching;
  };

  return async (name) => {
    const isDue = areOlderThan(maxAgeSeconds / 3) && !isPaused();
    // Beside an issuer that did not answer last time: it may take its time again.
    if (areOlderThan(maxAgeSeconds) || (isDue && failure === undefined)) await refresh();
    else if (isDue) void refresh();
    if (areOlderThan(maxAgeSeconds)) return refuse(failure);
    const known = keyOf(keys, name);
    if (known) return known;
    if (isPaused()) return refuse(failure);
    await refresh();
    const found = keyOf(keys, name);
    if (found) return found;
    pause();
    return refuse(failure);
  };
}

function refuse(reason: Error = new InvalidTokenError()): never {
  throw reason;
}

const keyOf = (keys: readonly SigningKey[], { kid, alg }: KeyName): CryptoKey | undefined =>
  keys.find((each) => each.kid === kid && each.alg === alg)?.key;

const keySetSchema = z.object({ keys: z.array(z.unknown()) });

const publicKeySchema = z.object({
  kid: z.string(),
  use: z._default(z.literal('sig'), 'sig'),
  alg: z.optional(z.string()),
  kty: z.enum(['RSA', 'EC']),
  n: z.optional(z.string()),
  e: z.optional(z.string()),
  crv: z.optional(z.literal('P-256')),
  x: z.optional(z.string()),
  y: z.optional(z.string()),
});

/** The keys of a set that are valid for signatures. A set may contain others, which are ignored (RFC 7517, section 5). */
async function signingKeysOf(keySet: unknown): Promise<SigningKey[]> {
  const { keys } = keySetSchema.parse(keySet);
  return (await Promise.all(keys.map(signingKeysIn))).flat();
}

/**
 * A key's algorithm follows from its type, RS256 or ES256. A token cannot choose another one, such as a signature by the
 * public key, or `none`: no key is found for it.
 */
async function signingKeysIn(candidate: unknown): Promise<SigningKey[]> {
  const parsed = publicKeySchema.safeParse(candidate);
  if (!parsed.success) return [];
  const { kid, kty, alg: named, ...more } = parsed.data;
  const alg = kty === 'RSA' ? 'RS256' : 'ES256';
  if (named !== undefined && named !== alg) return [];
  try {
    const key = (await importJWK({ kty, ...more } as never, alg)) as CryptoKey;
    return isLongEnough(key) ? [{ kid, alg, key }] : [];
  } catch {
    return [];
  }
}

/** RFC 7518, section 3.3. */
const isLongEnough = ({ algorithm }: CryptoKey): boolean =>
  !('modulusLength' in algorithm) || Number(algorithm.modulusLength) >= 2048;
