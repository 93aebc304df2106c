import { GeoRoutesClient } from '@aws-sdk/client-geo-routes';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { amazonLocationRouting, routeTimeLimitMs } from '../../adapters/amazon-location-routing.ts';
import { estimatedRouting } from '../../adapters/estimated-routing.ts';
import { routingOrEstimate } from '../../adapters/routing-or-estimate.ts';
import { TimeLimitError } from '../../adapters/time-limit.ts';
import { branches } from '../../core/branches.ts';
import { estimateRoute } from '../../core/estimates.ts';
import type { Routing } from '../../core/ports.ts';
import { instantOf } from '../../core/time.ts';
import { locationError, startLocationServer, wayOf } from '../support/location-server.ts';
import { northOf } from '../support/places.ts';
import { aRideRequested } from '../support/rides.ts';
import { describeRouting, origin } from '../support/routing-contract.ts';
import { disturbances, json, type ScriptedServer } from '../support/scripted-server.ts';
import { until } from '../support/until.ts';

/** For what is answered. What is not is timed by timers that the test holds. */
const longMs = 60_000;

let server: ScriptedServer;
let client: GeoRoutesClient;
beforeEach(async () => {
  server = await startLocationServer();
  client = new GeoRoutesClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    endpoint: `http://127.0.0.1:${server.port}`,
    maxAttempts: 2,
    requestHandler: { requestTimeout: longMs, throwOnRequestTimeout: true },
  });
});
afterEach(async () => {
  client.destroy();
  await server.stop();
});

const clock = () => new Date();
const location = (timeLimitMs = 4 * longMs): Routing => amazonLocationRouting(client, clock, timeLimitMs);
const destination = northOf(origin, 5);
const asked = (routing: Routing, departure = instantOf(Date.now() - 1_000)) =>
  routing.route(origin, destination, departure, aRideRequested());

describeRouting('the estimate', () => estimatedRouting, 'estimate');
describeRouting('Amazon Location', location, 'routing-service');
describeRouting(
  'Amazon Location or the estimate',
  () => routingOrEstimate(location(), (error) => expect.fail(String(error))),
  'routing-service',
);

describe('a route by Amazon Location', () => {
  it('is asked for by car, from now, longitudes first', async () => {
    await asked(location());
    expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual({
      Origin: [origin.lng, origin.lat],
      Destination: [destination.lng, destination.lat],
      TravelMode: 'Car',
      DepartNow: true,
    });
  });

  it('is asked for from a moment that is still to come', async () => {
    const departure = instantOf(Date.now() + 60_000);
    await asked(location(), departure);
    expect(JSON.parse(server.requests[0]?.body ?? '')).toMatchObject({ DepartureTime: departure });
  });

  it('leaves time for two of them before its function ends', () => {
    expect(2 * routeTimeLimitMs).toBeLessThan(branches.eta.timeoutSeconds * 1_000 - 1_000);
  });
});

const transient = {
  'is throttled': locationError(429, 'ThrottlingException'),
  'is down': locationError(500, 'InternalServerException'),
  'closes the connection': disturbances['closes the connection'],
};

describe.each(Object.entries(transient))('when Amazon Location %s', (_, answer) => {
  it('is asked once more, and no third time', async () => {
    server.answerNext(answer);
    expect(await asked(location())).toMatchObject({ source: 'routing-service' });
    server.answerNext(answer, answer);
    await expect(asked(location())).rejects.toThrow();
    expect(server.requests).toHaveLength(4);
  });
});

describe('when Amazon Location never answers', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  /** Has the time for an answer pass once so many requests have come, and then the pause before the next one. */
  const isAskedInVain = async (requests: number) => {
    await until(() => server.requests.length === requests);
    await vi.advanceTimersByTimeAsync(longMs);
    while (vi.getTimerCount() > 0 && server.requests.length === requests) await vi.advanceTimersByTimeAsync(10);
  };

  it('is asked once more, and no third time', async () => {
    const never = disturbances['never answers'];
    server.answerNext(never);
    const found = asked(location());
    await isAskedInVain(1);
    expect(await found).toMatchObject({ source: 'routing-service' });
    server.answerNext(never, never);
    const failed = expect(asked(location())).rejects.toThrow('requestTimeout');
    await isAskedInVain(3);
    await isAskedInVain(4);
    await failed;
    expect(server.requests).toHaveLength(4);
  });
});

const refusals = {
  'does not allow it': locationError(403, 'AccessDeniedException'),
  'does not understand it': locationError(400, 'ValidationException', { reason: 'Other', fieldList: [] }),
  'says what is not JSON': disturbances['says what is not JSON'],
  'breaks off': disturbances['breaks off'],
  'says nothing': disturbances['says nothing'],
  'tells a route without its length': json(200, { Routes: [{ Legs: [], MajorRoadLabels: [] }] }),
  'tells a route of less than nothing': wayOf(-1, 10),
};

describe.each(Object.entries(refusals))('when Amazon Location %s', (_, answer) => {
  it('fails, and the estimate that says so takes its place', async () => {
    server.answerNext(answer, answer);
    const failures: unknown[] = [];
    const departure = instantOf(Date.now());
    const routing = routingOrEstimate(location(), (error) => failures.push(error));
    expect(await asked(routing, departure)).toEqual(estimateRoute(origin, destination, departure));
    expect(failures).toEqual([expect.any(Error)]);
  });
});

it('fails in time, however long Amazon Location takes', async () => {
  server.answerNext(disturbances['never answers'], disturbances['never answers']);
  await expect(asked(location(50))).rejects.toThrow(TimeLimitError);
});
