import { afterAll, describe, expect, it } from 'vitest';
import { tokenOf } from '../../cli/callers.ts';
import { pushAddressOf } from '../../cli/push-address.ts';
import { type StubApi, startStubApi } from '../support/stub-api.ts';

const apis: StubApi[] = [];
afterAll(() => Promise.all(apis.map((api) => api.stop())));

const { signal } = new AbortController();
const token = () => tokenOf('rider', 'alice');

/** What is found out about an API that says this of itself. */
async function found(status: number, answer: unknown, asWhom = token) {
  const api = await startStubApi(status, answer);
  apis.push(api);
  return pushAddressOf(api.url, asWhom, signal);
}

const environment = { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' };
const outputs = { PushRealtimeUrl: 'ws://127.0.0.1:5/event/realtime', PushHttpUrl: 'http://127.0.0.1:5/event' };

describe('where a rider hears of their rides', () => {
  it('is what an embedded cloud says, for whom the token speaks of', async () => {
    expect(await found(200, { environment, outputs })).toEqual({
      realtimeUrl: outputs.PushRealtimeUrl,
      httpHost: '127.0.0.1:5',
      token,
      riderId: 'alice',
    });
  });

  it.each([
    ['has no push', 200, { environment, outputs: {} }],
    ['sends the token elsewhere', 200, { environment, outputs: { ...outputs, PushRealtimeUrl: 'wss://example.com/' } }],
    ['is no embedded cloud', 404, { code: 'not_found' }],
    ['is something else', 200, '<html></html>'],
  ])('is not known where the API %s', async (_, status, answer) => {
    expect(await found(status, answer)).toBeUndefined();
  });

  it('is not known for a token that says nothing', async () => {
    expect(await found(200, { environment, outputs }, async () => 'opaque')).toBeUndefined();
  });

  it('is not asked on another machine', async () => {
    // Its issuer may give tokens that only it can read.
    const opaque = async () => 'opaque';
    expect(await pushAddressOf('https://abc.execute-api.eu-west-1.amazonaws.com/v1/', opaque, signal)).toBeUndefined();
  });
});
