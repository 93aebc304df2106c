import '../support/quiet-telemetry.ts';
import { randomUUID } from 'node:crypto';
import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ApiHandler } from '../../adapters/http/api-handler.ts';
import { rideStore } from '../../adapters/ride-store.ts';
import { developmentIssuer, scopes, variables } from '../../core/names.ts';
import { rideIdOf } from '../../core/ride-id.ts';
import { departures } from '../support/api-description.ts';
import { aRideRequest, expects, pickup } from '../support/rides.ts';
import {
  type Answer,
  disturbances,
  json,
  type ReceivedRequest,
  type ScriptedServer,
  startScriptedServer,
} from '../support/scripted-server.ts';
import { aContext } from '../support/sqs-events.ts';
import { startTestDynamo, type TestDynamo, tableOf } from '../support/test-dynamo.ts';
import { startTestMessaging, type TestMessaging } from '../support/test-messaging.ts';
import { aKey, claims, publicHalf, signed } from '../support/tokens.ts';

/** Has a service on loopback answer, and hands its answer on. */
const forwardedTo =
  (endpoint: string, { method, path, headers, body }: ReceivedRequest): Answer =>
  async (response) => {
    const { host: _host, connection: _connection, 'content-length': _length, ...passed } = headers;
    const answer = await fetch(new URL(path, endpoint), { method, headers: passed as Record<string, string>, body });
    const text = await answer.text();
    if (response.destroyed) return;
    response.writeHead(answer.status, { 'Content-Type': answer.headers.get('content-type') ?? '' }).end(text);
  };

/** The same, and the answer is lost. */
const lostAfter =
  (forward: Answer): Answer =>
  (response) => {
    const lost = Object.assign(Object.create(response), { writeHead: () => ({ end: () => response.destroy() }) });
    forward(lost);
  };

let dynamo: TestDynamo;
let messaging: TestMessaging;
let rides: ScriptedServer;
let topics: ScriptedServer;
let queues: ScriptedServer;
let handler: ApiHandler;
let authorization: string;

/** By what is asked of DynamoDB, how that goes instead. */
let disturbed: Partial<Record<string, (forward: Answer, request: ReceivedRequest) => Answer>> = {};

const actionOf = ({ headers }: ReceivedRequest) => String(headers['x-amz-target']).split('.')[1] ?? '';

beforeAll(async () => {
  [dynamo, messaging] = await Promise.all([startTestDynamo(), startTestMessaging()]);
  const endpoint = dynamo.environment.AWS_ENDPOINT_URL_DYNAMODB ?? '';
  rides = await startScriptedServer((request) => {
    const forward = forwardedTo(endpoint, request);
    return disturbed[actionOf(request)]?.(forward, request) ?? forward;
  });
  topics = await startScriptedServer((request) =>
    forwardedTo(messaging.environment.AWS_ENDPOINT_URL_SNS ?? '', request),
  );
  queues = await startScriptedServer((request) =>
    forwardedTo(messaging.environment.AWS_ENDPOINT_URL_SQS ?? '', request),
  );
  const key = await aKey();
  authorization = `Bearer ${await signed(claims({ scope: Object.values(scopes).join(' ') }), key, { kid: key.kid })}`;
  Object.assign(process.env, messaging.environment, dynamo.environment, {
    AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${rides.port}`,
    AWS_ENDPOINT_URL_SNS: `http://127.0.0.1:${topics.port}`,
    AWS_ENDPOINT_URL_SQS: `http://127.0.0.1:${queues.port}`,
    [variables.rideRequestedTopic]: (await messaging.topic()).topicArn,
    [variables.branchResultsQueue]: new URL(
      new URL((await messaging.queue()).url).pathname,
      `http://127.0.0.1:${queues.port}`,
    ).href,
    [variables.deadlinesQueue]: new URL(
      new URL((await messaging.queue()).url).pathname,
      `http://127.0.0.1:${queues.port}`,
    ).href,
    [variables.branches]: JSON.stringify(expects),
    [variables.deadlineSeconds]: '20',
    [variables.apiTimeoutSeconds]: '29',
    [variables.retentionDays]: '1',
    [variables.ridesPerMinute]: '1000',
    [variables.concurrency]: '1000',
    [variables.apiConcurrency]: '1000',
    [variables.burst]: '400',
    [variables.simulation]: 'off',
    [variables.loopbackWebhooks]: 'off',
    [variables.tokenIssuer]: developmentIssuer.issuer,
    [variables.tokenAudience]: developmentIssuer.audience,
    [variables.tokenKeys]: JSON.stringify({ keys: [publicHalf(key)] }),
  });
  handler = (await import('../../functions/api/handler.ts')).handler;
});
afterAll(() => Promise.all([dynamo.stop(), messaging.stop(), rides.stop(), topics.stop(), queues.stop()]));

// The SDK waits for a random time before it tries again.
beforeEach(() => void vi.spyOn(Math, 'random').mockReturnValue(0));
// Nobody ends these tests' rides. On a slow machine they would be taken for late, and the next ones refused.
beforeEach(() => dynamo.client.send(new DeleteCommand({ TableName: tableOf('load'), Key: { counted: 'rides' } })));
afterEach(() => {
  disturbed = {};
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** The function as it is where it has just been started. */
async function anotherProcess(): Promise<ApiHandler> {
  vi.resetModules();
  return (await import('../../functions/api/handler.ts')).handler;
}

async function answerTo(
  route: string,
  more: Partial<APIGatewayProxyEvent> = {},
  timeMs = 29_000,
  by: ApiHandler = handler,
) {
  const [httpMethod = '', resource = ''] = route.split(' ');
  const start = Date.now();
  const event = {
    httpMethod,
    resource,
    body: null,
    pathParameters: null,
    queryStringParameters: null,
    requestContext: { path: `/v1${resource}`, requestTimeEpoch: start },
    ...more,
    headers: { authorization, prefer: 'respond-async', ...more.headers },
  } as unknown as APIGatewayProxyEvent;
  const context = { ...aContext(), getRemainingTimeInMillis: () => start + timeMs - Date.now() };
  const { statusCode: status, headers, body } = await by(event, context);
  const answer = { status, headers: new Headers(headers as Record<string, string>), body: JSON.parse(body) };
  expect(departures(route, answer)).toEqual([]);
  return answer;
}

const asked = (more: Readonly<Record<string, string>> = {}, timeMs?: number, by?: ApiHandler) =>
  answerTo('POST /rides', { body: JSON.stringify(aRideRequest()), headers: more }, timeMs, by);

const stored = (rideId: string) => rideStore(dynamo.client, tableOf('rides'), () => new Date()).get(rideId, 'latest');

const rideId = rideIdOf('rider-1', 'anything');
const aDriverReport = { position: pickup, onShift: true, product: 'standard' };

const throttled = json(429, { __type: 'ThrottledException', message: 'Rate exceeded' });
const lost: Answer = disturbances['closes the connection'];

describe('a request for a ride', () => {
  it('is rejected at once when the topic refuses it each time', async () => {
    topics.answerNext(throttled, throttled, throttled);
    const { status, body } = await asked();
    expect([status, body.status]).toEqual([200, 'rejected']);
    expect(body.reasons).toMatchObject([{ code: 'ride-requested_unavailable', retryable: true }]);
    expect(await stored(body.rideId)).toMatchObject({ status: 'rejected' });
  });

  it.each<[string, readonly Answer[]]>([
    ['its answers are lost', [lost, lost, lost]],
    ['one of its answers is lost, and the next attempts are refused', [lost, throttled, throttled]],
    ['it fails', Array(3).fill(json(500, { __type: 'InternalFailure', message: 'no' }))],
  ])('is accepted when nobody knows whether the topic has it: %s', async (_, answers) => {
    topics.answerNext(...answers);
    const { status, body, headers } = await asked();
    expect([status, body.status]).toEqual([202, 'requested']);
    expect(headers.get('Location')).toBe(`/v1/rides/${body.rideId}`);
    expect(await stored(body.rideId)).toMatchObject({ status: 'requested' });
  });

  it('is accepted when all answers to its write are lost, and the write is found', async () => {
    disturbed.PutItem = lostAfter;
    const { status, body } = await asked();
    expect(status).toBe(202);
    expect(await stored(body.rideId)).toBeDefined();
  });

  it('says which ride there may be when the write cannot be read back either', async () => {
    disturbed = { PutItem: lostAfter, GetItem: () => lost };
    const { status, body, headers } = await asked();
    expect([status, body.code]).toEqual([503, 'outcome_unknown']);
    expect(headers.get('Location')).toBe(`/v1/rides/${body.rideId}`);
    expect(await stored(body.rideId)).toBeDefined();
  });

  it('can be sent again, and has left no ride, when the table refuses it', async () => {
    const traceparent = `00-${randomUUID().replaceAll('-', '')}-b7ad6b7169203331-01`;
    disturbed.PutItem = () => json(400, { __type: 'com.amazonaws.dynamodb.v20120810#AccessDeniedException' });
    const { status, body } = await asked({ 'idempotency-key': 'refused', traceparent });
    expect([status, body.code]).toEqual([503, 'service_unavailable']);
    disturbed = {};
    const { body: ride } = await asked({ 'idempotency-key': 'refused' });
    expect((await stored(ride.rideId))?.traceparent).not.toBe(traceparent);
  });

  it('can be sent again when the queue does not take its deadline', async () => {
    queues.answerNext(lost, lost, lost);
    const { status, body } = await asked();
    expect([status, body.code]).toEqual([503, 'service_unavailable']);
  });

  it('is accepted, uncounted, while the table of quotas refuses to count it', async () => {
    disturbed.UpdateItem = () => json(400, { __type: 'com.amazonaws.dynamodb.v20120810#AccessDeniedException' });
    const { status, body } = await asked();
    expect([status, body.status]).toEqual([202, 'requested']);
  });

  it('is accepted in time when a service does not answer at all', async () => {
    const before = topics.requests.length;
    topics.answerNext(disturbances['never answers']);
    const { status, body } = await asked({ prefer: 'wait=20' }, 2_000);
    expect([status, body.status]).toEqual([202, 'requested']);
    expect(topics.requests.length - before).toBe(1);
  });
});

describe('while nobody knows how many rides are under way', () => {
  const isOfLoad = ({ body }: ReceivedRequest) => body.includes('"counted"');
  beforeEach(() => {
    disturbed.UpdateItem = (forward, request) => (isOfLoad(request) ? lost : forward);
  });

  it('a ride is accepted, and its caller does not wait', async () => {
    const handler = await anotherProcess();
    const { status, headers } = await asked({ prefer: 'wait=20' }, undefined, handler);
    expect([status, headers.get('Preference-Applied')]).toEqual([202, 'wait=0']);
  });

  it('no process accepts more than a few, and they are open again when it is known', async () => {
    // In one window, however long it takes.
    vi.useFakeTimers({ toFake: ['Date'] });
    const handler = await anotherProcess();
    const codes: string[] = [];
    for (let index = 0; index < 30; index += 1) codes.push((await asked({}, undefined, handler)).body.code);
    expect(codes.filter((code) => code === 'overloaded').length).toBe(20);
    const { status, headers } = await asked({}, undefined, handler);
    expect(status).toBe(429);
    expect(Number(headers.get('Retry-After'))).toBeLessThanOrEqual(5);
    disturbed = {};
    expect((await asked({}, undefined, await anotherProcess())).status).toBe(202);
  });
});

it('calls that take no ride in are not refused when there are too many', async () => {
  const { body: ride } = await asked({ 'idempotency-key': 'before-the-flood' });
  const slot = Math.floor(Date.now() / 2_500);
  const othersAccept = (rides: number) =>
    dynamo.client.send(
      new UpdateCommand({
        TableName: tableOf('load'),
        Key: { counted: 'rides' },
        UpdateExpression: 'ADD #a :n',
        ExpressionAttributeNames: { '#a': `a${slot}` },
        ExpressionAttributeValues: { ':n': rides },
      }),
    );
  await othersAccept(100_000);
  const handler = await anotherProcess();
  const { metrics } = await import('../../adapters/lambda/telemetry.ts');
  const written = vi.spyOn(metrics, 'addMetric');
  const counted = (name: string) => written.mock.calls.filter(([each]) => each === name).length;
  const { status, body, headers } = await asked({}, undefined, handler);
  expect([status, body.code]).toEqual([429, 'overloaded']);
  expect(Number(headers.get('Retry-After'))).toBeGreaterThan(0);
  const ofRide = { pathParameters: { rideId: ride.rideId } };
  const replay = await asked({ 'idempotency-key': 'before-the-flood' }, undefined, handler);
  expect([replay.status, replay.body.rideId]).toEqual([202, ride.rideId]);
  const looked = await answerTo('GET /rides/{rideId}', { ...ofRide, headers: { prefer: 'wait=20' } }, 29_000, handler);
  expect([looked.status, looked.headers.get('Preference-Applied')]).toEqual([200, 'wait=0']);
  expect((await answerTo('GET /rides', {}, 29_000, handler)).status).toBe(200);
  expect((await answerTo('POST /rides/{rideId}/cancel', ofRide, 29_000, handler)).status).toBe(200);
  const report = { pathParameters: { driverId: 'rider-1' }, body: JSON.stringify(aDriverReport) };
  expect((await answerTo('PUT /drivers/{driverId}', report, 29_000, handler)).status).toBe(200);
  expect([counted('RidesRefused'), counted('WaitsRefused')]).toEqual([1, 1]);
  expect(counted('RidesUnderWay')).toBeGreaterThan(0);
  await othersAccept(-100_000);
});

it.each<[string, Partial<APIGatewayProxyEvent>]>([
  ['POST /rides', { body: JSON.stringify(aRideRequest()), headers: { 'idempotency-key': 'in-vain' } }],
  ['GET /rides', {}],
  ['GET /rides/{rideId}', { pathParameters: { rideId } }],
  ['POST /rides/{rideId}/cancel', { pathParameters: { rideId } }],
  ['POST /rides/{rideId}/complete', { pathParameters: { rideId } }],
  ['PUT /drivers/{driverId}', { pathParameters: { driverId: 'rider-1' }, body: JSON.stringify(aDriverReport) }],
])('%s asks no service when there is no time left for its answer', async (route, more) => {
  const asked = () => [rides, topics, queues].map(({ requests }) => requests.length);
  const before = asked();
  const { status, body } = await answerTo(route, more, 0);
  expect([status, body.code]).toEqual([503, 'service_unavailable']);
  expect(asked()).toEqual(before);
});

describe('a look at a ride', () => {
  it('can be repeated when it fails', async () => {
    const { body: ride } = await asked();
    disturbed.GetItem = () => lost;
    const pathParameters = { rideId: ride.rideId };
    const { status, body } = await answerTo('GET /rides/{rideId}', { pathParameters });
    expect([status, body.code]).toEqual([503, 'service_unavailable']);
  });

  it('goes on after one that failed', async () => {
    const { body: ride } = await asked();
    let looks = 0;
    disturbed.GetItem = (forward) => (++looks === 1 ? forward : lost);
    const { status, body } = await answerTo('GET /rides/{rideId}', {
      pathParameters: { rideId: ride.rideId },
      headers: { prefer: 'wait=1' },
    });
    expect([status, body.status]).toEqual([200, 'requested']);
    expect(looks).toBeGreaterThan(1);
  });
});
