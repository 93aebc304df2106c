import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { type Synthesized, synthesize } from './synthesize.ts';

const stack = synthesize();
const routes = [
  'GET /rides',
  'GET /rides/{rideId}',
  'POST /rides',
  'POST /rides/{rideId}/cancel',
  'POST /rides/{rideId}/complete',
  'PUT /drivers/{driverId}',
];

describe('the API', () => {
  it('routes every call to its function', () => {
    expect(routesOf(stack)).toEqual(routes);
    for (const [, { Properties }] of stack.all('AWS::ApiGateway::Method')) {
      expect(Properties.Integration).toMatchObject({ Type: 'AWS_PROXY', IntegrationHttpMethod: 'POST' });
    }
  });

  it('has the sequential flow only where simulation is on', () => {
    const simulated = synthesize({ simulation: true });
    expect(routesOf(simulated)).toEqual([...routes, 'POST /sequential-rides'].toSorted());
    expect(simulated.functionNamed('sequential-ride').Properties.Timeout).toBe(29);
    expect(() => stack.functionNamed('sequential-ride')).toThrow();
  });

  it('is throttled, and logs who asked for what without what was in it', () => {
    const [, { Properties }] = stack.all('AWS::ApiGateway::Stage')[0] ?? expect.fail('no stage');
    expect(Properties.StageName).toBe('v1');
    expect(Properties.MethodSettings).toEqual([
      expect.objectContaining({ ThrottlingRateLimit: 200, ThrottlingBurstLimit: 5, DataTraceEnabled: false }),
    ]);
    expect(JSON.parse(Properties.AccessLogSetting.Format)).toMatchObject({ resourcePath: '$context.resourcePath' });
  });

  it.each([
    [{ concurrency: 1_000 }, 500, 250],
    [{ concurrency: 1_000, requestsPerSecond: 51 }, 51, 26],
    [{ reservedConcurrency: 20 }, 400, 10],
    [{ target: 'embedded' }, 500, 250],
    [{ target: 'embedded', concurrency: 10 }, 200, 5],
  ] as const)(
    "lets through what is asked for, and no more than the API's function can take on: %o",
    (settings, rate, burst) => {
      const [, { Properties }] = synthesize(settings).all('AWS::ApiGateway::Stage')[0] ?? expect.fail('no stage');
      expect(Properties.MethodSettings).toMatchObject([{ ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst }]);
    },
  );

  it("makes the gateway's own log before the gateway does", () => {
    const [id] = stack.all('AWS::Logs::LogGroup').find(([name]) => name.startsWith('ApiExecutionLogs')) ?? [];
    stack.template.hasResource('AWS::ApiGateway::Stage', { DependsOn: Match.arrayWith([id]) });
  });

  it.each([
    ['MISSING_AUTHENTICATION_TOKEN', 404, 'not_found'],
    ['REQUEST_TOO_LARGE', 413, 'body_too_large'],
    ['THROTTLED', 429, 'too_many_requests'],
    ['INTEGRATION_TIMEOUT', 504, 'gateway_timeout'],
    ['ACCESS_DENIED', 403, 'forbidden'],
    ['DEFAULT_4XX', 400, 'bad_request'],
    ['DEFAULT_5XX', 502, 'bad_gateway'],
    ['INTEGRATION_FAILURE', 502, 'bad_gateway'],
  ])('gives %s the shape of the other problems: %i %s', (type, status, code) => {
    const answer = stack
      .all('AWS::ApiGateway::GatewayResponse')
      .map(([, { Properties }]) => Properties)
      .find(({ ResponseType }) => ResponseType === type);
    expect(answer.StatusCode).toBe(String(status));
    expect(answer.ResponseParameters['gatewayresponse.header.Content-Type']).toBe("'application/problem+json'");
    expect(JSON.parse(answer.ResponseTemplates['application/json'])).toEqual({
      type: `urn:ride-request:problem:${code}`,
      title: expect.any(String),
      status,
      code,
      detail: expect.any(String),
    });
  });

  it.each(['THROTTLED', 'QUOTA_EXCEEDED'])('says when to come back: %s', (type) => {
    expect(gatewayHeadersOf(stack).get(type)).toMatchObject({ 'Retry-After': "'1'" });
  });

  it('tells browsers to be careful with what the gateway answers by itself, and nothing of other origins', () => {
    expect(gatewayHeadersOf(stack).size).toBeGreaterThan(10);
    for (const headers of gatewayHeadersOf(stack).values()) {
      expect(headers).toMatchObject({
        'Cache-Control': "'no-store'",
        'Content-Security-Policy': "'sandbox'",
        'Referrer-Policy': "'no-referrer'",
        'Strict-Transport-Security': expect.stringContaining('max-age='),
        'X-Content-Type-Options': "'nosniff'",
      });
      expect(Object.keys(headers).filter((name) => name.startsWith('Access-Control'))).toEqual([]);
    }
  });

  it('puts values in quotes that have none in them', () => {
    const values = [...gatewayHeadersOf(stack).values()].flatMap((headers) => Object.values(headers));
    for (const value of values) expect(value).toMatch(/^'[^']+'$/);
  });
});

describe('an API that pages of another origin may call', () => {
  const allowedOrigin = 'https://console.example.com';
  const shared = synthesize({ simulation: true, allowedOrigin });

  it('answers the preflight of every route', () => {
    const paths = routesOf(shared).map((route) => route.split(' '));
    const asked = new Set(paths.filter(([method]) => method === 'OPTIONS').map(([, path]) => path));
    for (const [, path] of paths) expect(asked).toContain(path);
    for (const [, { Properties }] of shared.all('AWS::ApiGateway::Method')) {
      if (Properties.HttpMethod !== 'OPTIONS') continue;
      expect(Properties.Integration.Type).toBe('MOCK');
      expect(Properties.Integration.IntegrationResponses).toEqual([
        expect.objectContaining({
          ResponseParameters: {
            'method.response.header.Access-Control-Allow-Headers':
              "'Authorization,Content-Type,Idempotency-Key,Prefer,Traceparent'",
            'method.response.header.Access-Control-Allow-Methods': "'GET,POST,PUT'",
            'method.response.header.Access-Control-Allow-Origin': `'${allowedOrigin}'`,
            'method.response.header.Access-Control-Max-Age': "'7200'",
            'method.response.header.Vary': "'Origin'",
          },
        }),
      ]);
    }
  });

  it("lets that origin read the gateway's own answers, and sends no cookies along", () => {
    for (const headers of gatewayHeadersOf(shared).values()) {
      expect(headers).toMatchObject({ 'Access-Control-Allow-Origin': `'${allowedOrigin}'`, Vary: "'Origin'" });
      expect(headers).not.toHaveProperty('Access-Control-Allow-Credentials');
    }
  });

  it('tells the functions which origin it is', () => {
    for (const name of ['api', 'sequential-ride']) {
      expect(shared.functionNamed(name).Properties.Environment.Variables.ALLOWED_ORIGIN).toBe(allowedOrigin);
    }
  });
});

/** The headers of the gateway's own answers, by the name of the occasion. */
function gatewayHeadersOf({ all }: Synthesized): Map<string, Record<string, string>> {
  return new Map(
    all('AWS::ApiGateway::GatewayResponse').map(([, { Properties }]) => [
      Properties.ResponseType,
      Object.fromEntries(
        Object.entries(Properties.ResponseParameters as Record<string, string>).map(([name, value]) => [
          name.replace('gatewayresponse.header.', ''),
          value,
        ]),
      ),
    ]),
  );
}

function routesOf({ all }: Synthesized): string[] {
  const resources = new Map(all('AWS::ApiGateway::Resource'));
  const pathOf = (id: string | undefined): string => {
    const properties = resources.get(id ?? '')?.Properties;
    return properties ? `${pathOf(properties.ParentId.Ref)}/${properties.PathPart}` : '';
  };
  return all('AWS::ApiGateway::Method')
    .map(([, { Properties }]) => `${Properties.HttpMethod} ${pathOf(Properties.ResourceId.Ref)}`)
    .toSorted();
}
