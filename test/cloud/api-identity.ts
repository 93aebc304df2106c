import { createPublicKey } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { type DevelopmentKey, developmentKey } from '../../bin/development-key.ts';
import { asDriver, asRider } from '../../cli/callers.ts';
import { scopes } from '../../core/names.ts';
import { aDriver, aQuickRequest, aRider, type RidesList } from '../support/api-users.ts';
import { eventually } from '../support/eventually.ts';
import { aPlace } from '../support/places.ts';
import type { RunningStack } from '../support/running-stack.ts';
import { send } from '../support/send.ts';
import { warmSharedStack } from '../support/shared-stack.ts';
import { aKey, claims, inSeconds, signed, signedAsIs, unsigned } from '../support/tokens.ts';

type Headers = Record<string, string>;

/** What an attempt is refused with. */
type Refusal = readonly [status: number, code: string];

const missing: Refusal = [401, 'missing_token'];
const invalid: Refusal = [401, 'invalid_token'];
const expired: Refusal = [401, 'expired_token'];
const early: Refusal = [401, 'token_not_yet_valid'];
const wrongScope: Refusal = [403, 'insufficient_scope'];
const notFound: Refusal = [404, 'ride_not_found'];

describe('an attempt', () => {
  let stack: RunningStack;
  let key: DevelopmentKey;
  let ride: { rideId: string; riderId: string; driverId: string };

  beforeAll(async () => {
    key = await developmentKey();
    stack = await warmSharedStack();
    const pickup = aPlace();
    const [rider, driver] = [aRider(stack), await aDriver(stack, pickup)];
    const { body } = await rider.asks(aQuickRequest(pickup), { Prefer: 'wait=25' });
    expect(body.status).toBe('confirmed');
    ride = { rideId: body.rideId, riderId: rider.riderId, driverId: driver.driverId };
  });

  const bearer = (token: string): Headers => ({ Authorization: `Bearer ${token}` });
  /** A token with the rider's own claims, signed by the issuer, but for these. */
  const ofIssuer = (more: Record<string, unknown>) =>
    signed(claims({ sub: ride.riderId, ...more }), key, { kid: key.kid });

  /** Tokens that are no good, and what they are refused with, wherever they are sent. */
  const tokens: [what: string, headers: () => Headers | Promise<Headers>, refusal: Refusal][] = [
    ['no token', () => ({}), missing],
    [
      'the headers that are believed nowhere',
      () => ({ 'X-Rider-Id': ride.riderId, 'X-Driver-Id': ride.driverId }),
      missing,
    ],
    ['a token of another kind', () => ({ Authorization: 'Basic cmlkZXI6cGFzc3dvcmQ=' }), invalid],
    ['an empty token', () => ({ Authorization: 'Bearer ' }), invalid],
    ['something that is no token', () => bearer('rider-1'), invalid],
    ['a token of three parts that say nothing', () => bearer('a.b.c'), invalid],
    ['a token with something added', async () => bearer(`${await ofIssuer({})}A`), invalid],
    ['an expired token', async () => bearer(await ofIssuer({ exp: inSeconds(-10) })), expired],
    ['a token that never expires', async () => bearer(await ofIssuer({ exp: undefined })), invalid],
    ['a token that is not valid yet', async () => bearer(await ofIssuer({ nbf: inSeconds(60) })), early],
    ['a token that was issued in the future', async () => bearer(await ofIssuer({ iat: inSeconds(60) })), early],
    ['a token with an extension that must be understood', async () => bearer(await withExtension()), invalid],
    ['a token of another issuer', async () => bearer(await ofIssuer({ iss: 'https://issuer.example' })), invalid],
    ['a token of no issuer', async () => bearer(await ofIssuer({ iss: undefined })), invalid],
    ['a token for others', async () => bearer(await ofIssuer({ aud: 'another-api' })), invalid],
    ['a token for nobody', async () => bearer(await ofIssuer({ aud: undefined })), invalid],
    ['a token about nobody', async () => bearer(await ofIssuer({ sub: undefined })), invalid],
    ['a token about somebody impossible', async () => bearer(await ofIssuer({ sub: 'a b' })), invalid],
    ['an unsigned token', () => bearer(`${unsigned(claims({ sub: ride.riderId }))}`), invalid],
    ['an unsigned token with a signature', () => bearer(`${unsigned(claims({ sub: ride.riderId }))}AAAA`), invalid],
    ['a token signed with the public key', async () => bearer(await byPublicKey()), invalid],
    [
      "a token signed with another key under the issuer's name for its own",
      async () => bearer(await byOther(key.kid)),
      invalid,
    ],
    ['a token signed with a key that nobody knows', async () => bearer(await byOther('unknown')), invalid],
    ['a token signed with a key without a name', async () => bearer(await byOther()), invalid],
  ];

  /** The key that everybody knows, taken for a secret that only the issuer knows. */
  const byPublicKey = () => {
    const pem = createPublicKey({ key: { ...key }, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
    return signed(claims({ sub: ride.riderId }), Buffer.from(pem), { alg: 'HS256', kid: key.kid });
  };
  const withExtension = async () => {
    const header = { alg: 'RS256', kid: key.kid, crit: ['mine'], mine: true };
    return signedAsIs(JSON.stringify(header), JSON.stringify(claims({ sub: ride.riderId })), key);
  };
  const byOther = async (name?: string) =>
    signed(claims({ sub: ride.riderId }), await aKey(), name === undefined ? {} : { kid: name });

  const refuses = async (method: string, path: string, headers: Headers, [status, code]: Refusal, body?: unknown) => {
    const answer = await send(stack, method, path, { headers, ...(body !== undefined && { body }) });
    expect(answer).toMatchObject({ status, body: { status, code } });
    const token = headers.Authorization?.split(' ')[1];
    if (token) expect(JSON.stringify([answer.body, [...answer.headers]])).not.toContain(token);
    // As API Gateway calls the header WWW-Authenticate of a function's answer.
    const challenge = answer.headers.get('x-amzn-remapped-www-authenticate');
    if (status === 401)
      expect(challenge).toMatch(code === 'missing_token' ? /^Bearer realm="[\w-]+"$/ : /error="invalid_token"/);
    if (code === 'insufficient_scope')
      expect(challenge).toMatch(/error="insufficient_scope", scope="ride-request\/\w+"/);
  };

  it.each(tokens)("to look at one's ride with %s is refused", async (_what, headers, refusal) => {
    await refuses('GET', `rides/${ride.rideId}`, await headers(), refusal);
  });

  const report = { position: aPlace(), onShift: true };

  /** Good tokens in the wrong place. */
  const trespasses: [
    what: string,
    method: string,
    path: () => string,
    headers: () => Promise<Headers>,
    refusal: Refusal,
  ][] = [
    ["to look at another rider's ride", 'GET', () => `rides/${ride.rideId}`, () => asRider('rider-2'), notFound],
    ["to cancel another rider's ride", 'POST', () => `rides/${ride.rideId}/cancel`, () => asRider('rider-2'), notFound],
    [
      "to complete another driver's ride",
      'POST',
      () => `rides/${ride.rideId}/complete`,
      () => asDriver('driver-2'),
      notFound,
    ],
    ['to look at a ride as its driver', 'GET', () => `rides/${ride.rideId}`, () => asDriver(ride.driverId), wrongScope],
    [
      'to cancel a ride as its driver',
      'POST',
      () => `rides/${ride.rideId}/cancel`,
      () => asDriver(ride.driverId),
      wrongScope,
    ],
    ['to list rides as a driver', 'GET', () => 'rides', () => asDriver(ride.driverId), wrongScope],
    ['to ask for a ride as a driver', 'POST', () => 'rides', () => asDriver(ride.driverId), wrongScope],
    [
      'to ask for a sequential ride as a driver',
      'POST',
      () => 'sequential-rides',
      () => asDriver(ride.driverId),
      wrongScope,
    ],
    [
      'to complete a ride as its rider',
      'POST',
      () => `rides/${ride.rideId}/complete`,
      () => asRider(ride.riderId),
      wrongScope,
    ],
    [
      "to complete a ride with its driver's id in a rider's token",
      'POST',
      () => `rides/${ride.rideId}/complete`,
      () => asRider(ride.driverId),
      wrongScope,
    ],
    [
      "to report with the driver's id in a rider's token",
      'PUT',
      () => `drivers/${ride.driverId}`,
      () => asRider(ride.driverId),
      wrongScope,
    ],
    [
      'to report for another driver',
      'PUT',
      () => `drivers/${ride.driverId}`,
      () => asDriver('driver-2'),
      [403, 'not_this_driver'],
    ],
    [
      'to do anything with a token without a scope',
      'GET',
      () => `rides/${ride.rideId}`,
      async () => bearer(await ofIssuer({ scope: undefined })),
      wrongScope,
    ],
    [
      "to do anything with a scope that only begins as a rider's",
      'GET',
      () => `rides/${ride.rideId}`,
      async () => bearer(await ofIssuer({ scope: `${scopes.rider}s openid` })),
      wrongScope,
    ],
  ];

  it.each(trespasses)('%s is refused', async (_what, method, path, headers, refusal) => {
    await refuses(method, path(), await headers(), refusal, method === 'PUT' ? report : undefined);
  });

  it.each([
    ['GET', 'rides'],
    ['POST', 'rides'],
    ['POST', 'rides/ride_1/cancel'],
    ['POST', 'rides/ride_1/complete'],
    ['PUT', 'drivers/driver-1'],
    ['POST', 'sequential-rides'],
  ])('to %s %s with a forged token is refused', async (method, path) => {
    await refuses(method, path, bearer(await byOther(key.kid)), invalid, method === 'GET' ? undefined : {});
  });

  it('to report under a name with a bar, as it is sent, is none', async () => {
    const name = 'auth0|64f1';
    const headers = await asDriver(name);
    const answer = await send(stack, 'PUT', `drivers/${encodeURIComponent(name)}`, { headers, body: report });
    expect(answer).toMatchObject({ status: 200, body: { driverId: name } });
  });

  it('that is none is not refused, and nothing came of the others', async () => {
    const answer = await send(stack, 'GET', `rides/${ride.rideId}`, { headers: bearer(await ofIssuer({})) });
    expect(answer).toMatchObject({ status: 200, body: { status: 'confirmed', riderId: ride.riderId } });
  });

  it("to list rides gives the rider's own, the newest first, wherever the list begins", async () => {
    const [one, other] = [aRider(stack), aRider(stack)];
    const asked: string[] = [];
    for (const rider of [one, other, one, other, one, one]) {
      const { body } = await rider.asksAsync(aQuickRequest());
      if (rider === one) asked.unshift(body.rideId);
    }
    const listed = (query = '') => one.lists(query).then(({ body }) => body);
    const idsOf = ({ rides }: RidesList) => rides.map(({ rideId }) => rideId);
    await eventually(async () => {
      const { rides, next } = await listed();
      expect(rides.map(({ rideId, status, settledAt }) => ({ rideId, status, hasEnded: settledAt !== null }))).toEqual(
        asked.map((rideId) => ({ rideId, status: 'rejected', hasEnded: true })),
      );
      expect(next).toBeNull();
    });

    const first = await listed('?limit=2');
    const second = await listed(`?limit=2&next=${first.next}`);
    expect([...idsOf(first), ...idsOf(second)]).toEqual(asked);
    expect(second.next).toBeNull();

    const ofOther = (await other.lists('?limit=1')).body;
    expect(idsOf(await listed(`?next=${ofOther.next}`))).toEqual(asked.slice(2));
    expect((await aRider(stack).lists()).body).toEqual({ rides: [], next: null });
  });

  it('leaves no part of a token in the log', async () => {
    const token = await ofIssuer({});
    await send(stack, 'GET', `rides/${ride.rideId}`, { headers: bearer(token) });
    await refuses('GET', `rides/${ride.rideId}`, bearer(`${token}A`), invalid);
    const log = stack.logs.map(({ line }) => line).join('\n');
    expect(log).toContain('invalid_token');
    expect(log).not.toMatch(/eyJ|Bearer/);
    for (const part of token.split('.')) expect(log).not.toContain(part);
  });

  it('to see more of a ride than a driver may, by completing it, fails', async () => {
    const { body } = await send(stack, 'POST', `rides/${ride.rideId}/complete`, {
      headers: await asDriver(ride.driverId),
    });
    expect(body).toMatchObject({
      rideId: ride.rideId,
      status: 'completed',
      outcome: { driver: { driverId: ride.driverId } },
    });
    expect(JSON.stringify(body)).not.toMatch(/riderId|rider-|payment|pm_card/);
  });
});
