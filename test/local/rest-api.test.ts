// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of the template language
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendRaw } from './support/http.ts';
import { functionOf, method, ref, restApi } from './support/resources.ts';
import { type TestCloud, testCloud } from './support/test-cloud.ts';

const ECHO = `exports.handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event) });`;
/** Answers whatever the request's body says. */
const ANSWER = `exports.handler = async ({ body }) => JSON.parse(body);`;
const FAIL = `exports.handler = async () => { throw new Error('secret detail'); };`;
const SLEEP = `exports.handler = () => new Promise((resolve) => setTimeout(resolve, 2_000, { statusCode: 200 }));`;

function gatewayResponse(responseType: string, properties: Record<string, unknown>) {
  return {
    Type: 'AWS::ApiGateway::GatewayResponse',
    Properties: { RestApiId: ref('Api'), ResponseType: responseType, ...properties },
  };
}

/** A problem document, as an application shapes the gateway's own errors. */
const PROBLEM = {
  ResponseTemplates: {
    'application/json':
      '{"title":$context.error.messageString,"code":"$context.error.responseType","path":"${context.path}","no":"$context.nothing"}',
  },
  ResponseParameters: {
    'gatewayresponse.header.Content-Type': "'application/problem+json'",
    'gatewayresponse.header.X-Agent': 'method.request.header.User-Agent',
    'gatewayresponse.header.X-Request': 'context.requestId',
  },
};

describe('a REST API', () => {
  let cloud: TestCloud;
  const call = (path: string, init?: RequestInit) => fetch(`${cloud.apiUrl}${path}`, init);
  const answered = (response: unknown) => call('answer', { method: 'POST', body: JSON.stringify(response) });

  beforeAll(async () => {
    const api = restApi(
      {
        'GET /': 'Echo',
        'GET /things/special': 'Answer',
        'GET /things/{id}': 'Echo',
        'POST /things/{id}': 'Echo',
        'ANY /files/{proxy+}': 'Echo',
        'POST /answer': 'Answer',
        'GET /fail': 'Fail',
        'GET /sleep': 'Sleep',
        'GET /sleep/long': 'Sleep',
        'GET /scarce': 'Scarce',
      },
      { BinaryMediaTypes: ['image/png'] },
    );
    const sleepMethod = api.MethodGETResourcesleep as { Properties: { Integration: Record<string, unknown> } };
    sleepMethod.Properties.Integration.TimeoutInMillis = 100;
    cloud = await testCloud({
      resources: {
        ...api,
        Preflight: method('OPTIONS', ref('Resourceanswer'), {
          Type: 'MOCK',
          RequestTemplates: { 'application/json': '{ statusCode: 204 }' },
          IntegrationResponses: [
            { StatusCode: '204', ResponseParameters: { 'method.response.header.Access-Control-Allow-Origin': "'*'" } },
          ],
        }),
        Echo: functionOf('Echo'),
        Answer: functionOf('Answer'),
        Fail: functionOf('Fail'),
        Sleep: functionOf('Sleep'),
        Scarce: functionOf('Scarce', { ReservedConcurrentExecutions: 0 }),
        NotFound: gatewayResponse('MISSING_AUTHENTICATION_TOKEN', { StatusCode: '404', ...PROBLEM }),
        Other5xx: gatewayResponse('DEFAULT_5XX', PROBLEM),
      },
      code: { Echo: ECHO, Answer: ANSWER, Fail: FAIL, Sleep: SLEEP, Scarce: ECHO },
    });
  });
  afterAll(() => cloud.stop());

  it('gives a function a proxy event', async () => {
    const { pathname } = new URL(cloud.apiUrl);
    const answer = await sendRaw(
      cloud.apiUrl,
      [`POST ${pathname}things/a%20b?x=1&x=2&y=%26 HTTP/1.1`, 'X-Two: 1', 'x-two: 2', 'User-Agent: tester'],
      '{"z":1}',
    );
    const event = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')));
    expect(event).toMatchObject({
      resource: '/things/{id}',
      path: '/things/a%20b',
      httpMethod: 'POST',
      headers: { 'x-two': '2', 'User-Agent': 'tester', 'X-Forwarded-For': '127.0.0.1', 'X-Forwarded-Proto': 'http' },
      multiValueHeaders: { 'x-two': ['1', '2'], 'User-Agent': ['tester'] },
      queryStringParameters: { x: '2', y: '&' },
      multiValueQueryStringParameters: { x: ['1', '2'], y: ['&'] },
      pathParameters: { id: 'a%20b' },
      stageVariables: null,
      body: '{"z":1}',
      isBase64Encoded: false,
      requestContext: {
        accountId: '000000000000',
        apiId: cloud.physicalIds.Api,
        httpMethod: 'POST',
        identity: { sourceIp: '127.0.0.1', userAgent: 'tester' },
        path: '/v1/things/a%20b',
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        requestTime: expect.stringMatching(/^\d{2}\/\w{3}\/\d{4}:\d{2}:\d{2}:\d{2} \+0000$/),
        requestTimeEpoch: expect.any(Number),
        resourcePath: '/things/{id}',
        stage: 'v1',
      },
    });
  });

  it('leaves out what a request does not have', async () => {
    const event = await (await call('')).json();
    expect(event).toMatchObject({
      path: '/',
      resource: '/',
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      pathParameters: null,
      body: null,
    });
  });

  it('passes a binary body on as base64', async () => {
    const init = { method: 'POST', body: new Uint8Array([0, 255, 1]), headers: { 'content-type': 'image/png' } };
    expect(await (await call('things/1', init)).json()).toMatchObject({ body: 'AP8B', isBase64Encoded: true });
  });

  it('prefers a static part to a parameter, and serves greedy paths and any method', async () => {
    expect((await call('things/special')).status).toBe(502);
    const greedy = await (await call('files/a/b/c', { method: 'PATCH' })).json();
    expect(greedy).toMatchObject({
      resource: '/files/{proxy+}',
      pathParameters: { proxy: 'a/b/c' },
      httpMethod: 'PATCH',
    });
  });

  it("sends a function's status, headers and body", async () => {
    const response = await answered({
      statusCode: 201,
      headers: { Location: '/x', 'Content-Type': 'text/plain', Connection: 'mine' },
      multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'] },
      body: 'done',
    });
    expect(response.status).toBe(201);
    expect(await response.text()).toBe('done');
    expect(response.headers.get('location')).toBe('/x');
    expect(response.headers.get('content-type')).toBe('text/plain');
    expect(response.headers.get('x-amzn-remapped-connection')).toBe('mine');
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(response.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('sends a base64 body as bytes to who accepts its media type', async () => {
    const init = { method: 'POST', body: JSON.stringify({ statusCode: 200, body: 'AP8B', isBase64Encoded: true }) };
    const response = await call('answer', { ...init, headers: { accept: 'image/png' } });
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(new Uint8Array([0, 255, 1]));
    expect(await (await call('answer', init)).text()).toBe('AP8B');
  });

  it.each([
    ['no object', 'text'],
    ['no status', { body: 'x' }],
    ['a status out of range', { statusCode: 99 }],
    ['a body that is not text', { statusCode: 200, body: { a: 1 } }],
    ['headers that are not text', { statusCode: 200, headers: { a: {} } }],
  ])('answers 502 to a malformed proxy response (%s)', async (_, response) => {
    expect((await answered(response)).status).toBe(502);
  });

  it('answers 502 when the function fails, without telling why', async () => {
    const response = await call('fail');
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({ title: 'Internal server error', code: 'DEFAULT_5XX' });
    const [logged] = await cloud.log.until(
      ({ stream, line }) => stream === 'platform' && line.includes('secret detail'),
    );
    expect(logged?.line).toContain('GET /v1/fail');
  });

  it('answers 504 when the function takes too long', async () => {
    const response = await call('sleep');
    expect(response.status).toBe(504);
    expect(await response.json()).toMatchObject({ code: 'INTEGRATION_TIMEOUT', title: 'Endpoint request timed out' });
  });

  it('answers 429 when the function is throttled', async () => {
    const response = await call('scarce');
    expect(response.status).toBe(429);
    expect(await response.json()).toEqual({ message: 'Too Many Requests' });
  });

  it('answers 413 to a body over 10 MB', async () => {
    const response = await call('things/1', { method: 'POST', body: 'x'.repeat(10 * 1024 * 1024 + 1) });
    expect(response.status).toBe(413);
    expect(await response.json()).toEqual({ message: 'Request Too Long' });
  });

  it('hangs up on a client that sends a body without end', async () => {
    const { port, hostname, pathname } = new URL(cloud.apiUrl);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => {}); // of writing to who has hung up
    socket.write(`POST ${pathname}things/1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000000\r\n\r\n`);
    let sent = 0;
    const closed = new Promise((resolve) => socket.once('close', resolve));
    const more = () => {
      while (!socket.destroyed && socket.write('x'.repeat(1024 * 1024))) sent += 1;
      sent += 1;
    };
    socket.on('drain', more);
    more();
    await closed;
    expect(sent).toBeGreaterThan(10);
    expect(sent).toBeLessThan(100);
    expect((await call('')).status).toBe(200);
  });

  it.each(['nowhere', 'things', '../v2/things/1'])(
    'gives an unknown route the shape that the template says (%s)',
    async (path) => {
      const response = await call(path, { headers: { 'user-agent': 'tester' } });
      expect(response.status).toBe(404);
      expect(response.headers.get('content-type')).toBe('application/problem+json');
      expect(response.headers.get('x-agent')).toBe('tester');
      expect(response.headers.get('x-request')).toBe(response.headers.get('x-amzn-requestid'));
      expect(await response.json()).toEqual({
        title: 'Missing Authentication Token',
        code: 'MISSING_AUTHENTICATION_TOKEN',
        path: new URL(path, cloud.apiUrl).pathname,
        no: '',
      });
    },
  );

  it('does not know a method that a resource does not have', async () => {
    expect((await call('things/1', { method: 'DELETE' })).status).toBe(404);
  });

  it('answers a preflight from a mock', async () => {
    const response = await call('answer', { method: 'OPTIONS' });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
  });

  it('outlives a client that hangs up, and logs it', async () => {
    const { port, hostname, pathname } = new URL(cloud.apiUrl);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    socket.write(`GET ${pathname}sleep/long HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    socket.end();
    setImmediate(() => socket.destroy());
    await cloud.log.until(({ line }) => line.includes('hung up'));
    expect((await call('')).status).toBe(200);
  });
});

describe('a method with required parameters', () => {
  it('refuses requests without them', async () => {
    const validated = method('GET', ref('Resourcesearch'), {
      Type: 'AWS_PROXY',
      Uri: { 'Fn::Sub': 'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${Echo.Arn}/invocations' },
    });
    Object.assign(validated.Properties, {
      RequestValidatorId: ref('Validator'),
      RequestParameters: { 'method.request.querystring.q': true, 'method.request.header.Accept': false },
    });
    const cloud = await testCloud({
      resources: {
        ...restApi({ 'POST /search': 'Echo' }),
        Search: validated,
        Validator: {
          Type: 'AWS::ApiGateway::RequestValidator',
          Properties: { RestApiId: ref('Api'), ValidateRequestParameters: true },
        },
        Echo: functionOf('Echo'),
      },
      code: { Echo: ECHO },
    });
    const refused = await fetch(`${cloud.apiUrl}search`);
    expect([refused.status, await refused.json()]).toEqual([
      400,
      { message: 'Missing required request parameters: [q]' },
    ]);
    expect((await fetch(`${cloud.apiUrl}search?q=`)).status).toBe(200);
    await cloud.stop();
  });
});

describe('a stage with a throttle', () => {
  const throttled = (setting: Record<string, unknown>) => {
    const resources = restApi({ 'GET /': 'Echo' });
    const stage = resources.Stage as { Properties: Record<string, unknown> };
    stage.Properties.MethodSettings = [{ ThrottlingRateLimit: 0.001, ThrottlingBurstLimit: 3, ...setting }];
    return testCloud({ resources: { ...resources, Echo: functionOf('Echo') }, code: { Echo: ECHO } });
  };

  it('answers 429 beyond it', async () => {
    const cloud = await throttled({ ResourcePath: '/*', HttpMethod: '*' });
    try {
      const statuses: number[] = [];
      for (let call = 0; call < 5; call += 1) statuses.push((await fetch(`${cloud.apiUrl}`)).status);
      expect(statuses).toEqual([200, 200, 200, 429, 429]);
    } finally {
      await cloud.stop();
    }
  });

  it('is refused when it is of a single method', async () => {
    await expect(throttled({ ResourcePath: '/', HttpMethod: 'GET' })).rejects.toThrow('throttle of single methods');
  });
});
