import '../../support/quiet-telemetry.ts';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { apiHandler, json } from '../../../adapters/http/api-handler.ts';
import { ProblemError } from '../../../adapters/http/problem.ts';
import { variables } from '../../../core/names.ts';

const securityHeaders = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'Strict-Transport-Security': expect.stringMatching(/^max-age=\d{8}/),
  'X-Content-Type-Options': 'nosniff',
};

const call = async (more: Partial<APIGatewayProxyEvent> = {}) => {
  const handler = apiHandler({
    'GET /fine': async () => json(200, { fine: true }, { 'Retry-After': '1' }),
    'GET /refused': async () => Promise.reject(new ProblemError(403, 'forbidden', 'No.')),
    'GET /headers': async ({ headers }) => json(200, headers),
    'GET /broken': async () => Promise.reject(new Error('broken')),
  });
  const event = { httpMethod: 'GET', resource: '/fine', headers: {}, queryStringParameters: null, ...more };
  const { statusCode, headers, body } = await handler(event as APIGatewayProxyEvent, {} as Context);
  return { statusCode, headers, body: JSON.parse(body) };
};

describe('every answer', () => {
  afterEach(() => {
    delete process.env[variables.allowedOrigin];
  });

  const answers = [
    ['/fine', 200],
    ['/refused', 403],
    ['/broken', 500],
    ['/unknown', 404],
  ] as const;

  it.each(answers)(
    'tells browsers to be careful with it, and nothing of other origins: %s, %i',
    async (resource, status) => {
      const { statusCode, headers } = await call({ resource });
      expect(statusCode).toBe(status);
      expect(headers).toMatchObject(securityHeaders);
      expect(Object.keys(headers ?? {}).filter((name) => /^access-control|^vary|powered|^server$/i.test(name))).toEqual(
        [],
      );
    },
  );

  it.each(answers)('may be read by pages of the one origin that is allowed: %s, %i', async (resource) => {
    process.env[variables.allowedOrigin] = 'https://console.example.com';
    const { headers } = await call({ resource });
    expect(headers).toMatchObject({
      ...securityHeaders,
      'Access-Control-Allow-Origin': 'https://console.example.com',
      'Access-Control-Expose-Headers': expect.stringContaining('Retry-After'),
      Vary: 'Origin',
    });
    expect(headers).not.toHaveProperty('Access-Control-Allow-Credentials');
  });

  it('keeps the headers of its own', async () => {
    expect((await call()).headers).toMatchObject({ 'Content-Type': 'application/json', 'Retry-After': '1' });
  });
});

describe('a query', () => {
  it('with a parameter that stands in it twice is refused, by its name', async () => {
    const { statusCode, body } = await call({
      queryStringParameters: { wait: '6' },
      multiValueQueryStringParameters: { wait: ['5', '6'] },
    });
    expect([statusCode, body.code, body.field]).toEqual([400, 'repeated_parameter', 'wait']);
  });

  it('is refused, each parameter by name', async () => {
    const { statusCode, body } = await call({ queryStringParameters: { wait: '5', debug: '' } });
    expect(statusCode).toBe(400);
    expect(body).toMatchObject({
      code: 'unknown_parameter',
      field: 'wait',
      errors: [{ field: 'wait' }, { field: 'debug' }],
    });
  });

  it('is not told more of than some of its parameters, and of none more than its beginning', async () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`p${index}${'x'.repeat(300)}`, '']));
    const { body } = await call({ queryStringParameters: many });
    expect(body.errors).toHaveLength(20);
    expect(JSON.stringify(body).length).toBeLessThan(10_000);
  });
});

it('a call is answered by its route alone, however little time is left', async () => {
  const { promise, resolve } = Promise.withResolvers<APIGatewayProxyResult>();
  const handler = apiHandler({ 'POST /rides': () => promise });
  const event = { httpMethod: 'POST', resource: '/rides', headers: {}, queryStringParameters: null };
  vi.useFakeTimers();
  try {
    const context = { getRemainingTimeInMillis: () => 29_000 } as Context;
    const answer = handler(event as unknown as APIGatewayProxyEvent, context);
    await vi.advanceTimersByTimeAsync(28_999);
    resolve(json(202, { status: 'requested' }));
    expect(await answer).toMatchObject({ statusCode: 202 });
  } finally {
    vi.useRealTimers();
  }
});

it('has headers when the gateway hands none over', async () => {
  expect(await call({ resource: '/headers', headers: null as never })).toMatchObject({ statusCode: 200, body: {} });
});
