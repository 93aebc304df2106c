import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  ExpiredTokenError,
  InvalidTokenError,
  IssuerUnavailableError,
  TokenNotYetValidError,
} from '../../../adapters/tokens/errors.ts';
import { issuerTokens } from '../../../adapters/tokens/issuer.ts';
import { type Verified, VerifiedTokens } from '../../../adapters/tokens/verified-tokens.ts';
import type { VerifyToken } from '../../../adapters/tokens/verify-token.ts';
import { aKey, claims, type Key, publicHalf, signed } from '../../support/tokens.ts';

const issuer = 'https://login.example';
const maxAgeSeconds = 900;
const start = Date.parse('2026-03-04T09:00:00Z');

describe('a token that was accepted', () => {
  let key: Key;
  let sameName: Key;
  let keys: unknown[] | Error;
  let verify: VerifyToken;

  beforeAll(async () => {
    [key, sameName] = await Promise.all([aKey('key-1', 'ES256'), aKey('key-1', 'ES256')]);
  });
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'], now: start });
    vi.spyOn(process, 'emitWarning').mockReturnValue();
    vi.spyOn(crypto.subtle, 'verify');
    keys = [publicHalf(key)];
    const fetch = async (url: string) => {
      if (keys instanceof Error) throw keys;
      return url.endsWith('/keys') ? { keys } : { issuer, jwks_uri: `${issuer}/keys` };
    };
    verify = issuerTokens({ issuer, audience: 'rides' }, { fetch, maxAgeSeconds });
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  const at = (seconds: number) => vi.setSystemTime(start + seconds * 1000);
  const inSeconds = (seconds: number) => start / 1000 + seconds;
  const aToken = (more: object = {}) =>
    signed(claims({ iss: issuer, aud: 'rides', exp: inSeconds(3_600), ...more }), key, { kid: 'key-1', alg: 'ES256' });
  const accepted = async (more?: object) => {
    const token = await aToken(more);
    await verify(token);
    return token;
  };

  it('is the same bearer the next time, without another check of its signature', async () => {
    const token = await accepted();
    expect(await verify(token)).toEqual({ id: 'rider-1', roles: new Set(['rider']) });
    expect(crypto.subtle.verify).toHaveBeenCalledTimes(1);
  });

  it('vouches for no other token, be it the same but for the signature', async () => {
    const token = await accepted();
    const [, ofAnother] = (await aToken({ sub: 'rider-2' })).split('.');
    const [header, payload, signature] = token.split('.');
    for (const forged of [
      `${header}.${ofAnother}.${signature}`,
      `${header}.${payload}.${signature?.replace(/.{8}$/, 'AAAAAAAA')}`,
    ]) {
      await expect(verify(forged)).rejects.toThrow(new InvalidTokenError());
    }
  });

  it('is refused when it has expired', async () => {
    const token = await accepted({ exp: inSeconds(60) });
    at(64);
    await expect(verify(token)).resolves.toBeDefined();
    at(65);
    await expect(verify(token)).rejects.toThrow(new ExpiredTokenError());
  });

  it('is refused when the clock is set back to before it became valid', async () => {
    const token = await accepted({ nbf: inSeconds(5) });
    at(-1);
    await expect(verify(token)).rejects.toThrow(new TokenNotYetValidError());
  });

  it.each([
    ['withdrawn', () => []],
    ['replaced under its name', () => [publicHalf(sameName)]],
  ])('is refused as soon as its key is known to be %s', async (_, shown) => {
    const token = await accepted();
    keys = shown();
    at(maxAgeSeconds / 3 - 1);
    await expect(verify(token)).resolves.toBeDefined();
    at(maxAgeSeconds / 3);
    await expect(verify(token)).rejects.toThrow(new InvalidTokenError());
  });

  it('is accepted by a key that was fetched again, and its signature is checked by that', async () => {
    const token = await accepted();
    at(maxAgeSeconds / 3);
    await verify(token);
    await verify(token);
    expect(crypto.subtle.verify).toHaveBeenCalledTimes(2);
  });

  it('cannot be judged when the keys are too old and none can be had', async () => {
    const token = await accepted();
    keys = new Error('nobody is there');
    at(maxAgeSeconds);
    await expect(verify(token)).rejects.toThrow(IssuerUnavailableError);
  });
});

it('a thousand tokens are remembered, the latest', async () => {
  const tokens = new VerifiedTokens<string>();
  const verified = (bearer: string): Verified<string> => {
    const key = {} as Verified<string>['key'];
    return { bearer, key, findKey: async () => key, from: 0, until: Date.now() + 60_000 };
  };
  for (let each = 0; each <= 1_000; each += 1) tokens.add(`token-${each}`, verified(`rider-${each}`));
  expect(await tokens.bearerOf('token-0')).toBeUndefined();
  expect(await tokens.bearerOf('token-1')).toBe('rider-1');
  expect(await tokens.bearerOf('token-1000')).toBe('rider-1000');
  tokens.add('token-1', verified('rider-1'));
  tokens.add('token-1001', verified('rider-1001'));
  expect(await tokens.bearerOf('token-1')).toBe('rider-1');
  expect(await tokens.bearerOf('token-2')).toBeUndefined();
});
