import { describe, expect, it } from 'vitest';
import { makeConsole } from '../../../cli/console/make-console.ts';
import { defaultRider } from '../../../cli/defaults.ts';
import { rideIdOf } from '../../../core/ride-id.ts';
import type { AboutCloud, HttpRequest, LogEntry } from '../../../local/index.ts';

const host = '127.0.0.1:4100';
const ownOrigin = `http://${host}`;

const about = {
  description: { outputs: { ApiUrl: 'http://127.0.0.1:4100/v1/' }, environment: {}, physicalIds: {} },
  logs: undefined,
  messages: undefined,
} as unknown as AboutCloud;

/** Asks the backend as the page does, unless `origin` says otherwise. */
async function ask(
  method: string,
  call: string,
  { origin = ownOrigin, body = '', cloud = about, backend = makeConsole() } = {},
) {
  const [path = '', query = ''] = call.split('?');
  const headers = [['Host', host] as const, ...(origin ? [['Origin', origin] as const] : [])];
  const request = {
    method,
    path: `/_console/${path}`,
    query: new URLSearchParams(query),
    headers,
    body: Buffer.from(body),
  };
  const reply = await backend.routes[0]?.answer(request as unknown as HttpRequest, cloud);
  return { status: reply?.statusCode, said: JSON.parse(String(reply?.body)) };
}

describe("the console's backend", () => {
  it.each(['rider', 'driver'])("gives its own page a %s's token", async (role) => {
    const { status, said } = await ask('POST', 'token', { body: JSON.stringify({ role, id: 'somebody' }) });
    expect(status).toBe(200);
    const [, claims = ''] = said.token.split('.');
    const { sub, scope } = JSON.parse(Buffer.from(claims, 'base64url').toString());
    expect([sub, scope]).toEqual(['somebody', `ride-request/${role}`]);
  });

  it.each([{}, { role: 'operator', id: 'a' }, { role: 'rider', id: '' }, { role: 'driver', id: 'a b' }])(
    'has to be told whose token, not %j',
    async (caller) => {
      expect(await ask('POST', 'token', { body: JSON.stringify(caller) })).toMatchObject({ status: 400 });
    },
  );

  it.each(['POST token', 'POST redrive', 'GET config', 'GET events', 'GET dead-letters'])(
    'answers no other page: %s',
    async (call) => {
      const [method = '', path = ''] = call.split(' ');
      expect(await ask(method, path, { origin: 'http://127.0.0.1:4101' })).toMatchObject({ status: 403 });
    },
  );

  it('gives no token to who does not say where they come from', async () => {
    expect(await ask('POST', 'token', { origin: '' })).toMatchObject({ status: 403 });
  });

  it('tells the page of the stack as soon as it is there', async () => {
    const { status, said } = await ask('GET', 'config');
    expect([status, said.apiUrl, said.insides]).toEqual([200, '/v1/', true]);
    const cloud = { ...about, description: undefined };
    expect(await ask('GET', 'config', { cloud })).toMatchObject({ status: 503 });
  });

  it.each(['', 'no JSON', '{}', '{"queue":""}', '{"queue":7}'])(
    'has to be told which queue to redrive, not "%s"',
    async (body) => {
      const { status, said } = await ask('POST', 'redrive', { body });
      expect([status, said.message]).toEqual([400, 'Say {"queue":"NAME"}.']);
    },
  );

  const aRide = `ride_${'0'.repeat(32)}`;
  it.each([
    {},
    { page: '', batch: 'b', rideIds: [] },
    { page: 'p', batch: 'b' },
    { page: 'p', batch: 'b', rideIds: aRide },
    { page: 'p', batch: 'b', rideIds: [aRide], keys: [''] },
    { page: 'p', batch: 'b', rideIds: [aRide, 'ride_1/../x'] },
  ])('keeps nothing but rides of a page: %j', async (body) => {
    expect(await ask('POST', 'keep-rides', { body: JSON.stringify(body) })).toMatchObject({ status: 400 });
  });

  it("keeps a page's rides", async () => {
    const body = JSON.stringify({ page: 'p', batch: 'b', rideIds: [aRide] });
    expect(await ask('POST', 'keep-rides', { body })).toMatchObject({ status: 200 });
  });

  it('keeps rides whose answers are still to come by their keys', async () => {
    const backend = makeConsole();
    // Nothing is there that could refuse to cancel.
    const cloud = { ...about, description: undefined };
    const rides = { page: 'p', batch: 'b' };
    const kept = JSON.stringify({ ...rides, rideIds: [], keys: ['ended', 'open'] });
    expect(await ask('POST', 'keep-rides', { body: kept, backend, cloud })).toMatchObject({ status: 200 });
    const rideId = rideIdOf(defaultRider, 'ended');
    const line = JSON.stringify({ message: 'ride settled', level: 'INFO', timestamp: '', rideId, status: 'rejected' });
    backend.onLog({ at: 0, functionName: 'aggregator', line } as LogEntry);
    const released = await ask('POST', 'release-rides', { body: JSON.stringify(rides), backend, cloud });
    expect(released.said).toEqual({ cancelled: 1, failed: 0 });
  });

  it.each(['trace?ride=', 'trace?ride=ride_1', `trace?ride=ride_${'0'.repeat(32)}`])(
    'knows nothing of %s',
    async (call) => {
      expect(await ask('GET', call)).toMatchObject({ status: 404 });
    },
  );

  it('lists rides of a state that there is', async () => {
    expect(await ask('GET', 'rides?state=lost')).toMatchObject({ status: 400 });
    expect(await ask('GET', 'rides?state=rejected&text=')).toEqual({
      status: 200,
      said: { rides: [], hasMore: false },
    });
  });

  it.each(['holds?ride=', 'holds?ride=ride_1'])('looks for nothing that is no ride: %s', async (call) => {
    expect(await ask('GET', call)).toMatchObject({ status: 404 });
  });

  it.each(['toString', '__proto__', 'token/', 'config'])('has nothing to be posted to %s', async (path) => {
    expect(await ask('POST', path)).toMatchObject({ status: 404 });
  });
});
