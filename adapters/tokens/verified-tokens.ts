import type { CryptoKey } from 'jose';

/** A token that was accepted, and what that depends on. */
export interface Verified<Bearer> {
  readonly bearer: Bearer;
  /** The key that it was verified with. */
  readonly key: CryptoKey;
  /** Finds its key as for a new token: throws when that is no longer valid. */
  readonly findKey: () => Promise<CryptoKey>;
  /** When it was verified, in epoch milliseconds. */
  readonly from: number;
  /** When it expires, without leeway. */
  readonly until: number;
}

/** A token has up to a kilobyte. */
const most = 1_000;

/**
 * The latest accepted tokens of a process, so that a signature is verified once and not at each request. Whatever may have
 * changed since is checked at each use: the time, and whether the token's key still is the issuer's. A token near or past its
 * expiry is verified anew.
 */
export class VerifiedTokens<Bearer> {
  /** By the whole token, signature included. */
  readonly #verified = new Map<string, Verified<Bearer>>();

  /** The bearer of a token that is still valid. Throws what `findKey` throws. */
  async bearerOf(token: string): Promise<Bearer | undefined> {
    const known = this.#verified.get(token);
    if (known === undefined) return undefined;
    const now = Date.now();
    // A clock may be set back, to before the token became valid.
    const isInTime = known.from <= now && now < known.until;
    return isInTime && (await known.findKey()) === known.key ? known.bearer : undefined;
  }

  add(token: string, verified: Verified<Bearer>): void {
    this.#verified.delete(token); // A key that is set again keeps its place.
    this.#verified.set(token, verified);
    const [oldest = ''] = this.#verified.keys();
    if (this.#verified.size > most) this.#verified.delete(oldest);
  }
}
