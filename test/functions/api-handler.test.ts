import '../support/quiet-telemetry.ts';
import { randomUUID } from 'node:crypto';
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
let disturbed: Partial<Record<string, (forward: Answer) => Answer>> = {};

const actionOf = ({ headers }: ReceivedRequest) => String(headers['x-amz-target']).split('.')[1] ?? '';

beforeAll(async () => {
  [dynamo, messaging] = await Promise.all([startTestDynamo(), startTestMessaging()]);
  const endpoint = dynamo.environment.AWS_ENDPOINT_URL_DYNAMODB ?? '';
  rides = await startScriptedServer((request) => {
    const forward = forwardedTo(endpoint, request);
    return disturbed[actionOf(request)]?.(forward) ?? forward;
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
afterEach(() => {
  disturbed = {};
  vi.restoreAllMocks();
});

async function answerTo(route: string, more: Partial<APIGatewayProxyEvent> = {}, timeMs = 29_000) {
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
  const { statusCode: status, headers, body } = await handler(event, context);
  const answer = { status, headers: new Headers(headers as Record<string, string>), body: JSON.parse(body) };
  expect(departures(route, answer)).toEqual([]);
  return answer;
}

const asked = (more: Readonly<Record<string, string>> = {}, timeMs?: number) =>
  answerTo('POST /rides', { body: JSON.stringify(aRideRequest()), headers: more }, timeMs);

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
