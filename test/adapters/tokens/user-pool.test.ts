import { beforeAll, describe, expect, it } from 'vitest';
import { InvalidTokenError, IssuerUnavailableError } from '../../../adapters/tokens/errors.ts';
import { userPoolTokens } from '../../../adapters/tokens/user-pool.ts';
import { scopes } from '../../../core/names.ts';
import { fetcherOf } from '../../support/fetcher.ts';
import { aKey, inSeconds, publicHalf, signed } from '../../support/tokens.ts';

const pool = { userPoolId: 'eu-west-1_Abc123', clientIds: ['riders-app', 'drivers-app'], driverGroup: 'drivers' };
const issuer = `https://cognito-idp.eu-west-1.amazonaws.com/${pool.userPoolId}`;
const keysUrl = `${issuer}/.well-known/jwks.json`;
const keysFrom = ({ fetch }: ReturnType<typeof fetcherOf>) => ({ fetch, maxAgeSeconds: 900 });

describe('the tokens of a user pool', () => {
  let key: Awaited<ReturnType<typeof aKey>>;

  beforeAll(async () => {
    key = await aKey();
  });

  const accessToken = (more: Record<string, unknown> = {}) =>
    signed(
      {
        iss: issuer,
        sub: '7f9c2ba4',
        token_use: 'access',
        client_id: 'riders-app',
        scope: scopes.rider,
        exp: inSeconds(60),
        ...more,
      },
      key,
      { kid: key.kid },
    );
  const accepting = (url = keysUrl) =>
    userPoolTokens(pool, keysFrom(fetcherOf({ [url]: { keys: [publicHalf(key)] } })));

  it('say who somebody is, without an audience', async () => {
    expect(await accepting()(await accessToken())).toEqual({ id: '7f9c2ba4', roles: new Set(['rider']) });
  });

  it('may have the name that is the same in all regions', async () => {
    const iss = issuer.replace('cognito-idp', 'issuer-cognito-idp');
    const verify = accepting(`${iss}/.well-known/jwks.json`);
    await expect(verify(await accessToken({ iss }))).resolves.toMatchObject({ id: '7f9c2ba4' });
  });

  it.each([
    ['of another pool', { iss: `${issuer}x` }],
    ['of no pool', { iss: undefined }],
    ['of a client of others', { client_id: 'another-app' }],
    ['of no client', { client_id: undefined }],
    ['that tell an app who signed in', { token_use: 'id', aud: 'riders-app' }],
    ['of no use', { token_use: undefined }],
    ['that have expired', { exp: inSeconds(-10) }],
    ['that never expire', { exp: undefined }],
  ])('are refused when they are some %s', async (_, claims) => {
    await expect(accepting()(await accessToken(claims))).rejects.toThrow(InvalidTokenError);
  });

  const asDriver = { client_id: 'drivers-app', scope: scopes.driver };

  it.each([
    ['a member of the group', ['drivers'], ['driver']],
    ['a member of several groups', ['staff', 'drivers'], ['driver']],
    ['nobody of any group', undefined, []],
    ['a member of another group', ['driver'], []],
    ['somebody whose group is text', 'drivers', []],
  ])("make a driver of %s, by the drivers' client", async (_, groups, roles) => {
    const { roles: granted } = await accepting()(await accessToken({ ...asDriver, 'cognito:groups': groups }));
    expect([...granted]).toEqual(roles);
  });

  it("make no driver of a member of the group by the riders' client", async () => {
    const { roles } = await accepting()(await accessToken({ 'cognito:groups': ['drivers'] }));
    expect([...roles]).toEqual(['rider']);
  });

  it('are judged with keys that are fetched once', async () => {
    const fetcher = fetcherOf({ [keysUrl]: { keys: [publicHalf(key)] } });
    const verify = userPoolTokens(pool, keysFrom(fetcher));
    await Promise.all([verify(await accessToken()), verify(await accessToken())]);
    await verify(await accessToken());
    expect(fetcher.fetched).toEqual([keysUrl]);
  });

  it('cannot be judged while the keys cannot be had', async () => {
    const verify = userPoolTokens(pool, keysFrom(fetcherOf({})));
    await expect(verify(await accessToken())).rejects.toThrow(IssuerUnavailableError);
  });
});
