import '../support/quiet-telemetry.ts';
import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { apiHandler, type Route } from '../../adapters/http/api-handler.ts';
import { timeLeft } from '../../adapters/http/time-left.ts';
import { NotTakenError, ServiceError } from '../../core/errors.ts';
import type { Ride } from '../../core/ride.ts';
import { rideIdOf } from '../../core/ride-id.ts';
import { plusMs } from '../../core/time.ts';
import { WaitPace } from '../../core/wait-pace.ts';
import { cancelRide, completeRide } from '../../functions/api/end-ride.ts';
import { getRide } from '../../functions/api/get-ride.ts';
import { listRides } from '../../functions/api/list-rides.ts';
import { type ApiPorts, portsInTime } from '../../functions/api/ports.ts';
import { postRide } from '../../functions/api/post-ride.ts';
import { putDriver } from '../../functions/api/put-driver.ts';
import { departures } from '../support/api-description.ts';
import { apiTerms } from '../support/api-terms.ts';
import { around, type CallFault, callFaults, failingPorts } from '../support/disturbed-ports.ts';
import { gatherWorld } from '../support/gather-world.ts';
import { inMemoryRideRequests } from '../support/in-memory-messaging.ts';
import { inMemoryQuotaStore } from '../support/in-memory-quota-store.ts';
import { openAdmission } from '../support/open-admission.ts';
import { allOk, aRide, aRideRequest, pickup, requestedAt, traceparent } from '../support/rides.ts';
import { aContext } from '../support/sqs-events.ts';

const rideId = rideIdOf('rider-1', 'anything');
const theRide = (more: Partial<Ride> = {}) => aRide({ rideId, ...more });
const confirmed = () => theRide({ results: allOk(), pending: new Set() });

it('none of the ports of an invocation is called when there is no time left', async () => {
  const called = vi.fn(async () => {});
  const names = ['rides', 'records', 'drivers', 'requested', 'gatherQueue', 'deadlines'] as const;
  const ports = Object.fromEntries(names.map((name) => [name, { call: called }])) as unknown as ApiPorts;
  const inTime = portsInTime(ports, () => 0) as unknown as Record<string, { call(): Promise<void> }>;
  for (const name of names) await expect(inTime[name]?.call(), name).rejects.toThrow(NotTakenError);
  expect(called).not.toHaveBeenCalled();
});

/** The API on ports in memory, with a ride, some of whose calls fail, by their number. */
async function anApi(ride: Ride, faultOf: (call: number) => CallFault | undefined = () => undefined) {
  const world = await gatherWorld(ride);
  if (ride.pending.size === 0) await world.deliver(...Object.values(ride.results));
  const { failing, arrive } = failingPorts(faultOf);
  const requested = inMemoryRideRequests();
  const tolerated = vi.fn();
  const healthy: ApiPorts = {
    rides: world.rides,
    records: world.rides,
    drivers: world.drivers,
    requested,
    gatherQueue: world.gatherQueue,
    deadlines: world.gatherQueue,
    retentionDays: 30,
    quotas: inMemoryQuotaStore(),
    admission: openAdmission(world.time.clock),
    identity: { riderIdOf: async () => 'rider-1', driverIdOf: async () => 'driver-1' },
    apiTimeoutSeconds: 29,
    clock: world.time.clock,
    wait: async (ms) => world.time.advance(Math.ceil(ms)),
    randomId: () => 'random',
    tolerated,
    settled: () => {},
    pace: new WaitPace(),
  };
  const ports: ApiPorts = {
    ...healthy,
    rides: failing(healthy.rides),
    drivers: failing(healthy.drivers),
    requested: failing(healthy.requested),
    records: failing(healthy.records),
    gatherQueue: failing(healthy.gatherQueue),
    deadlines: failing(healthy.deadlines),
  };
  return { ...world, ports, healthy, requested, tolerated, arrive };
}

interface Call {
  readonly route: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly pathParameters?: Readonly<Record<string, string>>;
}

/** What API Gateway hands to the function, just now. */
function eventOf({ route, headers = {}, body, pathParameters }: Call, receivedAt = Date.now()): APIGatewayProxyEvent {
  const [httpMethod = '', resource = ''] = route.split(' ');
  const path = resource.replace(/\{(\w+)\}/g, (_, name) => pathParameters?.[name] ?? '');
  return {
    httpMethod,
    resource,
    headers,
    body: body === undefined ? null : JSON.stringify(body),
    pathParameters: pathParameters ?? null,
    queryStringParameters: null,
    requestContext: { path: `/v1${path}`, requestTimeEpoch: receivedAt },
  } as unknown as APIGatewayProxyEvent;
}

async function answerOf(ports: ApiPorts, call: Call) {
  const handler = apiHandler({
    'POST /rides': postRide(ports, apiTerms),
    'GET /rides': { withQuery: listRides(ports) },
    'GET /rides/{rideId}': getRide(ports),
    'POST /rides/{rideId}/cancel': cancelRide(ports),
    'POST /rides/{rideId}/complete': completeRide(ports),
    'PUT /drivers/{driverId}': putDriver(ports),
  });
  return readable(call.route, await handler(eventOf(call), aContext()));
}

function readable(route: string, { statusCode: status, headers, body }: APIGatewayProxyResult) {
  const answer = { status, headers: new Headers(headers as Record<string, string>), body: JSON.parse(body) };
  expect(departures(route, answer)).toEqual([]);
  return answer;
}

const posting: Call = { route: 'POST /rides', headers: { traceparent, prefer: 'wait=1' }, body: aRideRequest() };
const keyed: Call = { ...posting, headers: { ...posting.headers, 'idempotency-key': 'key-1' } };
const asynchronous = (call: Call): Call => ({ ...call, headers: { ...call.headers, prefer: 'respond-async' } });
const ofRide = (route: string, more: Partial<Call> = {}): Call => ({ route, pathParameters: { rideId }, ...more });

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);
type Fault = readonly [call: number, fault: CallFault];
const faultsOf = (count: number): Fault[] =>
  upTo(count).flatMap((call) => callFaults.map((fault): Fault => [call, fault]));
/** Each one of the first calls fails, in each way, and then any other of them. */
const pairsOf = (count: number): (readonly Fault[])[] =>
  faultsOf(count).flatMap((one) => [
    [one],
    ...faultsOf(count).flatMap((other) => (one[0] < other[0] ? [[one, other]] : [])),
  ]);
const among = (faults: readonly Fault[]) => (call: number) => faults.find(([failed]) => failed === call)?.[1];

describe('POST /rides while calls fail', () => {
  it.each([
    ['without a key', asynchronous(posting), 'random'],
    ['under a key', asynchronous(keyed), 'key-1'],
  ])('is answered with the ride, or makes none, or says which ride there may be: %s', async (_, call, key) => {
    const id = rideIdOf('rider-1', key);
    const location = `/v1/rides/${id}`;
    const seen = new Map<string, number>();
    for (const faults of pairsOf(9)) {
      const { ports, arrive, rides } = await anApi(theRide(), among(faults));
      const { status, headers, body } = await answerOf(ports, call);
      await arrive();
      const stored = await rides.get(id);
      const kind = status === 503 ? body.code : `${status} ${body.status}`;
      seen.set(kind, (seen.get(kind) ?? 0) + 1);
      if (status === 503 && body.code === 'outcome_unknown') {
        expect(body.rideId).toBe(id);
        expect(headers.get('Location')).toBe(location);
        expect(faults).toHaveLength(2); // One failure alone is always found out about.
      } else if (status === 503) {
        expect(body.code).toBe('service_unavailable');
        expect(stored).toBeUndefined();
      } else {
        expect(body.rideId).toBe(id);
        expect(stored).toBeDefined();
        expect(headers.get('Location')).toBe(location);
        if (body.status === 'requested') expect(status).toBe(202);
        else expect([status, body.status]).toEqual([200, 'rejected']);
      }
    }
    expect([...seen.keys()].toSorted()).toEqual([
      '200 rejected',
      '202 requested',
      'outcome_unknown',
      'service_unavailable',
    ]);
  });

  it('goes on waiting when a look fails, and is answered with the outcome', async () => {
    const { ports, rides, requested } = await anApi(theRide());
    let looks = 0;
    const get: ApiPorts['rides']['get'] = async (id) => {
      looks += 1;
      if (looks < 3) throw new ServiceError('lost');
      const ride = await rides.get(id);
      const reasons = [{ branch: 'pricing', code: 'refused', message: 'No.', retryable: false }];
      if (ride)
        await rides.move(ride, {
          status: 'rejected',
          at: plusMs(requestedAt, 500),
          by: 'a message',
          expiresAt: ride.expiresAt,
          reasons,
        });
      return rides.get(id);
    };
    const { status, body, headers } = await answerOf({ ...ports, rides: { ...rides, get } }, posting);
    expect([status, body.status]).toEqual([200, 'rejected']);
    expect(headers.get('Location')).toBe(`/v1/rides/${body.rideId}`);
    expect(requested.published).toHaveLength(1);
  });

  it('is answered with the ride as it was accepted when no look succeeds', async () => {
    const { ports, rides, tolerated } = await anApi(theRide());
    const get = () => Promise.reject(new ServiceError('lost'));
    const { status, body, headers } = await answerOf({ ...ports, rides: { ...rides, get } }, posting);
    expect(status).toBe(202);
    expect(headers.get('Location')).toBe(`/v1/rides/${body.rideId}`);
    expect(tolerated.mock.calls).toEqual([['look', expect.any(ServiceError), expect.any(Number)]]);
  });
});

describe('a wait', () => {
  const preferences = fc.option(
    fc.oneof(
      fc.nat(100).map((seconds) => `wait=${seconds}`),
      fc.constant('respond-async'),
    ),
    { nil: undefined },
  );
  const scene = fc.record({
    prefer: preferences,
    /** What was left when the request came, and how long ago that was. */
    functionMs: fc.integer({ min: 0, max: 29_000 }),
    sinceMs: fc.oneof(fc.nat(2_000), fc.nat(40_000)),
    failing: fc.array(fc.boolean(), { maxLength: 30 }),
    route: fc.constantFrom('POST /rides' as const, 'GET /rides/{rideId}' as const),
  });

  it('passes neither what is left of its invocation nor the 29 s of the gateway, whichever looks fail', async () => {
    const seen = { cut: 0, whole: 0 };
    await fc.assert(
      fc.asyncProperty(scene, async ({ prefer, functionMs, sinceMs, failing, route }) => {
        const { healthy, time } = await anApi(theRide());
        let looks = 0;
        const rides: ApiPorts['rides'] = {
          ...healthy.rides,
          get: async (id, read) => {
            looks += 1;
            if (looks > 1 && failing[looks]) throw new ServiceError('lost');
            return healthy.rides.get(id, read);
          },
        };
        const ports = { ...healthy, rides };
        const begunAt = Date.parse(time.now());
        const passedMs = () => Date.parse(time.now()) - begunAt;
        const headers = { traceparent, ...(prefer && { prefer }) };
        const call = route === 'POST /rides' ? { ...posting, headers } : ofRide(route, { headers });
        const event = eventOf(call, begunAt - sinceMs);
        const context = { getRemainingTimeInMillis: () => functionMs - passedMs() };
        const left = timeLeft(event, context, () => Date.parse(time.now()));
        const mostMs = Math.max(0, Math.min(functionMs, 29_000 - sinceMs));
        const answer = await (route === 'POST /rides' ? postRide(ports, apiTerms) : getRide(ports))(event, left);
        expect(JSON.parse(answer.body).status).toBe('requested');
        expect(passedMs()).toBeLessThanOrEqual(mostMs);
        const asked = prefer === undefined ? (route === 'POST /rides' ? 10 : 0) : Number(/\d+/.exec(prefer)?.[0] ?? 0);
        seen[passedMs() < Math.min(25, asked) * 1_000 ? 'cut' : 'whole'] += 1;
      }),
      { numRuns: 300 },
    );
    for (const [how, count] of Object.entries(seen)) expect(count, how).toBeGreaterThan(9);
  });
});

describe('GET /rides/{rideId} while looks fail', () => {
  it('is a 503 when its only one does', async () => {
    const { ports } = await anApi(theRide(), () => 'lost before');
    const { status, body, headers } = await answerOf(ports, ofRide('GET /rides/{rideId}'));
    expect([status, body.code]).toEqual([503, 'service_unavailable']);
    expect(headers.get('Retry-After')).toBe('1');
  });

  it('goes on waiting, and is answered with the ride as it was last seen', async () => {
    const { ports } = await anApi(theRide(), (call) => (call > 0 ? 'lost before' : undefined));
    const waiting = ofRide('GET /rides/{rideId}', { headers: { prefer: 'wait=2' } });
    const { status, body } = await answerOf(ports, waiting);
    expect([status, body.status]).toEqual([200, 'requested']);
  });
});

it.each([
  ['that is requested counts as gone, once', theRide(), 1],
  ['that has been counted before does not', confirmed(), 0],
])('a cancelled ride %s', async (_, ride, times) => {
  const { ports } = await anApi(ride);
  const left = vi.spyOn(ports.admission, 'left');
  const cancel = () => answerOf({ ...ports, randomId: randomUUID }, ofRide('POST /rides/{rideId}/cancel'));
  await Promise.all([cancel(), cancel(), cancel()]);
  await cancel();
  expect(left).toHaveBeenCalledTimes(times);
});

describe('a call that can be repeated, while calls fail', () => {
  const calls: readonly Call[] = [
    ofRide('POST /rides/{rideId}/cancel'),
    ofRide('POST /rides/{rideId}/complete'),
    { route: 'GET /rides' },
    {
      route: 'PUT /drivers/{driverId}',
      pathParameters: { driverId: 'driver-1' },
      body: { position: pickup, onShift: true, product: 'standard' },
    },
  ];

  it.each(calls)('succeeds or can be sent again, whatever a single one does: $route', async (call) => {
    for (const fault of faultsOf(5)) {
      const { ports, healthy, arrive } = await anApi(confirmed(), among([fault]));
      const { status, body } = await answerOf(ports, call);
      if (status !== 200) expect([status, body.code]).toEqual([503, 'service_unavailable']);
      await arrive();
      expect((await answerOf(healthy, call)).status).toBe(200);
    }
  });

  it.each([
    ['cancel', 'cancelled'],
    ['complete', 'completed'],
  ])('does not fail once the end is written: %s', async (verb, end) => {
    for (const fault of faultsOf(6)) {
      const { ports, ride } = await anApi(confirmed(), among([fault]));
      const { status } = await answerOf(ports, ofRide(`POST /rides/{rideId}/${verb}`));
      expect((await ride()).status).toBe(status === 200 ? end : 'confirmed');
    }
  });
});

it('no port is called when there is no time left, and each is while there is', async () => {
  const { healthy } = await anApi(theRide());
  for (const [name, port] of Object.entries(portsInTime(healthy, () => 0))) {
    if (!['rides', 'drivers', 'requested', 'events', 'gatherQueue'].includes(name)) continue;
    const calls = Object.values(port).filter((call) => typeof call === 'function');
    expect(calls.length).toBeGreaterThan(0);
    for (const call of calls) await expect(call()).rejects.toThrow(NotTakenError);
  }
  expect(await portsInTime(healthy, () => 60_000).rides.get(rideId)).toMatchObject({ rideId });
});

describe('a wait after a slow intake', () => {
  /** How long a request takes, from when it came to its answer, that has cost so much time before it is written. */
  async function tookMs(route: (ports: ApiPorts) => Route, call: Call, intakeMs: number, functionMs: number) {
    const { ports, time, rides } = await anApi(theRide());
    const start = time.clock().getTime();
    const now = () => time.clock().getTime();
    const slow = around(rides, async (made) => {
      if (now() === start) time.advance(intakeMs);
      return made();
    });
    const event = eventOf(call, start);
    const left = timeLeft(event, { getRemainingTimeInMillis: () => start + functionMs - now() }, now);
    const answer = await route({ ...ports, rides: slow })(event, left);
    return { ms: now() - start, answer };
  }

  it.each([
    [0, 29_000, 25_000, 'wait=25'],
    [8_000, 29_000, 28_000, 'wait=20'],
    [15_000, 29_000, 28_000, 'wait=13'],
    [28_300, 29_000, 28_300, 'wait=0'],
    [2_000, 7_000, 6_000, 'wait=4'],
  ])('ends in time: %i ms, of a function that has %i ms', async (intakeMs, functionMs, ms, applied) => {
    const call: Call = ofRide('GET /rides/{rideId}', { headers: { prefer: 'wait=25' } });
    const { answer, ...took } = await tookMs(getRide, call, intakeMs, functionMs);
    expect(took.ms).toBe(ms);
    expect(answer).toMatchObject({ statusCode: 200, headers: { 'Preference-Applied': applied } });
  });

  it('ends in time for whoever asks for a ride, too', async () => {
    const call: Call = { ...posting, headers: { prefer: 'wait=25' } };
    const { ms, answer } = await tookMs((ports) => postRide(ports, apiTerms), call, 9_000, 29_000);
    expect(ms).toBe(28_000);
    expect(answer.statusCode).toBe(202);
  });
});
