import { afterAll, describe, expect, expectTypeOf, it } from 'vitest';
import {
  createClient,
  type Driver,
  NoAnswerError,
  ProblemError,
  type Ride,
  type RideClient,
  UnreadableAnswerError,
} from '../../client/index.ts';
import type { DriverView, RideView } from '../../core/api/schemas.ts';
import { rideView } from '../../core/ride-view.ts';
import { deadPort } from '../support/dead-port.ts';
import { aRide } from '../support/rides.ts';
import { type StubApi, startStubApi } from '../support/stub-api.ts';

const apis: StubApi[] = [];
afterAll(() => Promise.all(apis.map((api) => api.stop())));

async function anApi(status: number, answer: unknown, headers?: Record<string, string>): Promise<StubApi> {
  const api = await startStubApi(status, answer, headers);
  apis.push(api);
  return api;
}

const view = rideView(aRide());
/** Of every call. */
const answer = { ...view, rides: [], driverId: 'driver-1' };
const request = { pickup: { lat: 1, lng: 2 }, dropoff: { lat: 3, lng: 4 }, paymentMethodId: 'pm_card_visa' };
const report = { position: { lat: 1, lng: 2 }, onShift: true };

describe('the client', () => {
  it.each<[string, (client: RideClient) => Promise<unknown>, object]>([
    ['asks for a ride', (client) => client.requestRide(request), { method: 'POST', path: '/v1/rides', body: request }],
    [
      'asks for a ride, waits and repeats safely',
      (client) => client.requestRide(request, { waitSeconds: 25, idempotencyKey: 'k1' }),
      { path: '/v1/rides', headers: { prefer: 'wait=25', 'idempotency-key': 'k1' } },
    ],
    [
      'asks for a sequential ride',
      (client) => client.requestRide(request, { flow: 'sequential' }),
      { method: 'POST', path: '/v1/sequential-rides', body: request },
    ],
    ['looks at a ride', (client) => client.getRide('ride_1'), { method: 'GET', path: '/v1/rides/ride_1' }],
    ['waits for a ride', (client) => client.getRide('r', { waitSeconds: 9 }), { headers: { prefer: 'wait=9' } }],
    ['does not wait', (client) => client.getRide('r', { waitSeconds: 0 }), { headers: { prefer: 'respond-async' } }],
    ['lists rides', (client) => client.listRides(), { method: 'GET', path: '/v1/rides' }],
    [
      'lists more rides',
      (client) => client.listRides({ limit: 5, next: 'abc' }),
      { path: '/v1/rides?limit=5&next=abc' },
    ],
    ['cancels a ride', (client) => client.cancelRide('r'), { method: 'POST', path: '/v1/rides/r/cancel' }],
    ['completes a ride', (client) => client.completeRide('r'), { method: 'POST', path: '/v1/rides/r/complete' }],
    [
      'reports a driver, whatever their name',
      (client) => client.reportDriver('a/b', report),
      { method: 'PUT', path: '/v1/drivers/a%2Fb', body: report },
    ],
    [
      'reports a driver as of when the device says',
      (client) => client.reportDriver('driver-1', { ...report, reportedAt: '2026-03-04T09:00:00+01:00' }),
      { path: '/v1/drivers/driver-1', body: { ...report, reportedAt: '2026-03-04T09:00:00+01:00' } },
    ],
  ])('%s', async (_, call, expected) => {
    const api = await anApi(200, answer);
    expect(await call(createClient({ baseUrl: api.url, token: 'a.b.c' }))).toEqual(answer);
    expect(api.received).toMatchObject([expected]);
    expect(api.received[0]?.headers.authorization).toBe('Bearer a.b.c');
  });

  it('takes an address with a slash at its end, and no token', async () => {
    const api = await anApi(200, view);
    await createClient({ baseUrl: `${api.url}/` }).getRide('r');
    expect(api.received).toMatchObject([{ path: '/v1/rides/r' }]);
    expect(api.received[0]?.headers).not.toHaveProperty('authorization');
  });

  it('asks for a token before each call', async () => {
    const api = await anApi(200, view);
    let count = 0;
    const client = createClient({ baseUrl: api.url, token: async () => `token-${++count}` });
    await client.getRide('r');
    await client.getRide('r');
    expect(api.received.map(({ headers }) => headers.authorization)).toEqual(['Bearer token-1', 'Bearer token-2']);
  });

  it('tells a refusal by its code, its field and when to come back', async () => {
    const problem = { code: 'too_many_rides', detail: 'Ask again in 42 s.', field: 'pickup' };
    const api = await anApi(429, problem, { 'Retry-After': '42' });
    const error = await createClient({ baseUrl: api.url })
      .requestRide(request)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ProblemError);
    expect(error).toMatchObject({ ...problem, status: 429, retryAfterSeconds: 42 });
    expect((error as Error).message).toBe(
      `POST ${api.url}/rides was answered 429 too_many_rides (pickup): Ask again in 42 s.`,
    );
  });

  it('tells which ride may have been accepted', async () => {
    const problem = { code: 'outcome_unknown', detail: 'Look at it.', rideId: 'ride_1' };
    const api = await anApi(503, problem);
    const asked = createClient({ baseUrl: api.url }).requestRide(request);
    await expect(asked).rejects.toMatchObject({ ...problem, status: 503, retryAfterSeconds: undefined });
  });

  it.each(['<html>Bad Gateway</html>', '[]', 'null', '{"code":7}'])(
    'takes the refusal %s, which is not of the API, as it is',
    async (text) => {
      const api = await anApi(502, text);
      await expect(createClient({ baseUrl: api.url }).getRide('r')).rejects.toMatchObject({
        name: 'ProblemError',
        status: 502,
        code: undefined,
        detail: text,
        rideId: undefined,
        retryAfterSeconds: undefined,
      });
    },
  );

  it('does not take a page for a ride', async () => {
    const api = await anApi(200, '<html></html>');
    await expect(createClient({ baseUrl: api.url }).getRide('r')).rejects.toThrow(UnreadableAnswerError);
  });

  it('does not take an empty answer for a ride', async () => {
    const api = await anApi(200, '');
    await expect(createClient({ baseUrl: api.url }).getRide('r')).rejects.toThrow(UnreadableAnswerError);
  });

  it.each(['{}', 'null', '[]', '"x"', '7', '{"status":"ok"}', '{"rides":{}}'])(
    'does not take %s, which another service answers, for an answer of the API',
    async (text) => {
      const api = await anApi(200, text);
      const client = createClient({ baseUrl: api.url });
      const calls = await Promise.allSettled([
        client.requestRide(request),
        client.requestRide(request, { flow: 'sequential' }),
        client.getRide('r'),
        client.listRides(),
        client.cancelRide('r'),
        client.completeRide('r'),
        client.reportDriver('d', report),
      ]);
      const refused = { status: 'rejected', reason: expect.any(UnreadableAnswerError) };
      expect(calls).toEqual(calls.map(() => refused));
    },
  );

  it('says that nobody answers, and why', async () => {
    const call = createClient({ baseUrl: `http://127.0.0.1:${deadPort}/v1` }).getRide('r');
    await expect(call).rejects.toThrow(NoAnswerError);
    await expect(call).rejects.toThrow('ECONNREFUSED');
  });

  it('lets whoever gives a call up have their own reason', async () => {
    const reason = new Error('enough');
    const fetch = async () => view as never;
    const call = createClient({ baseUrl: 'http://127.0.0.1:1', fetch }).getRide('r', {
      signal: AbortSignal.abort(reason),
    });
    await expect(call).rejects.toThrow();
    const given = createClient({ baseUrl: 'http://127.0.0.1:1' }).getRide('r', { signal: AbortSignal.abort(reason) });
    await expect(given).rejects.toBe(reason);
  });

  it('has the types of what the API shows', () => {
    expectTypeOf<RideView>().toExtend<Ride>();
    expectTypeOf<keyof RideView>().toEqualTypeOf<keyof Ride>();
    expectTypeOf<DriverView>().toExtend<Driver>();
  });
});
