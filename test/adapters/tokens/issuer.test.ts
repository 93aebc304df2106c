import { beforeAll, describe, expect, it } from 'vitest';
import { InvalidTokenError, IssuerUnavailableError } from '../../../adapters/tokens/errors.ts';
import { issuerTokens, tokensOfKeys } from '../../../adapters/tokens/issuer.ts';
import { fetcherOf } from '../../support/fetcher.ts';
import { aKey, claims, type Key, publicHalf, signed } from '../../support/tokens.ts';

const description = 'https://login.example/tenant/.well-known/openid-configuration';
const keysUrl = 'https://keys.example/all';
const openKeysUrl = 'http://keys.example/all';
const keysFrom = ({ fetch }: ReturnType<typeof fetcherOf>) => ({ fetch, maxAgeSeconds: 900 });

describe.each(['https://login.example/tenant', 'https://login.example/tenant/'])('the tokens of %s', (issuer) => {
  const named = { issuer, audience: 'rides' };
  let key: Key;

  beforeAll(async () => {
    key = await aKey();
  });

  const documents = (more: object = {}) => ({
    [description]: { issuer, jwks_uri: keysUrl, ...more },
    [keysUrl]: { keys: [publicHalf(key)] },
  });
  const token = (more: Record<string, unknown> = {}, by = key) =>
    signed(claims({ iss: issuer, aud: 'rides', sub: 'auth0|17', ...more }), by, { kid: by.kid });

  it('are judged with the keys that its description leads to, and these are fetched once', async () => {
    const fetcher = fetcherOf(documents());
    const verify = issuerTokens(named, keysFrom(fetcher));
    for (let time = 0; time < 2; time += 1) {
      expect(await verify(await token())).toEqual({ id: 'auth0|17', roles: new Set(['rider']) });
    }
    expect(fetcher.fetched).toEqual([description, keysUrl]);
  });

  it('may be for several', async () => {
    const verify = issuerTokens(named, keysFrom(fetcherOf(documents())));
    await expect(verify(await token({ aud: ['others', 'rides'] }))).resolves.toMatchObject({ id: 'auth0|17' });
  });

  it.each([
    ['for others', { aud: 'others' }],
    ['of an issuer with nearly its name', { iss: issuer.endsWith('/') ? issuer.slice(0, -1) : `${issuer}/` }],
    ['about nobody', { sub: '' }],
    ['about somebody with too long a name', { sub: 'x'.repeat(256) }],
  ])('are refused when they are %s', async (_, more) => {
    await expect(issuerTokens(named, keysFrom(fetcherOf(documents())))(await token(more))).rejects.toThrow(
      InvalidTokenError,
    );
  });

  it('are seen to be of another issuer before any key is looked for', async () => {
    const fetcher = fetcherOf(documents());
    await expect(issuerTokens(named, keysFrom(fetcher))(await token({ iss: 'https://other.example' }))).rejects.toThrow(
      InvalidTokenError,
    );
    expect(fetcher.fetched).toEqual([]);
  });

  it('choose no algorithm, even where the key leaves it open', async () => {
    const { alg, ...open } = publicHalf(key);
    const verify = tokensOfKeys(named, { keys: [open] });
    const { alg: _, ...signing } = key;
    const by = (algorithm: string) =>
      signed(claims({ iss: issuer, aud: 'rides' }), signing, { kid: key.kid, alg: algorithm });
    await expect(verify(await by('RS256'))).resolves.toBeDefined();
    await expect(verify(await by('RS384'))).rejects.toThrow(InvalidTokenError);
  });

  it('have their keys fetched again for a new one, but not for each that nobody knows', async () => {
    const [found, stranger] = [documents(), await aKey('key-2')];
    const fetcher = fetcherOf(found);
    const verify = issuerTokens(named, keysFrom(fetcher));
    await verify(await token());
    found[keysUrl] = { keys: [publicHalf(key), publicHalf(stranger)] };
    await expect(verify(await token({}, stranger))).resolves.toBeDefined();
    const forged = await token({}, { ...stranger, kid: 'key-3' });
    for (let time = 0; time < 3; time += 1) await expect(verify(forged)).rejects.toThrow(InvalidTokenError);
    expect(fetcher.fetched.filter((url) => url === keysUrl)).toHaveLength(3);
  });

  it.each([
    ['is not there', {}],
    ['is of another issuer', { [description]: { issuer: 'https://login.example', jwks_uri: keysUrl } }],
    ['leads to keys that anybody may change', { [description]: { issuer, jwks_uri: openKeysUrl } }],
    ['leads to no keys', { [description]: { issuer } }],
    ['leads to keys that are not there', { [description]: { issuer, jwks_uri: `${keysUrl}/old` } }],
    ['is none', { [description]: null }],
  ])('cannot be judged while its description %s', async (_, found) => {
    const keys = { keys: [publicHalf(key)] };
    const fetcher = fetcherOf({ ...found, [keysUrl]: keys, [openKeysUrl]: keys });
    await expect(issuerTokens(named, keysFrom(fetcher))(await token())).rejects.toThrow(IssuerUnavailableError);
  });

  it('are judged with given keys, and nothing is fetched', async () => {
    const verify = tokensOfKeys(named, { keys: [publicHalf(key)] });
    await expect(verify(await token())).resolves.toMatchObject({ id: 'auth0|17' });
    await expect(verify(await token({}, await aKey('key-2')))).rejects.toThrow(InvalidTokenError);
  });

  it('are all refused where no key is given', async () => {
    await expect(tokensOfKeys(named, { keys: [] })(await token())).rejects.toThrow(InvalidTokenError);
  });
});

it('says nothing of a token in an error', async () => {
  const verify = tokensOfKeys({ issuer: 'https://login.example', audience: 'rides' }, { keys: [] });
  const secret = Buffer.from('secret, and no JSON').toString('base64url');
  const error = await verify(`${secret}.${secret}.${secret}`).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(InvalidTokenError);
  expect(`${(error as Error).stack} ${(error as Error).cause}`).not.toContain('secret');
});
