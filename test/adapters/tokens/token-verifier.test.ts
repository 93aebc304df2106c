import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { MissingEnvironmentError } from '../../../adapters/environment.ts';
import { tokenVerifier } from '../../../adapters/tokens/token-verifier.ts';
import { developmentIssuer } from '../../../core/names.ts';
import { aKey, claims, publicHalf, signed } from '../../support/tokens.ts';

const development = { TOKEN_ISSUER: developmentIssuer.issuer, TOKEN_AUDIENCE: developmentIssuer.audience };

function verifierIn(environment: Readonly<Record<string, string>>) {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  return tokenVerifier();
}

describe('the verifier of tokens', () => {
  let key: Awaited<ReturnType<typeof aKey>>;

  beforeAll(async () => {
    key = await aKey();
  });
  afterEach(() => vi.unstubAllEnvs());

  it('knows the development issuer by the keys in the environment', async () => {
    const verify = verifierIn({ ...development, TOKEN_KEYS: JSON.stringify({ keys: [publicHalf(key)] }) });
    const token = await signed(claims(), key, { kid: key.kid });
    expect(await verify(token)).toEqual({ id: 'rider-1', roles: new Set(['rider']) });
  });

  it('believes no development token beside a user pool', async () => {
    const verify = verifierIn({
      ...development,
      TOKEN_KEYS: JSON.stringify({ keys: [publicHalf(key)] }),
      USER_POOL_ID: 'eu-west-1_Abc123',
      USER_POOL_CLIENTS: 'a,b',
      DRIVER_GROUP: 'drivers',
      SIGNING_KEY_SECONDS: '900',
    });
    await expect(verify(await signed(claims(), key, { kid: key.kid }))).rejects.toThrow('not one that');
  });

  it.each([
    [{}, 'TOKEN_ISSUER, TOKEN_AUDIENCE'],
    [{ TOKEN_ISSUER: 'https://login.example' }, 'TOKEN_AUDIENCE'],
    [{ TOKEN_ISSUER: 'https://login.example', TOKEN_AUDIENCE: 'rides' }, 'SIGNING_KEY_SECONDS'],
    [{ USER_POOL_ID: 'eu-west-1_Abc123' }, 'USER_POOL_CLIENTS, DRIVER_GROUP, SIGNING_KEY_SECONDS'],
  ])('is not made of %o', (environment, missing) => {
    expect(() => verifierIn(environment)).toThrow(MissingEnvironmentError);
    expect(() => verifierIn(environment)).toThrow(missing);
  });
});
