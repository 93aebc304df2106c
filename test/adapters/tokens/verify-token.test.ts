import fc from 'fast-check';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ExpiredTokenError, InvalidTokenError, TokenNotYetValidError } from '../../../adapters/tokens/errors.ts';
import { issuerTokens, tokensOfKeys } from '../../../adapters/tokens/issuer.ts';
import { userPoolTokens } from '../../../adapters/tokens/user-pool.ts';
import type { VerifyToken } from '../../../adapters/tokens/verify-token.ts';
import { scopes } from '../../../core/names.ts';
import { fetcherOf } from '../../support/fetcher.ts';
import { aKey, claims, type Key, publicHalf, signed, signedAsIs, signingInput } from '../../support/tokens.ts';

const iss = 'https://login.example';
const pool = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Abc123';
const named = { issuer: iss, audience: 'rides' };
const maxAgeSeconds = 900;

/** What makes the claims those of each kind of issuer, and how tokens of it are verified. */
const kinds: [kind: string, own: Record<string, unknown>, verifierWith: (keys: unknown[]) => VerifyToken][] = [
  ['given keys', { iss, aud: 'rides' }, (keys) => tokensOfKeys(named, { keys })],
  [
    'an OpenID Connect issuer',
    { iss, aud: 'rides' },
    (keys) => {
      const { fetch } = fetcherOf({
        [`${iss}/.well-known/openid-configuration`]: { issuer: iss, jwks_uri: `${iss}/keys` },
        [`${iss}/keys`]: { keys },
      });
      return issuerTokens(named, { fetch, maxAgeSeconds });
    },
  ],
  [
    'a user pool',
    { iss: pool, aud: undefined, token_use: 'access', client_id: 'app' },
    (keys) => {
      const { fetch } = fetcherOf({ [`${pool}/.well-known/jwks.json`]: { keys } });
      const of = { userPoolId: 'eu-west-1_Abc123', clientIds: ['app'], driverGroup: 'drivers' };
      return userPoolTokens(of, { fetch, maxAgeSeconds });
    },
  ],
];

let key: Key;
let elliptic: Key;
/** Of the same name as `key`. */
let forgersKey: Key;

beforeAll(async () => {
  [key, elliptic, forgersKey] = await Promise.all([aKey(), aKey('key-2', 'ES256'), aKey()]);
});

describe.each(kinds)('a token of %s', (_kind, own, verifierWith) => {
  let verify: VerifyToken;

  beforeAll(() => {
    verify = verifierWith([publicHalf(key), publicHalf(elliptic)]);
  });

  const claimsOf = (more: object = {}) => claims({ ...own, ...more });
  const verified = async (more: object = {}) => verify(await signed(claimsOf(more), key, { kid: key.kid }));
  const withHeader = (more: object) =>
    verify(signedAsIs(JSON.stringify({ alg: 'RS256', kid: key.kid, ...more }), JSON.stringify(claimsOf()), key));

  it('is refused when it is for others', async () => {
    const others = own.aud === undefined ? { client_id: 'others' } : { aud: 'others' };
    await expect(verified(others)).rejects.toThrow(new InvalidTokenError());
  });

  it('is accepted, signed by either algorithm', async () => {
    const bearer = { id: 'rider-1', roles: new Set(['rider']) };
    expect(await verified()).toEqual(bearer);
    expect(await verify(await signed(claimsOf(), elliptic, { kid: 'key-2', alg: 'ES256' }))).toEqual(bearer);
    expect(await withHeader({ typ: 'at+jwt', unknown: true })).toEqual(bearer);
  });

  it.each([
    ['an extension that must be understood', { crit: ['exp'], exp: 1 }],
    ['one of somebody', { crit: ['https://example.com/mine'], 'https://example.com/mine': true }],
    ['one beside a known one', { crit: ['b64', 'mine'], b64: true, mine: 1 }],
    ['one that is not there', { crit: ['mine'] }],
    ['no list of extensions', { crit: 'mine', mine: 1 }],
    ['an empty list of extensions', { crit: [] }],
    ['a payload that is not encoded', { crit: ['b64'], b64: false }],
    ['another algorithm', { alg: 'RS384' }],
    ['the algorithm of another key', { alg: 'ES256' }],
    ['a signature with the public key', { alg: 'HS256' }],
    ['no signature', { alg: 'none' }],
    ['no algorithm', { alg: undefined }],
    ['no key', { kid: undefined }],
    ['another key', { kid: 'key-2' }],
    ['a key of its own', { kid: 'mine', jwk: { kty: 'RSA' } }],
    ['a key that is no name', { kid: 7 }],
    ['keys of its own', { kid: 'mine', jku: 'https://evil.example/keys' }],
  ])('is refused when its header has %s', async (_, header) => {
    await expect(withHeader(header)).rejects.toThrow(InvalidTokenError);
  });

  describe('judged by a clock that stands still,', () => {
    const now = Date.parse('2026-03-04T09:00:00.500Z');
    const at = (seconds: number) => Math.floor(now / 1000) + seconds;

    beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now }));
    afterEach(() => void vi.useRealTimers());

    it.each([
      ['has expired by less than clocks may differ', { exp: at(-4) }],
      ['becomes valid within what clocks may differ', { nbf: at(5) }],
      ['was issued in the future, within what clocks may differ', { iat: at(5) }],
    ])('is accepted when it %s', async (_, more) => {
      await expect(verified({ exp: at(60), ...more })).resolves.toBeDefined();
    });

    it.each([
      ['has expired', { exp: at(-5) }, new ExpiredTokenError()],
      ['has expired long ago', { exp: 1 }, new ExpiredTokenError()],
      ['becomes valid later', { nbf: at(6) }, new TokenNotYetValidError()],
      ['was issued in the future', { iat: at(6) }, new TokenNotYetValidError()],
      ['never expires', { exp: undefined }, new InvalidTokenError()],
      ['expires at no time', { exp: 'tomorrow' }, new InvalidTokenError()],
      ['becomes valid at no time', { nbf: 'tomorrow' }, new InvalidTokenError()],
      ['was issued at no time', { iat: 'yesterday' }, new InvalidTokenError()],
    ])('is refused, and told why, when it %s', async (_, more, error) => {
      await expect(verified({ exp: at(60), ...more })).rejects.toThrow(error);
    });
  });

  it.each([
    ['nobody', undefined],
    ['a number', 7],
    ['a list', ['rider-1']],
    ['nothing', null],
    ['a name with a space', 'rider 1'],
    ['a name of other letters', 'r\u00efder'],
    ['an empty name', ''],
    ['too long a name', 'x'.repeat(256)],
  ])('is refused when it speaks of %s', async (_, sub) => {
    await expect(verified({ sub })).rejects.toThrow(new InvalidTokenError());
  });

  it('that is for another audience is said to be no good, and not to be early', async () => {
    const elsewhere = own.aud === undefined ? { client_id: 'other' } : { aud: 'other' };
    await expect(verified(elsewhere)).rejects.toThrow(new InvalidTokenError());
  });

  it('that has expired, and is not good for another reason, is said to be no good', async () => {
    const forged = signed(claimsOf({ exp: 1 }), forgersKey, { kid: key.kid });
    await expect(verify(await forged)).rejects.toThrow(new InvalidTokenError());
    await expect(verified({ exp: 1, iss: 'https://other.example' })).rejects.toThrow(new InvalidTokenError());
  });

  it.each([
    ['scope as text', { scope: `openid ${scopes.rider}` }],
    ['scope as a list', { scope: ['openid', scopes.rider] }],
    ['scp as text', { scope: undefined, scp: scopes.rider }],
    ['scp as a list', { scope: undefined, scp: ['openid', scopes.rider] }],
    ['a list of texts', { scope: [`openid ${scopes.rider}`] }],
  ])('has its roles by %s', async (_, more) => {
    expect((await verified(more)).roles).toEqual(new Set(['rider']));
  });

  it.each([{ scope: 7 }, { scope: { 0: scopes.rider } }, { scope: [[scopes.rider]] }, { scope: null }])(
    'has no role by %o',
    async (more) => {
      expect((await verified(more)).roles).toEqual(new Set());
    },
  );

  it('is refused, whatever it is made of, and nothing of it is said', async () => {
    const part = fc.oneof(
      fc.json(),
      fc.string(),
      fc
        .record({
          alg: fc.constantFrom('RS256', 'ES256', 7, null),
          kid: fc.constantFrom('key-1', 'key-2', null),
          crit: fc.json(),
        })
        .map((value) => JSON.stringify(value)),
      fc
        .dictionary(fc.constantFrom('iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'scope', 'token_use'), fc.jsonValue())
        .map((value) => JSON.stringify({ iss: own.iss, ...value })),
    );
    await fc.assert(
      fc.asyncProperty(part, part, fc.boolean(), async (header, payload, isSigned) => {
        const token = isSigned ? signedAsIs(header, payload, key) : `${signingInput(header, payload)}.AAAA`;
        const error = await verify(token).catch((error: unknown) => error);
        expect(error).toBeInstanceOf(InvalidTokenError);
        expect((error as Error).cause).toBeUndefined();
      }),
      { numRuns: 100 },
    );
  });
});
