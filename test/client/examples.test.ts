import { readFileSync } from 'node:fs';
import { afterEach, expect, it, vi } from 'vitest';
import { rideView } from '../../core/ride-view.ts';
import { plusMs } from '../../core/time.ts';
import { allOk, aRide, requestedAt } from '../support/rides.ts';
import { startScriptedApi } from '../support/stub-api.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const example = new URL('../../client/examples/request-ride.ts', import.meta.url);

it('docs/guide/client.md shows the example as it is', () => {
  const page = readFileSync(new URL('../../docs/guide/client.md', import.meta.url), 'utf8');
  const shown = /^```ts\n(.*?)^```/ms.exec(page)?.[1];
  expect(shown?.replace("'ride-request/client'", "'../index.ts'")).toBe(readFileSync(example, 'utf8'));
});

it('the example requests a ride and follows it to its outcome', async () => {
  const requested = rideView(aRide());
  const confirmed = rideView(
    aRide({ status: 'confirmed', results: allOk(), settledAt: plusMs(requestedAt, 320), unanswered: [] }),
  );
  const answers = [requested, requested, confirmed];
  const api = await startScriptedApi(() => [200, answers.shift() ?? confirmed]);
  vi.stubEnv('RIDE_REQUEST_API', api.url);
  vi.stubEnv('RIDE_REQUEST_TOKEN', 'a.b.c');
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  try {
    await import(example.href);
  } finally {
    await api.stop();
  }
  expect(log.mock.calls.map(([status]) => status)).toEqual(['requested', 'confirmed']);
  expect(api.received[0]).toMatchObject({
    method: 'POST',
    path: '/v1/rides',
    headers: { authorization: 'Bearer a.b.c' },
  });
  expect(api.received[0]?.headers['idempotency-key']).toBeDefined();
});
