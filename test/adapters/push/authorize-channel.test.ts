import { beforeAll, describe, expect, it } from 'vitest';
import { identity } from '../../../adapters/http/identity.ts';
import { authorizeChannel } from '../../../adapters/push/authorize-channel.ts';
import { IssuerUnavailableError } from '../../../adapters/tokens/errors.ts';
import { tokensOfKeys } from '../../../adapters/tokens/issuer.ts';
import { developmentIssuer, scopes } from '../../../core/names.ts';
import { rideChannel, riderChannels } from '../../../core/push-channel.ts';
import { aKey, claims, inSeconds, publicHalf, signed, unsigned } from '../../support/tokens.ts';

describe('who may listen', async () => {
  const key = await aKey();
  const riders = identity(tokensOfKeys(developmentIssuer, { keys: [publicHalf(key)] }));
  const tokenWith = (more: Record<string, unknown> = {}) => signed(claims(more), key, { kid: key.kid });
  const bearer = async (more: Record<string, unknown> = {}) => `Bearer ${await tokenWith(more)}`;
  const ask = (authorizationToken: string | undefined, operation: string, channel?: string) =>
    authorizeChannel(riders, { authorizationToken, requestContext: { operation, channel, apiId: 'api-1' } });
  const own = await rideChannel('rider-1', 'ride_1');
  let good = '';
  beforeAll(async () => {
    good = await bearer();
  });

  it('is a rider who connects', async () => {
    expect(await ask(good, 'EVENT_CONNECT')).toEqual({ isAuthorized: true, ttlOverride: 0 });
  });

  it.each([
    ['one ride of their own', own, true],
    ['all rides of their own', await riderChannels('rider-1'), true],
    ["another rider's ride", await rideChannel('rider-2', 'ride_1'), false],
    ["another rider's rides", await riderChannels('rider-2'), false],
    ['all rides of all riders', '/rides/*', false],
    ['everything', '/*', false],
    ['a rider whose id begins as theirs does', await rideChannel('rider-10', 'ride_1'), false],
    ['their own rides, from without', `/rides/rider-1/../rider-2/*`, false],
    ['what lies below a ride', `${own}/more`, false],
    ['what lies below all of it', '/rides/rider-1/*/*', false],
    ['another namespace', '/drivers/rider-1/ride_1', false],
    ['no channel', '', false],
    ['their own, but not from its beginning', `/x${own}`, false],
  ])('hears of %s (%s): %s', async (_, channel, isAuthorized) => {
    expect(await ask(good, 'EVENT_SUBSCRIBE', channel)).toEqual({ isAuthorized, ttlOverride: 0 });
  });

  it.each([
    ['no token', () => undefined],
    ['an empty token', () => ''],
    ['a token that is no bearer token', () => tokenWith()],
    ['a token that has expired', () => bearer({ exp: inSeconds(-10) })],
    ["a driver's token", () => bearer({ scope: scopes.driver })],
    ['a token without a scope', () => bearer({ scope: undefined })],
    ['a token for somebody else', () => bearer({ aud: 'another' })],
    ['a token that nobody has signed', () => `Bearer ${unsigned(claims())}`],
    [
      "a token that another's key has signed",
      async () => `Bearer ${await signed(claims(), await aKey(), { kid: key.kid })}`,
    ],
  ])('is nobody with %s', async (_, token) => {
    expect(await ask(await token(), 'EVENT_CONNECT')).toEqual({ isAuthorized: false, ttlOverride: 0 });
    expect(await ask(await token(), 'EVENT_SUBSCRIBE', own)).toEqual({ isAuthorized: false, ttlOverride: 0 });
  });

  it('may not publish, not even to themselves', async () => {
    expect(await ask(good, 'EVENT_PUBLISH', own)).toEqual({ isAuthorized: false, ttlOverride: 0 });
  });

  it('is not decided while no token can be judged', async () => {
    const blind = identity(async () => {
      throw new IssuerUnavailableError('The keys cannot be had.');
    });
    const asked = { authorizationToken: good, requestContext: { operation: 'EVENT_CONNECT' } };
    await expect(authorizeChannel(blind, asked)).rejects.toThrow(IssuerUnavailableError);
  });

  it.each([{}, { requestContext: { operation: 'EVENT_UNKNOWN' } }, null])(
    'is not decided on a question unknown: %j',
    async (asked) => {
      await expect(authorizeChannel(riders, asked)).rejects.toThrow();
    },
  );
});
